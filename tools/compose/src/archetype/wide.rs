//! Arrangements for wide pages.

use super::{
    Art, At, CALM, Column, Edge, FIGURE, Field, HERO, Hug, Kind, LARGE, Layout, On, Part, QUOTE, STACK, Show, art,
    column, field, live, off, page,
};

use Part::{Action, Bar, Body, Button, FactColumns, FactRows, Facts, Headline, Kicker, Legal, Lockup, Rule, Sub};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));
const LEFT: (At, At) = (live(0.0), live(0.54));
const UPPER: Show = Show { upper: true, ..HERO };

pub(super) const MONUMENT: &[Layout] = &[
    Layout {
        columns: &[
            Column { hug: Hug::Bottom, ..column(FULL, (live(0.0), page(0.62)), &[Headline(UPPER)], &[]) },
            Column {
                ..column(
                    (live(0.0), live(0.52)),
                    (off(Edge::Bottom(0), 5.0), live(1.0)),
                    &[],
                    &[Kicker, Sub, Body, Facts, Action, Legal],
                )
            },
        ],
        fields: &[],
        arts: &[art((page(0.55), page(1.0)), (off(Edge::Bottom(0), 4.0), page(1.0)), On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[
            Column { hug: Hug::Left, ..column((live(0.66), live(1.0)), FULL, &[Kicker, Facts], &[Action, Legal]) },
            Column { ..column((live(0.0), off(Edge::Left(0), -3.0)), FULL, &[Sub], &[Headline(HERO)]) },
        ],
        fields: &[],
        arts: &[],
    },
];

pub(super) const SWISS: &[Layout] = &[Layout {
    columns: &[
        Column {
            rise: 0.1,
            room: 0.06,
            ..column((live(0.36), live(1.0)), FULL, &[Headline(LARGE), Sub, Body], &[FactColumns(2), Action, Legal])
        },
        Column { ..column((live(0.0), live(0.30)), FULL, &[Kicker], &[]) },
    ],
    fields: &[],
    arts: &[Art {
        least: 0.3,
        ..art((page(0.0), off(Edge::Left(0), -3.0)), (off(Edge::Head(1), 2.0), page(1.0)), On::Ground, Kind::Object)
    }],
}];

pub(super) const SPLIT: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.06,
            on: On::Panel,
            ..column((live(0.0), page(0.53)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[field((page(0.0), page(0.58)), BLEED, On::Panel)],
        arts: &[art((page(0.58), page(1.0)), BLEED, On::Ground, Kind::Scene)],
    },
    Layout {
        columns: &[Column {
            room: 0.06,
            ..column((page(0.46), live(1.0)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[field((page(0.0), page(0.41)), BLEED, On::Panel)],
        arts: &[art((page(0.0), page(0.41)), BLEED, On::Panel, Kind::Scene)],
    },
];

pub(super) const LONE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.08,
            ..column(LEFT, FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[art((page(0.56), page(1.0)), BLEED, On::Ground, Kind::Object)],
    },
    Layout {
        columns: &[Column {
            room: 0.1,
            ..column((live(0.44), live(1.0)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[art((page(0.0), page(0.43)), BLEED, On::Ground, Kind::Object)],
    },
];

pub(super) const FITTED: &[Layout] = &[
    Layout {
        columns: &[
            Column { hug: Hug::Left, ..column((live(0.70), live(1.0)), FULL, &[Kicker, Facts], &[Action, Legal]) },
            Column {
                ..column(
                    (live(0.0), off(Edge::Left(0), -4.0)),
                    FULL,
                    &[Headline(Show { lines: 4, share: 1.0, ..STACK })],
                    &[Sub, Body],
                )
            },
        ],
        fields: &[],
        arts: &[],
    },
    Layout {
        columns: &[Column {
            ..column(
                (live(0.0), live(0.60)),
                FULL,
                &[Headline(Show { lines: 4, ..STACK })],
                &[Kicker, Sub, Body, FactColumns(2), Action, Legal],
            )
        }],
        fields: &[],
        arts: &[art((page(0.62), page(1.0)), BLEED, On::Ground, Kind::Object)],
    },
];

pub(super) const NUMERAL: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                on: On::Panel,
                middle: true,
                ..column((live(0.0), page(0.42)), FULL, &[Lockup(Show { share: 1.0, ..FIGURE })], &[])
            },
            Column {
                room: 0.06,
                ..column((page(0.52), live(1.0)), FULL, &[Kicker, Headline(CALM), Sub, Body], &[Facts, Button, Legal])
            },
        ],
        fields: &[field((page(0.0), page(0.47)), BLEED, On::Panel)],
        arts: &[],
    },
    Layout {
        columns: &[Column {
            room: 0.06,
            ..column(
                (live(0.0), live(0.60)),
                FULL,
                &[Lockup(FIGURE), Headline(CALM), Sub, Body],
                &[Facts, Button, Legal],
            )
        }],
        fields: &[],
        arts: &[art((page(0.62), page(1.0)), BLEED, On::Ground, Kind::Object)],
    },
];

pub(super) const WINDOW: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.1,
            ..column((live(0.0), live(0.46)), FULL, &[Kicker, Headline(CALM), Sub], &[Body, Facts, Button, Legal])
        }],
        fields: &[field((live(0.52), live(1.0)), FULL, On::Panel)],
        arts: &[Art { grounded: true, ..art((live(0.52), live(1.0)), FULL, On::Panel, Kind::Scene) }],
    },
    Layout {
        columns: &[Column {
            room: 0.1,
            ..column((live(0.50), live(1.0)), FULL, &[Kicker, Headline(CALM), Sub], &[Body, Facts, Button, Legal])
        }],
        fields: &[field((page(0.0), live(0.44)), (page(0.0), live(1.0)), On::Panel)],
        arts: &[Art { grounded: true, ..art((page(0.0), live(0.44)), (page(0.0), live(1.0)), On::Panel, Kind::Scene) }],
    },
];

pub(super) const QUIET: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.3,
        ..column((live(0.0), live(0.5)), FULL, &[Kicker], &[Headline(CALM), Sub, Body, Facts, Action, Legal])
    }],
    fields: &[],
    arts: &[Art { least: 0.2, ..art((page(0.56), page(1.0)), BLEED, On::Ground, Kind::Object) }],
}];

