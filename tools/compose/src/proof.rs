//! A composed page, read again: what was measured word by word must hold for the whole.

use design::document::Content;
use design::{Document, Rect};
use render::{FontBook, lay_out_text};

use crate::solver::Turned;

/// How far ink may run into other ink, px.
const SLACK_PX: f64 = 0.5;
/// How far a box may leave the page, px: lengths are rounded.
const EDGE_PX: f64 = 0.05;

/// Whether every text lies in its box and on the page, clear of all other texts.
pub(crate) fn is_sound(document: &Document, fonts: &FontBook) -> bool {
    let page = document.page.area();
    let mut inks: Vec<Turned> = Vec::new();
    for node in document.walk() {
        let Content::Text { text, .. } = &node.content else { continue };
        let laid = lay_out_text(fonts, text, node.area);
        let turned = |rect: Rect| Turned { rect, about: node.area.center(), turn: node.rotation };
        let own = turned(laid.ink.inset(SLACK_PX));
        let clear = inks.iter().all(|other| !other.meets(&own));
        if laid.overflows || !page.contains(turned(node.area).bounds(), EDGE_PX) || !clear {
            return false;
        }
        inks.push(own);
    }
    true
}
