//! Outlines as path data, fitted to the box of their layer.

use crate::geometry::round_px;

use super::OUTLINE_NUMBERS_MAX;

/// One command with its numbers, absolute.
struct Step {
    command: u8,
    numbers: Vec<f64>,
}

/// `d` stretched so that its bounds fill a box of `w` × `h` px; `None` when it is not plain path data.
///
/// Arcs are refused: stretched unevenly they are no arcs of the same kind.
#[must_use]
pub fn fitted(d: &str, w: f64, h: f64) -> Option<String> {
    let steps = steps(d)?;
    let [left, top, width, height] = bounds_of(&steps)?;
    let mut out = String::with_capacity(d.len());
    for step in &steps {
        out.push(char::from(step.command));
        for (index, point) in step.numbers.chunks_exact(2).enumerate() {
            let (x, y) = (round_px((point[0] - left) / width * w), round_px((point[1] - top) / height * h));
            let gap = if index > 0 { " " } else { "" };
            out.push_str(&format!("{gap}{x} {y}"));
        }
    }
    Some(out)
}

/// Left, top, width and height of the box around `d`'s points, handles included; `None` when it is not plain path data.
pub(super) fn bounds(d: &str) -> Option<[f64; 4]> {
    bounds_of(&steps(d)?)
}

fn bounds_of(steps: &[Step]) -> Option<[f64; 4]> {
    let (mut left, mut top, mut right, mut bottom) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for point in steps.iter().flat_map(|step| step.numbers.chunks_exact(2)) {
        (left, right) = (left.min(point[0]), right.max(point[0]));
        (top, bottom) = (top.min(point[1]), bottom.max(point[1]));
    }
    let (width, height) = (right - left, bottom - top);
    let sound = width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite();
    sound.then_some([left, top, width, height])
}

/// Reads absolute and relative moves, lines and curves; arcs are refused, which no layout of this kind has.
fn steps(d: &str) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut at, mut start) = ([0.0, 0.0], [0.0, 0.0]);
    let mut count = 0;
    for (command, numbers) in commands(d)? {
        count += numbers.len() + 1;
        if count > OUTLINE_NUMBERS_MAX {
            return None;
        }
        let relative = command.is_ascii_lowercase();
        let origin = |at: [f64; 2]| if relative { at } else { [0.0, 0.0] };
        let (kind, size) = match command.to_ascii_uppercase() {
            b'M' => (b'M', 2),
            b'L' => (b'L', 2),
            b'H' | b'V' => (b'L', 1),
            b'Q' => (b'Q', 4),
            b'C' => (b'C', 6),
            b'Z' => {
                at = start;
                steps.push(Step { command: b'Z', numbers: Vec::new() });
                continue;
            }
            _ => return None,
        };
        if numbers.is_empty() || numbers.len() % size != 0 {
            return None;
        }
        for (index, chunk) in numbers.chunks_exact(size).enumerate() {
            let from = origin(at);
            let points: Vec<f64> = match command.to_ascii_uppercase() {
                b'H' => vec![from[0] + chunk[0], at[1]],
                b'V' => vec![at[0], from[1] + chunk[0]],
                _ => chunk.chunks_exact(2).flat_map(|p| [from[0] + p[0], from[1] + p[1]]).collect(),
            };
            at = [points[points.len() - 2], points[points.len() - 1]];
            // More points after a move are lines.
            let kind = if kind == b'M' && index > 0 { b'L' } else { kind };
            if kind == b'M' {
                start = at;
            }
            steps.push(Step { command: kind, numbers: points });
        }
    }
    steps.first().is_some_and(|step| step.command == b'M').then_some(steps)
}

/// Letters with the numbers that follow each.
fn commands(d: &str) -> Option<Vec<(u8, Vec<f64>)>> {
    let mut commands: Vec<(u8, Vec<f64>)> = Vec::new();
    let bytes = d.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        if byte.is_ascii_whitespace() || byte == b',' {
            i += 1;
        } else if byte.is_ascii_alphabetic() {
            commands.push((byte, Vec::new()));
            i += 1;
        } else {
            let end = number_end(bytes, i);
            let number: f64 = d.get(i..end)?.parse().ok().filter(|x: &f64| x.is_finite() && x.abs() <= 1e7)?;
            commands.last_mut()?.1.push(number);
            i = end;
        }
    }
    Some(commands)
}

/// Where the number that starts at `start` ends: signs and points may begin the next one.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let (mut point, mut exponent) = (false, false);
    let mut i = start;
    while i < bytes.len() {
        match bytes[i] {
            b'0'..=b'9' => {}
            b'+' | b'-' if i == start || matches!(bytes[i - 1], b'e' | b'E') => {}
            b'.' if !point && !exponent => point = true,
            b'e' | b'E' if !exponent && i > start => exponent = true,
            _ => break,
        }
        i += 1;
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_fills_its_box() {
        assert_eq!(fitted("M256,0L0,0L0,128L256,128Z", 100.0, 50.0).unwrap(), "M100 0L0 0L0 50L100 50Z");
        assert_eq!(fitted("m10 10h20v20h-20z", 40.0, 40.0).unwrap(), "M0 0L40 0L40 40L0 40Z");
        assert_eq!(fitted("M0 0C0 5-5 10 10 10.5.5.5 0 0Z", 1.0, 1.0), None, "seven numbers are no curve");
        assert_eq!(fitted("M0,0 10,0 10,10Z", 20.0, 20.0).unwrap(), "M0 0L20 0L20 20Z");
    }

    #[test]
    fn what_is_no_outline_is_refused() {
        for bad in
            ["", "Z", "L0 0", "M", "M0", "M0 0A1 1 0 0 0 2 2", "M0 0L0 0", "M1e400 0L1 1", "M0 0 x", "M0 0L--1 2"]
        {
            assert_eq!(fitted(bad, 10.0, 10.0), None, "{bad}");
        }
    }
}
