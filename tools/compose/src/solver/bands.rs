//! The headline said again and again in rows across the page.

use design::document::{Align, Role};

use super::column::{Shop, shifted};
use super::setting::{Mark, SetLine, Setting, Stacked, Tint};
use crate::content::Content;

/// Longest headline that is worth repeating, characters.
const CHARS_MAX: usize = 18;
/// Most times that a row says it.
const TIMES_MAX: usize = 4;
/// Height of all rows, as a share of the page's short side.
const SHARE: f64 = 0.62;
/// Room between rows, as a share of the height of the capitals.
const AIR: f64 = 0.3;

/// Up to `most` rows of the headline, each as wide as the column; the one that counts is in the accent.
pub(super) fn bands(shop: &mut Shop<'_, '_>, content: &Content, w: f64, most: usize) -> Option<Stacked> {
    let text = content.headline.text.trim();
    if text.is_empty() || text.chars().count() > CHARS_MAX {
        return None;
    }
    let upper = shop.voice.capitals;
    let font = shop.voice.display.clone();
    let largest = shop.scale.px(shop.scale.headline.1);
    let style = shop.style(&font, largest, upper);
    let tall = shop.scale.px(100.0) * SHARE;
    // As often in a row as makes the rows about as high as the room allows.
    let rows = (1..=TIMES_MAX).find_map(|times| {
        let row = vec![text; times].join("  ");
        let measure = shop.ruler.line(&style, &row);
        let size = w * 0.996 / (measure.ink_right - measure.ink_left).max(1e-6);
        let pitch = size * (measure.cap + measure.ink_bottom.max(0.0)) * (1.0 + AIR);
        let count = (tall / pitch) as usize;
        (count >= 3).then(|| (row, measure, size, pitch, count.min(most)))
    });
    let (row, measure, size, pitch, count) = rows?;
    let counts = count / 3;
    let mut whole = Stacked { width: w, ..Stacked::default() };
    for index in 0..count {
        let main = index == counts;
        let setting = Setting {
            id: if main { "headline".to_owned() } else { format!("band-{}", index + 1) },
            role: if main { Role::Headline } else { Role::Embellishment },
            style: style.clone(),
            lines: vec![SetLine::plain(row.clone(), size, measure)],
            leading: 1.0,
            tint: if main { Tint::Accent } else { Tint::Ink },
            align: Align::Start,
            optical: true,
            hang: 0.0,
        };
        let one = Stacked::text(setting, w);
        let y = pitch * index as f64;
        if index == 0 {
            whole.rise = one.rise;
        }
        whole.height = y + one.height;
        whole.drop = one.drop;
        whole.marks.extend(one.marks.into_iter().map(|mark: Mark| shifted(mark, 0.0, y)));
    }
    whole.after = size * 0.3;
    Some(whole)
}
