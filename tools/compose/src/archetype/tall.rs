//! Arrangements for tall and square pages.

use design::document::Align;

use super::{
    Art, BETWEEN, CALM, Column, Edge, FIGURE, Field, Form, HERO, Hug, Kind, LARGE, Layout, On, Part, QUOTE, STACK,
    Show, WHISPER, art, column, field, live, off, page,
};

use Part::{
    Action, Bar, BigFacts, Body, Button, FactColumns, FactRows, Facts, Headline, Kicker, Legal, Lockup, Rule, Sub,
};

const FULL: (super::At, super::At) = (live(0.0), live(1.0));
const BLEED: (super::At, super::At) = (page(0.0), page(1.0));
const UPPER: Show = Show { upper: true, ..HERO };

/// A word as large as the page; facts under it.
pub(super) const MONUMENT: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.3,
            ..column(FULL, FULL, &[Headline(UPPER)], &[Sub, Bar, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
    Layout {
        columns: &[Column { room: 0.3, ..column(FULL, FULL, &[Kicker, Sub, Facts, Action], &[Legal, Headline(HERO)]) }],
        fields: &[],
        arts: &[BETWEEN],
    },
];

/// Everything hangs from one line and one edge.
pub(super) const SWISS: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                rise: 0.2,
                ..column(
                    (live(0.24), live(1.0)),
                    (live(0.40), live(1.0)),
                    &[Headline(LARGE), Sub, Body],
                    &[Facts, Action, Legal],
                )
            },
            Column { ..column((live(0.0), live(0.20)), (off(Edge::Top(0), 0.0), live(1.0)), &[Kicker], &[]) },
        ],
        fields: &[],
        arts: &[Art {
            least: 0.12,
            ..art((page(0.0), page(1.0)), (page(0.0), off(Edge::Top(0), -3.0)), On::Ground, Kind::Abstract)
        }],
    },
    Layout {
        columns: &[
            Column { ..column(FULL, (live(0.0), page(0.60)), &[Kicker, Headline(LARGE), Sub, Body], &[]) },
            Column {
                ..column((live(0.0), live(0.48)), (off(Edge::Head(0), 3.0), live(1.0)), &[], &[Facts, Action, Legal])
            },
        ],
        fields: &[],
        arts: &[Art {
            least: 0.3,
            ..art((page(0.52), page(1.0)), (off(Edge::Head(0), 3.0), page(1.0)), On::Ground, Kind::Object)
        }],
    },
];

/// Picture and message, each with a field of its own.
pub(super) const SPLIT: &[Layout] = &[
    Layout {
        columns: &[Column {
            hug: Hug::Top,
            on: On::Panel,
            ..column(
                FULL,
                (page(0.36), live(1.0)),
                &[],
                &[Kicker, Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal],
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
                (live(0.0), page(0.64)),
                &[Kicker, Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal],
                &[],
            )
        }],
        fields: &[field(BLEED, (off(Edge::Bottom(0), 4.2), page(1.0)), On::Panel)],
        arts: &[art(BLEED, (off(Edge::Bottom(0), 4.2), page(1.0)), On::Panel, Kind::Scene)],
    },
];

