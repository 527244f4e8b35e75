//! Answers read, and figures made scores.

use design::Score;
use proptest::prelude::*;

use crate::head::normalise;
use crate::{Better, Head, Read};

fn head(percentiles: &[f32], better: Better) -> Head {
    let percentiles = percentiles.to_vec();
    Head {
        name: "a".to_owned(),
        file: None,
        sha256: None,
        read: Read::Value(0),
        normalise_embedding: false,
        percentiles,
        better,
    }
}

#[test]
fn a_figure_is_scored_by_its_place_among_the_percentiles() {
    let rising = head(&[2.0, 4.0, 5.0, 9.0, 10.0], Better::Higher);
    for (raw, want) in [
        (2.0, 0.0),
        (3.0, 0.125),
        (4.0, 0.25),
        (4.5, 0.375),
        (7.0, 0.625),
        (10.0, 1.0),
        // Beyond both ends.
        (-40.0, 0.0),
        (f32::MAX, 1.0),
        (f32::INFINITY, 1.0),
        (f32::NAN, 0.0),
    ] {
        assert_eq!(rising.calibrate(raw), Score::from_f64(want), "{raw}");
    }
    let falling = head(&[2.0, 4.0], Better::Lower);
    assert_eq!([1.0, 2.5, 4.0, 5.0].map(|raw| falling.calibrate(raw).as_f64()), [1.0, 0.75, 0.0, 0.0]);
    assert_eq!(falling.calibrate(f32::NAN), Score::WORST);
}

#[test]
fn each_way_of_reading_is_what_it_says() {
    let answer = [0.0, f32::ln_1p(1.0), -1.0e30];
    let close = |read: &Read, answer: &[f32], want: f32| {
        let raw = read.raw(answer).unwrap();
        assert!((raw - want).abs() < 1e-6, "{read:?}: {raw}, not {want}");
    };
    close(&Read::Value(1), &answer, std::f32::consts::LN_2);
    // e⁰ : e^ln 2 : nothing = 1 : 2 : 0.
    close(&Read::Softmax(0), &answer, 1.0 / 3.0);
    close(&Read::Expected(vec![3.0, 6.0, 900.0]), &answer, 5.0);
    close(&Read::Mean(vec![1.0, 2.0]), &[1.0, 3.0], 1.75);
    // Large numbers do not overflow on their way.
    close(&Read::Softmax(1), &[3.0e38, 3.0e38], 0.5);
    close(&Read::Expected(vec![1.0, 3.0]), &[-3.0e38, -3.0e38], 2.0);
}

#[test]
fn weights_of_nothing_have_no_mean() {
    for answer in [[0.0, 0.0], [-1.0, 1.0], [-1.0, 3.0], [1.0, -0.5]] {
        assert_eq!(Read::Mean(vec![1.0, 2.0]).raw(&answer), None, "{answer:?}");
    }
}

#[test]
fn what_an_answer_lacks_is_named() {
    assert_eq!(Read::Value(3).check(3), Err("number 3, counted from 0".to_owned()));
    assert_eq!(Read::Softmax(2).check(3), Ok(()));
    assert_eq!(Read::Expected(vec![1.0; 4]).check(3), Err("4 numbers".to_owned()));
    assert_eq!(Read::Mean(vec![1.0; 3]).check(3), Ok(()));
    assert_eq!(Read::Value(usize::MAX).check(3), Err(format!("number {}, counted from 0", usize::MAX)));
}

#[test]
fn a_normalised_embedding_is_one_long() {
    let mut numbers = [3.0, 0.0, -4.0];
    normalise(&mut numbers);
    assert_eq!(numbers, [0.6, 0.0, -0.8]);
    let mut nothing = [0.0; 3];
    normalise(&mut nothing);
    assert_eq!(nothing, [0.0; 3]);
    let mut large = [f32::MAX, f32::MAX];
    normalise(&mut large);
    assert!(large.iter().all(|x| (x - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-6), "{large:?}");
}

proptest! {
    #[test]
    fn a_better_figure_never_scores_less(
        percentiles in proptest::collection::btree_set(-1_000..1_000, 2..20),
        a in -1_200.0..1_200.0_f32,
        b in -1_200.0..1_200.0_f32,
    ) {
        let percentiles: Vec<f32> = percentiles.into_iter().map(|x| x as f32).collect();
        let (low, high) = (a.min(b), a.max(b));
        let rising = head(&percentiles, Better::Higher);
        prop_assert!(rising.calibrate(low) <= rising.calibrate(high));
        let falling = head(&percentiles, Better::Lower);
        prop_assert!(falling.calibrate(low) >= falling.calibrate(high));
    }
}
