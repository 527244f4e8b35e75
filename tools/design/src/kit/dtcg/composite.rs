//! Values of several parts: strokes, borders, transitions, shadows, gradients, styles of type.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::color::Color;
use super::finding::KitFindingCode;
use super::resolve::Values;
use super::scalar::shown;
use super::text::Fault;
use super::value::{
    Border, Dimension, DimensionUnit, GradientStop, LineCap, LineStyle, Shadow, StrokeStyle, TokenKind, TokenValue,
    Transition, Typography,
};

const LINE_STYLES: [(&str, LineStyle); 8] = [
    ("solid", LineStyle::Solid),
    ("dashed", LineStyle::Dashed),
    ("dotted", LineStyle::Dotted),
    ("double", LineStyle::Double),
    ("groove", LineStyle::Groove),
    ("ridge", LineStyle::Ridge),
    ("outset", LineStyle::Outset),
    ("inset", LineStyle::Inset),
];

const LINE_CAPS: [(&str, LineCap); 3] =
    [("round", LineCap::Round), ("butt", LineCap::Butt), ("square", LineCap::Square)];

impl<'a> Values<'_, 'a> {
    /// One field of a value; a fault in it says so.
    fn field<T>(
        &mut self,
        fields: &'a Map<String, Value>,
        name: &str,
        read: impl FnOnce(&mut Self, &'a Value) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let value = fields.get(name).ok_or_else(|| Fault::new(format!("`{name}` is missing")))?;
        read(self, value).map_err(|fault| fault.under(name))
    }

    pub(super) fn stroke_style(&mut self, value: &'a Value) -> Result<StrokeStyle, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::StrokeStyle(style) => Some(style.clone()),
            _ => None,
        };
        self.part(value, TokenKind::StrokeStyle, take, |values, value| {
            if let Value::String(name) = value {
                return named(name, &LINE_STYLES).map(StrokeStyle::Named).ok_or_else(|| unnamed(value, &LINE_STYLES));
            }
            let fields = values.fields(value, "strokeStyle", &["dashArray", "lineCap"], &[])?;
            let dashes = values.field(fields, "dashArray", |values, value| {
                let value = values.flat.literal(value)?;
                let items = value.as_array().ok_or("a dashArray is a list of dimensions")?;
                values.list(items, "a dashArray", Self::dimension)
            })?;
            let cap = values.field(fields, "lineCap", |values, value| {
                let cap = values.text(value)?.and_then(|name| named(name, &LINE_CAPS));
                cap.ok_or_else(|| unnamed(value, &LINE_CAPS))
            })?;
            Ok(StrokeStyle::Dashed { dashes, cap })
        })
    }

    pub(super) fn border(&mut self, value: &'a Value) -> Result<Border, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Border(border) => Some(border.clone()),
            _ => None,
        };
        self.part(value, TokenKind::Border, take, |values, value| {
            let fields = values.fields(value, "border", &["color", "width", "style"], &[])?;
            Ok(Border {
                color: values.field(fields, "color", Self::color)?,
                width: values.field(fields, "width", Self::dimension)?,
                style: values.field(fields, "style", Self::stroke_style)?,
            })
        })
    }

    pub(super) fn transition(&mut self, value: &'a Value) -> Result<Transition, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Transition(transition) => Some(*transition),
            _ => None,
        };
        self.part(value, TokenKind::Transition, take, |values, value| {
            let fields = values.fields(value, "transition", &["duration", "delay", "timingFunction"], &[])?;
            Ok(Transition {
                duration: values.field(fields, "duration", Self::duration)?,
                delay: values.field(fields, "delay", Self::duration)?,
                timing: values.field(fields, "timingFunction", Self::cubic_bezier)?,
            })
        })
    }

    pub(super) fn shadow(&mut self, value: &'a Value) -> Result<Arc<[Shadow]>, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Shadow(shadows) => Some(Arc::clone(shadows)),
            _ => None,
        };
        self.part(value, TokenKind::Shadow, take, |values, value| match value {
            Value::Array(items) => values.list(items, "a shadow", Self::one_shadow),
            other => Ok(Arc::from([values.one_shadow(other)?])),
        })
    }

    /// A shadow of one layer: references bring in one, and no list.
    fn one_shadow(&mut self, value: &'a Value) -> Result<Shadow, Fault> {
        const PARTS: [&str; 5] = ["color", "offsetX", "offsetY", "blur", "spread"];
        let take = |token: &TokenValue| match token {
            TokenValue::Shadow(shadows) if shadows.len() == 1 => shadows.first().cloned(),
            _ => None,
        };
        self.part(value, TokenKind::Shadow, take, |values, value| {
            let fields = values.fields(value, "shadow", &PARTS, &["inset"])?;
            let inset =
                match fields.get("inset") {
                    None => false,
                    Some(inset) => values.flat.literal(inset)?.as_bool().ok_or_else(|| {
                        Fault::new(format!("{} is neither true nor false", shown(inset))).under("inset")
                    })?,
                };
            Ok(Shadow {
                color: values.field(fields, "color", Self::color)?,
                offset_x: values.field(fields, "offsetX", Self::dimension)?,
                offset_y: values.field(fields, "offsetY", Self::dimension)?,
                blur: values.field(fields, "blur", Self::dimension)?,
                spread: values.field(fields, "spread", Self::dimension)?,
                inset,
            })
        })
    }

    pub(super) fn gradient(&mut self, value: &'a Value) -> Result<Arc<[GradientStop]>, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Gradient(stops) => Some(Arc::clone(stops)),
            _ => None,
        };
        self.part(value, TokenKind::Gradient, take, |values, value| {
            let items = value.as_array().ok_or("a gradient is a list of { color, position }")?;
            values.list(items, "a gradient", Self::stop)
        })
    }

    /// One stop: references bring in a gradient of one stop.
    fn stop(&mut self, value: &'a Value) -> Result<GradientStop, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Gradient(stops) if stops.len() == 1 => stops.first().cloned(),
            _ => None,
        };
        self.part(value, TokenKind::Gradient, take, |values, value| {
            let fields = values.fields(value, "gradient stop", &["color", "position"], &[])?;
            let color: Color = values.field(fields, "color", Self::color)?;
            let position = values.field(fields, "position", Self::number)?;
            // What lies outside counts as the end: so the Format Module says.
            Ok(GradientStop { color, position: position.clamp(0.0, 1.0) })
        })
    }

    pub(super) fn typography(&mut self, value: &'a Value) -> Result<Typography, Fault> {
        const PARTS: [&str; 4] = ["fontFamily", "fontSize", "fontWeight", "lineHeight"];
        let take = |token: &TokenValue| match token {
            TokenValue::Typography(typography) => Some(typography.clone()),
            _ => None,
        };
        self.part(value, TokenKind::Typography, take, |values, value| {
            let fields = values.fields(value, "typography", &PARTS, &["letterSpacing"])?;
            // Needed by the letter of the Format Module, but its own examples leave it out.
            let letter_spacing = if fields.contains_key("letterSpacing") {
                values.field(fields, "letterSpacing", Self::dimension)?
            } else {
                values.note(KitFindingCode::NoLetterSpacing);
                Dimension { value: 0.0, unit: DimensionUnit::Px }
            };
            Ok(Typography {
                family: values.field(fields, "fontFamily", Self::font_family)?,
                size: values.field(fields, "fontSize", Self::dimension)?,
                weight: values.field(fields, "fontWeight", Self::font_weight)?,
                letter_spacing,
                line_height: values.field(fields, "lineHeight", Self::number)?,
            })
        })
    }
}

fn named<T: Copy>(name: &str, known: &[(&str, T)]) -> Option<T> {
    known.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn unnamed<T>(value: &Value, known: &[(&str, T)]) -> Fault {
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    Fault::new(format!("{} is not one of {}", shown(value), names.join(", ")))
}
