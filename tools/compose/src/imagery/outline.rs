//! Path data, the shorthand in which motifs are drawn: `M20 40h60v30a18 18 0 0 1-18 18z`.

use kurbo::{BezPath, Point, Vec2};

/// Reads SVG path data: `M L H V C S Q T A Z`, absolute or relative.
///
/// What cannot be read ends the path there; the tables of motifs are checked by [`reads_whole`] in the tests.
pub(super) fn outline(data: &str) -> BezPath {
    read(data).0
}

/// Whether every command of `data` can be read.
#[cfg(test)]
pub(super) fn reads_whole(data: &str) -> bool {
    read(data).1
}

fn read(data: &str) -> (BezPath, bool) {
    let mut pen = Pen { path: BezPath::new(), at: Point::ZERO, start: Point::ZERO, handle: None };
    let mut rest = Numbers { text: data };
    let mut command = None;
    loop {
        match rest.command() {
            Some(letter) => command = Some(letter),
            None if rest.is_empty() => return (pen.path, true),
            None => {}
        }
        let Some(letter) = command else { return (pen.path, false) };
        if pen.draw(letter, &mut rest).is_none() {
            return (pen.path, false);
        }
        command = match letter {
            // Further pairs after a move are lines; nothing may follow a close.
            'M' => Some('L'),
            'm' => Some('l'),
            'Z' | 'z' => None,
            other => Some(other),
        };
    }
}

struct Pen {
    path: BezPath,
    at: Point,
    start: Point,
    handle: Option<Point>,
}

impl Pen {
    fn draw(&mut self, letter: char, rest: &mut Numbers<'_>) -> Option<()> {
        let from = if letter.is_ascii_lowercase() { self.at.to_vec2() } else { Vec2::ZERO };
        let handle = self.handle.take();
        match letter.to_ascii_uppercase() {
            'M' => {
                self.at = rest.point(from)?;
                self.start = self.at;
                self.path.move_to(self.at);
            }
            'L' => self.line(rest.point(from)?),
            'H' => self.line(Point::new(rest.number()? + from.x, self.at.y)),
            'V' => self.line(Point::new(self.at.x, rest.number()? + from.y)),
            'C' => {
                let (a, b, end) = (rest.point(from)?, rest.point(from)?, rest.point(from)?);
                self.curve(a, b, end);
            }
            'S' => {
                let a = handle.map_or(self.at, |h| self.at + (self.at - h));
                let (b, end) = (rest.point(from)?, rest.point(from)?);
                self.curve(a, b, end);
            }
            'Q' => {
                let (a, end) = (rest.point(from)?, rest.point(from)?);
                self.quadratic(a, end);
            }
            'T' => {
                let a = handle.map_or(self.at, |h| self.at + (self.at - h));
                self.quadratic(a, rest.point(from)?);
            }
            'A' => {
                let (rx, ry, turn) = (rest.number()?, rest.number()?, rest.number()?);
                let (large, sweep) = (rest.flag()?, rest.flag()?);
                let end = rest.point(from)?;
                self.arc(Vec2::new(rx, ry), turn.to_radians(), large, sweep, end);
            }
            'Z' => {
                self.path.close_path();
                self.at = self.start;
            }
            _ => return None,
        }
        Some(())
    }

    fn line(&mut self, to: Point) {
        self.path.line_to(to);
        self.at = to;
    }

    fn curve(&mut self, a: Point, b: Point, end: Point) {
        self.path.curve_to(a, b, end);
        self.at = end;
        self.handle = Some(b);
    }

    fn quadratic(&mut self, a: Point, end: Point) {
        let lean = |p: Point| p + (a - p) * (2.0 / 3.0);
        self.curve(lean(self.at), lean(end), end);
        self.handle = Some(a);
    }

