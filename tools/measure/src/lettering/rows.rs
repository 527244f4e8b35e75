//! Rows of letters among parts of ink, at any of some angles.

use design::Rect;

use super::parts::Part;

/// Angles at which rows are looked for, degrees.
const ANGLES: [f64; 13] = [0.0, -3.0, 3.0, -6.0, 6.0, -9.0, 9.0, -12.0, 12.0, -15.0, 15.0, -18.0, 18.0];
/// Fewest letters of a row.
const LETTERS_MIN: usize = 4;
/// Most letters of a row.
const LETTERS_MAX: usize = 120;
/// Most steps from letter to letter at one angle, for each of all parts.
const STEPS_MAX: usize = 12;
/// Neighbours of one row differ no more than so many times in height, and in the width of their strokes.
const HEIGHTS: f64 = 2.3;
const THICKNESSES: f64 = 1.8;
/// And no more than this in tone, of 255.
const TONES: f64 = 48.0;
/// How far the next letter of a row may be, heights of the row.
const GAP_MAX: f64 = 1.0;
/// How far a letter's foot may be off the line, heights of the row; px at least.
const OFF_LINE: f64 = 0.13;
const OFF_LINE_PX: f64 = 1.3;
/// How far feet may hang below the line, heights of the row.
const HANG_MAX: f64 = 0.5;
/// Share of letters that are drawn with which a row is as good as any.
const DRAWN: f64 = 0.8;
/// Where so many times the letters in rows are fewer than all that look like letters, rows may stand there by chance, short ones
/// above all.
const ORDERED: f64 = 2.5;
const CHANCE: f64 = 4.0;
/// A row of less worth is none.
const WORTH_MIN: f64 = 0.4;
/// Depth of the shelves on which parts are found again, px.
const SHELF_PX: f64 = 8.0;

/// A row of letters.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its letters.
    letters: usize,
    /// The box around it, px of what is looked at.
    pub(super) area: Rect,
    /// As how many letters it counts.
    pub(super) worth: f64,
}

/// A part as seen at an angle.
#[derive(Debug, Clone, Copy)]
struct Letter<'p> {
    part: &'p Part,
    left: f64,
    right: f64,
    top: f64,
    foot: f64,
}

impl Letter<'_> {
    fn height(&self) -> f64 {
        self.foot - self.top
    }
}

/// The rows at the angle at which they are worth most.
pub(super) fn rows(parts: &[Part]) -> Vec<Row> {
    let worth = |rows: &Vec<Row>| rows.iter().map(|row| row.worth).sum::<f64>();
    let letters = parts.iter().filter(|part| part.is_letter).count();
    if letters < LETTERS_MIN {
        return Vec::new();
    }
    let at_angles = ANGLES.iter().map(|angle| rows_at(parts, *angle));
    let mut best =
        at_angles.reduce(|best, rows| if worth(&rows) > worth(&best) { rows } else { best }).unwrap_or_default();
    let in_rows: usize = best.iter().map(|row| row.letters).sum();
    let ordered = (ORDERED * in_rows as f64 / letters as f64).min(1.0);
    for row in &mut best {
        row.worth *= libm::pow(ordered, CHANCE / (row.letters as f64 - 2.0).max(1.0));
    }
    best.retain(|row| row.worth >= WORTH_MIN);
    best
}

fn rows_at(parts: &[Part], angle: f64) -> Vec<Row> {
    let turn = angle.to_radians();
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let mut letters: Vec<Letter<'_>> = parts.iter().map(|part| turned(part, sin, cos)).collect();
    letters.sort_by(|a, b| a.left.total_cmp(&b.left));
    let shelves = Shelves::of(&letters);
    let mut used = vec![false; letters.len()];
    let mut rows = Vec::new();
    let mut steps = STEPS_MAX * letters.len();
    for first in 0..letters.len() {
        if used[first] || !letters[first].part.is_letter {
            continue;
        }
        let row = follow(&letters, &shelves, &used, first);
        // A pattern of thousands of one form is walked through from each of them; enough is known of it then.
        let Some(left) = steps.checked_sub(row.len()) else { break };
        steps = left;
        let worth = worth(&letters, &shelves, &row);
        if worth > 0.0 {
            row.iter().for_each(|at| used[*at] = true);
            rows.push(Row { letters: row.len(), area: bounds(row.iter().map(|at| letters[*at].part)), worth });
        }
    }
    rows
}

/// A part as it lies when the picture is turned back by an angle.
fn turned(part: &Part, sin: f64, cos: f64) -> Letter<'_> {
    let mut letter = Letter { part, left: f64::MAX, right: f64::MIN, top: f64::MAX, foot: f64::MIN };
    for run in &part.runs {
        let y = run.y as f64 + 0.5;
        for x in [run.start as f64 + 0.5, run.end as f64 - 0.5] {
            let (across, down) = (x * cos + y * sin, y * cos - x * sin);
            letter.left = letter.left.min(across);
            letter.right = letter.right.max(across);
            letter.top = letter.top.min(down);
            letter.foot = letter.foot.max(down);
        }
    }
    // Pixels have a size of their own.
    Letter {
        left: letter.left - 0.5,
        right: letter.right + 0.5,
        top: letter.top - 0.5,
        foot: letter.foot + 0.5,
        ..letter
    }
}

