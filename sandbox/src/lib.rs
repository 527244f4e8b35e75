//! Foreign tools: WebAssembly components that compute, and can do nothing else.
//!
//! A guest has no files, no network, no clock and no environment; there is nothing in its [interface](encode::WIT) to ask for
//! them with. What it may have is in its [manifest], which names the schemas of its operations, its grants and its limits. It
//! is compiled once, runs in a fresh instance for every call, and stops where its [limits] are: by fuel, which is the same each
//! time, and by a clock behind that.
//!
//! The map: [`manifest`] what a tool says of itself; [`limits`] what it may take; [`host`] the engine and a call; [`state`] what
//! the house answers a guest; [`compile`] from bytes to code; [`kinds`] what scorers and linters are handed and hand back;
//! [`lock`] what somebody agreed to; [`signature`] who made it; [`package`] a tool's folder, loaded; [`tool`] its operations among the other tools; [`fault`] what goes wrong, by code; `encode` from a core module to a component; `workshop` where tools are made.

mod bindings;
pub mod compile;
#[cfg(feature = "build")]
pub mod encode;
pub mod fault;
pub mod host;
pub mod kinds;
pub mod limits;
pub mod lock;
pub mod manifest;
pub mod package;
pub mod signature;
pub mod state;
mod ticker;
pub mod tool;
#[cfg(feature = "build")]
pub mod workshop;

pub use compile::{Cache, CacheError, ChildCompiler};
pub use fault::{Fault, FaultCode, LoadError, Usage};
pub use host::{Answer, Call, Guest, Sandbox, SetUpError};
pub use limits::{Class, Limits};
pub use lock::{Lock, LockError, Locked};
pub use manifest::{Capability, Manifest, ManifestError, Op, OpKind};
pub use package::{DescribeError, Package};
pub use state::{BlobIn, BlobOut};
pub use tool::{FuelPrice, GuestTool};
