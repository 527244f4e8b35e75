//! Arrangements with an order of their own: one tilted axis, an upright spine, tiles, bands, a route, corners, two sides.

use design::document::Align;

use super::{
    Art, At, CALM, Column, Edge, Field, HERO, Hug, Kind, LARGE, Layout, On, Part, Show, art, column, field, live, off,
    page, show,
};

use Part::{
    Action, Bands, BigFacts, Body, Button, Fact, FactColumns, Facts, FactsFrom, Headline, Kicker, Legal, Route, Sub,
};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));
const UPPER: Show = Show { upper: true, lines: 2, share: 1.0, ..HERO };

/// The band that tilted words lie on: longer than the page is wide, so that its ends are never seen.
const fn band(column: usize, turn: f64) -> Field {
    Field {
        turn,
        ..field((page(-0.25), page(1.25)), (off(Edge::Top(column), -3.0), off(Edge::Bottom(column), 3.0)), On::Panel)
    }
}

/// One axis, tilted; everything else keeps out of its way.
pub(super) const TILTED_TALL: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                turn: -8.0,
                on: On::Panel,
                middle: true,
                ..column((live(0.02), live(0.98)), (page(0.17), page(0.45)), &[Headline(UPPER)], &[])
            },
            Column {
                rise: 0.04,
                ..column(
                    (live(0.0), live(0.56)),
                    (page(0.68), live(1.0)),
                    &[],
                    &[Kicker, Sub, Body, Facts, Button, Legal],
                )
            },
        ],
        fields: &[band(0, -8.0)],
        arts: &[art((page(0.56), page(1.0)), (page(0.58), page(1.0)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[
            Column {
                turn: -12.0,
                on: On::Panel,
                middle: true,
                ..column((live(0.04), live(0.96)), (page(0.52), page(0.76)), &[Headline(UPPER)], &[])
            },
            Column {
                sink: 0.03,
                ..column(
                    (live(0.0), live(0.5)),
                    (live(0.0), page(0.36)),
                    &[Kicker, Sub, Body, Facts, Button, Legal],
                    &[],
                )
            },
        ],
        fields: &[band(0, -12.0)],
        arts: &[art((page(0.52), page(1.0)), (page(0.0), page(0.38)), On::Ground, Kind::Object)],
    },
];

pub(super) const TILTED_WIDE: &[Layout] = &[Layout {
    columns: &[
        Column {
            turn: -6.0,
            on: On::Panel,
            middle: true,
            ..column((live(0.02), live(0.98)), (page(0.10), page(0.48)), &[Headline(UPPER)], &[])
        },
        Column {
            ..column((live(0.0), live(0.62)), (page(0.70), live(1.0)), &[], &[Sub, FactColumns(3), Action, Legal])
        },
    ],
    fields: &[band(0, -6.0)],
    arts: &[],
}];

/// A title that runs up the page.
pub(super) const UPRIGHT_TALL: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                turn: -90.0,
                on: On::Panel,
                middle: true,
                ..column(
                    (page(0.045), page(0.265)),
                    FULL,
                    &[Headline(Show { upper: true, ..show(0.7, 3.0, 2, 1.0) })],
                    &[],
                )
            },
            Column {
                room: 0.4,
                ..column((page(0.38), live(1.0)), FULL, &[Kicker, Sub, Body], &[BigFacts, Button, Legal])
            },
        ],
        fields: &[field((page(0.0), page(0.31)), BLEED, On::Panel)],
        arts: &[art(
            (page(0.31), page(1.0)),
            (off(Edge::Head(1), 2.0), off(Edge::Tail(1), -2.4)),
            On::Ground,
            Kind::Object,
        )],
    },
    Layout {
        columns: &[
            Column {
                turn: -90.0,
                middle: true,
                ..column((page(0.72), page(0.95)), FULL, &[Headline(show(0.7, 3.0, 2, 1.0))], &[])
            },
            Column {
                room: 0.4,
                ..column((live(0.0), page(0.62)), FULL, &[Kicker, Sub, Body], &[Facts, Button, Legal])
            },
        ],
        fields: &[],
        arts: &[art(
            (page(0.0), page(0.68)),
            (off(Edge::Head(1), 2.0), off(Edge::Tail(1), -2.4)),
            On::Ground,
            Kind::Object,
        )],
    },
];

pub(super) const UPRIGHT_WIDE: &[Layout] = &[Layout {
    columns: &[
        Column {
            turn: -90.0,
            on: On::Panel,
            middle: true,
            ..column((page(0.03), page(0.19)), FULL, &[Headline(Show { upper: true, ..show(0.5, 2.4, 2, 1.0) })], &[])
        },
        Column { ..column((page(0.28), page(0.60)), FULL, &[Kicker, Sub, Body], &[Facts, Button, Legal]) },
    ],
    fields: &[field((page(0.0), page(0.22)), BLEED, On::Panel)],
    arts: &[art((page(0.62), page(1.0)), BLEED, On::Ground, Kind::Object)],
}];