fn bounds<'p>(parts: impl Iterator<Item = &'p Part>) -> Rect {
    let boxes = parts.filter_map(|part| {
        let (top, left) = (part.runs.first()?.y, part.runs.iter().map(|run| run.start).min()?);
        Some(Rect::new(left as f64, top as f64, part.width as f64, part.height as f64))
    });
    boxes.reduce(Rect::union).unwrap_or_default()
}

/// Letters by the height of their feet, each shelf from the left.
struct Shelves {
    lowest: f64,
    shelves: Vec<Vec<usize>>,
}

impl Shelves {
    fn of(letters: &[Letter<'_>]) -> Self {
        let lowest = letters.iter().map(|letter| letter.foot).fold(f64::MAX, f64::min);
        let highest = letters.iter().map(|letter| letter.foot).fold(lowest, f64::max);
        let mut shelves = Self { lowest, shelves: Vec::new() };
        shelves.shelves.resize(shelves.at(highest) + 1, Vec::new());
        for (at, letter) in letters.iter().enumerate() {
            let shelf = shelves.at(letter.foot);
            shelves.shelves[shelf].push(at);
        }
        shelves
    }

    fn at(&self, foot: f64) -> usize {
        ((foot - self.lowest) / SHELF_PX).clamp(0.0, 100_000.0) as usize
    }

    /// The letters whose feet are between two heights and that begin between two places.
    fn within<'s>(
        &'s self,
        letters: &'s [Letter<'_>],
        feet: (f64, f64),
        lefts: (f64, f64),
    ) -> impl Iterator<Item = usize> + 's {
        let last = self.at(feet.1).min(self.shelves.len().saturating_sub(1));
        self.shelves.get(self.at(feet.0)..=last).unwrap_or_default().iter().flat_map(move |shelf| {
            let from = shelf.partition_point(|at| letters[*at].left <= lefts.0);
            shelf[from..].iter().copied().take_while(move |at| letters[*at].left <= lefts.1)
        })
    }
}

