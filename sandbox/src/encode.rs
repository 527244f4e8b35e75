//! From the core module that a compiler writes to a component.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The interface, for whoever builds against it.
pub const WIT: &str = include_str!("../wit/tool.wit");

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
#[error("no component can be made of it: {reason}")]
pub struct EncodeError {
    reason: String,
}

/// Makes a component of a core module; one that is a component already stays as it is.
///
/// # Errors
///
/// [`EncodeError`] when the module lacks an export of the interface, or imports something else.
pub fn encode(module: &[u8]) -> Result<Vec<u8>, EncodeError> {
    if wasmparser::Parser::is_component(module) {
        return Ok(module.to_vec());
    }
    let failed = |error: &dyn std::fmt::Display| EncodeError { reason: format!("{error:#}") };
    let mut module = module.to_vec();
    // Some compilers' bindings say it themselves.
    let says = wasmparser::Parser::new(0).parse_all(&module).any(|payload| {
        matches!(payload, Ok(wasmparser::Payload::CustomSection(section)) if section.name().starts_with("component-type"))
    });
    if !says {
        let mut resolve = Resolve::default();
        let package = resolve.push_str("tool.wit", WIT).map_err(|error| failed(&error))?;
        let world = resolve.select_world(&[package], Some("guest")).map_err(|error| failed(&error))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).map_err(|error| failed(&error))?;
    }
    let mut encoder = ComponentEncoder::default().validate(true).module(&module).map_err(|error| failed(&error))?;
    encoder.encode().map_err(|error| failed(&error))
}
