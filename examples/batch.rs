//! Designs every brief of a CSV file and says how each one went.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example batch -- briefs.csv batch-out [--brand DIR] [--format NAME]
//! ```
//!
//! The file comes from the command line or `MAQUETTE_BRIEFS`; briefs are read from the column `brief`, `text` or
//! `Intension`, names from `id`. You will see a line a brief: options shown, the smallest distance between their
//! pictures in bits, and the best score; then a summary. Pictures lie in the output folder.

use std::path::PathBuf;

use maquette::{Brief, Maquette, Request};

struct Arguments {
    csv: PathBuf,
    out: PathBuf,
    brand: Option<PathBuf>,
    format: Option<String>,
}

fn arguments() -> anyhow::Result<Arguments> {
    let mut words = std::env::args().skip(1);
    let (mut places, mut brand, mut format) = (Vec::new(), None, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--brand" => brand = words.next().map(PathBuf::from),
            "--format" => format = words.next(),
            _ => places.push(PathBuf::from(word)),
        }
    }
    let mut places = places.into_iter();
    let csv = places.next().or_else(|| std::env::var_os("MAQUETTE_BRIEFS").map(PathBuf::from));
    let csv = csv.ok_or_else(|| anyhow::anyhow!("name a CSV file of briefs, or set MAQUETTE_BRIEFS"))?;
    Ok(Arguments { csv, out: places.next().unwrap_or_else(|| "batch-out".into()), brand, format })
}

fn briefs(path: &PathBuf) -> anyhow::Result<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header));
    let text = column(&["brief", "text", "Intension"]).ok_or_else(|| anyhow::anyhow!("no column of briefs"))?;
    let id = column(&["id"]);
    let mut rows = Vec::new();
    for (index, row) in reader.records().enumerate() {
        let row = row?;
        let name = id.and_then(|id| row.get(id)).map_or_else(|| format!("{:03}", index + 1), str::to_owned);
        rows.push((name, row.get(text).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = arguments()?;
    let mut builder = Maquette::builder();
    if let Some(brand) = &arguments.brand {
        builder = builder.kit(maquette::load_kit(brand)?);
    }
    let engine = builder.build()?;
    let rows = briefs(&arguments.csv)?;
    let (mut sound, mut archetypes) = (0, std::collections::BTreeMap::<String, u32>::new());
    for (name, text) in &rows {
        let mut request = Request::new(Brief::read(text)?).out(arguments.out.join(name));
        if let Some(format) = &arguments.format {
            request = request.format(format.as_str());
        }
        let delivered = match engine.run(request).await?.finish().await {
            Ok(delivered) => delivered,
            Err(error) => {
                println!("{name}  failed: {error}");
                continue;
            }
        };
        let Some(set) = delivered.sets.last() else { continue };
        for option in &set.options {
            let archetype = option.axis_values.get("archetype").cloned().unwrap_or_default();
            *archetypes.entry(archetype).or_default() += 1;
        }
        let best =
            set.options.iter().filter_map(|option| option.scores.get("total")).max().copied().unwrap_or_default();
        sound += usize::from(set.options.len() == 3);
        println!("{name}  {} options  best {best}  {}", set.options.len(), set.options[0].label);
    }
    println!("{sound} of {} briefs ended with three options", rows.len());
    for (archetype, count) in archetypes {
        println!("{count:5}  {archetype}");
    }
    Ok(())
}
