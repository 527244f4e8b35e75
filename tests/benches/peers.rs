//! Draws delivered designs again and prints what a picture costs: ours from `design.json` to PNG, and `resvg` alone on
//! the same SVG. `scripts/peers/bench-chromium.sh` runs it beside a browser.
//!
//! usage: cargo bench -p maquette-tests --bench peers -- ROUNDS OUT...

use std::path::Path;
use std::time::Instant;

use maquette::{DesignFile, OutputFormat};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(rounds) = arguments.next().and_then(|rounds| rounds.parse::<u32>().ok()).filter(|&rounds| rounds > 0)
    else {
        eprintln!("usage: cargo bench -p maquette-tests --bench peers -- ROUNDS OUT...");
        return;
    };
    let outs: Vec<String> = arguments.collect();
    for out in &outs {
        let folder = Path::new(out);
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let design = DesignFile::open(&folder.join("design.json"), None).expect("a delivered design opens");
        let ours = measured(rounds, || design.write(OutputFormat::Png, 1.0).expect("it renders").len());
        println!("maquette\t{name}\t{ours}");
        let svg = std::fs::read_to_string(folder.join("final.svg")).expect("a delivered SVG reads");
        let alone = measured(rounds, || rasterised(&svg));
        println!("resvg alone\t{name}\t{alone}");
    }
}

/// Milliseconds that `work` takes; the first time is not counted.
fn measured(rounds: u32, work: impl Fn() -> usize) -> f64 {
    std::hint::black_box(work());
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(work());
    }
    start.elapsed().as_secs_f64() * 1000.0 / f64::from(rounds)
}

/// The peer: parse and rasterise, nothing else.
fn rasterised(svg: &str) -> usize {
    let tree = resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default()).expect("our SVG parses");
    let size = tree.size().to_int_size();
    let mut pixmap = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).expect("the page has a size");
    resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    pixmap.data().len()
}
