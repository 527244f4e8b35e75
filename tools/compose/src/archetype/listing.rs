//! Arrangements for much to say: a headline and a list that flows into columns, three ways on every shape of page.

use super::{
    Art, At, BETWEEN, Column, Edge, Hug, Kind, Layout, On, Part, Show, art, column, field, live, off, page, show,
};

use Part::{Button, Headline, Kicker, Legal, Listing, Rule, Sub};

const FULL: (At, At) = (live(0.0), live(1.0));
const BLEED: (At, At) = (page(0.0), page(1.0));
/// A headline that gives way to the list.
const TITLE: Show = show(0.34, 1.2, 6, 0.5);
/// A headline in a narrow column or a low strip.
const NARROW: Show = show(0.3, 1.1, 8, 0.8);

/// Tower, tall, square, wide, strip.
pub(super) const LAYOUTS: [&[Layout]; 5] = [TOWER, TALL, TALL, WIDE, STRIP];

/// The list first; the headline closes the page.
const LIST_FIRST: Layout = Layout {
    columns: &[Column {
        room: 0.06,
        ..column(FULL, FULL, &[Kicker, Listing(2)], &[Legal, Button, Sub, Rule, Headline(TITLE)])
    }],
    fields: &[],
    arts: &[],
};

/// The list of a menu: the same pages, in one column where prices would otherwise stand close to the next thing.
pub(super) const MENU: [&[Layout]; 5] = [TOWER, MENU_TALL, MENU_TALL, WIDE, STRIP];

const MENU_TALL: &[Layout] = &[
    // The name of the house in the middle, the list under it.
    Layout {
        columns: &[Column {
            align: design::document::Align::Center,
            room: 0.05,
            ..column(FULL, FULL, &[Kicker, Headline(TITLE), Sub], &[Listing(1), Button, Legal])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
    // The list on a sheet that lies on a field.
    Layout {
        columns: &[
            Column { on: On::Panel, ..column(FULL, (live(0.0), page(0.30)), &[Kicker, Headline(TITLE)], &[]) },
            Column { ..column(FULL, (off(Edge::Bottom(0), 7.0), live(1.0)), &[Listing(1)], &[Sub, Button, Legal]) },
        ],
        fields: &[field(BLEED, (page(0.0), off(Edge::Bottom(0), 4.2)), On::Panel)],
        arts: &[],
    },
    LIST_FIRST,
];

const TALL: &[Layout] = &[
    // Headline above, the list on the foot.
    Layout {
        columns: &[Column {
            room: 0.05,
            ..column(FULL, FULL, &[Kicker, Headline(TITLE), Sub], &[Listing(3), Button, Legal])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
    // Headline on a field of its own.
    Layout {
        columns: &[
            Column {
                hug: Hug::Bottom,
                on: On::Panel,
                ..column(FULL, (live(0.0), page(0.44)), &[Kicker, Headline(TITLE), Sub], &[])
            },
            Column { ..column(FULL, (off(Edge::Bottom(0), 7.0), live(1.0)), &[Listing(2)], &[Button, Legal]) },
        ],
        fields: &[field(BLEED, (page(0.0), off(Edge::Bottom(0), 4.2)), On::Panel)],
        arts: &[],
    },
    LIST_FIRST,
];

const WIDE: &[Layout] = &[
    // Headline at the left, the list beside it.
    Layout {
        columns: &[
            Column { ..column((live(0.46), live(1.0)), FULL, &[Listing(2)], &[Button, Legal]) },
            Column { ..column((live(0.0), live(0.40)), FULL, &[Kicker, Headline(NARROW), Sub], &[]) },
        ],
        fields: &[],
        arts: &[Art {
            least: 0.24,
            ..art((page(0.0), live(0.40)), (off(Edge::Head(1), 2.0), page(1.0)), On::Ground, Kind::Object)
        }],
    },
    // Headline across the page, the list under it.
    Layout {
        columns: &[Column {
            room: 0.06,
            ..column(FULL, FULL, &[Kicker, Headline(TITLE), Sub], &[Listing(4), Button, Legal])
        }],
        fields: &[],
        arts: &[],
    },
    // Headline and action on a field at the right.
    Layout {
        columns: &[
            Column { ..column((live(0.0), live(0.56)), FULL, &[Listing(2)], &[Legal]) },
            Column {
                on: On::Panel,
                room: 0.1,
                ..column((page(0.68), live(1.0)), FULL, &[Kicker, Headline(NARROW), Sub], &[Button])
            },
        ],
        fields: &[field((page(0.63), page(1.0)), BLEED, On::Panel)],
        arts: &[],
    },
];

const STRIP: &[Layout] = &[
    Layout {
        columns: &[
            Column { hug: Hug::Left, middle: true, ..column((live(0.36), live(1.0)), FULL, &[Listing(5), Legal], &[]) },
            Column {
                middle: true,
                ..column((live(0.0), off(Edge::Left(0), -3.0)), FULL, &[Kicker, Headline(NARROW), Sub, Button], &[])
            },
        ],
        fields: &[],
        arts: &[],
    },
    Layout {
        columns: &[
            Column {
                on: On::Panel,
                hug: Hug::Right,
                middle: true,
                ..column((live(0.0), live(0.28)), FULL, &[Kicker, Headline(NARROW), Sub], &[])
            },
            Column {
                middle: true,
                ..column((off(Edge::Right(0), 6.0), live(1.0)), FULL, &[Listing(6), Button, Legal], &[])
            },
        ],
        fields: &[field((page(0.0), off(Edge::Right(0), 3.0)), BLEED, On::Panel)],
        arts: &[],
    },
    Layout {
        columns: &[
            Column {
                on: On::Panel,
                middle: true,
                ..column((page(0.76), live(1.0)), FULL, &[Kicker, Headline(NARROW), Button], &[])
            },
            Column { middle: true, ..column((live(0.0), page(0.71)), FULL, &[Sub, Listing(5), Legal], &[]) },
        ],
        fields: &[field((page(0.735), page(1.0)), BLEED, On::Panel)],
        arts: &[],
    },
];

const TOWER: &[Layout] = &[
    Layout {
        columns: &[Column {
            room: 0.05,
            ..column(FULL, FULL, &[Kicker, Headline(TITLE), Sub], &[Listing(1), Button, Legal])
        }],
        fields: &[],
        arts: &[BETWEEN],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Bottom,
                on: On::Panel,
                ..column(FULL, (live(0.0), page(0.44)), &[Kicker, Headline(TITLE), Sub], &[])
            },
            Column { ..column(FULL, (off(Edge::Bottom(0), 6.0), live(1.0)), &[Listing(1)], &[Button, Legal]) },
        ],
        fields: &[field(BLEED, (page(0.0), off(Edge::Bottom(0), 3.2)), On::Panel)],
        arts: &[],
    },
    Layout {
        columns: &[
            Column {
                hug: Hug::Top,
                on: On::Panel,
                ..column(FULL, (page(0.5), live(1.0)), &[], &[Kicker, Headline(TITLE), Sub, Button])
            },
            Column { ..column(FULL, (live(0.0), off(Edge::Top(0), -6.0)), &[Listing(1), Legal], &[]) },
        ],
        fields: &[field(BLEED, (off(Edge::Top(0), -3.2), page(1.0)), On::Panel)],
        arts: &[],
    },
];
