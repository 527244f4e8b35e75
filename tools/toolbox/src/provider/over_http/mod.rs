//! What all adaptors over HTTP share: an endpoint with its key, one attempt with the times and sizes of its parts, and what
//! goes with every request and is shown to nobody.

mod endpoint;
mod events;
mod multipart;
mod secrets;
mod transport;

pub(super) use endpoint::is_loopback;
pub use endpoint::{Endpoint, EndpointError};
pub(super) use multipart::Multipart;
pub(super) use transport::Transport;
