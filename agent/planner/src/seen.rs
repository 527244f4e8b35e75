//! Axes as they are seen: a plan may name a picture that its arrangement has no place for, and two palettes may come out alike.

use crate::candidate::Candidate;
use crate::option_set::Axis;
use crate::taste::{Feature, Wish};

/// Least difference of a measured feature that is told, standard deviations.
const TOLD_MIN: f64 = 0.15;
/// What colours are told apart by.
const BY: [Feature; 4] = [Feature::Warmth, Feature::Lightness, Feature::Colour, Feature::Contrast];

/// Gives the values of an axis as they are measured, where they were planned and are not to be seen.
pub(crate) fn corrected(axis: Axis, shown: &[&Candidate]) -> Axis {
    match axis.id.as_str() {
        "imagery" => {
            let values = axis.values.iter().zip(shown);
            let values = values.map(|(value, candidate)| match candidate.is_pictured {
                true => value.clone(),
                false => "No picture".to_owned(),
            });
            Axis { values: values.collect(), ..axis }
        }
        "palette" => Axis { values: colours(shown), ..axis },
        _ => axis,
    }
}

/// The colours of each: its scheme, and among those of one scheme how they differ from each other, if they do.
fn colours(shown: &[&Candidate]) -> Vec<String> {
    let schemes: Vec<String> = shown.iter().map(|candidate| crate::wording::scheme(candidate)).collect();
    let looks: Vec<_> = shown.iter().map(|candidate| candidate.look()).collect();
    let told = |place: usize| {
        let alike: Vec<usize> = (0..shown.len()).filter(|other| schemes[*other] == schemes[place]).collect();
        let range = |feature: Feature| {
            let values = alike.iter().map(|other| looks[*other].value(feature));
            let (least, most) = values.fold((f64::MAX, f64::MIN), |(least, most), v| (least.min(v), most.max(v)));
            (least, most)
        };
        let widest = BY.into_iter().rev().max_by(|a, b| {
            let width = |feature: Feature| range(feature).1 - range(feature).0;
            width(*a).total_cmp(&width(*b))
        });
        let feature = widest.filter(|feature| range(*feature).1 - range(*feature).0 >= TOLD_MIN)?;
        let ((least, most), value) = (range(feature), looks[place].value(feature));
        Some(match value {
            value if most - value < TOLD_MIN / 2.0 => Wish { feature, more: true }.words(),
            value if value - least < TOLD_MIN / 2.0 => Wish { feature, more: false }.words(),
            _ => "between the two",
        })
    };
    (0..shown.len())
        .map(|place| told(place).map_or_else(|| schemes[place].clone(), |how| format!("{}, {how}", schemes[place])))
        .collect()
}

#[cfg(test)]
mod tests {
    use design::Score;

    use super::*;
    use crate::fixture;

    fn candidate(id: &str, scheme: &str, warmth: f64, is_pictured: bool) -> Candidate {
        let mut candidate = fixture::candidate(id, 0.9);
        candidate.plan.scheme = scheme.to_owned();
        candidate.critique.features.insert("warmth".to_owned(), Score::from_f64(warmth));
        candidate.is_pictured = is_pictured;
        candidate
    }

    #[test]
    fn what_is_not_to_be_seen_is_not_stated() {
        let made =
            [("a", "tint", 0.2, false), ("b", "tint", 0.5, true), ("c", "tint", 0.8, true), ("d", "paper", 0.8, false)];
        let made = made.map(|(id, scheme, warmth, pictured)| candidate(id, scheme, warmth, pictured));
        let shown: Vec<&Candidate> = made.iter().collect();
        let axis =
            |id: &str| Axis { id: id.to_owned(), label: id.to_owned(), values: vec!["Rings: beer".to_owned(); 4] };
        assert_eq!(
            corrected(axis("imagery"), &shown).values,
            ["No picture", "Rings: beer", "Rings: beer", "No picture"]
        );
        let values = corrected(axis("palette"), &shown).values;
        assert!(values[0].ends_with("cooler colours") && values[2].ends_with("warmer colours"), "{values:?}");
        assert!(values[1].ends_with("between the two") && !values[3].contains(','), "{values:?}");
        // Palettes that come out alike are one.
        let alike = corrected(axis("palette"), &[shown[0], shown[0]]).values;
        assert_eq!(alike[0], alike[1]);
        assert_eq!(corrected(axis("voice"), &shown).values, axis("voice").values);
    }
}
