//! What people who chose with a brand kit before like on the whole: where a run begins with somebody of whom nothing is known.
//!
//! It is an aggregate. It holds a middle of many for each feature, in coarse steps: of fewer than [`PEOPLE_MIN`] none is made, and
//! those alone are counted who agreed to be. A file that does not say that they did is not used. Whoever has two counts, before and
//! after somebody joined, can still tell something of that one from the difference.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::belief::{Belief, PARTICLES};
use super::feature::Feature;
use super::memory::Taste;
use super::prior::{Said, SaidOf};

/// Fewest people that an aggregate is made of, and used of.
pub const PEOPLE_MIN: u32 = 5;
/// Most people that one is made of.
pub const PEOPLE_MAX: u32 = 5_000;
/// What is kept of a middle is a multiple of this, thousandths of a standard deviation.
const STEP: i16 = 100;
/// Below that a middle says nothing, thousandths of a standard deviation.
const SAYS_MIN: i16 = 200;
/// The farthest that a middle may lie, thousandths of a standard deviation: no farther than the words of a brief reach.
const IDEAL_MAX: i16 = 1_600;
/// Version of the format.
const VERSION: u32 = 1;

/// What many people who chose with a kit like on the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PastChoices {
    /// Format version, 1.
    pub v: u32,
    /// The brand kit's id.
    pub kit: String,
    /// Whether everybody who is counted agreed to be. What says that they did not is not used.
    pub consent: bool,
    /// How many people are counted.
    pub people: u32,
    /// By feature the middle of what they like best, thousandths of a standard deviation of what the house makes; −1600 to 1600.
    /// What is left out is about in the middle of what the house makes.
    #[serde(default)]
    pub ideals: BTreeMap<Feature, i16>,
}

/// Why past choices are not made, or not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PastChoicesError {
    /// It is of a version that is not known.
    #[error("past choices of version {v}; version {VERSION} is read")]
    Version {
        /// The version.
        v: u32,
    },
    /// Nobody says that those who are counted agreed to be.
    #[error("the people who are counted in the past choices did not agree to be: `consent` is false")]
    NoConsent,
    /// Too few people are counted to be nobody.
    #[error("{people} people are counted in the past choices; fewer than {PEOPLE_MIN} may be known again")]
    TooFew {
        /// How many.
        people: usize,
    },
    /// More people than are counted.
    #[error("more than {PEOPLE_MAX} people; count some of them")]
    TooMany,
    /// They chose with another kit.
    #[error("the past choices are of the brand kit `{theirs}`, and the run has `{own}`")]
    OtherKit {
        /// The kit with which they chose.
        theirs: String,
        /// The run's.
        own: String,
    },
    /// A middle that nobody can have.
    #[error("the middle of {feature} lies at {ideal}; it is a number of thousandths from −{IDEAL_MAX} to {IDEAL_MAX}")]
    Ideal {
        /// Of which feature.
        feature: &'static str,
        /// Where it is said to lie.
        ideal: i16,
    },
}

impl PastChoices {
    /// What people who agreed to be counted like on the whole in what is made with a kit; those of whom nothing is known count for
    /// nobody. The same people in another order are the same.
    ///
    /// # Errors
    ///
    /// [`PastChoicesError::TooFew`] where fewer than [`PEOPLE_MIN`] chose anything, [`PastChoicesError::TooMany`] beyond
    /// [`PEOPLE_MAX`].
    pub fn of(kit: &str, tastes: &[Taste]) -> Result<Self, PastChoicesError> {
        let known: Vec<&Taste> = tastes.iter().filter(|taste| !taste.evidence.is_empty()).collect();
        let people = u32::try_from(known.len()).unwrap_or(u32::MAX);
        if people > PEOPLE_MAX {
            return Err(PastChoicesError::TooMany);
        }
        if people < PEOPLE_MIN {
            return Err(PastChoicesError::TooFew { people: known.len() });
        }
        // In thousandths before they are added up, so that no order of them matters.
        let mut sums: BTreeMap<Feature, i64> = BTreeMap::new();
        for taste in known {
            // By what they did alone: what they or their briefs said was of a brand, or of an occasion.
            for opinion in Belief::new(&Said::default(), &taste.evidence, 0, PARTICLES).opinions() {
                *sums.entry(opinion.feature).or_default() += libm::round(opinion.ideal * 1_000.0) as i64;
            }
        }
        let middle = |sum: i64| {
            let steps = libm::round(sum as f64 / f64::from(people) / f64::from(STEP)) as i64;
            i16::try_from(steps.saturating_mul(i64::from(STEP))).unwrap_or(IDEAL_MAX).clamp(-IDEAL_MAX, IDEAL_MAX)
        };
        let ideals = sums.into_iter().map(|(feature, sum)| (feature, middle(sum)));
        let ideals = ideals.filter(|(_, ideal)| ideal.abs() >= SAYS_MIN).collect();
        Ok(Self { v: VERSION, kit: kit.to_owned(), consent: true, people, ideals })
    }

