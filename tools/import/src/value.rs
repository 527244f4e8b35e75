//! Values as style sheets write them, brought into DTCG types.
//!
//! Source: "CSS Color Module Level 4" for colours; "Design Tokens Format Module 2025.10" for what comes out.

use color::{ColorSpaceTag, DynamicColor, Srgb, parse_color};
use serde_json::{Map, Value, json};

use crate::token::Typed;

/// Longest text that is read as a value, bytes.
const VALUE_BYTES_MAX: usize = 2_048;
/// Most families of one stack.
const FAMILIES_MAX: usize = 24;

/// A number as JSON writes it: whole ones without a point.
pub(crate) fn number(number: f64) -> Value {
    let whole = libm::round(number);
    if (number - whole).abs() < 1e-9 && whole.abs() < 9e15 {
        return Value::from(whole as i64);
    }
    // Beyond that there is nothing behind the point to be rounded.
    if number.abs() >= 1e9 {
        return Value::from(number);
    }
    Value::from(libm::round(number * 1e6) / 1e6)
}

/// Reads a value. The name decides where the same text may be several things: a number that is a weight, a list that is
/// a stack of families, three numbers that are the channels of a colour. The flag says that it did.
pub(crate) fn read(name: &str, text: &str) -> Option<(Typed, bool)> {
    let text = text.trim();
    if text.is_empty() || text.len() > VALUE_BYTES_MAX {
        return None;
    }
    if let Some(value) = color(text) {
        return Some((Typed::new("color", value), false));
    }
    if let Some(typed) = measure(text) {
        return Some((typed, false));
    }
    let name = name.to_lowercase();
    let named = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if let Ok(plain) = text.parse::<f64>() {
        let whole_weight = named(&["weight"]) && (1.0..=1000.0).contains(&plain);
        let kind = if whole_weight { "fontWeight" } else { "number" };
        return plain.is_finite().then(|| (Typed::new(kind, number(plain)), whole_weight));
    }
    if let Some(bezier) = bezier(text) {
        return Some((Typed::new("cubicBezier", bezier), false));
    }
    if let Some(value) = channels(&name, text) {
        return Some((Typed::new("color", value), true));
    }
    if named(&["font", "family", "typeface"]) && !named(&["size", "weight", "style", "leading", "feature", "variant"]) {
        return families(text).map(|families| (Typed::new("fontFamily", families), true));
    }
    None
}

/// Reads a colour in any notation of CSS.
pub(crate) fn color(text: &str) -> Option<Value> {
    let text = text.trim();
    let first = text.bytes().next()?;
    if text.len() > 160 || !(first == b'#' || first.is_ascii_alphabetic()) {
        return None;
    }
    let parsed = parse_color(&text.to_ascii_lowercase()).ok()?;
    write(&parsed, text.starts_with('#') || parsed.cs == ColorSpaceTag::Srgb)
}

fn write(color: &DynamicColor, exact: bool) -> Option<Value> {
    let (space, highs): (&str, [f64; 3]) = match color.cs {
        ColorSpaceTag::Srgb => ("srgb", [1.0; 3]),
        ColorSpaceTag::LinearSrgb => ("srgb-linear", [1.0; 3]),
        ColorSpaceTag::Hsl => ("hsl", [360.0, 100.0, 100.0]),
        ColorSpaceTag::Hwb => ("hwb", [360.0, 100.0, 100.0]),
        ColorSpaceTag::Lab => ("lab", [100.0, 250.0, 250.0]),
        ColorSpaceTag::Lch => ("lch", [100.0, 400.0, 360.0]),
        ColorSpaceTag::Oklab => ("oklab", [1.0; 3]),
        ColorSpaceTag::Oklch => ("oklch", [1.0, 1.0, 360.0]),
        ColorSpaceTag::DisplayP3 => ("display-p3", [1.0; 3]),
        ColorSpaceTag::A98Rgb => ("a98-rgb", [1.0; 3]),
        ColorSpaceTag::ProphotoRgb => ("prophoto-rgb", [1.0; 3]),
        ColorSpaceTag::Rec2020 => ("rec2020", [1.0; 3]),
        ColorSpaceTag::XyzD50 => ("xyz-d50", [1.2; 3]),
        ColorSpaceTag::XyzD65 => ("xyz-d65", [1.2; 3]),
        _ => return None,
    };
    let signed = matches!(color.cs, ColorSpaceTag::Lab | ColorSpaceTag::Oklab);
    let mut components = Vec::with_capacity(3);
    for (at, high) in highs.into_iter().enumerate() {
        if color.flags.missing().contains(at) {
            components.push(json!("none"));
            continue;
        }
        let component = f64::from(color.components[at]);
        if !component.is_finite() {
            return None;
        }
        let low = if signed && at > 0 { -high } else { 0.0 };
        let held =
            if high == 360.0 { component - 360.0 * libm::floor(component / 360.0) } else { component.clamp(low, high) };
        components.push(number(libm::round(held * 1e5) / 1e5));
    }
    let alpha = if color.flags.missing().contains(3) { 0.0 } else { f64::from(color.components[3]).clamp(0.0, 1.0) };
    let mut out =
        Map::from_iter([("colorSpace".to_owned(), json!(space)), ("components".to_owned(), components.into())]);
    if alpha < 1.0 {
        out.insert("alpha".to_owned(), number(libm::round(alpha * 1e4) / 1e4));
    }
    if exact || space == "prophoto-rgb" {
        let srgb = color.to_alpha_color::<Srgb>();
        let [r, g, b] = [0, 1, 2].map(|at| libm::roundf(srgb.components[at].clamp(0.0, 1.0) * 255.0) as u8);
        out.insert("hex".to_owned(), json!(format!("#{r:02x}{g:02x}{b:02x}")));
    }
    Some(Value::Object(out))
}

