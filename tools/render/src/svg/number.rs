//! Numbers as SVG writes them: short, and the same everywhere.

/// Appends `value`, rounded to `decimals` (at most 6) digits behind the point, without trailing zeros.
pub(crate) fn push_number(out: &mut String, value: f64, decimals: u32) {
    let unit = 10u64.pow(decimals.min(6));
    let scaled = value * unit as f64;
    // Beyond 2⁵³ there are no digits behind the point left to round, and no page is that large.
    if !scaled.is_finite() || scaled.abs() >= 9e15 {
        out.push('0');
        return;
    }
    let rounded = libm::round(scaled) as i64;
    if rounded < 0 {
        out.push('-');
    }
    let rounded = rounded.unsigned_abs();
    push_integer(out, rounded / unit);
    let mut rest = rounded % unit;
    if rest > 0 {
        out.push('.');
        let mut place = unit / 10;
        while rest > 0 {
            out.push(digit(rest / place));
            rest %= place;
            place /= 10;
        }
    }
}

fn push_integer(out: &mut String, value: u64) {
    if value >= 10 {
        push_integer(out, value / 10);
    }
    out.push(digit(value % 10));
}

fn digit(value: u64) -> char {
    char::from(b'0' + (value % 10) as u8)
}

/// `value` with at most four digits behind the point.
pub(crate) fn number(value: f64) -> String {
    let mut out = String::new();
    push_number(&mut out, value, 4);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        let cases = [
            (0.0, "0"),
            (-0.00001, "0"),
            (1.5, "1.5"),
            (-12.0625, "-12.0625"),
            (0.05, "0.05"),
            (1080.0, "1080"),
            (1.0 / 3.0, "0.3333"),
            (99.99999, "100"),
            (f64::NAN, "0"),
            (f64::INFINITY, "0"),
            (1e300, "0"),
        ];
        for (value, want) in cases {
            assert_eq!(number(value), want, "{value}");
        }
    }
}
