//! Layout archetypes as data: what lies where, in terms that re-flow to any page.
//!
//! An archetype has layouts for the families of page shapes; a layout is made of text *columns* (each a stack that hangs
//! from the top and one that stands on the bottom), coloured *fields*, and one *art* box. Edges may refer to the page,
//! to the live area inside the margins, or to what a column before them turned out to need: so a long text takes its
//! room from the void and from the picture, not from the type.

mod catalogue;
mod close;
mod layered;
mod listing;
mod ordered;
mod square;
mod strip;
mod tall;
mod wide;

use design::document::Align;
use design::format::Aspect;

pub use catalogue::{CATALOGUE, NOTICE, find};

/// Where an edge lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edge {
    /// A fraction of the page.
    Page(f64),
    /// A fraction of the live area, the page without its margins.
    Live(f64),
    /// Under the ink of the head stack of a column solved before.
    Head(usize),
    /// Over the ink of the tail stack of a column solved before.
    Tail(usize),
    /// Left edge of a column solved before.
    Left(usize),
    /// Right edge of a column solved before.
    Right(usize),
    /// Top edge of a column solved before.
    Top(usize),
    /// Bottom edge of a column solved before.
    Bottom(usize),
}

/// An edge moved by a number of spacing units (down or right where positive).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// What it is measured from.
    pub edge: Edge,
    /// How far it lies from it, in spacing units.
    pub by: f64,
}

/// Left and right, or top and bottom.
pub type Ends = (At, At);

/// A fraction of the page.
pub(crate) const fn page(fraction: f64) -> At {
    At { edge: Edge::Page(fraction), by: 0.0 }
}

/// A fraction of the live area.
pub(crate) const fn live(fraction: f64) -> At {
    At { edge: Edge::Live(fraction), by: 0.0 }
}

/// An edge moved by `by` spacing units.
pub(crate) const fn off(edge: Edge, by: f64) -> At {
    At { edge, by }
}

/// What a text, field or picture lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The ground of the page.
    Ground,
    /// The second field.
    Panel,
    /// The accent as a field.
    Accent,
}

/// How the leading text is sized.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fit {
    /// All lines at one size, broken by sense, as large as they fit.
    Hang,
    /// Every line as wide as the column.
    Stack,
}

/// How a leading text is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Show {
    /// How it is sized.
    pub fit: Fit,
    /// Smallest and largest size as multiples of the format's largest headline size.
    pub sizes: (f64, f64),
    /// Most lines.
    pub lines: usize,
    /// Largest share of the column's height.
    pub share: f64,
    /// Whether it is set in capitals where the voice allows it.
    pub upper: bool,
}

/// How a leading text is shown: sizes, most lines, share of the height.
pub(crate) const fn show(smallest: f64, largest: f64, lines: usize, share: f64) -> Show {
    Show { fit: Fit::Hang, sizes: (smallest, largest), lines, share, upper: false }
}

/// As large as the page allows.
pub(crate) const HERO: Show = show(0.72, 2.7, 4, 0.66);
/// A headline that leads.
pub(crate) const LARGE: Show = show(0.62, 1.35, 5, 0.62);
/// A headline beside a strong picture.
pub(crate) const CALM: Show = show(0.46, 0.86, 5, 0.5);
/// A headline that lowers its voice.
pub(crate) const WHISPER: Show = show(0.42, 0.68, 5, 0.4);
/// A sentence as the picture.
pub(crate) const QUOTE: Show = show(0.36, 0.98, 9, 0.72);
/// Lines as wide as the column.
pub(crate) const STACK: Show = Show { fit: Fit::Stack, sizes: (0.7, 3.4), lines: 6, share: 0.78, upper: true };
/// A figure as large as the page allows.
pub(crate) const FIGURE: Show = show(0.95, 3.2, 3, 0.6);

