//! What a token can be worth, type by type.

use std::sync::Arc;

use super::color::Color;

/// The type of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// `color`.
    Color,
    /// `dimension`.
    Dimension,
    /// `fontFamily`.
    FontFamily,
    /// `fontWeight`.
    FontWeight,
    /// `duration`.
    Duration,
    /// `cubicBezier`.
    CubicBezier,
    /// `number`.
    Number,
    /// `strokeStyle`.
    StrokeStyle,
    /// `border`.
    Border,
    /// `transition`.
    Transition,
    /// `shadow`.
    Shadow,
    /// `gradient`.
    Gradient,
    /// `typography`.
    Typography,
    /// A type that the format does not know.
    Other,
}

impl TokenKind {
    /// All types of the format, in its order.
    pub const ALL: [Self; 13] = [
        Self::Color,
        Self::Dimension,
        Self::FontFamily,
        Self::FontWeight,
        Self::Duration,
        Self::CubicBezier,
        Self::Number,
        Self::StrokeStyle,
        Self::Border,
        Self::Transition,
        Self::Shadow,
        Self::Gradient,
        Self::Typography,
    ];

    /// Its name in a token file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Color => "color",
            Self::Dimension => "dimension",
            Self::FontFamily => "fontFamily",
            Self::FontWeight => "fontWeight",
            Self::Duration => "duration",
            Self::CubicBezier => "cubicBezier",
            Self::Number => "number",
            Self::StrokeStyle => "strokeStyle",
            Self::Border => "border",
            Self::Transition => "transition",
            Self::Shadow => "shadow",
            Self::Gradient => "gradient",
            Self::Typography => "typography",
            Self::Other => "other",
        }
    }

    /// The type of a name; [`TokenKind::Other`] when the format has none of that name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(Self::Other)
    }
}

/// What a token is worth, all references followed. Lists are shared, so that aliases cost nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenValue {
    /// A colour.
    Color(Color),
    /// A distance.
    Dimension(Dimension),
    /// Font families, preferred first; one at least.
    FontFamily(Arc<[Arc<str>]>),
    /// A weight, 1–1000.
    FontWeight(f64),
    /// A length of time.
    Duration(Duration),
    /// Two points of a curve: x, y, x, y; both x lie between 0 and 1.
    CubicBezier([f64; 4]),
    /// A number.
    Number(f64),
    /// How a line is drawn.
    StrokeStyle(StrokeStyle),
    /// The edge of a box.
    Border(Border),
    /// How something moves from one state to another.
    Transition(Transition),
    /// Shadows, topmost first; one at least.
    Shadow(Arc<[Shadow]>),
    /// Stops of a gradient; one at least.
    Gradient(Arc<[GradientStop]>),
    /// A style of type.
    Typography(Typography),
    /// A value of a type that the format does not know, by that type's name; what it says is not read.
    Other(Arc<str>),
}

impl TokenValue {
    /// The type of the value.
    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        match self {
            Self::Color(_) => TokenKind::Color,
            Self::Dimension(_) => TokenKind::Dimension,
            Self::FontFamily(_) => TokenKind::FontFamily,
            Self::FontWeight(_) => TokenKind::FontWeight,
            Self::Duration(_) => TokenKind::Duration,
            Self::CubicBezier(_) => TokenKind::CubicBezier,
            Self::Number(_) => TokenKind::Number,
            Self::StrokeStyle(_) => TokenKind::StrokeStyle,
            Self::Border(_) => TokenKind::Border,
            Self::Transition(_) => TokenKind::Transition,
            Self::Shadow(_) => TokenKind::Shadow,
            Self::Gradient(_) => TokenKind::Gradient,
            Self::Typography(_) => TokenKind::Typography,
            Self::Other(_) => TokenKind::Other,
        }
    }
}

/// A distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dimension {
    /// How many units.
    pub value: f64,
    /// Of what.
    pub unit: DimensionUnit,
}

/// A unit of distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DimensionUnit {
    /// `px`.
    Px,
    /// `rem`: the size of the text that everything starts from.
    Rem,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duration {
    /// In milliseconds.
    pub ms: f64,
}

/// How a line is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum StrokeStyle {
    /// One of the styles with a name.
    Named(LineStyle),
    /// Dashes and gaps by turns.
    Dashed {
        /// The lengths; one at least.
        dashes: Arc<[Dimension]>,
        /// How each dash ends.
        cap: LineCap,
    },
}

/// A line style with a name, as in CSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineStyle {
    /// `solid`.
    Solid,
    /// `dashed`.
    Dashed,
    /// `dotted`.
    Dotted,
    /// `double`.
    Double,
    /// `groove`.
    Groove,
    /// `ridge`.
    Ridge,
    /// `outset`.
    Outset,
    /// `inset`.
    Inset,
}

/// How a dash ends, as in SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineCap {
    /// `round`.
    Round,
    /// `butt`.
    Butt,
    /// `square`.
    Square,
}

/// The edge of a box.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// Its colour.
    pub color: Color,
    /// How wide it is.
    pub width: Dimension,
    /// How it is drawn.
    pub style: StrokeStyle,
}

/// How something moves from one state to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transition {
    /// How long it takes.
    pub duration: Duration,
    /// How long it waits before it starts.
    pub delay: Duration,
    /// The curve it follows, as [`TokenValue::CubicBezier`].
    pub timing: [f64; 4],
}

/// One shadow.
#[derive(Debug, Clone, PartialEq)]
pub struct Shadow {
    /// Its colour.
    pub color: Color,
    /// How far right it lies.
    pub offset_x: Dimension,
    /// How far down it lies.
    pub offset_y: Dimension,
    /// How soft its edge is.
    pub blur: Dimension,
    /// How much larger than the thing it is.
    pub spread: Dimension,
    /// Whether it falls into the thing.
    pub inset: bool,
}

/// One stop of a gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientStop {
    /// Its colour.
    pub color: Color,
    /// Where it lies, 0–1.
    pub position: f64,
}

/// A style of type.
#[derive(Debug, Clone, PartialEq)]
pub struct Typography {
    /// Families, preferred first.
    pub family: Arc<[Arc<str>]>,
    /// The size.
    pub size: Dimension,
    /// The weight, 1–1000.
    pub weight: f64,
    /// Space between letters.
    pub letter_spacing: Dimension,
    /// Line height in sizes.
    pub line_height: f64,
}