pub(super) const PLATE: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.04,
            ..column((live(0.0), page(0.50)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
        }],
        fields: &[Field { over_art: true, ..field((page(0.0), page(0.55)), BLEED, On::Ground) }],
        arts: &[Art {
            grounded: true,
            focus: Some(((page(0.55), page(1.0)), BLEED)),
            ..art(BLEED, BLEED, On::Panel, Kind::Pattern)
        }],
    },
    Layout {
        columns: &[Column {
            hug: Hug::Top,
            ..column(
                (live(0.40), live(0.94)),
                (live(0.10), live(0.90)),
                &[],
                &[Kicker, Headline(LARGE), Sub, Body, Facts, Button, Legal],
            )
        }],
        fields: &[Field {
            over_art: true,
            ..field(
                (off(Edge::Left(0), -4.2), off(Edge::Right(0), 4.2)),
                (off(Edge::Top(0), -4.6), off(Edge::Bottom(0), 4.2)),
                On::Ground,
            )
        }],
        arts: &[Art {
            grounded: true,
            focus: Some(((page(0.0), off(Edge::Left(0), -4.2)), BLEED)),
            ..art(BLEED, BLEED, On::Panel, Kind::Pattern)
        }],
    },
];

pub(super) const HUNG: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.08,
        ..column(
            (live(0.0), live(0.72)),
            FULL,
            &[Headline(QUOTE), Sub, Body],
            &[Kicker, Rule, FactColumns(2), Action, Legal],
        )
    }],
    fields: &[],
    arts: &[Art { least: 0.2, ..art((page(0.74), page(1.0)), BLEED, On::Ground, Kind::Object) }],
}];

pub(super) const CHORUS: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.06,
        ..column((live(0.0), live(0.44)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
    }],
    fields: &[],
    arts: &[art((page(0.50), page(1.0)), BLEED, On::Ground, Kind::Chorus)],
}];

pub(super) const HORIZON: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.05,
        ..column((live(0.0), live(0.5)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[Facts, Button, Legal])
    }],
    fields: &[],
    arts: &[Art {
        focus: Some(((page(0.55), page(1.0)), BLEED)),
        ..art((page(0.52), page(1.0)), BLEED, On::Ground, Kind::Scene)
    }],
}];

pub(super) const TICKET: &[Layout] = &[Layout {
    columns: &[
        Column {
            on: On::Panel,
            ..column((live(0.70), live(0.96)), (live(0.06), live(0.94)), &[Kicker], &[Facts, Button, Legal])
        },
        Column {
            on: On::Panel,
            ..column((live(0.04), live(0.60)), (live(0.08), live(0.94)), &[Headline(LARGE), Sub, Body], &[])
        },
    ],
    fields: &[field((live(0.0), live(0.645)), FULL, On::Panel), field((live(0.66), live(1.0)), FULL, On::Panel)],
    arts: &[Art {
        least: 0.2,
        ..art((live(0.2), live(0.645)), (off(Edge::Head(1), 1.6), live(1.0)), On::Panel, Kind::Object)
    }],
}];

pub(super) const TIMETABLE: &[Layout] = &[Layout {
    columns: &[
        Column { ..column((live(0.52), live(1.0)), FULL, &[FactRows], &[Button, Legal]) },
        Column { ..column((live(0.0), live(0.44)), FULL, &[Kicker, Headline(LARGE), Sub, Body], &[]) },
    ],
    fields: &[],
    arts: &[Art {
        least: 0.2,
        ..art((page(0.0), live(0.44)), (off(Edge::Head(1), 2.0), page(1.0)), On::Ground, Kind::Object)
    }],
}];

pub(super) const ORBIT: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.06,
            ..column(
                (live(0.0), live(0.52)),
                FULL,
                &[Kicker],
                &[Headline(LARGE), Sub, Body, FactColumns(2), Button, Legal],
            )
        }],
        fields: &[],
        arts: &[Art { grounded: true, ..art((page(0.58), page(1.0)), BLEED, On::Panel, Kind::Abstract) }],
    },
    Layout {
        columns: &[Column {
            room: 0.1,
            ..column(
                (live(0.0), live(0.62)),
                FULL,
                &[Headline(HERO)],
                &[Kicker, Sub, Body, FactColumns(2), Action, Legal],
            )
        }],
        fields: &[],
        arts: &[Art { least: 0.3, ..art((page(0.62), page(1.0)), BLEED, On::Ground, Kind::Abstract) }],
    },
];

pub(super) const SPINE: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.06,
        ..column(
            (page(0.36), live(1.0)),
            FULL,
            &[Kicker, Headline(LARGE), Sub, Body],
            &[Bar, FactColumns(3), Button, Legal],
        )
    }],
    fields: &[field((page(0.0), page(0.30)), BLEED, On::Panel)],
    arts: &[Art { grounded: true, ..art((page(0.0), page(0.30)), BLEED, On::Panel, Kind::Pattern) }],
}];