/// A part of a column, top to bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// Who speaks.
    Kicker,
    /// The headline.
    Headline(Show),
    /// The figure that leads; takes the headline's place in designs without one.
    Lockup(Show),
    /// The supporting line.
    Sub,
    /// Running text.
    Body,
    /// When, where, how much: under each other.
    Facts,
    /// The facts at the size of the supporting line.
    BigFacts,
    /// The facts side by side, at most so many a row.
    FactColumns(usize),
    /// The facts as rows between rules.
    FactRows,
    /// The fact of that index, from 0, alone.
    Fact(usize),
    /// The facts from that index on, under each other.
    FactsFrom(usize),
    /// The facts as stops on a line.
    Route,
    /// The headline said again in so many rows across the page, one of them in the accent.
    Bands(usize),
    /// Running text and facts as one list that flows into at most so many columns.
    Listing(usize),
    /// What to do, as a button.
    Button,
    /// What to do, as a line.
    Action,
    /// Small print.
    Legal,
    /// A rule as wide as the column.
    Rule,
    /// A heavy rule.
    Bar,
    /// Space: a step of the spacing scale in place of the usual gap.
    Gap(usize),
}

impl Part {
    /// Whether every fact has a place in it.
    #[must_use]
    pub fn holds_facts(&self) -> bool {
        match self {
            Self::Facts
            | Self::BigFacts
            | Self::FactColumns(_)
            | Self::FactRows
            | Self::FactsFrom(_)
            | Self::Route
            | Self::Listing(_) => true,
            Self::Kicker
            | Self::Headline(_)
            | Self::Lockup(_)
            | Self::Sub
            | Self::Body
            | Self::Fact(_)
            | Self::Bands(_)
            | Self::Button
            | Self::Action
            | Self::Legal
            | Self::Rule
            | Self::Bar
            | Self::Gap(_) => false,
        }
    }
}

/// Which edge of a column gives way so that it is no larger than its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hug {
    /// Keeps its box.
    No,
    /// The left edge moves right.
    Left,
    /// The right edge moves left.
    Right,
    /// The top edge moves down.
    Top,
    /// The bottom edge moves up.
    Bottom,
}

/// A column of text.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Left and right edge.
    pub x: Ends,
    /// Top and bottom edge.
    pub y: Ends,
    /// How much further its top may rise when the text needs it, as a fraction of the page's height.
    pub rise: f64,
    /// How much further its bottom may sink.
    pub sink: f64,
    /// What hangs from the top.
    pub head: &'static [Part],
    /// What stands on the bottom.
    pub tail: &'static [Part],
    /// What it lies on.
    pub on: On,
    /// How lines are aligned.
    pub align: Align,
    /// Share of its height that stays empty between head and tail, when the text can do without it.
    pub room: f64,
    /// Which edge gives way.
    pub hug: Hug,
    /// Whether the head stack is centred on the column's height.
    pub middle: bool,
    /// Clockwise turn about the middle of its box, degrees. At ±90 its text runs along the height of the box; at other
    /// angles it lies on a field of the same turn.
    pub turn: f64,
}

/// A column on the ground, flush left, that gives nothing way.
pub(crate) const fn column(x: Ends, y: Ends, head: &'static [Part], tail: &'static [Part]) -> Column {
    Column {
        x,
        y,
        rise: 0.0,
        sink: 0.0,
        head,
        tail,
        on: On::Ground,
        align: Align::Start,
        room: 0.0,
        hug: Hug::No,
        middle: false,
        turn: 0.0,
    }
}

/// The form of a field or of a picture's frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// A rectangle.
    Rect,
    /// An ellipse; a disc in a square box.
    Disc,
    /// A rectangle with a round top.
    Arch,
    /// A rectangle with notches at its sides, a fraction of its height from the top.
    Ticket(f64),
    /// A rectangle with round corners.
    Soft,
}

/// A coloured field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Left and right edge.
    pub x: Ends,
    /// Top and bottom edge.
    pub y: Ends,
    /// Its colour.
    pub fill: On,
    /// Its form.
    pub form: Form,
    /// Whether it lies over the picture.
    pub over_art: bool,
    /// Clockwise turn about the middle of its box, degrees.
    pub turn: f64,
}

/// A rectangle of a colour, under the picture.
pub(crate) const fn field(x: Ends, y: Ends, fill: On) -> Field {
    Field { x, y, fill, form: Form::Rect, over_art: false, turn: 0.0 }
}

/// A picture without a ground of its own.
pub(crate) const fn art(x: Ends, y: Ends, on: On, kind: Kind) -> Art {
    Art { x, y, on, kind, focus: None, grounded: false, least: 0.26, depth: Depth::Apart }
}