    /// Checks that it may count in a run with a kit.
    ///
    /// # Errors
    ///
    /// [`PastChoicesError`]: nobody says that they agreed, too few people, another kit or version, a middle that nobody can have.
    pub fn check(&self, kit: &str) -> Result<(), PastChoicesError> {
        if self.v != VERSION {
            return Err(PastChoicesError::Version { v: self.v });
        }
        if !self.consent {
            return Err(PastChoicesError::NoConsent);
        }
        if self.people < PEOPLE_MIN {
            return Err(PastChoicesError::TooFew { people: self.people as usize });
        }
        if self.people > PEOPLE_MAX {
            return Err(PastChoicesError::TooMany);
        }
        if self.kit != kit {
            return Err(PastChoicesError::OtherKit { theirs: design::clip(&self.kit), own: kit.to_owned() });
        }
        match self.ideals.iter().find(|(_, ideal)| !(-IDEAL_MAX..=IDEAL_MAX).contains(*ideal)) {
            Some((feature, ideal)) => Err(PastChoicesError::Ideal { feature: feature.name(), ideal: *ideal }),
            None => Ok(()),
        }
    }

    /// What it says of somebody of whom nothing else is known.
    #[must_use]
    pub fn said(&self) -> Said {
        Said(self.ideals.iter().map(|(&feature, &ideal)| SaidOf { feature, ideal }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::{Evidence, FEATURES, Look};

    fn wished(feature: Feature, more: bool) -> Evidence {
        Evidence::Wished { turn: 0, feature, more, of: Look::default() }
    }

    fn person(evidence: &[Evidence]) -> Taste {
        Taste { evidence: evidence.to_vec(), ..Taste::default() }
    }

    fn people() -> Vec<Taste> {
        let warm = [wished(Feature::Warmth, true), wished(Feature::Warmth, true)];
        let mut people: Vec<Taste> = (0..5).map(|_| person(&warm)).collect();
        people.push(person(&[wished(Feature::Warmth, true), wished(Feature::Play, true)]));
        people.push(person(&[wished(Feature::Warmth, false), wished(Feature::Play, false)]));
        people
    }

    #[test]
    fn a_middle_of_many_is_coarse_and_of_nobody() {
        let mut people = people();
        // Nothing is known of this one, who is nobody.
        people.push(Taste::default());
        let past = PastChoices::of("acme", &people).unwrap();
        past.check("acme").unwrap();
        assert_eq!((past.people, past.consent), (7, true));
        let warmth = past.ideals[&Feature::Warmth];
        assert!((300..=1_000).contains(&warmth), "{warmth}");
        // Two who want opposite things say nothing, as those do of whom nothing is known.
        assert_eq!(past.ideals.keys().collect::<Vec<_>>(), [&Feature::Warmth]);
        assert!(past.ideals.values().all(|ideal| ideal % STEP == 0));
        people.reverse();
        assert_eq!(PastChoices::of("acme", &people).unwrap(), past);
        let text = serde_json::to_string(&past).unwrap();
        assert!(text.len() < 200 && !text.contains("did"), "{text}");
        assert_eq!(serde_json::from_str::<PastChoices>(&text).unwrap(), past);
    }

    #[test]
    fn a_few_people_are_not_counted_and_nobody_who_did_not_agree() {
        let people = people();
        let few = PastChoices::of("acme", &people[..4]);
        assert_eq!(few, Err(PastChoicesError::TooFew { people: 4 }));
        let past = PastChoices::of("acme", &people).unwrap();
        let wrong = |change: &dyn Fn(&mut PastChoices)| {
            let mut other = past.clone();
            change(&mut other);
            other.check("acme").unwrap_err()
        };
        assert_eq!(wrong(&|past| past.consent = false), PastChoicesError::NoConsent);
        assert_eq!(wrong(&|past| past.people = 4), PastChoicesError::TooFew { people: 4 });
        assert_eq!(wrong(&|past| past.people = u32::MAX), PastChoicesError::TooMany);
        assert_eq!(wrong(&|past| past.v = 2), PastChoicesError::Version { v: 2 });
        assert!(matches!(wrong(&|past| past.kit = "other".into()), PastChoicesError::OtherKit { .. }));
        let far = wrong(&|past| past.ideals.extend([(Feature::Play, i16::MIN)]));
        assert!(far.to_string().contains("play"), "{far}");
        // Consent is said, or it is none.
        serde_json::from_str::<PastChoices>(r#"{"v":1,"kit":"acme","people":9}"#).unwrap_err();
    }

    #[test]
    fn somebody_of_whom_nothing_is_known_is_shown_what_others_like_until_they_say_otherwise() {
        let past = PastChoices::of("acme", &people()).unwrap();
        let like = |warmth: f64| {
            let mut features = [0.0; FEATURES];
            features[Feature::Warmth as usize] = warmth;
            Look::new(features, 0.0)
        };
        let (warm, cool) = (like(0.8), like(-0.8));
        let prefers_warm = |evidence: &[Evidence]| {
            let belief = Belief::new(&past.said(), evidence, 1, PARTICLES);
            belief.likes(&warm) - belief.likes(&cool)
        };
        let nothing = Belief::new(&Said::default(), &[], 1, PARTICLES);
        let by_chance = (nothing.likes(&warm) - nothing.likes(&cool)).abs();
        let by_others = prefers_warm(&[]);
        assert!(by_chance < 0.03 && by_others > 0.08, "{by_chance} {by_others}");
        let cooler = vec![wished(Feature::Warmth, false); 3];
        assert!(prefers_warm(&cooler) < 0.0);
    }
}
