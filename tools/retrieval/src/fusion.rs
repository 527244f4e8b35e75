//! Two ways of making one ranking of several, as a Qdrant server does it, so that both back ends agree.

/// What a place in a ranking is damped by, where nobody says otherwise: a server's default.
pub const RRF_K: f32 = 2.0;

/// A ranking: what was found, by any number that stands for it, best first, with scores of which larger ones are better.
pub type Ranking = Vec<(u32, f32)>;

/// Reciprocal rank fusion: each ranking gives `1 / ((place + 1) / weight + k − 1)`, the first place being 0. With a weight of 1
/// and a `k` one larger this is the published formula. Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms
/// Condorcet and individual Rank Learning Methods", 2009; the server's variant from its documentation of hybrid queries.
#[must_use]
pub fn rrf(rankings: &[(&Ranking, f32)], k: f32) -> Ranking {
    let mut fused = Sums::default();
    for (ranking, weight) in rankings {
        for (place, (found, _)) in ranking.iter().enumerate() {
            fused.add(*found, 1.0 / ((place as f32 + 1.0) / weight.max(f32::MIN_POSITIVE) + k - 1.0));
        }
    }
    fused.ranking()
}

/// Distribution-based score fusion: each ranking's scores are brought to where they lie within three standard deviations of its
/// mean, and summed. What stands alone, or among equals, counts a half. Source: Mazzeschi, "Distribution-Based Score Fusion",
/// 2023; the server's variant, with the sample deviation and no clamping.
#[must_use]
pub fn dbsf(rankings: &[&Ranking]) -> Ranking {
    let mut fused = Sums::default();
    for ranking in rankings {
        let count = ranking.len() as f32;
        let mean = ranking.iter().map(|(_, score)| score).sum::<f32>() / count.max(1.0);
        let squares: f32 = ranking.iter().map(|(_, score)| (score - mean) * (score - mean)).sum();
        let deviation = if ranking.len() < 2 { 0.0 } else { libm::sqrtf(squares / (count - 1.0)) };
        let low = mean - 3.0 * deviation;
        for (found, score) in *ranking {
            fused.add(*found, if deviation == 0.0 { 0.5 } else { (score - low) / (6.0 * deviation) });
        }
    }
    fused.ranking()
}

/// What is summed by what was found. Rankings are short and each names a thing once: sorting them beats a map.
#[derive(Default)]
struct Sums(Vec<(u32, f32)>);

impl Sums {
    fn add(&mut self, found: u32, score: f32) {
        self.0.push((found, score));
    }

    fn ranking(mut self) -> Ranking {
        // Stable, so that scores are added in the order of the rankings.
        self.0.sort_by_key(|(found, _)| *found);
        self.0.dedup_by(|one, kept| {
            let same = one.0 == kept.0;
            kept.1 += if same { one.1 } else { 0.0 };
            same
        });
        self.0.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_by_their_reciprocal() {
        let (a, b) = (vec![(1, 9.0), (2, 8.0), (3, 7.0)], vec![(3, 0.5), (1, 0.4)]);
        let fused = rrf(&[(&a, 1.0), (&b, 1.0)], RRF_K);
        let expected = [(1, 1.0 / 2.0 + 1.0 / 3.0), (3, 1.0 / 4.0 + 1.0 / 2.0), (2, 1.0 / 3.0)];
        for ((found, score), (id, value)) in fused.iter().zip(expected) {
            assert_eq!(*found, id);
            assert!((score - value).abs() < 1e-6, "{fused:?}");
        }
        // Twice the weight is half the distance from the top.
        let heavy = rrf(&[(&a, 2.0)], RRF_K);
        assert!((heavy[0].1 - 1.0 / 1.5).abs() < 1e-6 && (heavy[1].1 - 1.0 / 2.0).abs() < 1e-6);
    }

    #[test]
    fn scores_count_by_where_they_lie() {
        let (a, b) = (vec![(1, 3.0), (2, 2.0), (3, 1.0)], vec![(9, 40.0)]);
        let fused = dbsf(&[&a, &b]);
        // Mean 2, sample deviation 1: 3 lies at 4/6 of the way from −1 to 5.
        let of = |id: u32| fused.iter().find(|(found, _)| *found == id).map(|(_, score)| *score).unwrap();
        assert!((of(1) - 4.0 / 6.0).abs() < 1e-6 && (of(2) - 0.5).abs() < 1e-6 && (of(3) - 2.0 / 6.0).abs() < 1e-6);
        assert_eq!(of(9), 0.5);
        assert!(dbsf(&[&vec![(1, 5.0), (2, 5.0)]]).iter().all(|(_, score)| *score == 0.5));
        assert!(dbsf(&[&Vec::new()]).is_empty());
    }
}
