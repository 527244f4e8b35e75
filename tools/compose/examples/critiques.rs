//! Writes candidates of one brief to a folder, each as it was made and damaged, with our verdict and what that took, for other
//! ways of judging to be compared with: `cargo run --release -p maquette-compose --example critiques -- FOLDER CANDIDATES RUNS`.
//!
//! Of each, in a folder of its own: its page with and without text (PNG), the ink of its texts (one byte a pixel, run by run)
//! and what is known of it without looking (JSON). Times are medians of CPU time, one thread, ms.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use cpu_time::ThreadTime;
use design::document::Paint;
use design::{BrandKit, Brief, Copy, Critique, Format};
use maquette_compose::{self as compose, ProposeRequest};
use measure::damage::{Amount, Damage};
use measure::{Element, Subject, TextElement, critique, critique_drawn, house, judge};
use render::{Drawing, FontBook, Layout, Pixels};
use serde_json::{Value, json};

const BRIEF: &str = "Spring plant sale: 30% off everything, this Saturday 9am–4pm, 12 Harbour Street. Playful poster.";
/// How far around a glyph the ground counts, em: as the gate of contrast has it.
const REACH_EM: f64 = 0.1;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, candidates, runs] = arguments.as_slice() else { return Err("FOLDER CANDIDATES RUNS".into()) };
    let (candidates, runs) = (candidates.parse()?, runs.parse::<usize>()?.max(1));
    let (kit, fonts, format) = (BrandKit::builtin(), FontBook::embedded(), Format::default());
    let brief = Brief::read(BRIEF)?;
    let copy = compose::write_copy(&brief, &kit, 1);
    let request = ProposeRequest {
        brief: &brief,
        copy: &copy,
        kit: &kit,
        fonts: &fonts,
        format: &format,
        count: candidates,
        seed: 1,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    };
    let plans = compose::propose(&request);
    let composed = plans.iter().filter_map(|plan| compose::compose(plan, &copy, &kit, &fonts, &format).ok());
    for (at, composition) in composed.enumerate() {
        let (document, pictures) = composition.illustrated(&kit)?;
        let damage = Damage::ALL[at % Damage::ALL.len()];
        let mut damaged = document.clone();
        for operation in damage.operations(&document, &kit, Amount::Large, at as u64) {
            damaged.apply(&operation)?;
        }
        for (name, document) in [("as made", document), (damage.name(), damaged)] {
            let layout = render::lay_out(&document, &kit, &fonts, &pictures)?;
            write(&Path::new(folder).join(format!("{at} {name}")), &layout, &copy, runs)?;
        }
    }
    Ok(())
}

fn write(folder: &Path, layout: &Layout, copy: &Copy, runs: usize) -> Result<(), Box<dyn Error>> {
    let drawing = layout.to_drawing(1.0)?;
    let Drawing { page: pixels, ground } = &drawing;
    let subject = Subject::new(layout, copy, &drawing);
    let mut ink = Vec::new();
    let texts: Vec<Value> = subject.texts.iter().map(|text| told_text(layout, text, &mut ink)).collect();
    let kit = layout.kit();
    let families = layout.families().iter().chain(kit.fonts.iter().map(|font| &font.family));
    let told = json!({
        "page": subject.page(),
        "unit": subject.unit(),
        "elements": subject.elements.iter().map(told_element).collect::<Vec<_>>(),
        "texts": texts,
        "copy": copy,
        "colors": kit.colors.keys().map(ToString::to_string).collect::<Vec<_>>(),
        "required": kit.voice.required,
        "families": families.collect::<Vec<_>>(),
        "ours": judge(&subject, house().map(|rule| rule as &dyn measure::Scorer)),
        "ms": times(layout, copy, (&subject, &drawing), runs),
        "swatches": swatches(pixels),
    });
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("told.json"), told.to_string())?;
    std::fs::write(folder.join("ink"), ink)?;
    std::fs::write(folder.join("page.png"), pixels.to_png()?)?;
    std::fs::write(folder.join("ground.png"), ground.to_png()?)?;
    Ok(())
}