/// What kind of picture a layout asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One thing, alone.
    Object,
    /// A place with things in it.
    Scene,
    /// A repeat.
    Pattern,
    /// The same thing many times, one of them different.
    Chorus,
    /// Forms that show nothing.
    Abstract,
    /// A few large flat forms that words can lie on.
    Forms,
    /// A small field of tiles.
    Tiles,
    /// One thing, cut by the edges that the focus goes beyond.
    CloseUp,
}

/// How a picture and the words that lead share their room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The picture makes room for every word.
    Apart,
    /// The words that lead lie over it; it has none but colours that they can be read on.
    Under,
    /// Its subject stands before the words that lead, and hides a little of them.
    Over,
}

/// A picture of a layout.
#[derive(Debug, Clone, Copy)]
pub struct Art {
    /// Left and right edge.
    pub x: Ends,
    /// Top and bottom edge.
    pub y: Ends,
    /// What it lies on.
    pub on: On,
    /// What it shows.
    pub kind: Kind,
    /// Where the subject sits, when not in all of it; beyond the page only for a close-up, which those edges cut.
    pub focus: Option<(Ends, Ends)>,
    /// Whether it has a ground of its own.
    pub grounded: bool,
    /// The smallest side it is worth having at, as a fraction of the short side; smaller, it is left out.
    pub least: f64,
    /// How it shares its room with the words that lead.
    pub depth: Depth,
}

/// One thing between the words at the top and those at the foot, where they leave it the room.
pub(crate) const BETWEEN: Art = Art {
    least: 0.24,
    ..art((page(0.24), page(1.0)), (off(Edge::Head(0), 2.4), off(Edge::Tail(0), -2.4)), On::Ground, Kind::Object)
};

/// One arrangement.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The columns, in the order in which they are solved.
    pub columns: &'static [Column],
    /// The fields, bottom first.
    pub fields: &'static [Field],
    /// The pictures, bottom first; the first is the one that the plan's imagery is chosen for.
    pub arts: &'static [Art],
}

impl Layout {
    /// Whether it says the headline again and again, so that no figure can lead.
    #[must_use]
    pub fn repeats(&self) -> bool {
        let mut parts = self.columns.iter().flat_map(|column| column.head.iter().chain(column.tail));
        parts.any(|part| matches!(part, Part::Bands(_)))
    }
}

/// What an archetype asks of the content.
#[derive(Debug, Clone, Copy)]
pub struct Wants {
    /// Letters of the headline, fewest and most.
    pub letters: (usize, usize),
    /// Words of the headline, most.
    pub words: usize,
    /// Longest word of the headline, letters.
    pub longest: usize,
    /// Words in all, most.
    pub words_in_all: usize,
    /// Facts, fewest and most.
    pub facts: (usize, usize),
    /// Whether a figure must lead.
    pub figure: bool,
}

/// A way of arranging a design.
#[derive(Debug, Clone, Copy)]
pub struct Archetype {
    /// Its name, as plans say it.
    pub name: &'static str,
    /// The idea, with `{motif}` for what the picture shows.
    pub idea: &'static str,
    /// How often people who were shown it would show it on, 0–1, by the reviews of `docs/decisions`.
    pub appeal: f64,
    /// Moods that call for it.
    pub moods: &'static str,
    /// What it asks of the content.
    pub wants: Wants,
    /// Whether it is nothing without its picture.
    pub pictured: bool,
    /// Shapes of page on which it is no good though it can be had: a title up a low page is short and turns every head, one over a
    /// low picture hides it.
    pub avoids: &'static [Aspect],
    /// The schemes it is best in, best first.
    pub schemes: &'static [&'static str],
    /// Its arrangements: tower, tall, square, wide, strip.
    pub layouts: [&'static [Layout]; 5],
}

impl Archetype {
    /// The arrangements for a family of page shapes; never empty.
    #[must_use]
    pub fn layouts(&self, aspect: Aspect) -> &'static [Layout] {
        let index = match aspect {
            Aspect::Tower => 0,
            Aspect::Tall => 1,
            Aspect::Square => 2,
            Aspect::Wide => 3,
            Aspect::Strip => 4,
        };
        self.layouts[index]
    }

    /// The arrangement that a plan names; the index wraps around.
    #[must_use]
    pub fn layout(&self, aspect: Aspect, variant: u32) -> &'static Layout {
        let layouts = self.layouts(aspect);
        &layouts[variant as usize % layouts.len()]
    }
}
