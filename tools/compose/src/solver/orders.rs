//! What each column of a layout holds.

use crate::archetype::{Fit, Layout, Part, Show};
use crate::content::Content;

/// What a column is to hold: its parts with the content filled in.
pub(crate) struct Order<'c> {
    pub(crate) content: &'c Content,
    pub(crate) head: Vec<Part>,
    pub(crate) tail: Vec<Part>,
}

/// What each column holds: its own parts, and whatever the layout has no place for.
pub(super) fn orders<'c>(layout: &Layout, content: &'c Content) -> Vec<Order<'c>> {
    let mut orders: Vec<Order<'c>> = layout
        .columns
        .iter()
        .map(|column| Order { content, head: column.head.to_vec(), tail: column.tail.to_vec() })
        .collect();
    let has = |orders: &[Order<'_>], wanted: &dyn Fn(&Part) -> bool| {
        orders.iter().any(|order| order.head.iter().chain(&order.tail).any(wanted))
    };
    let headline = |part: &Part| matches!(part, Part::Headline(_) | Part::Bands(_));
    let lockup = |part: &Part| matches!(part, Part::Lockup(_));
    let listing = |part: &Part| matches!(part, Part::Listing(_));
    let facts = Part::holds_facts;
    let action = |part: &Part| matches!(part, Part::Button | Part::Action);
    // A figure needs a place; it takes the headline's, which becomes a quieter line under it.
    if content.lockup.is_some() && !has(&orders, &lockup) {
        beside(&mut orders, &headline, |show| vec![Part::Lockup(show), Part::Headline(quieter(show))]);
    } else if content.lockup.is_none() && has(&orders, &lockup) {
        for order in &mut orders {
            for side in [&mut order.head, &mut order.tail] {
                let shows: Option<Show> =
                    side.iter().find_map(|part| if let Part::Lockup(show) = part { Some(*show) } else { None });
                if let Some(show) = shows {
                    side.retain(|part| !lockup(part));
                    for part in side.iter_mut() {
                        if let Part::Headline(own) = part {
                            *own = Show { lines: own.lines.max(3), sizes: (own.sizes.0, show.sizes.1), ..show };
                        }
                    }
                }
            }
        }
    }
    if content.kicker.is_some() && !has(&orders, &|part| matches!(part, Part::Kicker)) {
        around(&mut orders, &|part| headline(part) || lockup(part), &[Part::Kicker], true);
    }
    if !content.body.is_empty() && !has(&orders, &|part| matches!(part, Part::Body) || listing(part)) {
        around(&mut orders, &|part| headline(part) || matches!(part, Part::Sub), &[Part::Body], false);
    }
    if content.sub.is_some() && !has(&orders, &|part| matches!(part, Part::Sub)) {
        around(&mut orders, &headline, &[Part::Sub], false);
    }
    let mut rest = Vec::new();
    if !content.facts.is_empty() && !has(&orders, &facts) {
        rest.push(Part::Facts);
    }
    if content.cta.is_some() && !has(&orders, &action) {
        rest.push(Part::Button);
    }
    if !content.legal.is_empty() && !has(&orders, &|part| matches!(part, Part::Legal)) {
        rest.push(Part::Legal);
    }
    if !rest.is_empty() {
        let ending = orders.iter().position(|order| order.tail.iter().any(|part| facts(part) || action(part)));
        let at = ending.or_else(|| orders.iter().position(|order| !order.tail.is_empty())).unwrap_or(0);
        if let Some(order) = orders.get_mut(at) {
            if order.tail.is_empty() && !order.head.is_empty() {
                order.head.extend(rest)
            } else {
                order.tail.extend(rest)
            }
        }
    }
    orders
}

/// A headline that stands under something larger.
fn quieter(show: Show) -> Show {
    Show { sizes: (0.22, (show.sizes.1 * 0.42).min(0.8)), lines: 3, share: 0.3, upper: false, fit: Fit::Hang }
}

/// Puts parts in the place of the first that is wanted.
fn beside(orders: &mut [Order<'_>], wanted: &dyn Fn(&Part) -> bool, with: impl Fn(Show) -> Vec<Part>) {
    for order in orders {
        for side in [&mut order.head, &mut order.tail] {
            if let Some(index) = side.iter().position(wanted)
                && let Part::Headline(show) = side[index]
            {
                side.splice(index..=index, with(show));
                return;
            }
        }
    }
}

/// Puts parts before the first, or after the last, that is wanted.
fn around(orders: &mut [Order<'_>], wanted: &dyn Fn(&Part) -> bool, parts: &[Part], before: bool) {
    for order in orders {
        for side in [&mut order.head, &mut order.tail] {
            let index =
                if before { side.iter().position(wanted) } else { side.iter().rposition(wanted).map(|i| i + 1) };
            if let Some(index) = index {
                side.splice(index..index, parts.iter().copied());
                return;
            }
        }
    }
}