    /// Source: SVG 2, appendix B.2.4, "Conversion from endpoint to center parameterization".
    fn arc(&mut self, radii: Vec2, turn: f64, large: bool, sweep: bool, end: Point) {
        let (mut rx, mut ry) = (radii.x.abs(), radii.y.abs());
        if rx < 1e-9 || ry < 1e-9 || self.at == end {
            return self.line(end);
        }
        let (sin, cos) = (libm::sin(turn), libm::cos(turn));
        let half = (self.at - end) / 2.0;
        let (x, y) = (cos * half.x + sin * half.y, cos * half.y - sin * half.x);
        let reach = libm::sqrt((x * x) / (rx * rx) + (y * y) / (ry * ry));
        if reach > 1.0 {
            (rx, ry) = (rx * reach, ry * reach);
        }
        let spread = (rx * y) * (rx * y) + (ry * x) * (ry * x);
        let lift = libm::sqrt(((rx * ry) * (rx * ry) / spread - 1.0).max(0.0));
        let lift = if large == sweep { -lift } else { lift };
        let (cx, cy) = (lift * rx * y / ry, -lift * ry * x / rx);
        let first = libm::atan2((y - cy) / ry, (x - cx) / rx);
        let last = libm::atan2((-y - cy) / ry, (-x - cx) / rx);
        let full = std::f64::consts::TAU;
        let span = match (sweep, last - first) {
            (true, span) if span < 0.0 => span + full,
            (false, span) if span > 0.0 => span - full,
            (_, span) => span,
        };
        let middle = self.at.midpoint(end).to_vec2();
        let place = |p: Vec2| {
            let (px, py) = (p.x * rx + cx, p.y * ry + cy);
            (Vec2::new(cos * px - sin * py, sin * px + cos * py) + middle).to_point()
        };
        for (a, b, to) in unit_arc(first, span) {
            self.curve(place(a), place(b), place(to));
        }
        self.handle = None;
        self.at = end;
    }
}

/// The arc of the unit circle from angle `first` over `span` radians, as cubic pieces of at most a quarter.
pub(super) fn unit_arc(first: f64, span: f64) -> Vec<(Vec2, Vec2, Vec2)> {
    let pieces = libm::ceil(span.abs() / std::f64::consts::FRAC_PI_2 - 1e-6).clamp(1.0, 64.0);
    let step = span / pieces;
    let reach = 4.0 / 3.0 * libm::tan(step / 4.0);
    let at = |angle: f64| Vec2::new(libm::cos(angle), libm::sin(angle));
    (0..pieces as usize)
        .map(|piece| {
            let start = at(first + step * piece as f64);
            let end = at(first + step * (piece + 1) as f64);
            let a = start + Vec2::new(-start.y, start.x) * reach;
            let b = end - Vec2::new(-end.y, end.x) * reach;
            (a, b, end)
        })
        .collect()
}

struct Numbers<'a> {
    text: &'a str,
}

impl Numbers<'_> {
    fn skip(&mut self) {
        self.text = self.text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    }

    fn is_empty(&mut self) -> bool {
        self.skip();
        self.text.is_empty()
    }

    fn command(&mut self) -> Option<char> {
        self.skip();
        let letter = self.text.chars().next().filter(char::is_ascii_alphabetic)?;
        self.text = &self.text[1..];
        Some(letter)
    }

    fn flag(&mut self) -> Option<bool> {
        self.skip();
        let flag = self.text.chars().next().filter(|c| matches!(c, '0' | '1'))?;
        self.text = &self.text[1..];
        Some(flag == '1')
    }

    fn number(&mut self) -> Option<f64> {
        self.skip();
        let mut seen_dot = false;
        let end = self
            .text
            .char_indices()
            .find(|&(at, c)| match c {
                '-' => at > 0,
                '.' if !seen_dot => {
                    seen_dot = true;
                    false
                }
                _ => !c.is_ascii_digit(),
            })
            .map_or(self.text.len(), |(at, _)| at);
        let number = self.text[..end].parse().ok()?;
        self.text = &self.text[end..];
        Some(number)
    }

    fn point(&mut self, from: Vec2) -> Option<Point> {
        Some(Point::new(self.number()?, self.number()?) + from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_data_is_read_to_its_end() {
        assert!(reads_whole("M0 0h10v10a5 5 0 1 1-10-.5c1-2 3-4 5.5.5s1 2 3 3q1 1 2-2zm4 4 5 5z"));
        assert!(!reads_whole("M0 0l5"));
        assert!(!reads_whole("M0 0x5"));
    }

    #[test]
    fn two_half_arcs_make_a_circle() {
        let circle = outline("M10 50a40 40 0 1 1 80 0a40 40 0 1 1-80 0z");
        let middle = circle.segments().map(|s| s.to_cubic()).all(|c| {
            let p = kurbo::ParamCurve::eval(&c, 0.5);
            (p.distance(Point::new(50.0, 50.0)) - 40.0).abs() < 0.02
        });
        assert!(middle);
    }
}
