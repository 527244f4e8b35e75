//! Records a run, then makes it again from its trace and compares.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example replay -- replay-out
//! ```
//!
//! You will see `identical`, and how many records and effects were compared.

use std::path::PathBuf;

use maquette::{Brief, Maquette, Request};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let out = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "replay-out".to_owned()));
    let brief =
        Brief::read("Story for our weekend repair café: bring a lamp, a toaster or a bike. Sunday, 2–5pm, free.")?;

    let engine = Maquette::builder().build()?;
    let run = engine.run(Request::new(brief).format("story").out(&out)).await?;
    println!("seed {}", run.seed());
    run.finish().await?;

    // Offline and free: deterministic tools are run again, everything else is fed from the log.
    let report = maquette::replay(&out).await?;
    println!("{}: {} records, {} effects made again", report.verdict, report.records, report.recomputed);
    Ok(())
}
