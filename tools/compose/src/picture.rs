//! A picture of the house, made: drawn by rule, or a photograph of the kit developed.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::document::Fit;
use design::{BlobRef, BrandKit, Document, ImageRequest, NodeId, Operation};

use crate::compose::Composition;
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

/// The pictures of a design, by the names of their bytes.
pub type Pictures = BTreeMap<BlobRef, Arc<[u8]>>;

impl Composition {
    /// The design with its pictures, as the house makes them.
    ///
    /// # Errors
    ///
    /// [`ImageryError`], as of [`picture`].
    pub fn illustrated(self, kit: &BrandKit) -> Result<(Document, Pictures), ImageryError> {
        self.illustrated_by(|request| picture(request, kit))
    }

    /// The design with the pictures that `make` makes of its requests.
    ///
    /// # Errors
    ///
    /// Those of `make`; [`ImageryError::NoNode`] where a request is for no node of the design.
    pub fn illustrated_by(
        self,
        mut make: impl FnMut(&ImageRequest) -> Result<Painted, ImageryError>,
    ) -> Result<(Document, Pictures), ImageryError> {
        let (mut document, mut pictures) = (self.document, Pictures::new());
        for request in &self.images {
            let (blob, bytes, shown) = make(request)?.shown_in(request.node.clone());
            pictures.insert(blob, bytes);
            document.apply(&shown).map_err(|_| ImageryError::NoNode { node: request.node.clone() })?;
        }
        Ok((document, pictures))
    }
}

/// Makes the picture that a composed design waits for, of whichever kind its imagery is.
///
/// # Errors
///
/// [`ImageryError`], as of [`paint`]; a photograph that the kit does not hold is an unknown motif.
pub fn picture(request: &ImageRequest, kit: &BrandKit) -> Result<Painted, ImageryError> {
    if design::made_subject(&request.motif).is_some() {
        // Nobody made it: a drawing of the same thing stands in its place.
        return paint(&photo::made::drawn(request), kit).map(Painted::Svg);
    }
    if !photo::is_treatment(&request.imagery) {
        return paint(request, kit).map(Painted::Svg);
    }
    let developed = photo::photograph(request, kit)?;
    let encoded = developed.to_png();
    encoded.map(Painted::Png).map_err(|_| ImageryError::Size { width: request.width, height: request.height })
}
