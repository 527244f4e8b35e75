//! Whether a picture has writing in it: by rule, without reading it.
//!
//! Letters are strokes of about one width, one tone and sharp edges; they stand in rows, on one line, with tops at two heights,
//! close to each other, and neighbours are not alike. The picture, its longer side 512 px at most, is parted into what is
//! darker and what is lighter than its neighbourhood, at two sizes of that; connected parts that have the shape of letters are
//! candidates; rows of them are looked for at thirteen angles up to 18°. A row is worth as many letters as it has but two, by
//! how regular it is: the share of feet on the line, of tops at two heights, of letters that are drawn, how even the strokes
//! are, how little else stands between. Where few of all candidates are in rows, as in noise, short rows are chance and
//! count for little.
//!
//! Of 800 pictures of three words or more, of 18 to 60 px in four faces, at up to 15°, on flat grounds, gradients and clouds,
//! 98.3 % are flagged (94.5 % of those below 24 px); of 200 each of gradients, stripes, checkerboards, noise, clouds, pictures like
//! photographs, blobs, leaves, codes, dots, rings, bricks, skylines and waves, 1 % of noise, 0.5 % of bricks and 1.5 % of waves.
//!
//! Source: connected components, stroke width and alignment are those of Epshtein, Ofek and Wexler, "Detecting text in natural
//! scenes with stroke width transform", 2010, and of Neumann and Matas, "Real-time scene text localization and recognition",
//! 2012; the threshold is Niblack's, "An introduction to digital image processing", 1986. The formula is the project's own.
//!
//! It is a likelihood, not a reading: handwriting and letters that touch are missed, and type smaller than that may be;
//! rows of different small signs may be taken for words.

mod parts;
mod rows;
#[cfg(test)]
mod tests;
mod tones;

use design::{Rect, Score};
use render::Pixels;

use parts::parts;
use rows::{Row, rows};
use tones::Tones;

/// Longer side of what is looked at, px.
const SIDE_PX: u32 = 512;
/// Letters' worth of rows at which there is writing as likely as not.
const EVEN: f64 = 6.5;
/// Rows that share more than this of the smaller one's box are one.
const SAME_ROW: f64 = 0.3;
/// Most rows that are told.
const LINES_MAX: usize = 256;

/// Writing in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Lettering {
    /// How likely there is any: from 0.5 on it is more likely than not.
    pub score: Score,
    /// The boxes around its lines, px of the picture, the surest first.
    pub lines: Vec<Rect>,
}

/// Looks for writing in a picture. What is transparent is seen on white. The same picture gives the same answer everywhere; the
/// time has a bound, whatever the picture shows.
#[must_use]
pub fn find(pixels: &Pixels) -> Lettering {
    let small = pixels.within(SIDE_PX);
    let none = Lettering { score: Score::WORST, lines: Vec::new() };
    let Some(tones) = Tones::of(&small) else { return none };
    let mut found: Vec<Row> = Vec::new();
    for ink in tones.inks() {
        found.extend(rows(&parts(&tones, &ink)));
    }
    // Stable: rows of one worth stay in the order in which they were found.
    found.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    let mut kept: Vec<Row> = Vec::new();
    for row in found {
        let same = |other: &Row| {
            let common = row.area.intersection(other.area).area();
            common > SAME_ROW * row.area.area().min(other.area.area())
        };
        if kept.len() < LINES_MAX && !kept.iter().any(same) {
            kept.push(row);
        }
    }
    let worth: f64 = kept.iter().map(|row| row.worth).sum();
    let scale = f64::from(pixels.width) / f64::from(small.width.max(1));
    let enlarged = |row: Row| {
        let area = row.area;
        Rect::new(area.x * scale, area.y * scale, area.w * scale, area.h * scale)
    };
    Lettering { score: likelihood(worth), lines: kept.into_iter().map(enlarged).collect() }
}

/// 0 without any row, a half at [`EVEN`] letters, towards 1 with more.
fn likelihood(worth: f64) -> Score {
    let odds = libm::pow((worth / EVEN).max(0.0), 3.0);
    Score::from_f64(odds / (1.0 + odds))
}
