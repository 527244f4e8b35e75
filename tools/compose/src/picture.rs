//! A picture of the house, made: drawn by rule, or a photograph of the kit developed.

use std::sync::Arc;

use design::document::Fit;
use design::{BlobRef, BrandKit, ImageRequest, NodeId, Operation};

use crate::imagery::{ImageryError, paint};
use crate::photo;

/// A picture as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Painted {
    /// SVG source.
    Svg(String),
    /// A PNG file.
    Png(Vec<u8>),
}

impl Painted {
    /// Its bytes, and how a node is told to show them.
    #[must_use]
    pub fn shown_in(self, id: NodeId) -> (BlobRef, Arc<[u8]>, Operation) {
        let fit = Fit::Cover;
        match self {
            Self::Svg(source) => {
                let bytes: Arc<[u8]> = source.into_bytes().into();
                let blob = BlobRef::of(&bytes);
                (blob, bytes, Operation::SetSvg { id, blob, fit })
            }
            Self::Png(bytes) => {
                let bytes: Arc<[u8]> = bytes.into();
                let blob = BlobRef::of(&bytes);
                (blob, bytes, Operation::SetImage { id, blob, fit })
            }
        }
    }
}

/// Makes the picture that a composed design waits for, of whichever kind its imagery is.
///
/// # Errors
///
/// [`ImageryError`], as of [`paint`]; a photograph that the kit does not hold is an unknown motif.
pub fn picture(request: &ImageRequest, kit: &BrandKit) -> Result<Painted, ImageryError> {
    if !photo::is_treatment(&request.imagery) {
        return paint(request, kit).map(Painted::Svg);
    }
    let developed = photo::photograph(request, kit)?;
    let encoded = developed.to_png();
    encoded.map(Painted::Png).map_err(|_| ImageryError::Size { width: request.width, height: request.height })
}
