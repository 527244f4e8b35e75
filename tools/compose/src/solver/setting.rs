//! Text that has its lines and sizes but no place yet, and the pieces a column is stacked of.

use design::document::{Align, Role};

use crate::ruler::{Measure, Style};

/// A line with its size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SetLine {
    pub(crate) text: String,
    /// Size of the em, px.
    pub(crate) size: f64,
    pub(crate) measure: Measure,
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
}

impl Setting {
    /// From the top of the first line's capitals to the last base line, px.
    pub(crate) fn height(&self) -> f64 {
        let Some(first) = self.lines.first() else { return 0.0 };
        first.measure.cap * first.size + self.lines[1..].iter().map(|line| self.leading * line.size).sum::<f64>()
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
            above_last += self.leading * line.size;
        }
        drop
    }

    /// How far ink rises above the first line's capitals, px.
    pub(crate) fn rise(&self) -> f64 {
        let mut below_first = 0.0;
        let mut rise = 0.0_f64;
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                below_first += self.leading * line.size;
            }
            let cap = self.lines.first().map_or(0.0, |first| first.measure.cap * first.size);
            rise = rise.max(line.measure.ink_top * line.size - cap - below_first);
        }
        rise
    }

    /// Leftmost ink from the start of the lines, px; negative where ink hangs out.
    pub(crate) fn ink_left(&self) -> f64 {
        self.lines.iter().map(|line| line.measure.ink_left * line.size).reduce(f64::min).unwrap_or(0.0)
    }

    /// Rightmost ink from the start of the lines, px.
    pub(crate) fn ink_right(&self) -> f64 {
        self.lines.iter().map(|line| line.measure.ink_right * line.size).reduce(f64::max).unwrap_or(0.0)
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
