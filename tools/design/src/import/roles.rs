//! What each layer of a foreign document is for, by its size, its place and its words.

use crate::document::Role;
use crate::geometry::Rect;

/// A picture that covers so much of the page is what everything lies on.
const BACKDROP_SHARE: f64 = 0.85;
/// A picture that is smaller than this share of the page is an ornament.
const ORNAMENT_SHARE: f64 = 0.012;
/// A text of at least this share of the largest size supports it.
const SUPPORT_SHARE: f64 = 0.5;
/// A text this small beside the largest, at the foot of the page, is small print.
const SMALL_SHARE: f64 = 0.14;
/// Most words of what to do next.
const ACTION_WORDS_MAX: usize = 4;

/// What is known of a text before it has a role.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) size: f64,
    pub(super) area: Rect,
}

/// The role of a picture in `area` of `page`.
pub(super) fn of_picture(area: Rect, page: Rect) -> Role {
    let seen = area.intersection(page).area() / page.area().max(1.0);
    match seen {
        s if s >= BACKDROP_SHARE => Role::Background,
        s if s < ORNAMENT_SHARE => Role::Embellishment,
        _ => Role::Image,
    }
}

/// The role of a plain form.
pub(super) fn of_form(area: Rect, page: Rect) -> Role {
    let seen = area.intersection(page).area() / page.area().max(1.0);
    match seen {
        s if s >= 0.98 => Role::Background,
        s if s < 0.004 => Role::Embellishment,
        _ => Role::Underlay,
    }
}

/// The roles of all texts, in order; `forms` are the plain forms that may be buttons under them.
pub(super) fn of_texts(texts: &[Words<'_>], forms: &[Rect], page: Rect) -> Vec<Role> {
    let largest = texts.iter().map(|words| words.size).fold(0.0, f64::max);
    // Of several of the largest, the first in reading order leads.
    let lead = texts
        .iter()
        .enumerate()
        .filter(|(_, words)| words.size >= 0.98 * largest)
        .min_by(|a, b| a.1.area.y.total_cmp(&b.1.area.y).then(a.1.area.x.total_cmp(&b.1.area.x)))
        .map(|(index, _)| index);
    let mut supported = false;
    texts
        .iter()
        .enumerate()
        .map(|(index, words)| {
            if Some(index) == lead {
                return Role::Headline;
            }
            if is_action(words, forms, page) {
                return Role::Cta;
            }
            if words.size >= SUPPORT_SHARE * largest && !supported {
                supported = true;
                return Role::Subhead;
            }
            if words.size <= SMALL_SHARE * largest && words.area.y > 0.86 * page.h {
                return Role::Legal;
            }
            Role::Body
        })
        .collect()
}

/// A few words on a form that is little larger than they are.
fn is_action(words: &Words<'_>, forms: &[Rect], page: Rect) -> bool {
    let few = words.text.split_whitespace().count() <= ACTION_WORDS_MAX;
    let (x, y) = words.area.center();
    few && forms.iter().any(|form| {
        let under = form.x <= x && x <= form.right() && form.y <= y && y <= form.bottom();
        under && form.h <= 4.0 * words.size && form.area() < 0.15 * page.area()
    })
}
