//! The interface, as the engine's own generator writes it.
#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated")]

wasmtime::component::bindgen!({
    path: "wit",
    world: "guest",
    imports: { default: trappable },
});