/// One thing, alone.
pub(super) const LONE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.40,
            ..column(FULL, FULL, &[Kicker, Headline(LARGE), Sub], &[Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[art(BLEED, (off(Edge::Head(0), 2.0), off(Edge::Tail(0), -2.4)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            room: 0.44,
            ..column(FULL, FULL, &[Kicker], &[Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[art(BLEED, (off(Edge::Head(0), 1.6), off(Edge::Tail(0), -2.4)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            room: 0.36,
            ..column(FULL, FULL, &[Kicker, Headline(LARGE), Sub], &[Body, Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[art(
            (page(0.26), page(1.0)),
            (off(Edge::Head(0), 2.0), off(Edge::Tail(0), -2.0)),
            On::Ground,
            Kind::Object,
        )],
    },
];

/// The slogan is the picture.
pub(super) const FITTED: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.3,
            ..column(FULL, FULL, &[Headline(STACK)], &[Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
    Layout {
        columns: &[Column {
            room: 0.3,
            ..column(FULL, FULL, &[Kicker, FactColumns(2), Action], &[Legal, Sub, Headline(STACK)])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
];

/// A figure leads.
pub(super) const NUMERAL: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.3,
            ..column(FULL, FULL, &[Lockup(FIGURE)], &[Headline(CALM), Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
    Layout {
        columns: &[Column {
            room: 0.24,
            ..column(FULL, FULL, &[Kicker, Lockup(FIGURE), Headline(CALM), Sub], &[Body, Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[art((page(0.36), page(1.0)), (off(Edge::Head(0), 2.0), page(1.0)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[
            Column { hug: Hug::Bottom, on: On::Panel, ..column(FULL, (live(0.0), page(0.62)), &[Lockup(FIGURE)], &[]) },
            Column {
                ..column(
                    FULL,
                    (off(Edge::Bottom(0), 8.0), live(1.0)),
                    &[Headline(CALM), Sub],
                    &[Body, FactColumns(2), Button, Legal],
                )
            },
        ],
        fields: &[field(BLEED, (page(0.0), off(Edge::Bottom(0), 4.2)), On::Panel)],
        arts: &[],
    },
];

/// A window, and words on its edges.
pub(super) const WINDOW: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.5,
            ..column(FULL, FULL, &[], &[Kicker, Headline(CALM), Sub, Body, FactColumns(3), Button, Legal])
        }],
        fields: &[field(FULL, (live(0.0), off(Edge::Tail(0), -3.0)), On::Panel)],
        arts: &[Art { grounded: true, ..art(FULL, (live(0.0), off(Edge::Tail(0), -3.0)), On::Panel, Kind::Scene) }],
    },
    Layout {
        columns: &[Column {
            room: 0.46,
            ..column(
                (live(0.14), live(1.0)),
                FULL,
                &[Kicker, Headline(CALM)],
                &[Sub, Body, FactColumns(2), Button, Legal],
            )
        }],
        fields: &[field((live(0.14), page(1.0)), (off(Edge::Head(0), 2.6), off(Edge::Tail(0), -2.6)), On::Panel)],
        arts: &[Art {
            grounded: true,
            ..art((live(0.14), page(1.0)), (off(Edge::Head(0), 2.6), off(Edge::Tail(0), -2.6)), On::Panel, Kind::Scene)
        }],
    },
];

/// A low voice in a large room.
pub(super) const QUIET: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.45,
            ..column((live(0.0), live(0.86)), FULL, &[Kicker], &[Headline(WHISPER), Sub, Body, Facts, Action, Legal])
        }],
        fields: &[],
        arts: &[Art {
            least: 0.2,
            ..art((page(0.42), page(1.0)), (live(0.0), off(Edge::Tail(0), -6.0)), On::Ground, Kind::Object)
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.5,
            ..column((live(0.0), live(0.9)), FULL, &[Headline(WHISPER), Sub, Body], &[Kicker, Facts, Action, Legal])
        }],
        fields: &[],
        arts: &[Art {
            least: 0.2,
            ..art((page(0.30), page(1.0)), (off(Edge::Head(0), 6.0), page(1.0)), On::Ground, Kind::Object)
        }],
    },
];

/// A plate in a pattern.
pub(super) const PLATE: &[Layout] = &[
    Layout {
        columns: &[Column {
            hug: Hug::Top,
            on: On::Ground,
            ..column(
                (live(0.08), live(0.92)),
                (page(0.22), live(0.94)),
                &[],
                &[Kicker, Headline(LARGE), Sub, Body, Facts, Button, Legal],
            )
        }],
        fields: &[Field {
            over_art: true,
            ..field(
                (off(Edge::Left(0), -4.2), off(Edge::Right(0), 4.2)),
                (off(Edge::Top(0), -4.8), off(Edge::Bottom(0), 4.2)),
                On::Ground,
            )
        }],
        arts: &[Art {
            grounded: true,
            focus: Some((BLEED, (page(0.0), off(Edge::Top(0), -4.8)))),
            ..art(BLEED, BLEED, On::Panel, Kind::Pattern)
        }],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Bottom,
            on: On::Ground,
            ..column(
                (live(0.0), live(0.8)),
                (live(0.0), page(0.72)),
                &[Kicker, Headline(LARGE), Sub, Body, Facts, Button, Legal],
                &[],
            )
        }],
        fields: &[Field {
            over_art: true,
            ..field((page(0.0), off(Edge::Right(0), 4.2)), (page(0.0), off(Edge::Bottom(0), 4.8)), On::Ground)
        }],
        arts: &[Art {
            grounded: true,
            focus: Some((BLEED, (off(Edge::Bottom(0), 4.8), page(1.0)))),
            ..art(BLEED, BLEED, On::Panel, Kind::Pattern)
        }],
    },
];

/// A sentence, hung.
pub(super) const HUNG: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.16,
            ..column(FULL, FULL, &[Headline(QUOTE), Sub, Body], &[Kicker, Facts, Action, Legal])
        }],
        fields: &[],
        arts: &[Art {
            least: 0.22,
            ..art((page(0.5), page(1.0)), (off(Edge::Head(0), 3.0), page(1.0)), On::Ground, Kind::Object)
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.2,
            ..column(
                (live(0.0), live(0.94)),
                FULL,
                &[Kicker, Rule, Headline(QUOTE)],
                &[Sub, Body, Facts, Action, Legal],
            )
        }],
        fields: &[],
        arts: &[],
    },
];

/// Many alike, one different.
pub(super) const CHORUS: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.48,
            ..column(FULL, FULL, &[], &[Kicker, Headline(CALM), Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[art(BLEED, (page(0.0), off(Edge::Tail(0), -2.6)), On::Ground, Kind::Chorus)],
    },
    Layout {
        columns: &[Column {
            room: 0.46,
            ..column(FULL, FULL, &[Headline(LARGE), Sub], &[Kicker, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[art(BLEED, (off(Edge::Head(0), 2.6), off(Edge::Tail(0), -2.6)), On::Ground, Kind::Chorus)],
    },
];

/// Words in the sky.
pub(super) const HORIZON: &[Layout] = &[
    Layout {
        columns: &[Column {
            hug: Hug::Bottom,
            ..column(
                FULL,
                (live(0.0), page(0.66)),
                &[Kicker, Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal],
                &[],
            )
        }],
        fields: &[],
        arts: &[art(BLEED, (off(Edge::Bottom(0), 2.0), page(1.0)), On::Ground, Kind::Scene)],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Top,
                on: On::Panel,
                ..column(FULL, (page(0.70), live(1.0)), &[], &[FactColumns(3), Button, Legal])
            },
            Column {
                hug: Hug::Bottom,
                ..column(FULL, (live(0.0), page(0.48)), &[Kicker, Headline(LARGE), Sub, Body], &[])
            },
        ],
        fields: &[field(BLEED, (off(Edge::Top(0), -3.6), page(1.0)), On::Panel)],
        arts: &[art(BLEED, (off(Edge::Bottom(1), 2.0), off(Edge::Top(0), -3.6)), On::Ground, Kind::Scene)],
    },
];

/// A ticket, a tag, a card.
pub(super) const TICKET: &[Layout] = &[Layout {
    columns: &[
        Column {
            on: On::Panel,
            hug: Hug::Top,
            ..column((live(0.07), live(0.93)), (page(0.52), live(0.95)), &[], &[FactRows, Button, Legal])
        },
        Column {
            on: On::Panel,
            room: 0.2,
            ..column(
                (live(0.07), live(0.93)),
                (live(0.07), off(Edge::Top(0), -6.4)),
                &[Kicker, Headline(LARGE), Sub, Body],
                &[],
            )
        },
    ],
    fields: &[
        field(FULL, FULL, On::Panel),
        Field {
            form: Form::Disc,
            ..field(
                (off(Edge::Live(0.0), -2.2), off(Edge::Live(0.0), 2.2)),
                (off(Edge::Top(0), -5.2), off(Edge::Top(0), -0.8)),
                On::Ground,
            )
        },
        Field {
            form: Form::Disc,
            ..field(
                (off(Edge::Live(1.0), -2.2), off(Edge::Live(1.0), 2.2)),
                (off(Edge::Top(0), -5.2), off(Edge::Top(0), -0.8)),
                On::Ground,
            )
        },
    ],
    arts: &[Art {
        least: 0.2,
        ..art((live(0.3), live(1.0)), (off(Edge::Head(1), 1.6), off(Edge::Top(0), -3.0)), On::Panel, Kind::Object)
    }],
}];

/// Rows.
pub(super) const TIMETABLE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.05,
            ..column(FULL, FULL, &[Kicker, Headline(LARGE), Sub, Body], &[FactRows, Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            least: 0.2,
            ..art((page(0.4), page(1.0)), (off(Edge::Head(0), 2.0), off(Edge::Tail(0), -2.0)), On::Ground, Kind::Object)
        }],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Bottom,
                on: On::Panel,
                ..column(FULL, (live(0.0), page(0.5)), &[Kicker, Headline(LARGE), Sub], &[])
            },
            Column { ..column(FULL, (off(Edge::Bottom(0), 7.0), live(1.0)), &[Body], &[FactRows, Button, Legal]) },
        ],
        fields: &[field(BLEED, (page(0.0), off(Edge::Bottom(0), 4.2)), On::Panel)],
        arts: &[],
    },
];

/// Forms that fill the page, and words at its foot.
pub(super) const ORBIT: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.4,
            ..column(FULL, FULL, &[], &[Kicker, Headline(LARGE), Sub, Body, FactColumns(3), Button, Legal])
        }],
        fields: &[],
        arts: &[Art { grounded: true, ..art(BLEED, (page(0.0), off(Edge::Tail(0), -3.2)), On::Panel, Kind::Abstract) }],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Bottom,
            ..column(
                FULL,
                (live(0.0), page(0.58)),
                &[Headline(Show { sizes: (0.62, 2.2), ..HERO }), Sub, Body, FactColumns(2), Button, Legal],
                &[],
            )
        }],
        fields: &[],
        arts: &[Art {
            least: 0.34,
            grounded: true,
            ..art(BLEED, (off(Edge::Bottom(0), 4.0), page(1.0)), On::Panel, Kind::Abstract)
        }],
    },
];

