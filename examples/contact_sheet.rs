//! Shows the options of many briefs on one page, so that taste can be reviewed at a glance.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example contact_sheet -- briefs.csv --out sheet.png
//!     [--brand DIR] [--format NAME] [--from 0] [--count 20] [--columns 2]
//! ```
//!
//! Briefs are read from the column `brief`, `text` or `Intension`, names from `id`, formats from `format`. You will see a
//! row a brief: its words, the options with the archetype of each, the one that would be delivered first. The sheet is
//! itself a Maquette document, drawn by the same renderer; the runs lie beside it, in `sheet.runs/`.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use maquette::document::{Align, Fit, FontRef, Node, NodeId, Paint, Provenance, Role, Run, Text, VAlign};
use maquette::{
    BlobRef, BrandKit, Brief, Content, DesignFile, Document, Format, Maquette, OutputFormat, Rect, Request,
};

/// Side of the square that an option is shown in, px.
const THUMB: f64 = 340.0;
const GAP: f64 = 16.0;
/// Height of the words above a brief's options, px.
const CAPTION: f64 = 64.0;

struct Row {
    name: String,
    brief: String,
    format: Option<String>,
}

fn flag(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}

fn number(name: &str, otherwise: usize) -> anyhow::Result<usize> {
    flag(name).map_or(Ok(otherwise), |text| Ok(text.parse()?))
}

fn rows(path: &str) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header));
    let brief = column(&["brief", "text", "Intension"]).ok_or_else(|| anyhow::anyhow!("no column of briefs"))?;
    let (id, format) = (column(&["id"]), column(&["format"]));
    let mut rows = Vec::new();
    for (index, row) in reader.records().enumerate() {
        let row = row?;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).filter(|text| !text.is_empty()).map(str::to_owned);
        let name = cell(id).unwrap_or_else(|| format!("{:03}", index + 1));
        rows.push(Row { name, brief: cell(Some(brief)).unwrap_or_default(), format: cell(format) });
    }
    Ok(rows)
}

/// The picture as large as its square allows, and its size in px.
fn thumb(png: &[u8]) -> anyhow::Result<(Arc<[u8]>, f64, f64)> {
    let small = image::load_from_memory(png)?.resize(THUMB as u32, THUMB as u32, image::imageops::FilterType::Triangle);
    let mut bytes = Vec::new();
    small.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png)?;
    Ok((bytes.into(), f64::from(small.width()), f64::from(small.height())))
}

/// The sheet while it is filled.
struct Sheet {
    document: Document,
    pictures: BTreeMap<BlobRef, Arc<[u8]>>,
}

impl Sheet {
    fn put(&mut self, role: Role, area: Rect, content: Content) {
        let id = NodeId(format!("n{}", self.document.nodes.len()));
        let (rotation, opacity, locked, provenance) = (0.0, 1.0, Vec::new(), Provenance::Generated);
        self.document.nodes.push(Node { id, role, area, rotation, opacity, locked, provenance, alt: None, content });
    }

    fn words(&mut self, text: &str, size: f64, weight: u16, area: Rect) {
        let font = FontRef::new("Inter", weight);
        let runs = vec![Run::new(text, font, size)];
        let (align, valign, language) = (Align::Start, VAlign::Top, "en".to_owned());
        let text = Text { runs, align, valign, leading: 1.25, wrap: true, language, ..plain() };
        self.put(Role::Body, area, Content::Text { text, fill: Paint::Token("maquette.neutral.ink".into()) });
    }

    fn picture(&mut self, png: &[u8], x: f64, y: f64) -> anyhow::Result<()> {
        let (bytes, w, h) = thumb(png)?;
        let blob = BlobRef::of(&bytes);
        self.pictures.insert(blob, bytes);
        let area = Rect::new(x + (THUMB - w) / 2.0, y + (THUMB - h) / 2.0, w, h);
        self.put(Role::Image, area, Content::Image { blob, fit: Fit::Contain });
        Ok(())
    }
}

fn plain() -> Text {
    let (align, valign, case) = (Align::Start, VAlign::Top, maquette::document::Case::AsIs);
    Text { runs: Vec::new(), align, valign, leading: 1.2, case, wrap: true, language: String::new() }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).filter(|word| !word.starts_with("--"));
    let path = path.or_else(|| std::env::var("MAQUETTE_BRIEFS").ok());
    let path = path.ok_or_else(|| anyhow::anyhow!("name a CSV file of briefs, or set MAQUETTE_BRIEFS"))?;
    let out = PathBuf::from(flag("--out").unwrap_or_else(|| "sheet.png".to_owned()));
    let kit = flag("--brand").map(|folder| maquette::load_kit(folder.as_ref())).transpose()?;
    let builder = Maquette::builder();
    let engine = kit.map_or_else(Maquette::builder, |kit| builder.kit(kit)).build()?;
    let rows: Vec<Row> = rows(&path)?.into_iter().skip(number("--from", 0)?).take(number("--count", 20)?).collect();
    let columns = number("--columns", 2)?.clamp(1, 4);
    let (cell_w, cell_h) = (3.0 * (THUMB + GAP) + GAP, CAPTION + THUMB + 28.0 + GAP);
    let (w, h) = (cell_w * columns as f64, cell_h * rows.len().div_ceil(columns) as f64 + GAP);
    let neutral = BrandKit::builtin();
    let format = Format::parse(&format!("{}x{}", w as u32, (h as u32).clamp(64, 8192)))?;
    let document = Document::new(&format, neutral.reference());
    let mut sheet = Sheet { document, pictures: BTreeMap::new() };
    let mut archetypes = BTreeMap::<String, u32>::new();
    for (index, row) in rows.iter().enumerate() {
        let (x, y) = ((index % columns) as f64 * cell_w + GAP, (index / columns) as f64 * cell_h + GAP);
        let said: String = row.brief.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(260).collect();
        sheet.words(&format!("{}  {said}", row.name), 14.0, 500, Rect::new(x, y, cell_w - 2.0 * GAP, CAPTION));
        let folder = out.with_extension("runs").join(&row.name);
        let mut request = Request::new(Brief::read(&row.brief)?).out(&folder);
        if let Some(format) = flag("--format").or_else(|| row.format.clone()) {
            request = request.format(format);
        }
        let delivered = engine.run(request).await?.finish().await?;
        for option in delivered.sets.iter().flat_map(|set| &set.options) {
            let x = x + f64::from((option.index - 1) % 3) * (THUMB + GAP);
            let png = std::fs::read(folder.join("options/turn-1").join(&option.png))?;
            sheet.picture(&png, x, y + CAPTION)?;
            let archetype = option.axis_values.get("archetype").cloned().unwrap_or_default();
            let total = option.scores.get("total").copied().unwrap_or_default();
            let label = format!("{archetype}  {total}");
            sheet.words(&label, 13.0, 400, Rect::new(x, y + CAPTION + THUMB + 4.0, THUMB, 20.0));
            *archetypes.entry(archetype).or_default() += 1;
        }
        eprintln!("{}  {} options", row.name, delivered.sets.last().map_or(0, |set| set.options.len()));
    }
    let drawn = DesignFile::in_memory(&sheet.document, &neutral, sheet.pictures)?;
    std::fs::write(&out, drawn.write(OutputFormat::Png, 1.0)?)?;
    println!("{} briefs on {}", rows.len(), out.display());
    archetypes.iter().for_each(|(archetype, count)| println!("{count:5}  {archetype}"));
    Ok(())
}
