//! Text that has its lines and sizes but no place yet, and the pieces a column is stacked of.

use std::rc::Rc;

use design::document::{Align, Role, Run};

use crate::ruler::{Ink, Measure, Ruler, Style};

/// What is drawn at the words that are stressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stress {
    /// A bar behind them.
    Bar,
    /// A line under them, drawn as if by hand.
    Stroke,
}

/// A stretch of a line with a look of its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// Its size as a multiple of the line's.
    pub(crate) scale: f64,
    /// How far it stands from its place on the line, em of the line, right and up.
    pub(crate) shift: [f64; 2],
    /// Its colour; the setting's when there is none.
    pub(crate) tint: Option<Tint>,
    /// What is drawn at it.
    pub(crate) stress: Option<Stress>,
}

impl Span {
    /// The words in a style, at the size and on the base line of their line.
    pub(crate) fn plain(text: &str, style: &Style) -> Self {
        Self { text: text.to_owned(), style: style.clone(), scale: 1.0, shift: [0.0; 2], tint: None, stress: None }
    }

    /// The run that it is in a line of `size` px.
    pub(crate) fn run(&self, size: f64) -> Run {
        let shift = self.shift.map(|em| em / self.scale);
        Run { shift, ..self.style.run(&self.text, size * self.scale) }
    }
}

/// A line with its size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SetLine {
    pub(crate) text: String,
    /// Size of the em, px.
    pub(crate) size: f64,
    pub(crate) measure: Measure,
    /// Its ink, glyph by glyph, where it matters how lines meet; else empty.
    pub(crate) inks: Rc<[Ink]>,
    /// Its parts, when not all of it looks alike; their texts together are the line's.
    pub(crate) spans: Vec<Span>,
    /// How far it is moved to the right so that its ink, not its letters' own space, stands on the edge, em.
    pub(crate) nudge: f64,
    /// Distance of its base line to the one above as a multiple of its size, when not the setting's.
    pub(crate) leading: Option<f64>,
}

impl SetLine {
    /// A line of running text.
    pub(crate) fn plain(text: String, size: f64, measure: Measure) -> Self {
        Self { text, size, measure, inks: Rc::from([]), spans: Vec::new(), nudge: 0.0, leading: None }
    }

    /// A line of display type, which knows its ink.
    pub(crate) fn display(ruler: &mut Ruler<'_>, style: &Style, text: &str, size: f64) -> Self {
        let (measure, inks) = (ruler.line(style, text), ruler.inks(style, text));
        Self { inks, ..Self::plain(text.to_owned(), size, measure) }
    }

    /// The same words in these parts.
    pub(crate) fn with_spans(&self, ruler: &Ruler<'_>, spans: Vec<Span>) -> Self {
        let (measure, inks) = ruler.spans(&spans);
        Self { measure, inks: inks.into_iter().map(|(_, ink)| ink).collect(), spans, ..self.clone() }
    }

    /// Width of its ink, em.
    pub(crate) fn ink_width(&self) -> f64 {
        (self.measure.ink_right - self.measure.ink_left).max(1e-6)
    }

    /// Leftmost ink from the start of the lines, px.
    pub(crate) fn ink_left(&self) -> f64 {
        (self.measure.ink_left + self.nudge) * self.size
    }

    /// Rightmost ink from the start of the lines, px.
    pub(crate) fn ink_right(&self) -> f64 {
        (self.measure.ink_right + self.nudge) * self.size
    }
}

/// Which of a surface's colours a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tint {
    Ink,
    Muted,
    Accent,
    OnPlate,
}

/// A text with its lines and sizes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Setting {
    /// Name of its node.
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) style: Style,
    pub(crate) lines: Vec<SetLine>,
    /// Distance of base lines, as a multiple of the lower line's size.
    pub(crate) leading: f64,
    pub(crate) tint: Tint,
    pub(crate) align: Align,
    /// Whether ink rather than the letters' own space is aligned with the edge.
    pub(crate) optical: bool,
    /// How far ink of some line hangs out over the edge that the others stand on, px.
    pub(crate) hang: f64,
}

