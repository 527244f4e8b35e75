//! Values as style sheets write them: lengths, colours, turns. What is not understood is `None`, never a panic.

use crate::color::Srgb;

/// Largest length that is taken over, px.
const LENGTH_MAX: f64 = 100_000.0;

/// A length in px: `12px`, `12.5`, or a bare number.
pub(super) fn px(text: &str) -> Option<f64> {
    let number = text.trim().trim_end_matches("px").trim();
    number.parse::<f64>().ok().filter(|px| px.is_finite() && px.abs() <= LENGTH_MAX)
}

/// A length in em of `size` px: `0.1em`, `2px`.
pub(super) fn em(text: &str, size: f64) -> Option<f64> {
    let text = text.trim();
    match text.strip_suffix("em") {
        Some(number) => number.trim().parse::<f64>().ok().filter(|em| em.is_finite()),
        None => px(text).map(|px| px / size.max(1.0)),
    }
}

/// A colour with its opacity, 0–1: `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`, `#123456`.
pub(super) fn color(text: &str) -> Option<(Srgb, f64)> {
    let text = text.trim();
    if text.starts_with('#') {
        return Srgb::parse_hex(text).map(|color| (color, 1.0));
    }
    let inside = text.strip_prefix("rgba(").or_else(|| text.strip_prefix("rgb("))?.strip_suffix(')')?;
    let mut numbers = inside.split([',', '/']).map(|part| part.trim().parse::<f64>().ok().filter(|x| x.is_finite()));
    let mut channel = || numbers.next().flatten().map(|x| libm::round(x.clamp(0.0, 255.0)) as u8);
    let color = Srgb::new(channel()?, channel()?, channel()?);
    let opacity = numbers.next().flatten().unwrap_or(1.0).clamp(0.0, 1.0);
    Some((color, opacity))
}

/// The clockwise turn of a transform, degrees, −180 to 180: `rotate(12deg)`, `none`.
pub(super) fn turn(text: &str) -> f64 {
    let degrees = text
        .split_once("rotate(")
        .and_then(|(_, rest)| rest.split_once("deg"))
        .and_then(|(number, _)| number.trim().parse::<f64>().ok())
        .filter(|degrees| degrees.is_finite());
    let turn = degrees.unwrap_or(0.0) % 360.0;
    let turn = if turn > 180.0 {
        turn - 360.0
    } else if turn < -180.0 {
        turn + 360.0
    } else {
        turn
    };
    libm::round(turn * 1e4) / 1e4
}

/// The path data inside `path("…")`.
pub(super) fn path(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("path(")?.strip_suffix(')')?.trim();
    inside.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_written() {
        assert_eq!(px(" 836.25px"), Some(836.25));
        assert_eq!(px("-9"), Some(-9.0));
        assert_eq!((em("0.096em", 40.0), em("2px", 40.0)), (Some(0.096), Some(0.05)));
        assert_eq!(color("rgb(160, 159, 124)"), Some((Srgb::new(160, 159, 124), 1.0)));
        assert_eq!(color("rgba(1, 1, 1, 0)"), Some((Srgb::new(1, 1, 1), 0.0)));
        assert_eq!(turn("rotate(-5.1646deg)"), -5.1646);
        assert_eq!(turn("rotate(350deg)"), -10.0);
        assert_eq!(path("path(\"M0,0L1,1Z\")"), Some("M0,0L1,1Z"));
    }

    #[test]
    fn what_is_no_value_is_none() {
        for bad in ["", "px", "NaNpx", "infpx", "1e400px", "12vw", "1e9px"] {
            assert_eq!(px(bad), None, "{bad}");
        }
        for bad in ["", "red", "rgb()", "rgb(1,2)", "rgb(a,b,c)", "#12", "rgb(1,2,3"] {
            assert_eq!(color(bad), None, "{bad}");
        }
        assert_eq!(turn("rotate(xdeg)"), 0.0);
        assert_eq!(path("circle(4px)"), None);
    }
}
