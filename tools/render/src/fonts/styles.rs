//! Which styles a family can be set in.

use skrifa::raw::TableProvider as _;
use skrifa::{MetadataProvider as _, Tag};

use super::FontBook;

impl FontBook {
    /// Whether the family has a slanted style of its own drawing.
    #[must_use]
    pub fn slants(&self, family: &str) -> bool {
        self.family(family).is_some_and(|family| family.has_italic || family.slant.is_some())
    }

    /// The lightest and the heaviest weight that the family's upright faces have; `None` when it is not here.
    #[must_use]
    pub fn weights(&self, family: &str) -> Option<(u16, u16)> {
        let name = &self.family(family)?.name;
        let faces = self.0.faces.iter().filter(|face| face.family == *name);
        let ranges = faces.filter_map(|face| {
            let font = face.font()?;
            let axis = font.axes().get_by_tag(Tag::new(b"wght"));
            let range = match axis {
                Some(axis) => (axis.min_value() as u16, axis.max_value() as u16),
                None => {
                    let weight = font.os2().map_or(400, |os2| os2.us_weight_class());
                    (weight, weight)
                }
            };
            Some(range)
        });
        ranges.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
    }
}