/// Tiles: words, a thing, a pattern.
pub(super) const MOSAIC_TALL: &[Layout] = &[
    Layout {
        columns: &[
            Column { ..column((live(0.0), page(0.58)), (live(0.0), page(0.47)), &[Kicker, Headline(LARGE)], &[]) },
            Column {
                ..column((page(0.44), live(1.0)), (page(0.565), live(1.0)), &[Sub, Body], &[Facts, Button, Legal])
            },
        ],
        fields: &[
            field((page(0.62), page(1.0)), (page(0.0), page(0.51)), On::Accent),
            field((page(0.0), page(0.38)), (page(0.51), page(1.0)), On::Panel),
        ],
        arts: &[
            Art { grounded: true, ..art((page(0.62), page(1.0)), (page(0.0), page(0.51)), On::Accent, Kind::Object) },
            Art { grounded: true, ..art((page(0.0), page(0.38)), (page(0.51), page(1.0)), On::Panel, Kind::Tiles) },
        ],
    },
    Layout {
        columns: &[
            Column {
                on: On::Panel,
                ..column((live(0.0), page(0.60)), (page(0.435), live(1.0)), &[Kicker, Headline(LARGE), Sub], &[Body])
            },
            Column {
                hug: Hug::No,
                ..column((page(0.695), live(1.0)), (page(0.695), live(1.0)), &[], &[Facts, Action, Legal])
            },
        ],
        fields: &[
            field((page(0.0), page(0.65)), (page(0.39), page(1.0)), On::Panel),
            field((page(0.65), page(1.0)), (page(0.39), page(0.65)), On::Accent),
        ],
        arts: &[
            art(BLEED, (page(0.0), page(0.39)), On::Ground, Kind::Scene),
            Art { grounded: true, ..art((page(0.65), page(1.0)), (page(0.39), page(0.65)), On::Accent, Kind::Tiles) },
        ],
    },
];

pub(super) const MOSAIC_WIDE: &[Layout] = &[Layout {
    columns: &[Column {
        ..column((live(0.0), page(0.47)), FULL, &[Kicker, Headline(LARGE), Sub], &[Body, Facts, Button, Legal])
    }],
    fields: &[field((page(0.52), page(0.79)), BLEED, On::Accent), field((page(0.79), page(1.0)), BLEED, On::Panel)],
    arts: &[
        Art { grounded: true, ..art((page(0.52), page(0.79)), BLEED, On::Accent, Kind::Object) },
        Art { grounded: true, ..art((page(0.79), page(1.0)), BLEED, On::Panel, Kind::Tiles) },
    ],
}];

/// A few words again and again.
pub(super) const BANDS_TALL: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.04,
            ..column(FULL, FULL, &[Bands(6)], &[Kicker, Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[],
    },
    Layout {
        columns: &[Column {
            room: 0.04,
            ..column(FULL, FULL, &[Kicker, Sub, Body, FactColumns(2), Button, Legal], &[Bands(6)])
        }],
        fields: &[],
        arts: &[],
    },
];

pub(super) const BANDS_WIDE: &[Layout] = &[Layout {
    columns: &[
        Column { middle: true, ..column((live(0.0), live(0.58)), FULL, &[Bands(5)], &[]) },
        Column { ..column((live(0.66), live(1.0)), FULL, &[Kicker, Sub, Body], &[Facts, Button, Legal]) },
    ],
    fields: &[],
    arts: &[Art {
        least: 0.22,
        ..art((live(0.64), page(1.0)), (off(Edge::Head(1), 2.0), off(Edge::Tail(1), -2.0)), On::Ground, Kind::Object)
    }],
}];

