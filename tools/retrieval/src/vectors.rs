//! The dense lane: embeddings, compared one by one; or coarsely first, and one by one among the nearest: in steps of a byte, and
//! where there are very many by their signs before.

use pulp::Arch;

use crate::best::best_of;
use crate::facets::Places;
use crate::fusion::Ranking;
use crate::index::GONE;

/// From so many vectors on their signs are compared first.
const SIGNS_FROM: usize = 6_000;
/// How many of the nearest by their signs are compared in steps: so many times what is asked for, and so many of a thousand.
const STEPPED_TIMES: usize = 16;
const STEPPED_PER_MILLE: usize = 15;
/// One row in so many says how much signs differ that are near.
const SAMPLED: usize = 7;
/// Rows that are looked through together.
const CHUNK: usize = 16;
/// Of so many times what is asked for, the nearest in steps, the embeddings themselves are compared.
const EXACT_TIMES: usize = 2;
/// What adding up in any order is off by at most.
const ROUNDED: f32 = 1e-4;
/// Sums that are kept side by side; the order of additions is the same on every processor.
const SUMS: usize = 16;

/// An embedding that does not fit those that are there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an embedding of {found} numbers among those of {expected}; embeddings of one index come from one model")]
pub struct DimensionError {
    /// Numbers of those that are there.
    pub expected: usize,
    /// Numbers of the one that is not taken.
    pub found: usize,
}

/// How embeddings are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scan {
    /// Coarsely first where there are many.
    #[default]
    Quantised,
    /// So that the nearest are found for certain.
    Exact,
}

/// No place, and no row.
const NONE: u32 = GONE;

/// Embeddings by the places of their assets. Rows lie close together however far apart the places are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vectors {
    dimensions: usize,
    rows: Vec<f32>,
    /// The place of each row; none, where it was taken out.
    place_of: Vec<u32>,
    /// The row of each place.
    row_of: Vec<u32>,
    count: usize,
    steps: Steps,
    signs: Option<Signs>,
}

/// All rows in steps of the 127th of their largest number.
#[derive(Debug, Clone, Default)]
struct Steps {
    rows: Vec<i8>,
    /// How large a step is, by rows.
    sizes: Vec<f32>,
}

/// The signs of all rows about their mean.
#[derive(Debug, Clone)]
struct Signs {
    mean: Vec<f32>,
    words: Vec<u64>,
    /// How many there were when the mean was taken.
    of: usize,
}

impl Vectors {
    /// Numbers of each, where there is any.
    pub(crate) fn dimensions(&self) -> Option<usize> {
        (self.count > 0).then_some(self.dimensions)
    }

    /// Whether an embedding fits those that are there.
    pub(crate) fn check(&self, embedding: &[f32]) -> Result<(), DimensionError> {
        let (expected, found) = (self.dimensions, embedding.len());
        if found == 0 || self.count == 0 || expected == found {
            Ok(())
        } else {
            Err(DimensionError { expected, found })
        }
    }

    /// Keeps an embedding that was checked, of length 1 from then on, for a place that has none.
    pub(crate) fn add(&mut self, place: u32, embedding: &[f32]) {
        if embedding.is_empty() {
            return;
        }
        if self.count == 0 {
            *self = Self { dimensions: embedding.len(), ..Self::default() };
        }
        let row = self.place_of.len();
        if self.row_of.len() <= place as usize {
            self.row_of.resize(place as usize + 1, NONE);
        }
        self.row_of[place as usize] = u32::try_from(row).unwrap_or(NONE);
        self.place_of.push(place);
        let embedding = unit(embedding);
        self.steps.push(&embedding);
        self.rows.extend(embedding);
        self.count += 1;
        if let Some(signs) = &mut self.signs {
            signs.push(&self.rows[row * self.dimensions..]);
        }
    }

    pub(crate) fn remove(&mut self, place: u32) {
        let Some(row) = self.row_of.get_mut(place as usize).filter(|row| **row != NONE) else { return };
        self.place_of[std::mem::replace(row, NONE) as usize] = NONE;
        self.count -= 1;
    }

