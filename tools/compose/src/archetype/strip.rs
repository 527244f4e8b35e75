//! Arrangements for very wide and very tall pages: leaderboards, headers, skyscrapers.

use super::{
    Art, At, Column, Edge, Field, Hug, Kind, Layout, On, Part, STACK, Show, art, column, field, live, off, page, show,
};

use Part::{Action, Body, Button, Facts, Headline, Kicker, Legal, Lockup, Sub};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));
/// One or two lines as tall as the strip.
const LINE: Show = show(0.44, 1.15, 2, 1.0);

/// Words, facts, action, in a row; a picture at the calm end.
pub(super) const STRIP: &[Layout] = &[
    Layout {
        columns: &[
            Column { hug: Hug::Left, middle: true, ..column((live(0.62), live(1.0)), FULL, &[Button], &[]) },
            Column {
                hug: Hug::Left,
                middle: true,
                ..column((live(0.50), off(Edge::Left(0), -2.4)), FULL, &[Facts, Legal], &[])
            },
            Column {
                middle: true,
                ..column((page(0.20), off(Edge::Left(1), -3.0)), FULL, &[Kicker, Headline(LINE), Sub, Body], &[])
            },
        ],
        fields: &[field((page(0.0), page(0.17)), BLEED, On::Panel)],
        arts: &[Art { grounded: true, ..art((page(0.0), page(0.17)), BLEED, On::Panel, Kind::Object) }],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Left,
                middle: true,
                on: On::Panel,
                ..column((live(0.56), live(1.0)), FULL, &[Facts, Button, Legal], &[])
            },
            Column {
                middle: true,
                ..column((live(0.0), off(Edge::Left(0), -6.0)), FULL, &[Kicker, Headline(LINE), Sub, Body], &[])
            },
        ],
        fields: &[field((off(Edge::Left(0), -2.6), page(1.0)), BLEED, On::Panel)],
        arts: &[],
    },
];

/// Type alone.
pub(super) const STRIP_TYPE: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                hug: Hug::Left,
                middle: true,
                ..column((live(0.60), live(1.0)), FULL, &[Facts, Button, Legal], &[])
            },
            Column {
                middle: true,
                ..column((live(0.0), off(Edge::Left(0), -3.0)), FULL, &[Kicker, Headline(LINE), Sub, Body], &[])
            },
        ],
        fields: &[],
        arts: &[],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Right,
                middle: true,
                on: On::Panel,
                ..column((live(0.0), live(0.40)), FULL, &[Facts, Action, Legal], &[])
            },
            Column {
                middle: true,
                ..column((off(Edge::Right(0), 6.0), live(1.0)), FULL, &[Kicker, Headline(LINE), Sub, Body], &[])
            },
        ],
        fields: &[field((page(0.0), off(Edge::Right(0), 3.0)), BLEED, On::Panel)],
        arts: &[],
    },
];

/// A pattern behind, words on a plate.
pub(super) const STRIP_PLATE: &[Layout] = &[Layout {
    columns: &[
        Column { hug: Hug::Left, middle: true, ..column((live(0.58), page(0.86)), FULL, &[Facts, Button, Legal], &[]) },
        Column {
            middle: true,
            ..column((page(0.12), off(Edge::Left(0), -3.0)), FULL, &[Kicker, Headline(LINE), Sub, Body], &[])
        },
    ],
    fields: &[Field { over_art: true, ..field((page(0.08), page(0.90)), BLEED, On::Ground) }],
    arts: &[Art { grounded: true, ..art(BLEED, BLEED, On::Panel, Kind::Pattern) }],
}];

const TOWER_LINE: Show = show(0.5, 1.3, 6, 0.5);
const TOWER_FIGURE: Show = show(0.8, 2.6, 3, 0.4);

/// Words above, a picture, the action below.
pub(super) const TOWER: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.26,
            ..column(
                FULL,
                FULL,
                &[Kicker, Lockup(TOWER_FIGURE), Headline(TOWER_LINE), Sub],
                &[Body, Facts, Button, Legal],
            )
        }],
        fields: &[],
        arts: &[art(BLEED, (off(Edge::Head(0), 2.6), off(Edge::Tail(0), -2.6)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Top,
            on: On::Panel,
            ..column(
                FULL,
                (page(0.30), live(1.0)),
                &[],
                &[Kicker, Lockup(TOWER_FIGURE), Headline(TOWER_LINE), Sub, Body, Facts, Button, Legal],
            )
        }],
        fields: &[field(BLEED, (off(Edge::Top(0), -4.2), page(1.0)), On::Panel)],
        arts: &[art(BLEED, (page(0.0), off(Edge::Top(0), -4.2)), On::Ground, Kind::Scene)],
    },
];

/// Type alone.
pub(super) const TOWER_TYPE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.1,
            ..column(
                FULL,
                FULL,
                &[Headline(Show { lines: 7, share: 0.7, upper: false, ..STACK })],
                &[Sub, Body, Facts, Button, Legal],
            )
        }],
        fields: &[],
        arts: &[],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Top,
                on: On::Panel,
                ..column(FULL, (page(0.5), live(1.0)), &[], &[Facts, Button, Legal])
            },
            Column {
                ..column(FULL, (live(0.0), off(Edge::Top(0), -7.0)), &[Kicker, Headline(TOWER_LINE), Sub, Body], &[])
            },
        ],
        fields: &[field(BLEED, (off(Edge::Top(0), -4.2), page(1.0)), On::Panel)],
        arts: &[],
    },
];

/// A pattern above, words on a plate.
pub(super) const TOWER_PLATE: &[Layout] = &[Layout {
    columns: &[Column {
        hug: Hug::Top,
        ..column(FULL, (page(0.24), live(1.0)), &[], &[Kicker, Headline(TOWER_LINE), Sub, Body, Facts, Button, Legal])
    }],
    fields: &[Field { over_art: true, ..field(BLEED, (off(Edge::Top(0), -4.2), page(1.0)), On::Ground) }],
    arts: &[Art { grounded: true, ..art(BLEED, (page(0.0), off(Edge::Top(0), -4.2)), On::Panel, Kind::Pattern) }],
}];
