//! Prints the PDQ hash and quality of a picture: `cargo run -p maquette-measure --example pdq -- picture.png`.

use std::io::{Error, Read as _};

use render::{Picture, decode_picture};

fn main() -> Result<(), Error> {
    let path = std::env::args().nth(1).ok_or_else(|| Error::other("name a PNG, JPEG or WebP file"))?;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.read_to_end(&mut bytes)?;
    let Picture::Raster(pixels) = decode_picture(&bytes).map_err(Error::other)? else {
        return Err(Error::other("an SVG has no pixels; render it first"));
    };
    let (hash, quality) = maquette_measure::pdq::hash(&pixels);
    println!("{hash} {quality}");
    Ok(())
}