/// A colour that is written in DTCG's own way, when it is one that a kit can read.
pub(crate) fn color_object(value: &Value) -> Option<Value> {
    let fields = value.as_object()?;
    let space = fields.get("colorSpace")?.as_str()?;
    let parts = fields.get("components")?.as_array().filter(|parts| parts.len() == 3)?;
    let highs = match space {
        "srgb" | "srgb-linear" | "display-p3" | "a98-rgb" | "rec2020" | "xyz-d65" | "xyz-d50" => [1.5; 3],
        "prophoto-rgb" if fields.contains_key("hex") => [1.5; 3],
        "hsl" | "hwb" => [3600.0, 100.0, 100.0],
        "lab" => [100.0, 250.0, 250.0],
        "lch" => [100.0, 400.0, 3600.0],
        "oklab" => [1.0; 3],
        "oklch" => [1.0, 1.0, 3600.0],
        _ => return None,
    };
    let polar_or_wide = |at: usize, high: f64| match (space, at) {
        ("lab" | "oklab", 1 | 2) => -high,
        _ if high == 3600.0 => -3600.0,
        _ if high == 1.5 => -0.5,
        _ => 0.0,
    };
    for (at, (part, high)) in parts.iter().zip(highs).enumerate() {
        let fits = part.as_str() == Some("none")
            || part.as_f64().is_some_and(|part| (polar_or_wide(at, high)..=high).contains(&part));
        if !fits {
            return None;
        }
    }
    let mut out = Map::new();
    for name in ["colorSpace", "components"] {
        out.insert(name.to_owned(), fields.get(name)?.clone());
    }
    if let Some(alpha) = fields.get("alpha") {
        let alpha = alpha.as_f64().filter(|alpha| (0.0..=1.0).contains(alpha))?;
        out.insert("alpha".to_owned(), number(alpha));
    }
    if let Some(hex) = fields.get("hex").and_then(Value::as_str).filter(|hex| self::color(hex).is_some()) {
        out.insert("hex".to_owned(), json!(hex));
    }
    Some(Value::Object(out))
}

/// `12px`, `1.5rem`, `200ms`, `.2s`: DTCG has no other units.
fn measure(text: &str) -> Option<Typed> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).filter(|&at| at > 0)?;
    let (amount, unit) = text.split_at(split);
    let amount = amount.parse::<f64>().ok().filter(|amount| amount.is_finite() && amount.abs() < 1e9)?;
    let kind = match unit {
        "px" | "rem" => "dimension",
        "ms" | "s" => "duration",
        _ => return None,
    };
    Some(Typed::new(kind, json!({ "value": number(amount), "unit": unit })))
}

fn bezier(text: &str) -> Option<Value> {
    let inside = text.strip_prefix("cubic-bezier(")?.strip_suffix(')')?;
    let numbers: Option<Vec<f64>> = inside.split(',').map(|part| part.trim().parse::<f64>().ok()).collect();
    let numbers = numbers.filter(|numbers| numbers.len() == 4 && numbers.iter().all(|x| x.is_finite()))?;
    let sound = [numbers[0], numbers[2]].iter().all(|x| (0.0..=1.0).contains(x));
    sound.then(|| Value::Array(numbers.into_iter().map(number).collect()))
}

