//! Decimal numbers as they are written, without a float on the way.

use super::PicoUsd;

/// Most digits that are read.
const DIGITS_MAX: usize = 40;

/// Reads dollars such as `2.5e-06` as pico-dollars, rounded up; `None` for what is no such number, negative, or too large.
pub(super) fn pico(text: &str) -> Option<PicoUsd> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > DIGITS_MAX || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    let number: u128 = if significant.is_empty() { 0 } else { significant.parse().ok()? };
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?.checked_add(12)?;
    if number == 0 {
        return Some(PicoUsd(0));
    }
    let power = 10_u128.checked_pow(shift.unsigned_abs());
    let pico = if shift >= 0 { number.checked_mul(power?)? } else { power.map_or(1, |power| number.div_ceil(power)) };
    u64::try_from(pico).ok().map(PicoUsd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_read_as_they_are_written() {
        for (text, want) in [
            ("2.5e-06", Some(2_500_000)),
            ("1e-5", Some(10_000_000)),
            ("0.04", Some(40_000_000_000)),
            ("3", Some(3_000_000_000_000)),
            ("0", Some(0)),
            ("0.0e-99", Some(0)),
            ("1.00000000001e-12", Some(2)), // finer than a pico-dollar: up
            ("1e-300", Some(1)),
            ("1e12", None),
            ("-1", None),
            ("", None),
            (".", None),
            ("1e", None),
            ("NaN", None),
            ("1e99999999999", None),
            ("9999999999999999999999999999999999999999", None), // more than any integer here
        ] {
            assert_eq!(pico(text), want.map(PicoUsd), "{text}");
        }
    }
}
