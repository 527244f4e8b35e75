//! Colours as DTCG writes them, brought into sRGB.
//!
//! Source: "Design Tokens Color Module 2025.10".

use serde_json::{Map, Value};

use super::color_space::{ColorSpace, Range};
use super::finding::KitFindingCode;
use super::gamut;
use super::reference::Reference;
use super::resolve::Values;
use super::scalar::shown;
use super::text::Fault;
use super::value::{TokenKind, TokenValue};
use crate::color::Srgb;
use crate::kit::reader::clip;

/// A colour as it is written, and what it is in sRGB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    /// The space that it is written in.
    pub space: ColorSpace,
    /// Its components there; `None` is the format's `none`, which counts as 0.
    pub components: [Option<f64>; 3],
    /// How opaque it is, 0–1.
    pub alpha: f64,
    /// What it is in sRGB, the alpha left aside.
    pub srgb: Srgb,
    /// Whether sRGB cannot show it, so that [`Color::srgb`] is the nearest of the same hue.
    pub mapped: bool,
    /// What its author would have shown where its space is not known.
    pub hex: Option<Srgb>,
}

const FIELDS: [&str; 4] = ["colorSpace", "components", "alpha", "hex"];

impl<'a> Values<'_, 'a> {
    pub(super) fn color(&mut self, value: &'a Value) -> Result<Color, Fault> {
        let take = |token: &TokenValue| match token {
            TokenValue::Color(color) => Some(*color),
            _ => None,
        };
        self.part(value, TokenKind::Color, take, |values, value| match value {
            Value::String(text) => {
                let (srgb, alpha) = read_hex(text).ok_or_else(|| {
                    format!("`{}` is not a colour; write \"#rrggbb\" or {{ colorSpace, components }}", clip(text))
                })?;
                values.note(KitFindingCode::LegacyForm);
                Ok(of_srgb(srgb, alpha))
            }
            Value::Object(fields) => values.color_object(value, fields),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                Err(Fault::new("a colour is { colorSpace, components, alpha } or \"#rrggbb\""))
            }
        })
    }

    fn color_object(&mut self, value: &'a Value, written: &'a Map<String, Value>) -> Result<Color, Fault> {
        let fields = self.fields(value, "colour", &[], &FIELDS)?;
        let alpha = match fields.get("alpha") {
            None => 1.0,
            Some(alpha) => self.alpha(alpha).map_err(|fault| fault.under("alpha"))?,
        };
        let hex = fields.get("hex").map(|hex| self.hex(hex).map_err(|fault| fault.under("hex"))).transpose()?;
        let name = written.get("colorSpace").ok_or("a colour needs a colorSpace, such as \"srgb\"")?;
        let name = self.text(name).map_err(|fault| fault.under("colorSpace"))?;
        let name = name.ok_or_else(|| Fault::new("a colorSpace is a name, such as \"srgb\"").under("colorSpace"))?;
        let Some(space) = ColorSpace::named(name) else {
            // A space that is not known is no loss when the colour says what it is in sRGB.
            let srgb = hex.ok_or_else(|| unknown_space(name).under("colorSpace"))?;
            self.note(KitFindingCode::HexFallback);
            return Ok(Color { hex, ..of_srgb(srgb, alpha) });
        };
        let components = written.get("components").ok_or_else(|| three(space))?;
        let components = self.components(space, components).map_err(|fault| fault.under("components"))?;
        let (srgb, mapped) = gamut::to_srgb(space.to_linear_srgb(components.map(|component| component.unwrap_or(0.0))));
        if mapped {
            self.note(KitFindingCode::OutOfGamut);
        }
        Ok(Color { space, components, alpha, srgb, mapped, hex })
    }

    fn alpha(&mut self, value: &'a Value) -> Result<f64, Fault> {
        match self.component(value)? {
            // Kits from before 2025.10 write it, as CSS does.
            None => Ok(0.0),
            Some(alpha) if (0.0..=1.0).contains(&alpha) => Ok(alpha),
            Some(alpha) => Err(Fault::new(format!("alpha is a number from 0 to 1, and this is {alpha}"))),
        }
    }

    fn hex(&mut self, value: &'a Value) -> Result<Srgb, Fault> {
        let text = self.text(value)?;
        let Some((srgb, _)) = text.and_then(read_hex) else {
            return Err(Fault::new(format!("{} is no hex; write \"#rrggbb\"", shown(value))));
        };
        if text.is_some_and(|text| text.len() != 7) {
            self.note(KitFindingCode::LegacyForm);
        }
        Ok(srgb)
    }

    fn components(&mut self, space: ColorSpace, value: &'a Value) -> Result<[Option<f64>; 3], Fault> {
        let Some([a, b, c]) = self.flat.literal(value)?.as_array().map(Vec::as_slice) else {
            return Err(three(space));
        };
        let mut components = [None; 3];
        for (at, (value, range)) in [a, b, c].into_iter().zip(space.ranges()).enumerate() {
            let inside = |fault: Fault| fault.under(&at.to_string());
            let component = self.component(value).map_err(inside)?;
            components[at] = component;
            let Some(component) = component else { continue };
            let Range { stated, sane } = range;
            if !(sane.0..=sane.1).contains(&component) {
                return Err(inside(out_of_range(space, at, component, stated)));
            }
            if !(stated.0..=stated.1).contains(&component) {
                self.note(KitFindingCode::ComponentRange);
            }
        }
        Ok(components)
    }

    /// A number, or `"none"`.
    fn component(&mut self, value: &'a Value) -> Result<Option<f64>, Fault> {
        let is_none = |value: &Value| value.as_str() == Some("none");
        if is_none(value) {
            return Ok(None);
        }
        if matches!(Reference::read(value)?, Some(Reference::Part { .. })) && is_none(self.flat.literal(value)?) {
            return Ok(None);
        }
        self.number(value).map(Some).map_err(|fault| match fault {
            Fault::Here { way, reason } if way.is_empty() && reason.ends_with("is no number") => {
                Fault::new(format!("{reason}; a component is a number or \"none\""))
            }
            other => other,
        })
    }
}