/// A column that carries everything, beside a band of colour.
pub(super) const SPINE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.18,
            ..column((page(0.36), live(1.0)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[BigFacts, Button, Legal])
        }],
        fields: &[field((page(0.0), page(0.30)), BLEED, On::Panel)],
        arts: &[Art { grounded: true, ..art((page(0.0), page(0.30)), BLEED, On::Panel, Kind::Pattern) }],
    },
    Layout {
        columns: &[Column {
            room: 0.1,
            on: On::Panel,
            ..column((live(0.0), page(0.66)), FULL, &[Headline(LARGE), Sub, Body], &[Kicker, Facts, Action, Legal])
        }],
        fields: &[field((page(0.0), page(0.72)), BLEED, On::Panel)],
        arts: &[Art { grounded: true, ..art((page(0.72), page(1.0)), BLEED, On::Accent, Kind::Pattern) }],
    },
];

/// Symmetry, for labels and ceremonies.
pub(super) const CREST: &[Layout] = &[Layout {
    columns: &[Column {
        align: Align::Center,
        room: 0.3,
        ..column(
            (live(0.06), live(0.94)),
            (live(0.05), live(0.95)),
            &[Kicker],
            &[Headline(CALM), Sub, Rule, Body, Facts, Button, Legal],
        )
    }],
    fields: &[],
    arts: &[Art {
        least: 0.2,
        ..art((live(0.2), live(0.8)), (off(Edge::Head(0), 2.6), off(Edge::Tail(0), -2.6)), On::Ground, Kind::Object)
    }],
}];
