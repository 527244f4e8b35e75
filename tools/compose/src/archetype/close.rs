//! Arrangements in which one thing is larger than its place and leaves the page.

use super::{Art, At, CALM, Column, Edge, Kind, LARGE, Layout, On, Part, art, column, live, off, page};

use Part::{Body, Button, FactColumns, Facts, Headline, Kicker, Legal, Sub};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));
/// On the ground, so close that its subject is cut by the edges that the focus goes beyond.
const CLOSE: Art = Art { least: 0.34, ..art(BLEED, BLEED, On::Ground, Kind::CloseUp) };

/// On a tall page: words at the top, the thing leaving by the right and the foot; or words at the foot, leaving by the top.
pub(super) const TALL: &[Layout] = &[
    Layout {
        columns: &[Column {
            ..column(
                FULL,
                (live(0.0), page(0.56)),
                &[Kicker, Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal],
                &[],
            )
        }],
        fields: &[],
        arts: &[Art {
            y: (off(Edge::Tail(0), 1.0), page(1.0)),
            focus: Some(((page(0.16), page(1.1)), (off(Edge::Head(0), 3.0), page(1.08)))),
            ..CLOSE
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.46,
            ..column(FULL, FULL, &[], &[Kicker, Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            y: (page(0.0), off(Edge::Tail(0), -1.6)),
            focus: Some(((page(0.14), page(1.12)), (page(0.05), off(Edge::Tail(0), -2.0)))),
            ..CLOSE
        }],
    },
];

/// On a square page: words at the left, the thing leaving by the right and the foot; or words at the foot.
pub(super) const SQUARE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.1,
            ..column((live(0.0), live(0.5)), FULL, &[Kicker, Headline(CALM), Sub], &[Body, Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            x: (page(0.5), page(1.0)),
            focus: Some(((page(0.5), page(1.12)), (page(0.08), page(1.08)))),
            ..CLOSE
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.44,
            ..column(FULL, FULL, &[Kicker], &[Headline(LARGE), Sub, Body, FactColumns(3), Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            x: (page(0.26), page(1.0)),
            y: (page(0.0), off(Edge::Tail(0), -1.6)),
            focus: Some(((page(0.3), page(1.06)), (page(0.05), off(Edge::Tail(0), -2.0)))),
            ..CLOSE
        }],
    },
];

/// On a wide page: words at the left, the thing leaving by the right, the head and the foot.
pub(super) const WIDE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.08,
            ..column((live(0.0), live(0.54)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            x: (page(0.54), page(1.0)),
            focus: Some(((page(0.56), page(1.04)), (page(0.08), page(1.16)))),
            ..CLOSE
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.08,
            ..column((live(0.46), live(1.0)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            x: (page(0.0), page(0.44)),
            focus: Some(((page(-0.05), page(0.42)), (page(0.08), page(1.16)))),
            ..CLOSE
        }],
    },
];
