//! Of boxes that lie on each other only the one that is most certain is kept, whatever they are of.

use crate::tiles::Threshold;

/// Most detections that are looked at.
pub const DETECTIONS_MAX: usize = 20_000;
/// Most that are kept, whatever is asked for.
pub const KEPT_MAX: usize = 1_000;

/// A box that a detector is more or less certain of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge, beyond the left one.
    pub right: f32,
    /// Bottom edge, below the top one.
    pub bottom: f32,
    /// How certain it is; larger is more.
    pub score: f32,
}

/// Which detections stand for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Their places in what was given, most certain first.
    pub places: Vec<usize>,
    /// How many were broken: a number of them was none or infinite, or they had no area. They cover nothing and are
    /// never kept; where a detection would block, so should a broken one.
    pub broken: usize,
    /// Whether there would have been more than were asked for.
    pub has_more: bool,
}

/// More detections than are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{found} detections, of at most {DETECTIONS_MAX}; drop those of low scores first")]
pub struct TooManyError {
    /// How many there are.
    pub found: usize,
}

/// Keeps the most certain detections, at most `most` and [`KEPT_MAX`], of which no two share more of what they cover
/// together than `overlap` (intersection over union); of equally certain ones the first. What they are of does not
/// matter: one thing that is two things to a detector is kept once.
///
/// Source: greedy non-maximum suppression, as in Felzenszwalb et al., "Object Detection with Discriminatively Trained
/// Part Based Models", 2010, §7.2, with the overlap of the PASCAL VOC challenge.
///
/// # Errors
///
/// [`TooManyError`] for more than [`DETECTIONS_MAX`].
pub fn suppress(detections: &[Detection], overlap: Threshold, most: usize) -> Result<Kept, TooManyError> {
    if detections.len() > DETECTIONS_MAX {
        return Err(TooManyError { found: detections.len() });
    }
    let overlap = f64::from(overlap.get());
    let mut order: Vec<usize> = (0..detections.len()).filter(|place| detections[*place].is_sound()).collect();
    // −0 and 0 are as certain. The order is stable: of equals the first stays first.
    let score = |place: &usize| detections[*place].score + 0.0;
    order.sort_by(|a, b| score(b).total_cmp(&score(a)));
    let mut kept = Kept { broken: detections.len() - order.len(), ..Kept::default() };
    let most = most.min(KEPT_MAX);
    for place in order {
        let covers = |better: &usize| detections[*better].overlaps(&detections[place], overlap);
        if kept.places.iter().any(covers) {
            continue;
        }
        if kept.places.len() == most {
            kept.has_more = true;
            break;
        }
        kept.places.push(place);
    }
    Ok(kept)
}

impl Detection {
    fn is_sound(&self) -> bool {
        let numbers = [self.left, self.top, self.right, self.bottom, self.score];
        numbers.iter().all(|number| number.is_finite()) && self.right > self.left && self.bottom > self.top
    }

    /// The area of a sound one: 64 bits hold the square of any side.
    fn area(&self) -> f64 {
        (f64::from(self.right) - f64::from(self.left)) * (f64::from(self.bottom) - f64::from(self.top))
    }

    fn overlaps(&self, other: &Self, most: f64) -> bool {
        let width = f64::from(self.right.min(other.right)) - f64::from(self.left.max(other.left));
        let height = f64::from(self.bottom.min(other.bottom)) - f64::from(self.top.max(other.top));
        let shared = width.max(0.0) * height.max(0.0);
        shared > most * (self.area() + other.area() - shared)
    }
}

#[cfg(test)]
mod tests {
    use design::Random;
    use proptest::prelude::*;

    use super::*;

    fn at(left: f32, top: f32, right: f32, bottom: f32, score: f32) -> Detection {
        Detection { left, top, right, bottom, score }
    }

    fn overlap(most: f32) -> Threshold {
        Threshold::try_from(most).unwrap()
    }

    #[test]
    fn the_most_certain_of_those_on_each_other_is_kept() {
        let boxes = [
            at(0.0, 0.0, 10.0, 10.0, 0.8),
            at(1.0, 0.0, 11.0, 10.0, 0.9),
            at(20.0, 0.0, 30.0, 10.0, 0.7),
            at(9.0, 0.0, 19.0, 10.0, 0.6),
        ];
        let kept = suppress(&boxes, overlap(0.5), 10).unwrap();
        assert_eq!(kept, Kept { places: vec![1, 2, 3], broken: 0, has_more: false });
        // 9 · 10 of 11 · 10 are shared: 0.818…
        assert_eq!(suppress(&boxes, overlap(0.82), 10).unwrap().places, [1, 0, 2, 3]);
        // Whoever touches at all goes.
        assert_eq!(suppress(&boxes, overlap(0.0), 10).unwrap().places, [1, 2]);
    }

    #[test]
    fn what_is_covered_by_a_covered_one_alone_is_kept() {
        let chain = [0.0, 4.0, 8.0].map(|x| at(x, 0.0, x + 10.0, 10.0, 1.0 - x / 100.0));
        assert_eq!(suppress(&chain, overlap(0.4), 10).unwrap().places, [0, 2]);
    }

