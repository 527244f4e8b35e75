//! Pictures beside each other: how many fit, and how large each is.

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};

use crate::conversation::manner::Size;

/// Most pictures beside each other.
const ACROSS_MAX: usize = 3;
/// Columns from which three stand beside each other, and two.
const THREE_COLUMNS: usize = 80;
const TWO_COLUMNS: usize = 56;
/// Most rows of a picture; fewer where they stand below each other.
const ROWS_MAX: usize = 16;
const STACKED_ROWS_MAX: usize = 10;
/// Columns between two.
const GAP: usize = 2;

/// One row of pictures.
pub(super) struct Strip<'a> {
    pictures: Vec<(&'a RgbaImage, &'a str)>,
    /// Columns that each may take.
    box_columns: usize,
    /// Columns and rows that each takes.
    sizes: Vec<(usize, usize)>,
}

/// Pictures in rows, as a terminal has room for them.
pub(super) fn strips<'a>(pictures: &'a [(RgbaImage, &'a str)], size: Size) -> Vec<Strip<'a>> {
    let across = match size.columns {
        THREE_COLUMNS.. => ACROSS_MAX,
        TWO_COLUMNS.. => 2,
        _ => 1,
    };
    // Four are two and two.
    let across = if pictures.len() == 4 { across.min(2) } else { across };
    let rows = if across == 1 { STACKED_ROWS_MAX } else { ROWS_MAX }.min(size.rows.saturating_sub(4)).max(4);
    // The last column is left free: some terminals begin a new line behind it.
    let room = size.columns.saturating_sub(1 + GAP * (across - 1));
    let most = (room / across).max(4);
    let fitted = |(picture, _): &(RgbaImage, &str)| fitted(picture.dimensions(), most, rows, size.cell);
    // A box no wider than the widest picture, with room for a caption.
    let box_columns = pictures.iter().map(|picture| fitted(picture).0).max().unwrap_or(1).max(most.min(24));
    let strip = |row: &'a [(RgbaImage, &'a str)]| Strip {
        pictures: row.iter().map(|(picture, caption)| (picture, *caption)).collect(),
        box_columns,
        sizes: row.iter().map(fitted).collect(),
    };
    pictures.chunks(across).map(strip).collect()
}

/// The columns and rows that a picture takes, as large as fits and of its own shape.
fn fitted((width, height): (u32, u32), columns: usize, rows: usize, cell: (u32, u32)) -> (usize, usize) {
    let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let (across, down) = (columns as f64 * f64::from(cell.0), rows as f64 * f64::from(cell.1));
    let scale = (across / width).min(down / height);
    let cells = |pixels: f64, cell: u32, most: usize| ((pixels / f64::from(cell)).round() as usize).clamp(1, most);
    (cells(width * scale, cell.0, columns), cells(height * scale, cell.1, rows))
}

impl<'a> Strip<'a> {
    /// Columns that a picture may take.
    pub(super) fn box_columns(&self) -> usize {
        self.box_columns
    }

    /// Columns of all of it.
    pub(super) fn columns(&self) -> usize {
        let count = self.pictures.len();
        self.box_columns * count + GAP * count.saturating_sub(1)
    }

    /// Rows of all of it.
    pub(super) fn rows(&self) -> usize {
        self.sizes.iter().map(|size| size.1).max().unwrap_or(0)
    }

    /// Captions, and the column at which each begins.
    pub(super) fn captions(&self) -> impl Iterator<Item = (usize, &'a str)> + '_ {
        self.pictures.iter().enumerate().map(|(place, (_, caption))| (self.place(place), *caption))
    }

    fn place(&self, place: usize) -> usize {
        place * (self.box_columns + GAP)
    }

    /// All of it with that many pixels a cell; transparent where nothing is.
    pub(super) fn pixels(&self, (across, down): (u32, u32)) -> RgbaImage {
        let pixels = |cells: usize, each: u32| u32::try_from(cells).unwrap_or(1).saturating_mul(each).max(1);
        let (width, height) = (pixels(self.columns(), across), pixels(self.rows(), down));
        let mut all = RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 0]));
        for (place, ((picture, _), size)) in self.pictures.iter().zip(&self.sizes).enumerate() {
            let (width, height) = (pixels(size.0, across), pixels(size.1, down));
            // Small first by whole pixels, which is quick, then smoothly.
            let thumbnail = (picture.width() / 4 > width && picture.height() / 4 > height)
                .then(|| imageops::thumbnail(*picture, width * 3, height * 3));
            let small = thumbnail.as_ref().unwrap_or(picture);
            let small = imageops::resize(small, width, height, FilterType::Triangle);
            imageops::overlay(&mut all, &small, i64::from(pixels(self.place(place), across)) * i64::from(place > 0), 0);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(pictures: &[(u32, u32)], columns: usize) -> Vec<Vec<(usize, usize)>> {
        let pictures: Vec<(RgbaImage, &str)> =
            pictures.iter().map(|&(width, height)| (RgbaImage::new(width, height), "")).collect();
        let strips = strips(&pictures, Size { columns, rows: 50, cell: (10, 20) });
        for strip in &strips {
            assert!(strip.columns() < columns || columns < 8, "{columns}: {}", strip.columns());
            assert_eq!(strip.pixels((1, 2)).dimensions(), (strip.columns() as u32, strip.rows() as u32 * 2));
        }
        strips.into_iter().map(|strip| strip.sizes).collect()
    }

    #[test]
    fn pictures_keep_their_shape() {
        assert_eq!(sizes(&[(1080, 1080); 3], 120), [vec![(32, 16); 3]]);
        assert_eq!(sizes(&[(1080, 1080); 3], 80), [vec![(25, 13); 3]]);
        assert_eq!(sizes(&[(1080, 1920); 3], 120), [vec![(18, 16); 3]]);
        assert_eq!(sizes(&[(1920, 1080); 3], 120), [vec![(38, 11); 3]]);
        assert_eq!(sizes(&[(8192, 64)], 80), [vec![(25, 1)]]);
    }

    #[test]
    fn they_stand_as_there_is_room() {
        assert_eq!(sizes(&[(100, 100); 3], 60).len(), 2);
        assert_eq!(sizes(&[(100, 100); 3], 40), [[(20, 10)]; 3]);
        assert_eq!(sizes(&[(100, 100); 4], 120).len(), 2);
        assert_eq!(sizes(&[(100, 100); 6], 120).len(), 2);
        assert_eq!(sizes(&[(100, 100)], 1).len(), 1);
        assert!(sizes(&[], 80).is_empty());
    }
}
