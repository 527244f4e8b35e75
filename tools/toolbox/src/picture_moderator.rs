//! A learned classifier of a folder as a moderator: it looks at the picture of a design, as a whole and in overlapping tiles.

use std::collections::BTreeMap;
use std::sync::Arc;

use learned::{HeadScore, Judge};
use render::{Picture, Pixels};
use safety::tiles::{Frame, Quantile, Tile, quantile_of};

use crate::context::Context;
use crate::error::{ToolError, chain};
use crate::moderator::{Likelihoods, Moderated, Moderator};

/// Tiles in a row and in a column: with the whole, ten pictures are looked at.
const GRID: u32 = 3;
/// Which quantile of the tiles counts, in parts of a hundred: of nine it is the largest, so that one unsafe tile is enough.
const QUANTILE: f64 = 0.95;
/// The tool that errors name.
const TOOL: &str = "moderate";

/// A learned judge whose heads are labels: each says how likely its label is, as a share of 1.
///
/// What is small on a page is lost in a picture of the whole, and what is large in its tiles; a label is as likely as the likelier of
/// both. It does not read: what a design says is for the policy, or for another moderator.
#[derive(Debug, Clone)]
pub struct PictureModerator {
    judge: Arc<Judge>,
    name: Arc<str>,
    quantile: Quantile,
}

impl PictureModerator {
    /// Judges by `judge`.
    #[must_use]
    pub fn new(judge: Judge) -> Self {
        let manifest = judge.manifest();
        let name = format!("{} {} {}", manifest.name, manifest.version, judge.id().short(12)).into();
        let quantile = Quantile::try_from(QUANTILE).unwrap_or(Quantile::LARGEST);
        Self { judge: Arc::new(judge), name, quantile }
    }

    fn look(&self, png: &[u8], wanted: &dyn Fn() -> Result<(), ToolError>) -> Result<Likelihoods, ToolError> {
        let unavailable = |reason: String| ToolError::Unavailable { tool: TOOL.to_owned(), reason };
        let picture = render::decode_picture(png).and_then(Picture::into_pixels);
        let picture = picture.map_err(|error| unavailable(chain(&error)))?;
        let frame = Frame::new((picture.width, picture.height), (GRID, GRID));
        let frame = frame.map_err(|error| unavailable(error.to_string()))?;
        let score = |tile: &Tile| {
            wanted()?;
            let part = part(&picture, *tile).ok_or_else(|| unavailable("a tile lies beside the picture".to_owned()))?;
            self.judge.score(&part).map_err(|error| unavailable(chain(&error)))
        };
        let whole = score(&frame.full())?;
        let tiles = frame.tiles().iter().map(score).collect::<Result<Vec<_>, _>>()?;
        Ok(together(&whole, &tiles, self.quantile))
    }
}

fn part(picture: &Pixels, tile: Tile) -> Option<Pixels> {
    picture.part(tile.x, tile.y, tile.width, tile.height)
}

/// Each label as likely as it is in the whole or in that quantile of the tiles, whichever is more. Where one of them is no share of 1
/// the label has no likelihood, and nothing was judged: a model that answers in logits says nothing here.
fn together(whole: &[HeadScore], tiles: &[Vec<HeadScore>], q: Quantile) -> Likelihoods {
    let label = |(at, head): (usize, &HeadScore)| {
        let of_tiles: Vec<f32> = tiles.iter().filter_map(|tile| tile.get(at)).map(|head| head.raw).collect();
        let are_shares = of_tiles.iter().chain([&head.raw]).all(|raw| (0.0..=1.0).contains(raw));
        let likely = quantile_of(&of_tiles, q).filter(|_| are_shares).map(|of_tiles| of_tiles.max(head.raw));
        (head.head.clone(), f64::from(likely.unwrap_or(f32::NAN)))
    };
    whole.iter().enumerate().map(label).collect::<BTreeMap<_, _>>()
}

impl Moderator for PictureModerator {
    fn name(&self) -> &str {
        &self.name
    }

    fn sees(&self) -> bool {
        true
    }

    fn reads(&self) -> bool {
        false
    }

    async fn judge(&self, context: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        let png = moderated.png.ok_or_else(|| {
            let reason = "there is no picture to look at".to_owned();
            ToolError::Unavailable { tool: TOOL.to_owned(), reason }
        })?;
        let (own, inner) = (self.clone(), context.clone());
        context.compute(TOOL, move || own.look(&png, &|| inner.wanted(TOOL))).await
    }
}

