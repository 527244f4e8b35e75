//! Arrangements in which words and picture overlap: forms under the headline, a subject before it, a cover, a disc.

use design::document::Align;

use super::{
    Art, At, CALM, Column, Depth, Edge, Field, Form, HERO, Hug, Kind, LARGE, Layout, On, Part, Show, art, column,
    field, live, off, page, show,
};

use Part::{Action, Body, Button, FactColumns, Facts, Headline, Kicker, Legal, Sub};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));
/// One or two lines across the page.
const MASTHEAD: Show = show(0.8, 3.0, 2, 1.0);
const OVER_THREE: Show = Show { lines: 3, ..HERO };

/// Large forms that the headline is printed over.
pub(super) const OVERPRINT_TALL: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.16,
            ..column(FULL, FULL, &[Headline(HERO)], &[Kicker, Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            depth: Depth::Under,
            ..art(BLEED, (page(0.0), off(Edge::Tail(0), -2.4)), On::Ground, Kind::Forms)
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.16,
            ..column(FULL, FULL, &[Kicker, Sub, Body, FactColumns(2), Button, Legal], &[Headline(HERO)])
        }],
        fields: &[],
        arts: &[Art {
            depth: Depth::Under,
            ..art(BLEED, (off(Edge::Head(0), 2.4), page(1.0)), On::Ground, Kind::Forms)
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.3,
            ..column(FULL, FULL, &[Headline(HERO)], &[Kicker, Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            depth: Depth::Under,
            ..art((page(0.12), page(1.0)), (page(0.1), off(Edge::Tail(0), -2.4)), On::Ground, Kind::Object)
        }],
    },
];

pub(super) const OVERPRINT_WIDE: &[Layout] = &[
    Layout {
        columns: &[
            Column {
                hug: Hug::Left,
                ..column((live(0.66), live(1.0)), FULL, &[Kicker], &[Sub, Body, Facts, Action, Legal])
            },
            Column {
                middle: true,
                on: On::Panel,
                ..column(
                    (live(0.0), off(Edge::Left(0), -4.0)),
                    FULL,
                    &[Headline(Show { share: 1.0, ..OVER_THREE })],
                    &[],
                )
            },
        ],
        // Where the forms stop the ground changes, or they would look cut off.
        fields: &[field((page(0.0), off(Edge::Left(0), -2.4)), BLEED, On::Panel)],
        arts: &[Art {
            depth: Depth::Under,
            ..art((page(0.0), off(Edge::Left(0), -2.4)), BLEED, On::Panel, Kind::Forms)
        }],
    },
    Layout {
        columns: &[
            Column { ..column((live(0.0), live(0.34)), FULL, &[Kicker, Sub, Body], &[Facts, Action, Legal]) },
            Column {
                middle: true,
                on: On::Panel,
                ..column(
                    (off(Edge::Right(0), 4.0), live(1.0)),
                    FULL,
                    &[Headline(Show { share: 1.0, ..OVER_THREE })],
                    &[],
                )
            },
        ],
        fields: &[field((off(Edge::Right(0), 2.4), page(1.0)), BLEED, On::Panel)],
        arts: &[Art {
            depth: Depth::Under,
            ..art((off(Edge::Right(0), 2.4), page(1.0)), BLEED, On::Panel, Kind::Object)
        }],
    },
];

/// A subject that stands before the headline.
pub(super) const SANDWICH_TALL: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.38,
            ..column(FULL, FULL, &[Headline(OVER_THREE)], &[Kicker, Sub, Body, FactColumns(2), Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            depth: Depth::Over,
            least: 0.34,
            ..art(BLEED, (off(Edge::Head(0), -3.0), off(Edge::Tail(0), -2.2)), On::Ground, Kind::Object)
        }],
    },
    Layout {
        columns: &[Column {
            room: 0.38,
            ..column(FULL, FULL, &[Kicker, Headline(OVER_THREE)], &[Sub, Body, Facts, Button, Legal])
        }],
        fields: &[],
        arts: &[Art {
            depth: Depth::Over,
            least: 0.34,
            ..art((page(0.3), page(1.0)), (off(Edge::Head(0), -3.4), page(1.0)), On::Ground, Kind::Object)
        }],
    },
];

pub(super) const SANDWICH_WIDE: &[Layout] = &[Layout {
    columns: &[Column {
        room: 0.1,
        ..column(
            (live(0.0), live(0.66)),
            FULL,
            &[Headline(OVER_THREE)],
            &[Kicker, Sub, Body, FactColumns(2), Button, Legal],
        )
    }],
    fields: &[],
    arts: &[Art { depth: Depth::Over, least: 0.34, ..art((page(0.56), page(1.0)), BLEED, On::Ground, Kind::Object) }],
}];