/// The channels of a colour without its function, as `hsl(var(--x))` wants them: `222 47% 11%`, `15 23 42`.
fn channels(name: &str, text: &str) -> Option<Value> {
    let parts: Vec<&str> = text.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts[..] else { return None };
    let plain = |part: &str| part.trim_end_matches("deg").parse::<f64>().ok().filter(|x| x.is_finite());
    if b.ends_with('%') && c.ends_with('%') {
        plain(a)?;
        return color(&format!("hsl({a} {b} {c})"));
    }
    let bytes = [a, b, c].iter().all(|part| plain(part).is_some_and(|x| (0.0..=255.0).contains(&x)));
    let is_color = ["color", "colour", "rgb", "background", "foreground", "primary", "brand"].iter();
    if bytes && is_color.clone().any(|word| name.contains(word)) { color(&format!("rgb({a} {b} {c})")) } else { None }
}

/// A stack of families: `Inter, "Helvetica Neue", sans-serif`.
fn families(text: &str) -> Option<Value> {
    let names = text.split(',').map(|name| name.trim().trim_matches(['"', '\'']).trim());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).take(FAMILIES_MAX).collect();
    let sound = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'));
    (!names.is_empty() && names.iter().all(sound)).then(|| json!(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn space(text: &str) -> String {
        color(text).map(|value| value["colorSpace"].as_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn every_notation_of_a_colour_is_read() {
        for (text, want) in [
            ("rebeccapurple", "srgb"),
            ("#abc", "srgb"),
            ("#abcd", "srgb"),
            ("#AABBCC", "srgb"),
            ("#aabbccdd", "srgb"),
            ("rgb(1, 2, 3)", "srgb"),
            ("rgba(1 2 3 / 50%)", "srgb"),
            ("hsl(120deg 50% 50%)", "hsl"),
            ("hwb(120 10% 20%)", "hwb"),
            ("lab(50% 20 -30)", "lab"),
            ("lch(50% 30 200)", "lch"),
            ("oklab(0.5 0.1 -0.1)", "oklab"),
            ("oklch(62.3% 0.214 259.8)", "oklch"),
            ("color(display-p3 1 0.5 0)", "display-p3"),
            ("color(rec2020 1 0.5 0)", "rec2020"),
            ("color(prophoto-rgb 1 0.5 0)", "prophoto-rgb"),
            ("color(xyz 0.2 0.3 0.4)", "xyz-d65"),
            ("transparent", "srgb"),
        ] {
            assert_eq!(space(text), want, "{text}");
        }
        assert_eq!(color("#1d70b8").unwrap()["hex"], "#1d70b8");
        assert_eq!(color("hsl(none 50% 50%)").unwrap()["components"][0], "none");
        for no in ["currentColor", "color-mix(in srgb, red, blue)", "rgb(from red r g b)", "calc(1px)", "", "é", "#12"]
        {
            assert_eq!(color(no), None, "{no}");
        }
    }

    #[test]
    fn other_values_are_what_their_units_and_names_say() {
        let kind = |name: &str, text: &str| read(name, text).map(|(typed, _)| typed.kind);
        assert_eq!(kind("space-1", "0.5rem").as_deref(), Some("dimension"));
        assert_eq!(kind("t", "200ms").as_deref(), Some("duration"));
        assert_eq!(kind("font-weight-bold", "700").as_deref(), Some("fontWeight"));
        assert_eq!(kind("z", "700").as_deref(), Some("number"));
        assert_eq!(kind("font-sans", "Inter, \"Helvetica Neue\", sans-serif").as_deref(), Some("fontFamily"));
        assert_eq!(kind("ease", "cubic-bezier(0.2, 0, 0, 1)").as_deref(), Some("cubicBezier"));
        assert_eq!(kind("background", "222.2 84% 4.9%").as_deref(), Some("color"));
        assert_eq!(kind("brand-rgb", "15 23 42").as_deref(), Some("color"));
        assert_eq!(kind("gap", "15 23 42"), None);
        assert_eq!(kind("x", "calc(1px + 2px)"), None);
        assert_eq!(kind("x", "1e999px"), None);
    }
}