    /// Lets go of rows without a place: `to` says where each place goes, [`GONE`] for those that are gone.
    pub(crate) fn pack(&mut self, to: &[u32]) {
        let kept: Vec<usize> = (0..self.place_of.len()).filter(|row| self.place_of[*row] != NONE).collect();
        if kept.is_empty() {
            return *self = Self::default();
        }
        pack(&mut self.rows, &kept, self.dimensions);
        pack(&mut self.steps.rows, &kept, self.dimensions);
        pack(&mut self.steps.sizes, &kept, 1);
        if let Some(signs) = &mut self.signs {
            let size = signs.words_per_row();
            pack(&mut signs.words, &kept, size);
        }
        pack(&mut self.place_of, &kept, 1);
        self.place_of.iter_mut().for_each(|place| *place = to[*place as usize]);
        let places = self.place_of.iter().map(|place| *place as usize + 1).max().unwrap_or_default();
        self.row_of = vec![NONE; places];
        for (row, place) in (0..).zip(&self.place_of) {
            self.row_of[*place as usize] = row;
        }
    }

    /// The embedding of a place.
    pub(crate) fn get(&self, place: u32) -> &[f32] {
        match self.row_of.get(place as usize) {
            Some(row) if *row != NONE => self.row(*row as usize),
            _ => &[],
        }
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.rows[row * self.dimensions..][..self.dimensions]
    }

    /// Takes the signs of all where there are enough, and where they have become many more since.
    pub(crate) fn settle(&mut self) {
        let known = self.signs.as_ref().map_or(0, |signs| signs.of);
        if self.count < SIGNS_FROM || (known > 0 && self.count < known + known / 4) {
            return;
        }
        let mut mean = vec![0.0_f64; self.dimensions];
        for (row, _) in self.place_of.iter().enumerate().filter(|(_, place)| **place != NONE) {
            mean.iter_mut().zip(self.row(row)).for_each(|(sum, x)| *sum += f64::from(*x));
        }
        let mean = mean.iter().map(|sum| (sum / self.count as f64) as f32).collect();
        let mut signs = Signs { mean, words: Vec::new(), of: self.count };
        self.rows.chunks_exact(self.dimensions).for_each(|row| signs.push(row));
        self.signs = Some(signs);
    }

    /// The nearest to a question by the cosine between them, best first.
    pub(crate) fn nearest(&self, question: &[f32], limit: usize, scan: Scan, allowed: &Places) -> Ranking {
        if self.count == 0 || question.len() != self.dimensions {
            return Ranking::new();
        }
        let question = unit(question);
        let mut rows = match &self.signs {
            Some(signs) if scan == Scan::Quantised => {
                let wanted = (limit * STEPPED_TIMES).max(self.count * STEPPED_PER_MILLE / 1_000);
                signs.nearest(&question, wanted, |row| self.is_allowed(row, allowed))
            }
            _ => (0..self.place_of.len()).filter(|row| self.is_allowed(*row, allowed)).collect(),
        };
        let few = limit * EXACT_TIMES;
        if rows.len() > 2 * few {
            let products = self.steps.products(&rows, &question);
            rows = match scan {
                Scan::Exact => self.steps.possible(&rows, &products, &question, limit),
                Scan::Quantised => {
                    let near = best_of((0..).zip(products), few, |_| true);
                    near.into_iter().map(|(at, _)| rows[at as usize]).collect()
                }
            };
        }
        let mut products = vec![0.0; rows.len()];
        Arch::new().dispatch(|| products_of(&self.rows, &rows, &question, &mut products));
        best_of(rows.iter().map(|row| self.place_of[*row]).zip(products), limit, |_| true)
    }

    fn is_allowed(&self, row: usize, allowed: &Places) -> bool {
        let place = self.place_of[row];
        place != NONE && allowed.has(place)
    }
}

impl Steps {
    fn push(&mut self, row: &[f32]) {
        let (steps, size) = stepped(row);
        self.rows.extend(steps.into_iter().map(|step| step as i8));
        self.sizes.push(size);
    }