/// A picture over the whole page, a masthead, lines beside the subject.
pub(super) const COVER_TALL: &[Layout] = &[
    Layout {
        columns: &[
            Column { on: On::Panel, ..column(FULL, (live(0.0), page(0.34)), &[Headline(MASTHEAD)], &[]) },
            Column {
                on: On::Panel,
                ..column(
                    (live(0.0), live(0.42)),
                    (off(Edge::Head(0), 3.4), live(1.0)),
                    &[Sub, Body],
                    &[Kicker, Facts, Action, Legal],
                )
            },
        ],
        fields: &[field(BLEED, BLEED, On::Panel)],
        arts: &[Art {
            grounded: true,
            focus: Some(((live(0.44), page(1.0)), (off(Edge::Head(0), 2.0), page(1.0)))),
            ..art(BLEED, BLEED, On::Panel, Kind::Object)
        }],
    },
    Layout {
        columns: &[
            Column { on: On::Panel, ..column(FULL, (live(0.0), page(0.34)), &[Headline(MASTHEAD)], &[]) },
            Column {
                on: On::Panel,
                hug: Hug::Top,
                ..column(FULL, (page(0.62), live(1.0)), &[], &[Kicker, Sub, Body, FactColumns(3), Action, Legal])
            },
        ],
        fields: &[field(BLEED, BLEED, On::Panel)],
        arts: &[Art {
            grounded: true,
            focus: Some((BLEED, (off(Edge::Head(0), 1.6), off(Edge::Top(1), -2.0)))),
            ..art(BLEED, BLEED, On::Panel, Kind::Object)
        }],
    },
];

pub(super) const COVER_WIDE: &[Layout] = &[Layout {
    columns: &[Column {
        on: On::Panel,
        ..column((live(0.0), live(0.52)), FULL, &[Headline(MASTHEAD), Sub, Body], &[Kicker, Facts, Action, Legal])
    }],
    fields: &[field(BLEED, BLEED, On::Panel)],
    arts: &[Art {
        grounded: true,
        focus: Some(((page(0.56), page(1.0)), BLEED)),
        ..art(BLEED, BLEED, On::Panel, Kind::Object)
    }],
}];

/// Half the width of the disc and of the words in it, in units of the spacing scale.
const DISC: f64 = 26.6;
const IN_DISC: f64 = 17.6;

const fn badge(center_y: f64) -> Column {
    Column {
        align: Align::Center,
        middle: true,
        ..column(
            (off(Edge::Page(0.5), -IN_DISC), off(Edge::Page(0.5), IN_DISC)),
            (off(Edge::Page(center_y), -IN_DISC), off(Edge::Page(center_y), IN_DISC)),
            &[Kicker, Headline(Show { lines: 4, share: 0.7, ..CALM }), Sub, Facts, Action, Legal],
            &[],
        )
    }
}

const fn disc(center_y: f64) -> Field {
    Field {
        form: Form::Disc,
        over_art: true,
        ..field(
            (off(Edge::Page(0.5), -DISC), off(Edge::Page(0.5), DISC)),
            (off(Edge::Page(center_y), -DISC), off(Edge::Page(center_y), DISC)),
            On::Ground,
        )
    }
}

/// Words in a disc on a cloth.
pub(super) const BADGE: &[Layout] = &[Layout {
    columns: &[badge(0.5)],
    fields: &[disc(0.5)],
    arts: &[Art { grounded: true, ..art(BLEED, BLEED, On::Panel, Kind::Pattern) }],
}];

pub(super) const BADGE_WIDE: &[Layout] = &[Layout {
    columns: &[Column {
        align: Align::Center,
        middle: true,
        ..column(
            (off(Edge::Page(0.5), -16.0), off(Edge::Page(0.5), 16.0)),
            (off(Edge::Page(0.5), -16.0), off(Edge::Page(0.5), 16.0)),
            &[Kicker, Headline(Show { lines: 4, share: 0.7, ..LARGE }), Sub, Facts, Action, Legal],
            &[],
        )
    }],
    fields: &[Field {
        form: Form::Disc,
        over_art: true,
        ..field(
            (off(Edge::Page(0.5), -24.6), off(Edge::Page(0.5), 24.6)),
            (off(Edge::Page(0.5), -24.6), off(Edge::Page(0.5), 24.6)),
            On::Ground,
        )
    }],
    arts: &[Art { grounded: true, ..art(BLEED, BLEED, On::Panel, Kind::Pattern) }],
}];