fn told_element(element: &Element<'_>) -> Value {
    json!({
        "node": element.node,
        "area": element.area,
        "turn": element.turn,
        "opacity": element.opacity,
    })
}

fn told_text(layout: &Layout, text: &TextElement<'_>, ink: &mut Vec<u8>) -> Value {
    let colors = |paint: &Paint| -> Vec<String> {
        let tokens = match paint {
            Paint::Token(token) => vec![token],
            Paint::Gradient(gradient) => gradient.stops.iter().map(|stop| &stop.token).collect(),
        };
        tokens.into_iter().filter_map(|token| layout.kit().color(token)).map(|color| color.to_string()).collect()
    };
    let styles = text.text.runs.iter().map(|run| {
        let fill = run.fill.as_ref().unwrap_or(text.fill);
        json!({ "family": run.font.family, "weight": run.font.weight, "colors": colors(fill) })
    });
    let mut runs = Vec::new();
    for (index, run) in text.set.runs.iter().enumerate() {
        let reach = (run.size * REACH_EM).ceil().clamp(1.0, 512.0) as u32;
        let mask = layout.ink_mask(text.id(), index, reach).map(|mask| {
            let from = ink.len();
            ink.extend(&mask.coverage);
            json!({ "from": from, "x": mask.x, "y": mask.y, "w": mask.width, "h": mask.height, "reach": reach })
        });
        runs.push(json!({
            "style": run.style, "size": run.size, "family": run.family, "text": run.text, "mask": mask,
            "glyphs": run.glyphs.len(),
        }));
    }
    json!({
        "id": text.id(),
        "role": text.role(),
        "area": text.element.node.area,
        "ink": text.ink,
        "lines": text.lines,
        "set": text.set.bounds,
        "set_ink": text.set.ink,
        "words": text.set.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        "plain": text.text.plain(),
        "characters": text.characters(),
        "align": text.text.align,
        "leading": text.text.leading,
        "size": text.size,
        "weight": text.weight,
        "turn": text.element.turn,
        "opacity": text.element.opacity,
        "z": text.element.z,
        "overflows": text.set.overflows,
        "missing": text.set.missing.len(),
        "styles": styles.collect::<Vec<_>>(),
        "runs": runs,
    })
}

fn swatches(pixels: &Pixels) -> Vec<Value> {
    let swatches = measure::palette(pixels);
    swatches.iter().map(|swatch| json!({ "color": swatch.color.to_string(), "share": swatch.share })).collect()
}

/// The median CPU time of each rule, of what they share, and of all of it, ms.
fn times(
    layout: &Layout,
    copy: &Copy,
    (subject, drawing): (&Subject<'_>, &Drawing),
    runs: usize,
) -> BTreeMap<&'static str, f64> {
    let pixels = &drawing.page;
    let mut ms = BTreeMap::new();
    ms.insert("critique, drawing too", median(runs, || critique(layout, copy).map_or(0, |one| steps(&one))));
    ms.insert("critique", median(runs, || critique_drawn(layout, copy, drawing).map_or(0, |one| steps(&one))));
    ms.insert("drawing", median(runs, || layout.to_drawing(1.0).map_or(0, |drawing| drawing.page.data.len())));
    ms.insert("subject", median(runs, || Subject::new(layout, copy, drawing).texts.len()));
    let none = || judge(subject, std::iter::empty()).features.len();
    ms.insert("pdq", median(runs, || measure::pdq::hash(pixels).1));
    // Without scorers, what is left is the features and the hash.
    ms.insert("features", (median(runs, none) - ms["pdq"]).max(0.0));
    ms.insert("swatches", median(runs, || measure::palette(pixels).len()));
    for rule in house() {
        ms.insert(rule.name, median(runs, || (rule.judge)(subject).0.steps()));
    }
    ms
}

fn steps(critique: &Critique) -> usize {
    usize::from(critique.total().steps())
}

fn median<T>(runs: usize, judge: impl Fn() -> T) -> f64 {
    black_box(judge());
    let one = || {
        let own = ThreadTime::now();
        black_box(judge());
        own.elapsed().as_secs_f64() * 1e3
    };
    let mut all: Vec<f64> = (0..runs).map(|_| one()).collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
