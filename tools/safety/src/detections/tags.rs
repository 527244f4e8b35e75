//! What tags a part of a picture has, of a tagger that says so patch by patch.

/// Most tags that a tagger knows.
pub const TAGS_MAX: usize = 65_536;

/// A tag, and how probable it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tag {
    /// Which it is of those that the tagger knows.
    pub tag: usize,
    /// Its mean over the patches, 0 to 1.
    pub mean: f32,
}

/// Why tags cannot be pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// There are not as many probabilities as patches times tags.
    #[error("{found} probabilities of {patches} patches and {tags} tags; each patch has one of each tag")]
    Count {
        /// How many probabilities there are.
        found: usize,
        /// How many patches the mask has.
        patches: usize,
        /// How many tags there are.
        tags: usize,
    },
    /// There are too many tags.
    #[error("{found} tags, of at most {TAGS_MAX}")]
    Tags {
        /// How many there are.
        found: usize,
    },
}

/// The `k` tags that are most probable over the patches that the mask is true for, by their mean; of equally probable
/// ones the first. An empty mask has none.
///
/// `probabilities` holds those of the first patch, then those of the second, and so on. One that is no finite number
/// counts as 0, others as the nearest from 0 to 1: a tag says what is there and blocks nothing, so that one broken
/// patch may neither hide what all others say of a tag, as it would if the mean were no number, nor put it on top.
///
/// # Errors
///
/// [`PoolError`] where the numbers do not fit each other.
pub fn pooled(probabilities: &[f32], tags: usize, mask: &[bool], k: usize) -> Result<Vec<Tag>, PoolError> {
    if tags > TAGS_MAX {
        return Err(PoolError::Tags { found: tags });
    }
    let (found, patches) = (probabilities.len(), mask.len());
    if patches.checked_mul(tags) != Some(found) {
        return Err(PoolError::Count { found, patches, tags });
    }
    let masked = mask.iter().filter(|is_in| **is_in).count();
    if masked == 0 || tags == 0 {
        return Ok(Vec::new());
    }
    let mut sums = vec![0.0_f64; tags];
    for (row, _) in probabilities.chunks_exact(tags).zip(mask).filter(|(_, is_in)| **is_in) {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += f64::from(if x.is_finite() { x.clamp(0.0, 1.0) } else { 0.0 });
        }
    }
    let mean = |(tag, sum): (usize, f64)| Tag { tag, mean: (sum / masked as f64) as f32 };
    let mut all: Vec<Tag> = sums.into_iter().enumerate().map(mean).collect();
    let first = |a: &Tag, b: &Tag| b.mean.total_cmp(&a.mean).then(a.tag.cmp(&b.tag));
    if (1..all.len()).contains(&k) {
        all.select_nth_unstable_by(k - 1, first);
    }
    all.truncate(k);
    all.sort_unstable_by(first);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use design::Random;
    use proptest::prelude::*;

    use super::*;

    fn found(probabilities: &[f32], tags: usize, mask: &[bool], k: usize) -> Vec<(usize, f32)> {
        pooled(probabilities, tags, mask, k).unwrap().into_iter().map(|one| (one.tag, one.mean)).collect()
    }

    #[test]
    fn means_are_of_masked_patches_alone() {
        let probabilities = [0.5, 0.0, 1.0, /* not in the mask */ 1.0, 1.0, 1.0, /* */ 0.25, 1.0, 0.5];
        let mask = [true, false, true];
        assert_eq!(found(&probabilities, 3, &mask, 2), [(2, 0.75), (1, 0.5)]);
        assert_eq!(found(&probabilities, 3, &mask, 9), [(2, 0.75), (1, 0.5), (0, 0.375)]);
        assert!(found(&probabilities, 3, &mask, 0).is_empty());
        assert!(found(&probabilities, 3, &[false; 3], 2).is_empty());
        assert!(found(&[], 3, &[], 2).is_empty() && found(&[], 0, &[true], 2).is_empty());
    }

    #[test]
    fn of_equally_probable_tags_the_first_come_first() {
        assert_eq!(found(&[0.5, 0.25, 0.5, 0.5], 4, &[true], 2), [(0, 0.5), (2, 0.5)]);
        let many: Vec<f32> = (0..1_000).map(|tag| (tag % 4) as f32 / 4.0).collect();
        let expected: Vec<_> =
            (0..250).map(|at| (at * 4 + 3, 0.75)).chain((0..50).map(|at| (at * 4 + 2, 0.5))).collect();
        assert_eq!(found(&many, 1_000, &[true], 300), expected);
        assert_eq!(found(&[-0.0, 0.0, -0.0], 3, &[true], 2), [(0, 0.0), (1, 0.0)]);
    }

    #[test]
    fn a_broken_patch_neither_hides_a_tag_nor_puts_it_on_top() {
        let (nan, inf) = (f32::NAN, f32::INFINITY);
        let probabilities = [nan, inf, 0.5, -3.0, /* */ 1.0, 0.25, 0.5, 7.0];
        assert_eq!(found(&probabilities, 4, &[true; 2], 4), [(0, 0.5), (2, 0.5), (3, 0.5), (1, 0.125)]);
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        let count = PoolError::Count { found: 5, patches: 2, tags: 3 };
        assert_eq!(pooled(&[0.0; 5], 3, &[true; 2], 1), Err(count));
        assert_eq!(pooled(&[], TAGS_MAX + 1, &[], 1), Err(PoolError::Tags { found: TAGS_MAX + 1 }));
        assert_eq!(pooled(&[], usize::MAX, &[true; 2], 1), Err(PoolError::Tags { found: usize::MAX }));
    }

    #[test]
    fn it_finds_what_looking_for_the_largest_again_and_again_finds() {
        let mut random = Random::new(13);
        for trial in 0..5_000 {
            let (tags, patches, k) = (1 + random.index(9), trial % 7, random.index(11));
            let mask: Vec<bool> = (0..patches).map(|_| random.chance(0.6)).collect();
            // In sixteenths, so that every sum is exact in any order and ties are common.
            let probabilities: Vec<f32> = (0..tags * patches).map(|_| random.index(17) as f32 / 16.0).collect();
            let share = |tag: usize| {
                let own: Vec<f32> =
                    (0..patches).filter(|at| mask[*at]).map(|at| probabilities[at * tags + tag]).collect();
                own.iter().rev().sum::<f32>() / own.len() as f32
            };
            let mut left: Vec<usize> = if mask.contains(&true) { (0..tags).collect() } else { Vec::new() };
            let mut expected = Vec::new();
            while expected.len() < k && !left.is_empty() {
                let best = (0..left.len()).rev().max_by(|a, b| share(left[*a]).total_cmp(&share(left[*b]))).unwrap();
                let tag = left.remove(best);
                expected.push((tag, share(tag)));
            }
            assert_eq!(found(&probabilities, tags, &mask, k), expected, "{probabilities:?} {mask:?}");
        }
    }

    proptest! {
        #[test]
        fn no_probability_is_a_surprise(
            bits in proptest::collection::vec(any::<u32>(), 0..90),
            mask in proptest::collection::vec(any::<bool>(), 0..9),
            (tags, k) in (0..12_usize, 0..20_usize),
        ) {
            let probabilities: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
            let whole = &probabilities[..probabilities.len().min(tags * mask.len())];
            if let Ok(tags) = pooled(whole, tags, &mask, k) {
                prop_assert!(tags.len() <= k && tags.iter().all(|one| (0.0..=1.0).contains(&one.mean)));
            }
        }
    }
}
