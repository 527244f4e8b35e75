//! The smallest program that makes a design: a brief in, a poster out.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example quickstart -- quickstart.png
//! ```
//!
//! You will see the three options in words, then the path of the picture.

use maquette::{Brief, Maquette, Request};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "quickstart.png".to_owned());
    let brief = Brief::read(
        "Poster for the Low Lantern quartet at The Old Pump House, Thursday 9 October, doors 7.30pm. \
         Tickets £12. Elegant, dark blue.",
    )?;

    // One engine serves many runs; this one has the neutral brand kit.
    let engine = Maquette::builder().build()?;
    let run = engine.run(Request::new(brief).format("A4")).await?;
    let delivered = run.finish().await?;

    for option in delivered.sets.iter().flat_map(|set| &set.options) {
        println!("{}  {} — {}", option.index, option.label, option.rationale);
    }
    let picture = delivered.bytes("final.png").ok_or_else(|| anyhow::anyhow!("no picture was delivered"))?;
    std::fs::write(&path, picture)?;
    println!("{path}");
    Ok(())
}