/// The letters that follow one in its row.
fn follow(letters: &[Letter<'_>], shelves: &Shelves, used: &[bool], first: usize) -> Vec<usize> {
    let mut row = vec![first];
    let (mut line, mut tall) = (letters[first].foot, letters[first].height());
    while row.len() < LETTERS_MAX {
        let last = &letters[row[row.len() - 1]];
        let reach = (last.left, last.right + GAP_MAX * tall);
        let feet = (line - HANG_MAX * tall, line + HANG_MAX * tall);
        let slack = (OFF_LINE * tall).max(OFF_LINE_PX);
        let fits = |at: &usize| {
            let next = &letters[*at];
            let off = next.foot - line;
            // A row that begins with a letter that hangs finds its line at the second.
            let stands = off.abs() <= slack || off > 0.0 && next.top > line - tall || row.len() == 1 && off < 0.0;
            !used[*at] && stands && alike(last, next, tall)
        };
        let next = shelves.within(letters, feet, reach).filter(fits);
        let Some(next) = next.min_by(|a, b| letters[*a].left.total_cmp(&letters[*b].left)) else { break };
        let found = &letters[next];
        if row.len() == 1 && found.foot < line - slack {
            line = found.foot;
        } else if (found.foot - line).abs() <= slack {
            line += 0.4 * (found.foot - line);
        }
        tall = tall.max(0.85 * tall + 0.15 * found.height().max(tall * 0.8));
        row.push(next);
    }
    row
}

fn alike(one: &Letter<'_>, next: &Letter<'_>, tall: f64) -> bool {
    let times = |a: f64, b: f64, most: f64| a <= most * b && b <= most * a;
    next.part.is_letter
        && times(next.height(), tall, HEIGHTS)
        && (times(one.part.thickness, next.part.thickness, THICKNESSES)
            || (one.part.thickness - next.part.thickness).abs() <= 1.0)
        && (one.part.tone - next.part.tone).abs() <= TONES
}

/// As how many letters a row counts: 0 when it is none.
fn worth(letters: &[Letter<'_>], shelves: &Shelves, row: &[usize]) -> f64 {
    if row.len() < LETTERS_MIN {
        return 0.0;
    }
    let (look, heights) = Look::of(letters, row);
    if look.on_line < 0.55 || look.bars > 0.67 || look.kinds < 0.5 || look.own < 0.88 || look.drawn < 0.5 {
        return 0.0;
    }
    // What takes longer is looked at last.
    let levels = two_levels(&heights);
    let others = if levels < 0.6 { f64::MAX } else { others(letters, shelves, row) };
    if others > 1.2 {
        return 0.0;
    }
    let regular = look.on_line
        * levels
        * (1.0 - look.uneven).max(0.0)
        * (1.0 - 0.5 * others).max(0.0)
        * (look.drawn / DRAWN).min(1.0);
    (row.len() as f64 - 2.0) * regular
}

/// What a row looks like, in shares of its letters.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// Letters whose feet are on the line.
    on_line: f64,
    /// Letters that are plain bars.
    bars: f64,
    /// Different kinds of letters.
    kinds: f64,
    /// Deviation of the widths of strokes, as a share of their mean.
    uneven: f64,
    /// How much of the ink in their boxes is theirs.
    own: f64,
    /// Letters of one tone with sharp edges.
    drawn: f64,
}

impl Look {
    /// With the heights of the letters that stand on the line.
    fn of(letters: &[Letter<'_>], row: &[usize]) -> (Self, Vec<f64>) {
        let of: Vec<&Letter<'_>> = row.iter().map(|at| &letters[*at]).collect();
        let count = of.len() as f64;
        let tall = tallest(letters, row);
        let slack = (OFF_LINE * tall).max(OFF_LINE_PX);
        // The line through the feet: each letter's neighbours tell where it is.
        let on_line = |at: usize| {
            let around = &of[at.saturating_sub(2)..(at + 3).min(of.len())];
            let mut feet: Vec<f64> = around.iter().map(|letter| letter.foot).collect();
            feet.sort_by(f64::total_cmp);
            // Feet hang below the line, so it is the upper ones.
            (of[at].foot - feet[(feet.len() - 1) / 2]).abs() <= slack
        };
        let standing: Vec<&Letter<'_>> = (0..of.len()).filter(|at| on_line(*at)).map(|at| of[at]).collect();
        let heights: Vec<f64> = standing.iter().map(|letter| letter.height()).collect();
        let mean = of.iter().map(|letter| letter.part.thickness).sum::<f64>() / count;
        let deviation = of.iter().map(|letter| (letter.part.thickness - mean).abs()).sum::<f64>() / count;
        let is_bar = |letter: &&&Letter<'_>| letter.part.fill() > 0.85 && letter.part.holes == 0;
        let kind = |letter: &&Letter<'_>| {
            let step = |share: f64, steps: f64| libm::round(share * steps) as i64;
            let wide = step((letter.right - letter.left) / tall, 6.0);
            (wide, step(letter.part.fill(), 8.0), step(letter.height() / tall, 6.0), letter.part.holes)
        };
        let mut kinds: Vec<_> = of.iter().map(kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let look = Self {
            on_line: heights.len() as f64 / count,
            bars: of.iter().filter(is_bar).count() as f64 / count,
            kinds: kinds.len() as f64 / count.min(9.0),
            uneven: deviation / mean.max(1.0),
            own: of.iter().map(|letter| letter.part.own).sum::<f64>() / count,
            drawn: of.iter().filter(|letter| letter.part.is_drawn).count() as f64 / count,
        };
        (look, heights)
    }
}

fn tallest(letters: &[Letter<'_>], row: &[usize]) -> f64 {
    row.iter().map(|at| letters[*at].height()).fold(0.0, f64::max)
}

/// The share of heights that are within a tenth of one of two: of capitals and of small letters.
fn two_levels(heights: &[f64]) -> f64 {
    let near = |a: f64, b: f64| (a - b).abs() <= (0.1 * a.max(b)).max(1.2);
    let share = |one: f64, two: f64| heights.iter().filter(|height| near(**height, one) || near(**height, two)).count();
    // Those of long rows are taken from the first of their letters.
    let some = &heights[..heights.len().min(24)];
    let most = some.iter().flat_map(|one| some.iter().map(|two| share(*one, *two))).max().unwrap_or(0);
    most as f64 / heights.len().max(1) as f64
}

/// How many parts stand in the band of a row without being of it, for each of its letters; those as small as dots apart.
fn others(letters: &[Letter<'_>], shelves: &Shelves, row: &[usize]) -> f64 {
    let (Some(first), Some(last)) = (row.first().map(|at| letters[*at]), row.last().map(|at| letters[*at])) else {
        return 0.0;
    };
    let tall = tallest(letters, row);
    let feet = row.iter().map(|at| letters[*at].foot);
    let (low, high) = (feet.clone().fold(f64::MAX, f64::min) - 0.3 * tall, feet.fold(f64::MIN, f64::max) + 0.2 * tall);
    // Letters are in the order of their left sides, and so is a row.
    let inside = shelves.within(letters, (low, high), (first.left, last.left));
    let strange = inside.filter(|at| letters[*at].height() > 0.4 * tall && row.binary_search(at).is_err());
    strange.count() as f64 / row.len() as f64
}
