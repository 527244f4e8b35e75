//! Examples of embedding Maquette.
