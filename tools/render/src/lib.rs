//! Text laid out once; SVG, PNG and PDF written from it.