/// Facts as the stops of a route.
pub(super) const ROUTE_TALL: &[Layout] = &[
    Layout {
        columns: &[
            Column { ..column(FULL, (live(0.0), page(0.56)), &[Kicker, Headline(LARGE), Sub, Body], &[]) },
            Column {
                ..column((live(0.0), live(0.56)), (off(Edge::Head(0), 3.4), live(1.0)), &[], &[Route, Button, Legal])
            },
        ],
        fields: &[],
        arts: &[art((page(0.56), page(1.0)), (off(Edge::Head(0), 2.4), page(1.0)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[
            Column { on: On::Panel, ..column((live(0.0), page(0.43)), FULL, &[Kicker], &[Route]) },
            Column {
                room: 0.3,
                ..column((page(0.55), live(1.0)), FULL, &[Headline(LARGE), Sub, Body], &[Button, Legal])
            },
        ],
        fields: &[field((page(0.0), page(0.49)), BLEED, On::Panel)],
        arts: &[Art {
            least: 0.22,
            ..art(
                (page(0.49), page(1.0)),
                (off(Edge::Head(1), 2.0), off(Edge::Tail(1), -2.0)),
                On::Ground,
                Kind::Object,
            )
        }],
    },
];

pub(super) const ROUTE_WIDE: &[Layout] = &[Layout {
    columns: &[
        Column { middle: true, on: On::Panel, ..column((page(0.62), live(1.0)), FULL, &[Route], &[]) },
        Column { ..column((live(0.0), page(0.50)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Button, Legal]) },
    ],
    fields: &[field((page(0.56), page(1.0)), BLEED, On::Panel)],
    arts: &[Art {
        least: 0.2,
        ..art((page(0.0), page(0.56)), (off(Edge::Head(1), 2.0), off(Edge::Tail(1), -2.0)), On::Ground, Kind::Object)
    }],
}];

/// A strong form, and four short texts in the corners.
pub(super) const CORNERS_TALL: &[Layout] = &[
    Layout {
        columns: &[
            Column { ..column((live(0.0), live(0.60)), (live(0.0), page(0.34)), &[Headline(CALM), Sub, Body], &[]) },
            Column { align: Align::End, ..column((live(0.64), live(1.0)), (live(0.0), page(0.26)), &[Fact(0)], &[]) },
            Column { ..column((live(0.0), live(0.56)), (page(0.72), live(1.0)), &[], &[FactsFrom(1), Legal]) },
            Column {
                align: Align::End,
                ..column((live(0.58), live(1.0)), (page(0.80), live(1.0)), &[], &[Kicker, Action])
            },
        ],
        fields: &[],
        arts: &[Art {
            least: 0.34,
            ..art(BLEED, (off(Edge::Head(0), 1.6), off(Edge::Tail(2), -1.8)), On::Ground, Kind::Object)
        }],
    },
    Layout {
        columns: &[
            Column { ..column((live(0.0), live(0.44)), (live(0.0), page(0.22)), &[Fact(0), Body], &[]) },
            Column {
                align: Align::End,
                ..column((live(0.48), live(1.0)), (live(0.0), page(0.22)), &[FactsFrom(1)], &[])
            },
            Column { ..column((live(0.0), live(0.66)), (page(0.62), live(1.0)), &[], &[Kicker, Headline(CALM), Sub]) },
            Column {
                align: Align::End,
                ..column((live(0.70), live(1.0)), (page(0.80), live(1.0)), &[], &[Action, Legal])
            },
        ],
        fields: &[],
        arts: &[Art {
            least: 0.34,
            ..art(BLEED, (off(Edge::Head(1), 1.6), off(Edge::Tail(2), -1.8)), On::Ground, Kind::Object)
        }],
    },
];

pub(super) const CORNERS_WIDE: &[Layout] = &[Layout {
    columns: &[
        Column { ..column((live(0.0), live(0.40)), (live(0.0), page(0.55)), &[Headline(CALM), Sub, Body], &[]) },
        Column { align: Align::End, ..column((live(0.74), live(1.0)), (live(0.0), page(0.4)), &[Fact(0)], &[]) },
        Column { ..column((live(0.0), live(0.34)), (page(0.62), live(1.0)), &[], &[FactsFrom(1), Legal]) },
        Column {
            align: Align::End,
            ..column((live(0.74), live(1.0)), (page(0.66), live(1.0)), &[], &[Kicker, Action])
        },
    ],
    fields: &[],
    arts: &[art((page(0.42), page(0.74)), BLEED, On::Ground, Kind::Object)],
}];

/// The same thing on two grounds.
pub(super) const VERSUS_TALL: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.44,
        ..column(FULL, FULL, &[], &[Kicker, Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal])
    }],
    fields: &[
        field((page(0.0), page(0.5)), (page(0.0), off(Edge::Tail(0), -3.0)), On::Panel),
        field((page(0.5), page(1.0)), (page(0.0), off(Edge::Tail(0), -3.0)), On::Accent),
    ],
    arts: &[
        Art {
            least: 0.3,
            grounded: true,
            ..art((page(0.0), page(0.5)), (page(0.0), off(Edge::Tail(0), -3.0)), On::Panel, Kind::Object)
        },
        Art {
            least: 0.3,
            grounded: true,
            ..art((page(0.5), page(1.0)), (page(0.0), off(Edge::Tail(0), -3.0)), On::Accent, Kind::Object)
        },
    ],
}];

pub(super) const VERSUS_WIDE: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.06,
        ..column((page(0.60), live(1.0)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
    }],
    fields: &[field((page(0.0), page(0.27)), BLEED, On::Panel), field((page(0.27), page(0.54)), BLEED, On::Accent)],
    arts: &[
        Art { grounded: true, ..art((page(0.0), page(0.27)), BLEED, On::Panel, Kind::Object) },
        Art { grounded: true, ..art((page(0.27), page(0.54)), BLEED, On::Accent, Kind::Object) },
    ],
}];
