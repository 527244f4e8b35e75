//! Places on the axes of variable faces.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Steps of a place in one unit of its axis.
const STEPS: f64 = 64.0;
/// Largest place on an axis, as font files count them.
const PLACE_MAX: f64 = 32_767.0;

/// Where on the axes of a variable face its letters stand, by the axes' tags: `opsz` the optical size in points, `wdth`
/// the width in per cent, `slnt` the slant in degrees, and whatever else the face has.
///
/// A face without an axis of that tag is not changed by it. Weight is not among them: it has a field of its own.
/// Places lie on a grid of 1/64.
///
/// ```
/// use maquette_design::Axes;
///
/// let axes = Axes::of(&[("opsz", 144.0), ("wdth", 75.0)]);
/// assert_eq!(serde_json::to_string(&axes).unwrap(), r#"{"opsz":144.0,"wdth":75.0}"#);
/// assert_eq!(axes.get("wdth"), Some(75.0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Axes(BTreeMap<String, Place>);

/// A place on an axis, in 64ths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "f64")]
struct Place(i32);

impl Place {
    fn of(place: f64) -> Self {
        let place = if place.is_finite() { place.clamp(-PLACE_MAX, PLACE_MAX) } else { 0.0 };
        Self(libm::round(place * STEPS) as i32)
    }

    fn get(self) -> f64 {
        f64::from(self.0) / STEPS
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.get())
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::of)
    }
}

impl Axes {
    /// The places given, by tag.
    #[must_use]
    pub fn of(places: &[(&str, f64)]) -> Self {
        Self(places.iter().map(|(tag, place)| ((*tag).to_owned(), Place::of(*place))).collect())
    }

    /// Whether none is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The place on one axis.
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<f64> {
        self.0.get(tag).map(|place| place.get())
    }

    /// Tags and places, ordered by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(tag, place)| (tag.as_str(), place.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_on_the_grid_and_within_bounds() {
        let axes: Axes = serde_json::from_str(r#"{"wdth": 87.508, "opsz": 1e300, "slnt": -10}"#).unwrap();
        let places: Vec<_> = axes.iter().collect();
        assert_eq!(places, [("opsz", 32_767.0), ("slnt", -10.0), ("wdth", 87.515_625)]);
        assert!(serde_json::from_str::<Axes>(r#"{"wdth": "wide"}"#).is_err());
    }
}
