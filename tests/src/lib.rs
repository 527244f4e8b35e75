//! What tests and benchmarks share: a server that plays a model, and conversations that were recorded.

pub mod cassette;
pub mod model_server;
