//! Arrangements for square pages that differ from those for tall ones.

use super::{
    At, CALM, Column, Edge, FIGURE, Hug, Kind, LARGE, Layout, On, Part, Show, art, column, field, live, off, page,
};

use Part::{Body, Button, FactColumns, Facts, Headline, Kicker, Legal, Lockup, Sub};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));

/// On a square page, picture and message side by side.
pub(super) const SPLIT: &[Layout] = &[
    Layout {
        columns: &[Column {
            on: On::Panel,
            room: 0.1,
            ..column((live(0.0), page(0.52)), FULL, &[Kicker, Headline(CALM), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[field((page(0.0), page(0.57)), BLEED, On::Panel)],
        arts: &[art((page(0.57), page(1.0)), BLEED, On::Ground, Kind::Scene)],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Top,
            on: On::Panel,
            ..column(
                FULL,
                (page(0.50), live(1.0)),
                &[],
                &[Kicker, Headline(CALM), Sub, Body, FactColumns(3), Button, Legal],
            )
        }],
        fields: &[field(BLEED, (off(Edge::Top(0), -4.2), page(1.0)), On::Panel)],
        arts: &[art(BLEED, (page(0.0), off(Edge::Top(0), -4.2)), On::Ground, Kind::Scene)],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Bottom,
            ..column(
                FULL,
                (live(0.0), page(0.52)),
                &[Kicker, Headline(CALM), Sub, Body, FactColumns(3), Button, Legal],
                &[],
            )
        }],
        fields: &[field(BLEED, (off(Edge::Bottom(0), 4.2), page(1.0)), On::Panel)],
        arts: &[art(BLEED, (off(Edge::Bottom(0), 4.2), page(1.0)), On::Panel, Kind::Scene)],
    },
];

/// On a square page, the thing stands beside the words and leaves by the right edge.
pub(super) const LONE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.14,
            ..column((live(0.0), live(0.56)), FULL, &[Kicker, Headline(CALM), Sub], &[Body, Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[art((page(0.52), page(1.0)), BLEED, On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            room: 0.42,
            ..column(FULL, FULL, &[Headline(CALM), Sub], &[Kicker, Body, FactColumns(3), Button, Legal])
        }],
        fields: &[],
        arts: &[art(BLEED, (off(Edge::Head(0), 2.0), off(Edge::Tail(0), -2.0)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            room: 0.44,
            ..column(FULL, FULL, &[Kicker], &[Headline(LARGE), Sub, Body, FactColumns(3), Button, Legal])
        }],
        fields: &[],
        arts: &[art((page(0.3), page(1.0)), (page(0.0), off(Edge::Tail(0), -2.0)), On::Ground, Kind::Object)],
    },
];

/// On a square page, a figure over words and the thing side by side.
pub(super) const NUMERAL: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                hug: Hug::Bottom,
                ..column(FULL, (live(0.0), page(0.56)), &[Lockup(Show { share: 1.0, ..FIGURE })], &[])
            },
            Column {
                ..column(
                    (live(0.0), live(0.52)),
                    (off(Edge::Bottom(0), 5.0), live(1.0)),
                    &[],
                    &[Kicker, Headline(CALM), Sub, Body, Facts, Button, Legal],
                )
            },
        ],
        fields: &[],
        arts: &[art((page(0.55), page(1.0)), (off(Edge::Bottom(0), 4.0), page(1.0)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Top,
            on: On::Panel,
            ..column(
                FULL,
                (page(0.52), live(1.0)),
                &[],
                &[Lockup(Show { share: 0.8, ..FIGURE }), Headline(CALM), Sub, Body, FactColumns(3), Button, Legal],
            )
        }],
        fields: &[field(BLEED, (off(Edge::Top(0), -4.2), page(1.0)), On::Panel)],
        arts: &[art(BLEED, (page(0.0), off(Edge::Top(0), -4.2)), On::Ground, Kind::Scene)],
    },
];
