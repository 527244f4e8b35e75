//! The size that a picture is asked for in.

use std::collections::BTreeMap;

use design::{ImageEdit, ImageRequest};
use serde_json::{Map, Value};

/// The place of the width and height, px, of the proportions nearest to those that a picture is wanted in; the first of equals,
/// `None` where there are none.
pub(super) fn nearest(sizes: &[(u32, u32)], request: &ImageRequest) -> Option<usize> {
    let wanted = libm::log(request.width / request.height);
    let off = |&(w, h): &(u32, u32)| (libm::log(f64::from(w) / f64::from(h)) - wanted).abs();
    let sizes = sizes.iter().enumerate();
    sizes.min_by(|a, b| off(a.1).total_cmp(&off(b.1))).map(|(place, _)| place)
}

/// A request of the proportions of an edit, by which sizes are chosen.
pub(super) fn proportions(edit: &ImageEdit) -> ImageRequest {
    ImageRequest {
        node: "edit".into(),
        prompt: String::new(),
        negative: String::new(),
        imagery: String::new(),
        motif: String::new(),
        width: f64::from(edit.width.max(1)),
        height: f64::from(edit.height.max(1)),
        keep_clear: Vec::new(),
        focus: None,
        palette: BTreeMap::new(),
        transparent: false,
        seed: edit.seed,
    }
}

/// Fields of a request that say in how many steps a picture is made.
const STEPS: [&str; 3] = ["num_inference_steps", "steps", "num_steps"];
/// Steps beyond which nobody counts.
const STEPS_MAX: u64 = 1_000;

/// How long a picture is expected to take: its pixels in as many steps as are asked for.
pub(super) fn expected((width, height): (u32, u32), more: &Map<String, Value>) -> u64 {
    let steps = STEPS.iter().find_map(|name| more.get(*name)?.as_u64()).unwrap_or(1);
    u64::from(width) * u64::from(height) * steps.clamp(1, STEPS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_proportions_are_taken_and_the_first_of_equals() {
        let sizes = [(1024, 1024), (832, 1216), (1216, 832), (512, 512)];
        let wanted = |width: f64, height: f64| ImageRequest { width, height, ..crate::fixture::image_request() };
        let check = |size: (f64, f64), place: usize| assert_eq!(nearest(&sizes, &wanted(size.0, size.1)), Some(place));
        check((400.0, 400.0), 0);
        check((20.0, 30.0), 1);
        check((3_000.0, 1_000.0), 2);
        check((f64::NAN, 100.0), 0);
        assert_eq!(nearest(&[], &wanted(1.0, 1.0)), None);
    }

    #[test]
    fn more_pixels_and_more_steps_take_longer() {
        let steps = |steps: u64| Map::from_iter([("steps".to_owned(), Value::from(steps))]);
        assert_eq!(expected((10, 20), &Map::new()), 200);
        assert_eq!(expected((10, 20), &steps(4)), 800);
        assert_eq!(expected((10, 20), &steps(u64::MAX)), 200_000);
    }
}
