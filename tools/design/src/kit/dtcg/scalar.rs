//! Values of one piece: distances, times, numbers, families, weights, curves.

use std::sync::Arc;

use serde_json::Value;

use super::finding::KitFindingCode;
use super::resolve::Values;
use super::text::Fault;
use super::value::{Dimension, DimensionUnit, Duration, TokenKind, TokenValue};
use crate::kit::reader::clip;

/// Most entries of a list: families, dashes, shadows, stops.
pub const LIST_MAX: usize = 64;

/// Longest name of a family, bytes.
pub const FAMILY_BYTES_MAX: usize = 256;

/// Names of weights. Source: Format Module 2025.10, "Font weight".
const WEIGHTS: [(&str, f64); 18] = [
    ("thin", 100.0),
    ("hairline", 100.0),
    ("extra-light", 200.0),
    ("ultra-light", 200.0),
    ("light", 300.0),
    ("normal", 400.0),
    ("regular", 400.0),
    ("book", 400.0),
    ("medium", 500.0),
    ("semi-bold", 600.0),
    ("demi-bold", 600.0),
    ("bold", 700.0),
    ("extra-bold", 800.0),
    ("ultra-bold", 800.0),
    ("black", 900.0),
    ("heavy", 900.0),
    ("extra-black", 950.0),
    ("ultra-black", 950.0),
];

