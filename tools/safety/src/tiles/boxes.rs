//! Where the tiles of a frame lie: the whole of it, and a grid of tiles of which each shares half of itself with the
//! next.

use serde::{Deserialize, Serialize};

/// Largest side of a frame, px.
pub const SIDE_MAX: u32 = 65_535;
/// Most tiles in a row or in a column.
pub const CELLS_MAX: u32 = 64;
/// What the tiles of a frame weigh together, but for rounding.
const WHOLE: f64 = (1_u64 << 32) as f64;

/// A tile, in pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width, at least 1.
    pub width: u32,
    /// Height, at least 1.
    pub height: u32,
}

/// A frame that cannot be tiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GridError {
    /// A side of it is none, or too long.
    #[error("a frame of {width}x{height} px; sides are 1 to {SIDE_MAX} px")]
    Side {
        /// Its width, px.
        width: u32,
        /// Its height, px.
        height: u32,
    },
    /// There are no tiles, or too many.
    #[error("{columns} columns and {rows} rows of tiles; there are 1 to {CELLS_MAX} of each")]
    Cells {
        /// Tiles in a row.
        columns: u32,
        /// Tiles in a column.
        rows: u32,
    },
}

/// A frame and its tiles, whose every pixel is in one of them; what lies across the edge of one lies whole in the next,
/// unless it is larger than half a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    columns: Vec<Span>,
    rows: Vec<Span>,
    width: u32,
    height: u32,
}

/// From one pixel up to another, which is not in it.
type Span = (u32, u32);

impl Frame {
    /// The tiles of a frame of `width` × `height` px, so many in a row and in a column. Where there are more than
    /// pixels, some are the same.
    ///
    /// # Errors
    ///
    /// [`GridError`] for a side or a number of tiles that is 0 or too large.
    pub fn new((width, height): (u32, u32), (columns, rows): (u32, u32)) -> Result<Self, GridError> {
        let fits = |size: u32, max| (1..=max).contains(&size);
        if !fits(width, SIDE_MAX) || !fits(height, SIDE_MAX) {
            return Err(GridError::Side { width, height });
        }
        if !fits(columns, CELLS_MAX) || !fits(rows, CELLS_MAX) {
            return Err(GridError::Cells { columns, rows });
        }
        Ok(Self { columns: spans(width, columns), rows: spans(height, rows), width, height })
    }

    /// The whole of it.
    #[must_use]
    pub fn full(&self) -> Tile {
        Tile { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// Its tiles, row by row.
    #[must_use]
    pub fn tiles(&self) -> Vec<Tile> {
        let row = |(y, bottom): Span| {
            self.columns.iter().map(move |(x, right)| Tile { x: *x, y, width: right - x, height: bottom - y })
        };
        self.rows.iter().flat_map(|span| row(*span)).collect()
    }

    /// What part of the frame each tile stands for, row by row, in parts of 2³²: a pixel that several tiles share
    /// counts for each of them by its share.
    #[must_use]
    pub fn weights(&self) -> Vec<u64> {
        let (columns, rows) = (shares(&self.columns, self.width), shares(&self.rows, self.height));
        let weight = |row: f64, column: &f64| libm::round(row * column * WHOLE) as u64;
        rows.iter().flat_map(|row| columns.iter().map(|column| weight(*row, column))).collect()
    }
}

/// A side cut into tiles of two of its `count + 1` steps, each a step after the one before; rounded outwards.
fn spans(side: u32, count: u32) -> Vec<Span> {
    let steps = count + 1;
    // Sides and counts are bounded, so that no product is too large.
    (0..count).map(|at| (at * side / steps, ((at + 2) * side).div_ceil(steps))).collect()
}

/// What part of a side each span stands for.
fn shares(spans: &[Span], side: u32) -> Vec<f64> {
    let mut cover = vec![0_u32; side as usize];
    let of = |(from, to): &Span| *from as usize..*to as usize;
    spans.iter().for_each(|span| cover[of(span)].iter_mut().for_each(|count| *count += 1));
    let share = |span| cover[of(span)].iter().map(|count| 1.0 / f64::from(*count)).sum::<f64>() / f64::from(side);
    spans.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_by_three_tiles_are_half_as_long_as_the_frame() {
        let frame = Frame::new((800, 400), (3, 3)).unwrap();
        assert_eq!(frame.full(), Tile { x: 0, y: 0, width: 800, height: 400 });
        let tiles = frame.tiles();
        let corners: Vec<_> = tiles.iter().map(|tile| (tile.x, tile.y)).collect();
        let expected = [0, 100, 200].map(|y| [0, 200, 400].map(|x| (x, y))).concat();
        assert_eq!(corners, expected);
        assert!(tiles.iter().all(|tile| (tile.width, tile.height) == (400, 200)));
        // In each direction the outer ones stand for 3/8, the middle one, which shares all of itself, for 2/8.
        let parts = |sixty_fourths: u64| sixty_fourths << 26;
        assert_eq!(frame.weights(), [9, 6, 9, 6, 4, 6, 9, 6, 9].map(parts));
    }

    #[test]
    fn one_tile_is_the_frame() {
        let frame = Frame::new((7, 5), (1, 1)).unwrap();
        assert_eq!((frame.tiles(), frame.weights()), (vec![frame.full()], vec![1 << 32]));
    }

    #[test]
    fn every_pixel_is_in_a_tile_and_weights_are_all_of_the_frame() {
        for (width, height) in [(1, 1), (2, 9), (13, 7), (101, 64), (17, 1)] {
            for (columns, rows) in [(1, 1), (2, 3), (3, 3), (5, 4), (64, 64)] {
                let frame = Frame::new((width, height), (columns, rows)).unwrap();
                let tiles = frame.tiles();
                assert_eq!(tiles.len() as u32, columns * rows);
                let within = |tile: &Tile| tile.x + tile.width <= width && tile.y + tile.height <= height;
                assert!(tiles.iter().all(|tile| tile.width > 0 && tile.height > 0 && within(tile)));
                for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
                    let has = |tile: &Tile| (tile.x..tile.x + tile.width).contains(&x) && tile.y <= y;
                    assert!(tiles.iter().any(|tile| has(tile) && y < tile.y + tile.height), "{x} {y} of {frame:?}");
                }
                let sum: u64 = frame.weights().iter().sum();
                assert!(sum.abs_diff(1 << 32) <= tiles.len() as u64, "{sum} of {frame:?}");
            }
        }
    }

    #[test]
    fn a_frame_of_no_or_of_too_many_pixels_or_tiles_is_refused() {
        assert!(Frame::new((SIDE_MAX, SIDE_MAX), (CELLS_MAX, CELLS_MAX)).is_ok());
        for size in [(0, 1), (1, 0), (SIDE_MAX + 1, 1), (1, u32::MAX)] {
            assert_eq!(Frame::new(size, (3, 3)), Err(GridError::Side { width: size.0, height: size.1 }));
        }
        for (columns, rows) in [(0, 1), (1, 0), (CELLS_MAX + 1, 1), (1, u32::MAX)] {
            assert_eq!(Frame::new((9, 9), (columns, rows)), Err(GridError::Cells { columns, rows }));
        }
    }
}
