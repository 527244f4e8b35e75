//! Draws the first plan of each brief that can be composed and passes every gate: what the search is compared with.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example first_feasible -- briefs.csv OUT [--at-random]
//! ```
//!
//! Plans come in the order of the house's proposals, best first, or `--at-random` from the whole space: any arrangement, voice,
//! colours and manner of picture, of whatever the brief is about. Writes `OUT/ID/final.png` for every row; a row without a
//! plan that can be composed is told and left out.

use std::path::Path;

use compose::archetype::CATALOGUE;
use compose::{Composition, ProposeRequest};
use design::{Archetype, BrandKit, Brief, Copy, DesignPlan, Format, Random, Severity};
use render::FontBook;

fn main() -> anyhow::Result<()> {
    let (flags, mut arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let at_random = flags.iter().any(|flag| flag == "--at-random");
    arguments.reverse();
    let (Some(briefs), Some(out)) = (arguments.pop(), arguments.pop()) else {
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
        match drawn(row.get(text).unwrap_or_default(), index as u64, at_random)? {
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

/// Random points that are tried for one brief.
const TRIES: usize = 400;

/// The PNG of the first plan that composes and passes every gate.
fn drawn(text: &str, seed: u64, at_random: bool) -> anyhow::Result<Option<Vec<u8>>> {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    let brief = Brief::read(text)?;
    let copy = compose::write_copy(&brief, &kit, seed);
    let format = brief.format.as_deref().map_or(Ok(Format::default()), Format::parse)?;
    let (brief, copy, kit, fonts, format) = (&brief, &copy, &*kit, &fonts, &format);
    let plans = if at_random {
        let mut random = Random::new(seed).fork("points");
        (0..TRIES).filter_map(|_| point(brief, fonts, &mut random)).collect()
    } else {
        compose::propose(&ProposeRequest {
            brief,
            copy,
            kit,
            fonts,
            format,
            count: 32,
            seed,
            around: None,
            vary: &[],
            photographed: false,
            begun: None,
            edits: &[],
        })
    };
    for plan in &plans {
        let Ok(composition) = compose::compose(plan, copy, kit, fonts, format) else { continue };
        if let Some(png) = passed(composition, copy, kit, fonts)? {
            return Ok(Some(png));
        }
    }
    Ok(None)
}

/// A point of the space, every coordinate drawn by itself.
fn point(brief: &Brief, fonts: &FontBook, random: &mut Random) -> Option<DesignPlan> {
    let subjects = compose::subjects(brief);
    let voices: Vec<&str> = compose::voice::voices(fonts).map(|voice| voice.name).collect();
    Some(DesignPlan {
        archetype: Archetype(random.pick(CATALOGUE)?.name.to_owned()),
        variant: random.index(4) as u32,
        mirrored: false,
        voice: (*random.pick(&voices)?).to_owned(),
        scheme: (*random.pick(&compose::colour::SCHEMES)?).to_owned(),
        palette: random.index(24) as u32,
        lead: (*random.pick(&["headline", "offer", "date"])?).to_owned(),
        imagery: (*random.pick(&compose::imagery::family_names())?).to_owned(),
        motif: random.pick(&subjects).map_or("abstract", |motif| *motif).to_owned(),
        seed: random.next_u64() >> 12,
    })
}

/// The PNG of a composition with its pictures; `None` when a gate stops it.
fn passed(composition: Composition, copy: &Copy, kit: &BrandKit, fonts: &FontBook) -> anyhow::Result<Option<Vec<u8>>> {
    let (document, pictures) = composition.illustrated(kit)?;
    let layout = render::lay_out(&document, kit, fonts, &pictures)?;
    let critique = measure::critique(&layout, copy)?;
    let stopped = critique.findings.iter().any(|finding| finding.severity == Severity::Gate);
    Ok(if stopped { None } else { Some(layout.to_png(1.0)?) })
}