#[cfg(test)]
mod tests {
    use design::{BrandKit, Sha256};
    use learned::fixture::model;
    use learned::{Engine, EngineError, Network, Numbers, Port, Tensor};
    use serde_json::json;

    use super::*;
    use crate::moderator::AnyModerator;

    /// Plays a classifier that finds whatever is red: as likely as the share of red pixels.
    struct Red;

    impl Engine for Red {
        fn name(&self) -> &str {
            "red"
        }

        fn load(&self, _: &[u8], _: &Port) -> Result<Box<dyn Network>, EngineError> {
            Ok(Box::new(Self))
        }
    }

    impl Network for Red {
        fn takes_many(&self) -> bool {
            false
        }

        fn run(&self, mut inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError> {
            let Numbers::Floats(numbers) = inputs.remove(0).data else { panic!("a picture is floats") };
            let (red, rest) = numbers.split_at(numbers.len() / 3);
            let share = red.iter().zip(rest).map(|(red, green)| (red - green).max(0.0)).sum::<f32>() / red.len() as f32;
            // The second is beyond a share where all is red, the third below one where anything is.
            Ok(vec![share, 1.5 * share, -share])
        }
    }

    fn moderator(heads: &[(&str, usize)]) -> AnyModerator {
        let file = model(&[("pixels", 1, &[0, 3, 8, 8])], "seen", &[0, 3]);
        let head = |(name, at): &(&str, usize)| json!({ "name": name, "read": { "value": at }, "percentiles": [0.0, 1.0], "better": "lower" });
        let manifest = json!({
            "name": "red", "version": "1",
            "encoder": {
                "file": "red.onnx", "sha256": Sha256::of(&file), "output": "seen",
                "input": {
                    "width": 8, "height": 8, "resize": "stretch", "filter": "bilinear", "layout": "nchw", "scale": "1/255",
                    "mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0], "ground": "#ffffff",
                },
            },
            "heads": heads.iter().map(head).collect::<Vec<_>>(),
        });
        let files = [("red.onnx".to_owned(), file)].into();
        AnyModerator::new(PictureModerator::new(Judge::load(manifest.to_string().as_bytes(), files, &Red).unwrap()))
    }

    /// A white page with a red square in a corner.
    fn page(square: u32) -> Vec<u8> {
        let side = 160;
        let data = (0..side * side).flat_map(|at| {
            let red = at % side >= side - square && at / side >= side - square;
            [255, if red { 0 } else { 255 }, if red { 0 } else { 255 }, 255]
        });
        Pixels { width: side, height: side, data: data.collect() }.to_png().unwrap()
    }

    async fn judged(moderator: &AnyModerator, png: Option<Vec<u8>>) -> Result<Likelihoods, ToolError> {
        let context = crate::fixture::context((*BrandKit::builtin()).clone());
        let moderated = Moderated { text: "red".to_owned(), png: png.map(Into::into) };
        moderator.judge("moderate", &context, moderated).await
    }

    #[tokio::test]
    async fn what_is_small_on_a_page_is_found_in_a_tile() {
        let moderator = moderator(&[("red", 0)]);
        let none = judged(&moderator, Some(page(0))).await.unwrap();
        assert_eq!(none["red"], 0.0);
        // A quarter of a side is a sixteenth of the page, and a quarter of the tile in that corner.
        let small = judged(&moderator, Some(page(40))).await.unwrap()["red"];
        assert!((small - 0.25).abs() < 0.03, "{small}");
        let all = judged(&moderator, Some(page(160))).await.unwrap()["red"];
        assert!(all > 0.999, "{all}");
    }

    #[tokio::test]
    async fn what_was_not_looked_at_or_has_no_likelihood_is_not_judged() {
        let blind = judged(&moderator(&[("red", 0)]), None).await.unwrap_err();
        assert!(blind.to_string().contains("no picture"), "{blind}");
        let broken = judged(&moderator(&[("red", 0)]), Some(b"words".to_vec())).await.unwrap_err();
        assert!(matches!(broken, ToolError::Unavailable { .. }), "{broken}");
        let beyond = judged(&moderator(&[("red", 1)]), Some(page(160))).await.unwrap_err();
        assert!(beyond.to_string().contains("likelihood"), "{beyond}");
        // Whether in all of it or in one tile.
        for square in [160, 40] {
            let below = judged(&moderator(&[("red", 2)]), Some(page(square))).await.unwrap_err();
            assert!(below.to_string().contains("likelihood"), "{below}");
        }
    }
}
