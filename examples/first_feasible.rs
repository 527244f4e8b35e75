//! Draws the first plan of each brief that can be composed at all: what the search is compared with.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example first_feasible -- briefs.csv OUT
//! ```
//!
//! Writes `OUT/ID/final.png` for every row; a row without a plan that can be composed is told and left out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use compose::{Composition, ProposeRequest};
use design::document::Fit;
use design::{BlobRef, BrandKit, Brief, DesignPlan, Format, Operation};
use render::FontBook;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(briefs), Some(out)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("name a CSV file of briefs and an output folder");
    };
    let mut reader = csv::Reader::from_path(briefs)?;
    let headers = reader.headers()?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header));
    let text = column(&["brief", "text", "Intension"]).ok_or_else(|| anyhow::anyhow!("no column of briefs"))?;
    let id = column(&["id"]);
    for (index, row) in reader.records().enumerate() {
        let row = row?;
        let name = id.and_then(|id| row.get(id)).map_or_else(|| format!("{:03}", index + 1), str::to_owned);
        match drawn(row.get(text).unwrap_or_default(), index as u64)? {
            Some(png) => {
                let folder = Path::new(&out).join(&name);
                std::fs::create_dir_all(&folder)?;
                std::fs::write(folder.join("final.png"), png)?;
            }
            None => println!("{name}: no plan can be composed"),
        }
    }
    Ok(())
}

/// The PNG of the first plan that composes.
fn drawn(text: &str, seed: u64) -> anyhow::Result<Option<Vec<u8>>> {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    let brief = Brief::read(text)?;
    let copy = compose::write_copy(&brief, &kit, seed);
    let format = brief.format.as_deref().map_or(Ok(Format::default()), Format::parse)?;
    let (brief, copy, kit, fonts, format) = (&brief, &copy, &*kit, &fonts, &format);
    let plans =
        compose::propose(&ProposeRequest { brief, copy, kit, fonts, format, count: 32, seed, around: None, vary: &[] });
    let composed = |plan: &DesignPlan| compose::compose(plan, copy, kit, fonts, format).ok();
    plans.iter().find_map(composed).map(|composition| illustrated(composition, kit, fonts)).transpose()
}

fn illustrated(composition: Composition, kit: &BrandKit, fonts: &FontBook) -> anyhow::Result<Vec<u8>> {
    let mut document = composition.document;
    let mut blobs: BTreeMap<BlobRef, Arc<[u8]>> = BTreeMap::new();
    for request in &composition.images {
        let bytes: Arc<[u8]> = compose::paint(request, kit)?.into_bytes().into();
        let blob = BlobRef::of(&bytes);
        blobs.insert(blob, bytes);
        document.apply(&Operation::SetSvg { id: request.node.clone(), blob, fit: Fit::Cover })?;
    }
    Ok(render::lay_out(&document, kit, fonts, &blobs)?.to_png(1.0)?)
}