impl<'a> Values<'_, 'a> {
    pub(super) fn number(&mut self, value: &'a Value) -> Result<f64, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Number(number) => Some(*number),
            _ => None,
        };
        self.part(value, TokenKind::Number, take, |_, value| match value.as_f64() {
            Some(number) if number.is_finite() => Ok(number),
            _ => Err(Fault::new(format!("{} is no number", shown(value)))),
        })
    }

    pub(super) fn dimension(&mut self, value: &'a Value) -> Result<Dimension, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Dimension(dimension) => Some(*dimension),
            _ => None,
        };
        self.part(value, TokenKind::Dimension, take, |values, value| {
            let (value, unit, way) = values.measure(value, "dimension", "px or rem")?;
            let unit = match unit {
                "px" => DimensionUnit::Px,
                "rem" => DimensionUnit::Rem,
                _ => return Err(unknown_unit(unit, "distance", "px or rem", way)),
            };
            Ok(Dimension { value, unit })
        })
    }

    pub(super) fn duration(&mut self, value: &'a Value) -> Result<Duration, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Duration(duration) => Some(*duration),
            _ => None,
        };
        self.part(value, TokenKind::Duration, take, |values, value| {
            let (value, unit, way) = values.measure(value, "duration", "ms or s")?;
            match unit {
                "ms" => Ok(Duration { ms: value }),
                "s" => Ok(Duration { ms: value * 1000.0 }),
                _ => Err(unknown_unit(unit, "time", "ms or s", way)),
            }
        })
    }

    /// A number with a unit: `{ "value": 16, "unit": "px" }`, or `"16px"` as it was written before. The third is
    /// where the unit stands.
    fn measure(
        &mut self,
        value: &'a Value,
        what: &str,
        units: &str,
    ) -> Result<(f64, &'a str, Option<&'static str>), Fault> {
        if let Value::String(text) = value {
            let number = text.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == '%');
            let unit = text.trim().get(number.len()..).unwrap_or_default();
            let reason =
                || format!("`{}` is no {what}; write {{ \"value\": 1, \"unit\": … }} with {units}", clip(text));
            let number = number.trim().parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(reason)?;
            self.note(KitFindingCode::LegacyForm);
            return Ok((number, unit, None));
        }
        let fields = self.fields(value, what, &["value", "unit"], &[])?;
        let number = self.number(&fields["value"]).map_err(|fault| fault.under("value"))?;
        let unit = self.text(&fields["unit"]).map_err(|fault| fault.under("unit"))?;
        let unit = unit.ok_or_else(|| Fault::new(format!("a unit is {units}")).under("unit"))?;
        Ok((number, unit, Some("unit")))
    }

    pub(super) fn font_family(&mut self, value: &'a Value) -> Result<Arc<[Arc<str>]>, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::FontFamily(families) => Some(Arc::clone(families)),
            _ => None,
        };
        self.part(value, TokenKind::FontFamily, take, |values, value| match value {
            Value::Array(items) => values.list(items, "a font family", Self::family),
            other => Ok(Arc::from([values.family(other)?])),
        })
    }

    /// One family.
    fn family(&mut self, value: &'a Value) -> Result<Arc<str>, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::FontFamily(families) if families.len() == 1 => families.first().cloned(),
            _ => None,
        };
        self.part(value, TokenKind::FontFamily, take, |_, value| match value {
            Value::String(name) if name.trim().is_empty() => Err(Fault::new("a font family needs a name")),
            Value::String(name) if name.len() > FAMILY_BYTES_MAX => {
                Err(Fault::new(format!("the name of a font family has at most {FAMILY_BYTES_MAX} bytes")))
            }
            Value::String(name) if name.chars().any(char::is_control) => {
                Err(Fault::new("the name of a font family has no control characters"))
            }
            Value::String(name) => Ok(Arc::from(name.as_str())),
            other => Err(Fault::new(format!("{} is no font family; write its name", shown(other)))),
        })
    }

    pub(super) fn font_weight(&mut self, value: &'a Value) -> Result<f64, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::FontWeight(weight) => Some(*weight),
            _ => None,
        };
        self.part(value, TokenKind::FontWeight, take, |_, value| {
            let named = value.as_str().and_then(|name| WEIGHTS.iter().find(|(known, _)| *known == name));
            let number = value.as_f64().filter(|weight| (1.0..=1000.0).contains(weight));
            named.map(|(_, weight)| *weight).or(number).ok_or_else(|| {
                Fault::new(format!("{} is no font weight; write 1 to 1000, or a name such as \"bold\"", shown(value)))
            })
        })
    }

    pub(super) fn cubic_bezier(&mut self, value: &'a Value) -> Result<[f64; 4], Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::CubicBezier(curve) => Some(*curve),
            _ => None,
        };
        self.part(value, TokenKind::CubicBezier, take, |values, value| {
            let items = value.as_array().map(Vec::as_slice);
            let Some([x1, y1, x2, y2]) = items else {
                return Err(Fault::new("a cubicBezier is a list of four numbers"));
            };
            let mut curve = [0.0; 4];
            for (at, item) in [x1, y1, x2, y2].into_iter().enumerate() {
                let number = values.number(item).map_err(|fault| fault.under(&at.to_string()))?;
                if at % 2 == 0 && !(0.0..=1.0).contains(&number) {
                    return Err(Fault::new("the x of a point lies between 0 and 1").under(&at.to_string()));
                }
                curve[at] = number;
            }
            Ok(curve)
        })
    }

    /// A list of one to [`LIST_MAX`] things.
    pub(super) fn list<T>(
        &mut self,
        items: &'a [Value],
        what: &str,
        mut read: impl FnMut(&mut Self, &'a Value) -> Result<T, Fault>,
    ) -> Result<Arc<[T]>, Fault> {
        if items.is_empty() || items.len() > LIST_MAX {
            return Err(Fault::new(format!("{what} is a list of 1 to {LIST_MAX}, and here are {}", items.len())));
        }
        let read = |(at, item)| read(self, item).map_err(|fault: Fault| fault.under(&usize::to_string(&at)));
        items.iter().enumerate().map(read).collect()
    }
}

fn unknown_unit(unit: &str, of: &str, units: &str, way: Option<&str>) -> Fault {
    let fault = Fault::new(format!("`{}` is no unit of {of} here; use {units}", clip(unit)));
    match way {
        Some(way) => fault.under(way),
        None => fault,
    }
}

/// A value in an error, short.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => clip(&number.to_string()),
        Value::String(text) => format!("`{}`", clip(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
