//! Pictures without a model: a family of imagery draws a motif, or an abstract, in the brand's colours.
//!
//! [`paint`] turns an image request into SVG source; [`subjects`] and [`families`] choose what to ask for. Everything
//! is flat shapes in the hexes of the request's palette tokens; the only translucency is a facet of the darkest of
//! them. The same request gives the same bytes.
//!
//! The map: `outline` and `shape` make paths, `motif` draws things, `scheme` hands out colours, `space` finds room,
//! `family` composes, `canvas` writes; `subject` and `lexicon` read briefs.

mod canvas;
mod family;
mod lexicon;
mod motif;
mod outline;
mod scheme;
mod shape;
mod space;
mod subject;
#[cfg(test)]
mod tests;

use design::{BrandKit, ImageRequest, NodeId, Random, TokenPath};

use canvas::Canvas;
use family::{Family, Scene};
use scheme::Scheme;
use space::Space;

pub use scheme::PALETTE_ROLES;
pub use subject::{families, subjects};

/// Longest side of a picture, px.
pub const SIDE_PX_MAX: f64 = 16_384.0;

/// Why a picture could not be painted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageryError {
    /// A size that no picture has.
    #[error("a picture of {width} × {height} px cannot be painted; sides run from 1 to {SIDE_PX_MAX}")]
    Size {
        /// Width asked for, px.
        width: f64,
        /// Height asked for, px.
        height: f64,
    },
    /// A family that is not known.
    #[error("there is no imagery `{name}`; choose one of {}", family_names().join(", "))]
    UnknownFamily {
        /// The name asked for.
        name: String,
    },
    /// A motif that is not known.
    #[error("there is no motif `{name}`; `abstract` always works")]
    UnknownMotif {
        /// The name asked for.
        name: String,
    },
    /// A token that the kit does not have.
    #[error("the palette names `{token}`, which is not a colour of the brand kit")]
    UnknownColour {
        /// The token asked for.
        token: TokenPath,
    },
    /// A picture for a node that the design does not have.
    #[error("the design has no node `{node}` to show a picture in")]
    NoNode {
        /// The node asked for.
        node: NodeId,
    },
    /// Neither the request nor the kit names a ground and an ink.
    #[error("neither the palette nor the brand kit names a ground and an ink")]
    NoColours,
}

/// The families that [`paint`] knows.
#[must_use]
pub fn family_names() -> Vec<&'static str> {
    family::ALL.iter().map(|family| family.name).collect()
}

/// The motifs that [`paint`] knows, by theme.
#[must_use]
pub fn motif_names() -> Vec<&'static str> {
    motif::all().map(|motif| motif.name).collect()
}

/// Whether a family draws the request's motif; the others are abstract and leave it aside.
#[must_use]
pub fn shows_motif(family: &str) -> bool {
    shows(family) > 0.0
}

/// How plainly a family shows the motif, 0–1.
#[must_use]
pub(crate) fn shows(family: &str) -> f64 {
    family::find(family).map_or(0.0, |family| family.shows)
}

/// How well a family is liked, 0–1; what is not known is not.
#[must_use]
pub(crate) fn appeal(family: &str) -> f64 {
    family::find(family).map_or(0.0, |family| family.appeal)
}

/// The hue that a motif is known by, OKLCH degrees; `None` for one that may be of any colour.
#[must_use]
fn natural_hue(name: &str) -> Option<f64> {
    motif::find(name).and_then(|motif| motif.hues[0])
}

/// How well a colour passes for the natural one of a motif, 0–1; 1 for a motif that may be of any colour.
#[must_use]
pub(crate) fn is_natural(color: design::Srgb, motif: &str) -> f64 {
    natural_hue(motif).map_or(1.0, |hue| scheme::likeness(color, hue))
}

/// Whether a motif belongs in a landscape or in the sky over one, not on a table.
#[must_use]
pub(crate) fn is_of_the_land(name: &str) -> bool {
    let sky = [
        "sun",
        "moon",
        "star",
        "cloud",
        "bird",
        "plane",
        "whale",
        "fish",
        "wave",
        "planet",
        "butterfly",
        "bee",
        "balloon",
    ];
    motif::find(name).is_some_and(|motif| motif.seat == motif::Seat::Land || sky.contains(&motif.name))
}

/// Whether a motif is a plant, or an animal that lives among plants.
#[must_use]
pub(crate) fn is_grown(name: &str) -> bool {
    motif::is_grown(name)
}

/// Paints a picture: SVG source with `viewBox="0 0 width height"`, at most 400 KB and 4,000 elements.
///
/// Only `path`, `rect`, `g` and `clipPath` are used; every fill and stroke is the hex of a palette token
/// ([`PALETTE_ROLES`]). Inside `keep_clear` there is nothing but a plain field. Without a `focus` the subject takes
/// the widest gap. Imagery `none`, or no room at all, gives a quiet ground; the motif `abstract` none but shapes.
///
/// # Errors
///
/// [`ImageryError`] for a size, family, motif or colour that does not exist.
pub fn paint(request: &ImageRequest, kit: &BrandKit) -> Result<String, ImageryError> {
    let fits = |side: f64| (1.0..=SIDE_PX_MAX).contains(&side);
    if !fits(request.width) || !fits(request.height) {
        return Err(ImageryError::Size { width: request.width, height: request.height });
    }
    let scheme = Scheme::new(request, kit)?;
    let space = Space::new(request);
    let motif = match request.motif.as_str() {
        "" | "abstract" => None,
        name => Some(motif::find(name).ok_or_else(|| ImageryError::UnknownMotif { name: request.motif.clone() })?),
    };
    let mut canvas = Canvas::new(request.width, request.height);
    if !request.transparent {
        canvas.flood(scheme.ground);
    }
    if request.imagery == "none" {
        return Ok(canvas.finish());
    }
    let family: &Family =
        family::find(&request.imagery).ok_or_else(|| ImageryError::UnknownFamily { name: request.imagery.clone() })?;
    if space.has_room() {
        let random = Random::new(request.seed).fork(family.name);
        let mut scene = Scene { space: &space, scheme: &scheme, motif, random, transparent: request.transparent };
        if space.clear().is_empty() {
            (family.paint)(&mut canvas, &mut scene);
        } else {
            canvas.within(&space.open_path(), |canvas| (family.paint)(canvas, &mut scene));
        }
    }
    Ok(canvas.finish())
}