    /// About the products of rows with a question.
    fn products(&self, rows: &[usize], question: &[f32]) -> Vec<f32> {
        let (question, size) = stepped(question);
        let mut products = vec![0.0; rows.len()];
        Arch::new().dispatch(|| {
            for (product, row) in products.iter_mut().zip(rows) {
                let own = &self.rows[row * question.len()..][..question.len()];
                let sum: i32 = own.iter().zip(&question).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
                *product = sum as f32 * (self.sizes[*row] * size);
            }
        });
        products
    }

    /// The rows that may be among the nearest, their products being off by as much as steps can make them.
    fn possible(&self, rows: &[usize], products: &[f32], question: &[f32], limit: usize) -> Vec<usize> {
        let (_, size) = stepped(question);
        let sum: f32 = question.iter().map(|x| x.abs()).sum();
        let (count, root) = (question.len() as f32, libm::sqrtf(question.len() as f32));
        // Half a step in each number of the row and of the question; of a row of length 1 the numbers sum to the root at most.
        let off = |row: &usize| {
            let own = self.sizes[*row] / 2.0;
            own * sum + size / 2.0 * (root + count * own) + ROUNDED
        };
        let least = (0..).zip(rows.iter().zip(products)).map(|(at, (row, product))| (at, product - off(row)));
        let floor = best_of(least, limit, |_| true).last().map_or(f32::NEG_INFINITY, |(_, least)| *least);
        let may_be = rows.iter().zip(products).filter(|(row, product)| *product + off(row) >= floor);
        may_be.map(|(row, _)| *row).collect()
    }
}

/// Moves rows of a size up to the rows that are kept, and gives back what is left.
fn pack<T: Copy>(all: &mut Vec<T>, kept: &[usize], size: usize) {
    for (to, from) in kept.iter().enumerate() {
        all.copy_within(from * size..(from + 1) * size, to * size);
    }
    all.truncate(kept.len() * size);
    all.shrink_to_fit();
}

/// A vector in steps of the 127th of its largest number, and the size of one.
fn stepped(vector: &[f32]) -> (Vec<i16>, f32) {
    let largest = vector.iter().map(|x| x.abs()).fold(0.0, f32::max);
    let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    (vector.iter().map(|x| libm::roundf(x * scale) as i16).collect(), largest / 127.0)
}

impl Signs {
    fn words_per_row(&self) -> usize {
        self.mean.len().div_ceil(64)
    }

    fn of(&self, row: &[f32]) -> Vec<u64> {
        let mut words = vec![0; self.words_per_row()];
        for (at, (x, mean)) in row.iter().zip(&self.mean).enumerate() {
            words[at / 64] |= u64::from(x > mean) << (at % 64);
        }
        words
    }

    fn push(&mut self, row: &[f32]) {
        let signs = self.of(row);
        self.words.extend(signs);
    }

    /// About `wanted` of those whose signs differ least: all that differ as little as the last of them would, by one row of each
    /// block of [`SAMPLED`].
    fn nearest(&self, question: &[f32], wanted: usize, lets: impl Fn(usize) -> bool) -> Vec<usize> {
        let (asked, size) = (self.of(question), self.words_per_row());
        let mut differ = vec![0_u16; self.words.len() / size.max(1)];
        Arch::new().dispatch(|| differences(&self.words, &asked, &mut differ));
        let mut counts = vec![0_usize; self.mean.len() + 1];
        let sample = (0..differ.len() / SAMPLED).map(sampled);
        sample.filter(|row| lets(*row)).for_each(|row| counts[usize::from(differ[row])] += SAMPLED);
        let (mut most, mut sum) = (0_u16, counts[0]);
        while sum < wanted && usize::from(most) + 1 < counts.len() {
            most += 1;
            sum += counts[usize::from(most)];
        }
        let mut near = Vec::with_capacity(2 * wanted);
        for (chunk, differ) in differ.chunks(CHUNK).enumerate() {
            // Of most chunks none is near, which is seen for all of it at once.
            if differ.iter().fold(false, |any, n| any | (*n <= most)) {
                let rows = (chunk * CHUNK..).zip(differ).filter(|(row, n)| **n <= most && lets(*row));
                near.extend(rows.map(|(row, _)| row));
            }
        }
        near
    }
}

