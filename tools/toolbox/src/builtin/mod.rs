//! The built-in tools. Their arguments and outputs are the planner's ([`planner::calls`]); their work is done by the
//! pure rooms.

mod brand_search;
mod by_hand;
mod compare_designs;
mod conversation;
mod converse;
mod draw;
mod edit_image;
mod edited;
mod generate_image;
mod image_request;
mod judge_by_rubric;
mod made_picture;
mod moderate;
mod moderated_copy;
mod photograph;
mod plan;
mod seeing_model;
mod small_picture;
#[cfg(test)]
mod tests;
mod told;
mod write_variants;

pub(crate) use brand_search::Searched;
pub use brand_search::{BrandSearch, Catalogue};
pub use by_hand::{DescribeDesign, DrawIllustration, EditDesign};
pub use compare_designs::CompareDesigns;
pub use conversation::recall;
pub use converse::Converse;
#[cfg(feature = "onnx-models")]
pub(crate) use draw::drawing_failed;
pub use draw::{Critique, Export, Render};
pub use edit_image::EditImage;
pub use generate_image::{GenerateImage, PaintImage};
pub use judge_by_rubric::{INDICATORS, JudgeByRubric};
pub(crate) use moderate::PACK as MODERATOR_PACK;
pub use moderate::{Moderate, Moderation};
pub(crate) use moderated_copy::ModeratedCopy;
pub use plan::{Compose, PlanDesigns, WriteCopy};
pub use write_variants::WriteVariants;

use prompts::Library;

use crate::image_model::{AnyImageModel, Procedural};
use crate::toolbox::{Toolbox, ToolboxBuilder};

/// The tools of the house: no key, no network, no cost, and all of them deterministic.
pub fn standard() -> ToolboxBuilder {
    Toolbox::builder()
        .tool(BrandSearch::default())
        .pure(WriteCopy)
        .pure(PlanDesigns)
        .pure(Compose)
        .tool(GenerateImage::new(AnyImageModel::new(Procedural)))
        .tool(EditImage::asking(AnyImageModel::new(Procedural), Library::embedded()))
        .pure(PaintImage)
        .pure(Render)
        .pure(Critique)
        .pure(Export)
        .pure(DrawIllustration)
        .pure(EditDesign)
        .pure(DescribeDesign)
}
