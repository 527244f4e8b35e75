//! The actions: typed tools, the toolbox that holds them, and the stack around every call.
//!
//! A [`Tool`] is typed outside and erased once inside the [`Toolbox`]. [`Toolbox::prepare`] checks the arguments and
//! quotes a price; the [`Stack`] performs the call, live with a [`Grant`] or again as a replay does.
//!
//! The map: [`tool`] what a tool is; [`toolbox`] tools by name; [`schema`] what a model may be shown; [`args`] from
//! JSON to typed arguments; [`stack`] limits around a call; [`quote`] bounds and reservations;
//! [`grant`] the money of one call; [`prices`] what bounds are made from; [`provider`] the stack around what leaves the process;
//! [`tenant`] whose work it is; [`error`] what went
//! wrong and what to do; [`context`] and [`blobs`] what a call may use; [`builtin`] the tools that come
//! with the house; [`foreign`] those of somebody else; [`image_model`] whatever makes pictures,
//! [`image_edit`] what it does to them, and [`image_progress`] how far they are; [`moderator`] whatever says what must not be shown,
//! [`reader`] whatever reads pictures, and [`tesseract`] a program that does.

pub mod args;
pub mod blobs;
pub mod brand_index;
pub mod builtin;
pub mod chat_model;
pub mod context;
pub mod embedder;
pub mod error;
#[cfg(test)]
mod fixture;
pub mod foreign;
pub mod grant;
pub mod image_edit;
pub mod image_model;
pub mod image_progress;
#[cfg(feature = "onnx-models")]
pub mod judge_by_picture;
#[cfg(feature = "local-models")]
pub mod local_model;
mod mend;
#[cfg(any(feature = "local-models", feature = "onnx-models"))]
pub mod model_folder;
pub mod moderator;
#[cfg(feature = "onnx-models")]
pub mod onnx_model;
mod permitted;
#[cfg(feature = "onnx-models")]
mod picture_moderator;
pub mod prices;
pub mod provider;
pub mod quote;
pub mod reader;
pub mod schema;
pub mod stack;
pub mod tenant;
pub mod tesseract;
pub mod tool;
pub mod toolbox;

pub use blobs::{BlobError, BlobStore, MemoryBlobs};
pub use brand_index::{Answer, AnyBrandIndex, BrandIndex, BrandIndexError, TenantScope};
pub use chat_model::{AnyChatModel, AskedCall, ChatAnswer, ChatModel, ChatRequest, Message, Said, ToolOffer};
pub use context::{Context, Drawn, Surroundings};
pub use embedder::{AnyEmbedder, AssetEncoder, Embedder};
pub use error::{Problem, Recovery, ToolError};
pub use foreign::{ForeignSpec, ForeignTool};
pub use grant::{Grant, More};
pub use image_edit::{AskedEdit, Capabilities, HandedPicture};
pub use image_model::{AnyImageModel, ImageModel, Media, Picture};
pub use image_progress::{ImageProgress, Preview, ProgressSink};
#[cfg(feature = "local-models")]
pub use local_model::TextModerator;
pub use moderator::{AnyModerator, Likelihoods, Moderated, Moderator};
pub use permitted::{Permission, SafetyError};
#[cfg(feature = "onnx-models")]
pub use picture_moderator::PictureModerator;
pub use prices::{PriceBook, PriceError};
pub use quote::{Dimension, Quote, Refused, Reservation, Reserve, Sent, Settlement};
pub use reader::{AnyReader, Reader};
pub use stack::Stack;
pub use tenant::{TenantId, TenantNameError};
pub use tesseract::{Tesseract, TesseractError};
pub use tool::{Audience, Pure, PureTool, Tier, Tool, ToolEffect};
pub use toolbox::{PreparedCall, ToolSpec, Toolbox, ToolboxBuilder, ToolboxError};
