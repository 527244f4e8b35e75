//! Integration tests of Maquette.