/// A row of a block, now here, now there: assets that come in turns are all asked.
fn sampled(block: usize) -> usize {
    // Source: Knuth, TAOCP 3, 6.4, multiplicative hashing.
    let turn = (block as u32).wrapping_mul(0x9e37_79b1) >> 16;
    block * SAMPLED + turn as usize % SAMPLED
}

#[inline(always)]
fn differences(words: &[u64], asked: &[u64], differ: &mut [u16]) {
    match asked.len() {
        // As many words as common models have, so that the loop over them is none.
        6 => differences_of::<6>(words, asked, differ),
        12 => differences_of::<12>(words, asked, differ),
        16 => differences_of::<16>(words, asked, differ),
        24 => differences_of::<24>(words, asked, differ),
        size => {
            for (row, differ) in words.chunks_exact(size).zip(differ) {
                *differ = row.iter().zip(asked).map(|(a, b)| (a ^ b).count_ones() as u16).sum();
            }
        }
    }
}

#[inline(always)]
fn differences_of<const N: usize>(words: &[u64], asked: &[u64], differ: &mut [u16]) {
    let Ok(asked) = <&[u64; N]>::try_from(asked) else { return };
    let (rows, _) = words.as_chunks::<N>();
    for (row, differ) in rows.iter().zip(differ) {
        let mut sum = 0;
        for at in 0..N {
            sum += (row[at] ^ asked[at]).count_ones();
        }
        *differ = sum as u16;
    }
}

#[inline(always)]
fn products_of(all: &[f32], rows: &[usize], question: &[f32], products: &mut [f32]) {
    for (row, product) in rows.iter().zip(products) {
        *product = dot(&all[row * question.len()..][..question.len()], question);
    }
}

