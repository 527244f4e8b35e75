//! What can go wrong between a document and its pixels.

use design::{BlobRef, NodeId, TokenPath};

/// Why something could not be laid out, drawn or decoded.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A font file is not one that can be used.
    #[error("font `{file}`: {reason}")]
    Font {
        /// The file's path inside the kit.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A picture is not one that can be used.
    #[error("{reason}")]
    Picture {
        /// What is wrong with it.
        reason: String,
    },
    /// A picture node shows something that cannot be used.
    #[error("node `{node}` shows a picture that cannot be used")]
    NodePicture {
        /// The node.
        node: NodeId,
        /// What is wrong with the picture.
        #[source]
        source: Box<Self>,
    },
    /// A picture node names a blob that nobody has.
    #[error("node `{node}` names the picture {blob}, which is neither among the blobs nor in the kit")]
    MissingBlob {
        /// The node.
        node: NodeId,
        /// The blob.
        blob: BlobRef,
    },
    /// A node names a colour that the kit does not have.
    #[error("node `{node}` names the colour `{token}`, which the kit does not have")]
    UnknownToken {
        /// The node.
        node: NodeId,
        /// The token.
        token: TokenPath,
    },
    /// The document is not one that can be drawn.
    #[error("the design cannot be drawn: {reason}")]
    Document {
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such text node.
    #[error("there is no text node `{id}`")]
    NoSuchText {
        /// The name.
        id: NodeId,
    },
    /// The picture asked for has too many pixels, or none.
    #[error("a picture of {width} × {height} px was asked for; 1 to {PIXELS_MAX} pixels can be drawn")]
    Size {
        /// Width, px.
        width: f64,
        /// Height, px.
        height: f64,
    },
    /// A file could not be encoded.
    #[error("the {format} file could not be written: {reason}")]
    Encode {
        /// `PNG`, `JPEG`, `WebP` or `PDF`.
        format: &'static str,
        /// What the encoder said.
        reason: String,
    },
    /// Nobody wanted it any more before it was done.
    #[error("the drawing was given up")]
    GivenUp,
}

/// Most pixels that are drawn at once.
pub const PIXELS_MAX: u64 = 80_000_000;

/// Whether what is being made is still wanted; asked between steps of a few milliseconds.
pub type Wanted<'a> = &'a dyn Fn() -> bool;

impl RenderError {
    pub(crate) fn picture(reason: impl Into<String>) -> Self {
        Self::Picture { reason: reason.into() }
    }

    /// Goes on, or not.
    ///
    /// # Errors
    ///
    /// [`RenderError::GivenUp`] when it is not wanted any more.
    pub fn unless_wanted(wanted: Wanted<'_>) -> Result<(), Self> {
        if wanted() { Ok(()) } else { Err(Self::GivenUp) }
    }
}