    #[test]
    fn of_equally_certain_ones_the_first_is_kept() {
        let same = [at(0.0, 0.0, 1.0, 1.0, 0.0), at(0.0, 0.0, 1.0, 1.0, -0.0), at(0.0, 0.0, 1.0, 1.0, 0.0)];
        assert_eq!(suppress(&same, overlap(0.5), 10).unwrap().places, [0]);
        assert_eq!(suppress(&[same[1], same[0]], overlap(0.5), 10).unwrap().places, [0]);
        // Nothing shares more than all.
        assert_eq!(suppress(&same, overlap(1.0), 10).unwrap().places, [0, 1, 2]);
    }

    #[test]
    fn broken_ones_are_counted_and_cover_nothing() {
        let (nan, inf) = (f32::NAN, f32::INFINITY);
        let boxes = [
            at(0.0, 0.0, 9.0, 9.0, nan),
            at(0.0, 0.0, 9.0, 9.0, inf),
            at(-inf, 0.0, inf, 9.0, 0.9),
            at(nan, 0.0, 9.0, 9.0, 0.9),
            at(9.0, 0.0, 0.0, 9.0, 0.9),
            at(0.0, 3.0, 9.0, 3.0, 0.9),
            at(0.0, 0.0, 9.0, 9.0, 0.1),
            at(f32::MIN, f32::MIN, f32::MAX, f32::MAX, 0.2),
        ];
        assert_eq!(
            suppress(&boxes, overlap(0.5), 10).unwrap(),
            Kept { places: vec![7, 6], broken: 6, has_more: false }
        );
    }

    #[test]
    fn there_are_no_more_than_asked_for_and_it_is_said_that_there_are() {
        let apart: Vec<_> = (0..1_500).map(|x| at(x as f32, 0.0, x as f32 + 0.5, 1.0, 0.5)).collect();
        let kept = |most| suppress(&apart, overlap(0.5), most).unwrap();
        assert_eq!(kept(2), Kept { places: vec![0, 1], broken: 0, has_more: true });
        assert_eq!(kept(0), Kept { has_more: true, ..Kept::default() });
        assert_eq!(kept(usize::MAX).places.len(), KEPT_MAX);
        assert_eq!(suppress(&[], overlap(0.5), 0), Ok(Kept::default()));
        let many = vec![apart[0]; DETECTIONS_MAX + 1];
        assert_eq!(suppress(&many, overlap(0.5), 1), Err(TooManyError { found: DETECTIONS_MAX + 1 }));
    }

    /// Each in turn of what is left: the best is kept, and what it covers is struck out. Areas are counted cell by
    /// cell.
    fn struck_out(boxes: &[Detection], most: f64) -> Vec<usize> {
        let cells = |one: &Detection| {
            let (rows, columns) = (one.top as i32..one.bottom as i32, one.left as i32..one.right as i32);
            rows.flat_map(|y| columns.clone().map(move |x| (x, y))).collect::<std::collections::BTreeSet<_>>()
        };
        let (areas, mut left): (Vec<_>, Vec<bool>) = boxes.iter().map(|one| (cells(one), true)).unzip();
        let mut kept = Vec::new();
        while let Some(best) = (0..boxes.len())
            .filter(|at| left[*at] && !areas[*at].is_empty())
            .reduce(|best, at| if boxes[at].score > boxes[best].score { at } else { best })
        {
            kept.push(best);
            for at in 0..boxes.len() {
                let shared = areas[at].intersection(&areas[best]).count() as f64;
                let both = areas[at].union(&areas[best]).count() as f64;
                left[at] &= at != best && shared <= most * both;
            }
        }
        kept
    }

    #[test]
    fn it_keeps_what_striking_out_one_after_the_other_keeps() {
        let mut random = Random::new(11);
        for trial in 0..3_000 {
            let mut side = || random.index(9) as f32;
            let boxes: Vec<_> = (0..trial % 14)
                .map(|_| {
                    let (x, y) = (side(), side());
                    at(x, y, x + side(), y + side(), side() / 4.0)
                })
                .collect();
            // In eighths, so that the bound is exact.
            let most = overlap(random.index(9) as f32 / 8.0);
            let kept = suppress(&boxes, most, 99).unwrap();
            assert_eq!(kept.places, struck_out(&boxes, f64::from(most.get())), "{boxes:?} {most:?}");
        }
    }

    proptest! {
        #[test]
        fn no_box_is_a_surprise(
            numbers in proptest::collection::vec(any::<[u32; 5]>(), 0..60),
            most in 0.0..=1.0_f32,
        ) {
            let of = |[a, b, c, d, e]: [f32; 5]| at(a, b, c, d, e);
            let boxes: Vec<_> = numbers.into_iter().map(|bits| of(bits.map(f32::from_bits))).collect();
            let kept = suppress(&boxes, overlap(most), 20).unwrap();
            prop_assert!(kept.places.len() <= 20 && kept.places.len() + kept.broken <= boxes.len());
            prop_assert!(kept.places.is_sorted_by(|a, b| boxes[*a].score >= boxes[*b].score));
        }
    }
}