/// The product of two vectors, summed in the same order everywhere.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; SUMS];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<SUMS>(), b.as_chunks::<SUMS>());
    for (a, b) in a.iter().zip(b) {
        for at in 0..SUMS {
            sums[at] += a[at] * b[at];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    let mut width = SUMS / 2;
    while width > 0 {
        for at in 0..width {
            sums[at] += sums[at + width];
        }
        width /= 2;
    }
    sums[0] + rest
}

/// A vector at length 1; zeros stay zeros.
pub(crate) fn unit(vector: &[f32]) -> Vec<f32> {
    let length = libm::sqrt(vector.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>());
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    vector.iter().map(|x| (f64::from(*x) * scale) as f32).collect()
}

#[cfg(test)]
mod tests {
    use design::Random;

    use super::*;

    fn clustered(random: &mut Random, middles: &[Vec<f32>]) -> Vec<f32> {
        let middle = &middles[random.index(middles.len())];
        middle.iter().map(|x| x + random.range(-0.8, 0.8) as f32).collect()
    }

    #[test]
    fn signs_first_finds_what_all_of_them_would() {
        let mut random = Random::new(7);
        let middles: Vec<Vec<f32>> =
            (0..200).map(|_| (0..384).map(|_| random.range(-1.0, 1.0) as f32).collect()).collect();
        let mut vectors = Vectors::default();
        for place in 0..SIGNS_FROM as u32 + 500 {
            vectors.add(place, &clustered(&mut random, &middles));
        }
        vectors.settle();
        assert!(vectors.signs.is_some());
        let allowed: Places = (0..vectors.count as u32).filter(|place| !place.is_multiple_of(3)).collect();
        let (mut found, mut wanted) = (0, 0);
        for _ in 0..30 {
            let question = clustered(&mut random, &middles);
            let exact = vectors.nearest(&question, 10, Scan::Exact, &allowed);
            let quick = vectors.nearest(&question, 10, Scan::Quantised, &allowed);
            assert!(quick.iter().all(|(place, _)| allowed.has(*place)));
            found += exact.iter().filter(|hit| quick.contains(hit)).count();
            wanted += exact.len();
        }
        assert!(found * 100 >= wanted * 99, "{found} of {wanted}");
    }

    /// Seven versions of each motif in turn, as folders have them, and a question near one of them.
    #[test]
    fn assets_that_come_in_turns_are_found_too() {
        let mut random = Random::new(8);
        let versions: Vec<Vec<f32>> =
            (0..SAMPLED).map(|_| (0..384).map(|_| random.range(-1.0, 1.0) as f32).collect()).collect();
        let mut vectors = Vectors::default();
        for place in 0..SIGNS_FROM + 500 {
            vectors.add(place as u32, &clustered(&mut random, &versions[place % SAMPLED..][..1]));
        }
        vectors.settle();
        let allowed: Places = (0..vectors.count as u32).collect();
        for version in &versions {
            let question = clustered(&mut random, std::slice::from_ref(version));
            let exact = vectors.nearest(&question, 10, Scan::Exact, &allowed);
            let quick = vectors.nearest(&question, 40, Scan::Quantised, &allowed);
            let found = exact.iter().filter(|hit| quick.contains(hit)).count();
            assert!(found >= 9, "{found} of 10");
        }
    }

    #[test]
    fn exact_is_as_if_all_were_compared() {
        let mut random = Random::new(9);
        let mut vectors = Vectors::default();
        let mut row = |spread: f64| (0..48).map(|_| random.range(-spread, 1.0) as f32).collect::<Vec<f32>>();
        // Some lie close together, which steps cannot part.
        (0..2_000).for_each(|place| vectors.add(place, &row(if place % 2 == 0 { 1.0 } else { -0.9 })));
        let allowed: Places = (0..2_000).filter(|place| place % 5 > 0).collect();
        for spread in [1.0, -0.9, 0.2, 0.7] {
            let question = row(spread);
            let asked = unit(&question);
            let all = (0..2_000).map(|place| (place, dot(vectors.get(place), &asked)));
            let wanted = best_of(all, 10, |place| allowed.has(place));
            assert_eq!(vectors.nearest(&question, 10, Scan::Exact, &allowed), wanted, "{spread}");
        }
    }

    #[test]
    fn another_models_embedding_does_not_fit() {
        let mut vectors = Vectors::default();
        vectors.add(0, &[3.0, 4.0]);
        assert_eq!(vectors.check(&[1.0; 3]), Err(DimensionError { expected: 2, found: 3 }));
        assert_eq!(vectors.get(0), [0.6, 0.8]);
        assert!(vectors.nearest(&[1.0; 3], 5, Scan::Exact, &(0..9).collect()).is_empty());
        vectors.remove(0);
        assert!(vectors.dimensions().is_none() && vectors.get(0).is_empty());
        vectors.check(&[1.0; 3]).unwrap();
        // Far places take no more than near ones, and what is gone has no say in the mean.
        vectors.add(1_000_000, &[0.0, 2.0]);
        assert_eq!(vectors.get(1_000_000), [0.0, 1.0]);
    }

    #[test]
    fn what_was_taken_out_has_no_say_in_the_mean() {
        let mut random = Random::new(3);
        let mut vectors = Vectors::default();
        let all = SIGNS_FROM as u32 * 2;
        for place in 0..all {
            vectors.add(place, &[1.0, 0.2 * random.unit() as f32, 0.2 * random.unit() as f32]);
        }
        (0..all / 2 - 1).for_each(|place| vectors.remove(place));
        vectors.settle();
        let mean = &vectors.signs.as_ref().unwrap().mean;
        assert!((0.9..1.0).contains(&mean[0]), "{mean:?}");
        assert!(
            vectors
                .nearest(&[1.0, 0.1, 0.1], 10, Scan::Quantised, &(0..all).collect())
                .iter()
                .all(|(place, _)| *place >= all / 2 - 1)
        );
    }
}