impl Setting {
    /// Distance of a line's base line to the one above, px.
    pub(crate) fn pitch(&self, line: &SetLine) -> f64 {
        line.leading.unwrap_or(self.leading) * line.size
    }

    /// From the top of the first line's capitals to the last base line, px.
    pub(crate) fn height(&self) -> f64 {
        let Some(first) = self.lines.first() else { return 0.0 };
        first.measure.cap * first.size + self.lines[1..].iter().map(|line| self.pitch(line)).sum::<f64>()
    }

    /// Height of the first line's capitals, px.
    pub(crate) fn cap(&self) -> f64 {
        self.lines.first().map_or(0.0, |first| first.measure.cap * first.size)
    }

    /// How far ink hangs below the last base line, px.
    pub(crate) fn drop(&self) -> f64 {
        let mut above_last = 0.0;
        let mut drop = 0.0_f64;
        for line in self.lines.iter().rev() {
            drop = drop.max(line.measure.ink_bottom * line.size - above_last);
            above_last += self.pitch(line);
        }
        drop
    }

    /// How far ink rises above the first line's capitals, px.
    pub(crate) fn rise(&self) -> f64 {
        let mut below_first = 0.0;
        let mut rise = 0.0_f64;
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                below_first += self.pitch(line);
            }
            let cap = self.lines.first().map_or(0.0, |first| first.measure.cap * first.size);
            rise = rise.max(line.measure.ink_top * line.size - cap - below_first);
        }
        rise
    }

    /// Leftmost ink from the start of the lines, px; negative where ink hangs out.
    pub(crate) fn ink_left(&self) -> f64 {
        self.lines.iter().map(SetLine::ink_left).reduce(f64::min).unwrap_or(0.0)
    }

    /// Rightmost ink from the start of the lines, px.
    pub(crate) fn ink_right(&self) -> f64 {
        self.lines.iter().map(SetLine::ink_right).reduce(f64::max).unwrap_or(0.0)
    }

    /// Widest line by its advances, px.
    pub(crate) fn advance(&self) -> f64 {
        self.lines.iter().map(|line| line.measure.width * line.size).reduce(f64::max).unwrap_or(0.0)
    }

    /// Width that it needs, px.
    pub(crate) fn width(&self) -> f64 {
        if self.optical { self.ink_right() - self.ink_left() } else { self.advance().max(self.ink_right()) }
    }

    /// Whether it is what leads: the headline or the figure.
    pub(crate) fn leads(&self) -> bool {
        self.role == Role::Headline
    }

    /// The largest size in it, px.
    pub(crate) fn size(&self) -> f64 {
        self.lines.iter().map(|line| line.size).reduce(f64::max).unwrap_or(0.0)
    }
}

/// A piece of a column, at offsets from the column's left edge and the piece's own top.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// A text whose capitals start at `y`; `x` and `w` are the box that it is aligned in.
    Text { setting: Setting, x: f64, y: f64, w: f64 },
    /// A button's plate.
    Plate { x: f64, y: f64, w: f64, h: f64 },
    /// A rule.
    Rule { x: f64, y: f64, w: f64, h: f64, strong: bool },
    /// A disc in the accent, `d` wide, in a box whose corner is at `x`, `y`.
    Dot { x: f64, y: f64, d: f64 },
}

/// A part of a column, set.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Stacked {
    pub(crate) marks: Vec<Mark>,
    /// Height that the eye sees, px.
    pub(crate) height: f64,
    /// Ink above it, px.
    pub(crate) rise: f64,
    /// Ink below it, px.
    pub(crate) drop: f64,
    /// Width in use, px.
    pub(crate) width: f64,
    /// Space asked for above it, px.
    pub(crate) before: f64,
    /// Space asked for below it, px.
    pub(crate) after: f64,
}

impl Stacked {
    /// A text alone.
    pub(crate) fn text(setting: Setting, w: f64) -> Self {
        Self {
            height: setting.height(),
            rise: setting.rise(),
            drop: setting.drop(),
            width: setting.width(),
            marks: vec![Mark::Text { setting, x: 0.0, y: 0.0, w }],
            ..Self::default()
        }
    }
}
