//! The built-in tools. Their arguments and outputs are the planner's ([`planner::calls`]); their work is done by the
//! pure rooms.

mod brand_search;
mod draw;
mod generate_image;

pub use brand_search::BrandSearch;
pub use draw::{Export, Render};
pub use generate_image::GenerateImage;

use crate::toolbox::{Toolbox, ToolboxBuilder};

/// The tools of the house.
pub fn standard() -> ToolboxBuilder {
    Toolbox::builder().pure(BrandSearch).pure(Render).pure(Export)
}