fn of_srgb(srgb: Srgb, alpha: f64) -> Color {
    let components = [srgb.r, srgb.g, srgb.b].map(|channel| Some(f64::from(channel) / 255.0));
    Color { space: ColorSpace::Srgb, components, alpha, srgb, mapped: false, hex: None }
}

/// Reads `#rgb`, `#rgba`, `#rrggbb` and `#rrggbbaa`.
fn read_hex(text: &str) -> Option<(Srgb, f64)> {
    let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let (rgb, alpha) = match digits.len() {
        3 | 6 => (digits, 1.0),
        4 => (&digits[..3], f64::from(u8::from_str_radix(&digits[3..].repeat(2), 16).ok()?) / 255.0),
        8 => (&digits[..6], f64::from(u8::from_str_radix(&digits[6..], 16).ok()?) / 255.0),
        _ => return None,
    };
    Some((Srgb::parse_hex(rgb)?, alpha))
}

fn three(space: ColorSpace) -> Fault {
    Fault::new(format!("{} has three components, each a number or \"none\"", space.name()))
}

fn unknown_space(name: &str) -> Fault {
    let known: Vec<&str> = ColorSpace::ALL.iter().map(|space| space.name()).collect();
    Fault::new(format!("unknown colorSpace `{}`; use one of {}, or give a hex", clip(name), known.join(", ")))
}

fn out_of_range(space: ColorSpace, at: usize, component: f64, (low, high): (f64, f64)) -> Fault {
    let hue = if high > 359.0 && high < 360.0 { 360.0 } else { high };
    Fault::new(format!(
        "component {} of {} is a number from {low} to {hue}, and this is {component}",
        at + 1,
        space.name()
    ))
}
