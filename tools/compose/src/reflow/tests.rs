//! The same design on other pages.

use std::collections::BTreeMap;

use design::brief::CopyRole;
use design::document::{Lock, Source};
use design::import::read_foreign;

use design::Operation;

use super::*;
use crate::write_copy;

const BRIEF: &str = "Spring plant sale: 30% off everything, this Saturday 9am–4pm, 12 Harbour Street. Playful poster.";
const FORMATS: [&str; 5] = ["instagram-post", "story", "leaderboard", "A3", "skyscraper"];

struct Stage {
    kit: std::sync::Arc<BrandKit>,
    fonts: FontBook,
    blobs: Pictures,
    document: Document,
}

fn stage(brief: &str) -> Stage {
    let (kit, fonts, format) = (BrandKit::builtin(), FontBook::embedded(), Format::default());
    let brief = Brief::read(brief).unwrap();
    let copy = write_copy(&brief, &kit, 1);
    let plans = propose(&ProposeRequest {
        brief: &brief,
        copy: &copy,
        kit: &kit,
        fonts: &fonts,
        format: &format,
        count: 10,
        seed: 1,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    });
    let made = plans.into_iter().find_map(|plan| {
        let composition = compose(&plan, &copy, &kit, &fonts, &format).ok()?;
        (!composition.images.is_empty()).then_some((plan, composition))
    });
    let (plan, composition) = made.unwrap();
    let (mut document, blobs) = composition.illustrated(&kit).unwrap();
    document.source = Some(Source { plan, copy, colours: Vec::new() });
    Stage { kit, fonts, blobs, document }
}

impl Stage {
    fn on(&self, format: &str) -> Reflowed {
        let format = Format::parse(format).unwrap();
        let request = ReflowRequest {
            document: &self.document,
            kit: &self.kit,
            fonts: &self.fonts,
            blobs: &self.blobs,
            format: &format,
        };
        reflow(&request).unwrap()
    }
}

fn words(document: &Document) -> String {
    let texts = document.walk().filter_map(|node| match &node.content {
        Layer::Text { text, .. } => Some(text.plain()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn a_design_is_the_same_design_on_every_page() {
    let stage = stage(BRIEF);
    let own = &stage.document.source.as_ref().unwrap().plan;
    for format in FORMATS {
        let made = stage.on(format);
        let document = made.layout.document();
        assert_eq!(gates(&made.critique), 0, "{format}: {:?}", made.critique.findings);
        let page = Format::parse(format).unwrap();
        assert_eq!((document.page.w, document.page.h), (f64::from(page.width), f64::from(page.height)));
        assert_eq!(document.page.bleed, page.bleed_px());
        let plan = &document.source.as_ref().unwrap().plan;
        let same = |plan: &DesignPlan| {
            (plan.voice.clone(), plan.scheme.clone(), plan.palette, plan.motif.clone(), plan.imagery.clone())
        };
        assert_eq!(same(plan), same(own), "{format}");
        for block in stage.document.source.as_ref().unwrap().copy.blocks.iter().filter(|block| block.required) {
            let text = block.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            assert!(words(document).contains(&text), "{format}: `{text}` is not in `{}`", words(document));
        }
    }
    let bytes = |made: Reflowed| made.layout.document().to_bytes();
    assert_eq!(bytes(stage.on("story")), bytes(stage.on("story")));
}

#[test]
fn what_was_changed_since_goes_along() {
    let mut stage = stage(BRIEF);
    let headline = stage.document.walk().find(|node| node.role == Role::Headline).unwrap().clone();
    let Layer::Text { mut text, .. } = headline.content.clone() else { panic!("a headline is text") };
    text.runs.truncate(1);
    text.runs[0].text = "Green fingers wanted".to_owned();
    stage.document.apply(&Operation::SetText { id: headline.id.clone(), text }).unwrap();
    let story = stage.on("story");
    let said = words(story.layout.document());
    assert!(said.contains("green fingers wanted"), "{said}");
    let copy = &story.layout.document().source.as_ref().unwrap().copy;
    let headlines = copy.blocks.iter().filter(|block| block.role == CopyRole::Headline).count();
    assert_eq!(headlines, 1, "the new words take the place of the old");
}

#[test]
fn a_locked_picture_and_a_locked_style_are_kept() {
    let mut stage = stage(BRIEF);
    let face = design::document::FontRef::new("Libertinus Serif", 400);
    let mut blob = None;
    for node in &mut stage.document.nodes {
        match (&mut node.content, node.role) {
            (Layer::Svg { blob: own, .. }, Role::Image) => {
                node.locked.push(Lock::Content);
                blob = Some(*own);
            }
            (Layer::Text { text, .. }, Role::Headline) => {
                node.locked.push(Lock::Style);
                text.runs.iter_mut().for_each(|run| run.font = face.clone());
            }
            _ => {}
        }
    }
    let made = stage.on("story");
    let document = made.layout.document();
    assert!(document.blobs().contains(&blob.unwrap()), "the locked picture is shown");
    let headline = document.walk().find(|node| node.role == Role::Headline).unwrap();
    let Layer::Text { text, .. } = &headline.content else { panic!("a headline is text") };
    assert!(text.runs.iter().all(|run| run.font == face));
    assert!(headline.locked.contains(&Lock::Style));
}

const FLEA_MARKET: &[u8] = include_bytes!("../../../design/tests/import/flea-market.json");

#[test]
fn a_foreign_document_is_made_presentable_and_laid_out_anew() {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    let furnished = furnish(read_foreign(FLEA_MARKET, &kit).unwrap(), &kit, &fonts);
    assert!(furnished.findings.iter().any(|finding| finding.rule == "missing_font"));
    let layout = lay_out(&furnished.document, &kit, &fonts, &furnished.pictures).unwrap();
    for node in furnished.document.walk() {
        if let Some(text) = layout.text(&node.id) {
            assert!(!text.overflows, "{} overflows", node.id);
        }
    }
    let stage = Stage { kit, fonts, blobs: furnished.pictures, document: furnished.document };
    for format in ["instagram-post", "story", "leaderboard", "A4-landscape"] {
        let made = stage.on(format);
        assert_eq!(gates(&made.critique), 0, "{format}: {:?}", made.critique.findings);
        let said = words(made.layout.document());
        for wanted in ["flea market", "under the railway arches", "sunday 4 may", "9am–3pm", "book a stall"] {
            assert!(said.contains(wanted), "{format}: `{wanted}` is not in `{said}`");
        }
    }
}

#[test]
fn a_document_without_words_is_shown_whole() {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    let layout = br#"{"width":"1000px","height":"500px","background":"rgb(250,240,220)","components":[
        {"type":"GROUP","left":"100px","top":"100px","width":"300px","height":"300px","background":"rgb(20,90,160)"}]}"#;
    let furnished = furnish(read_foreign(layout, &kit).unwrap(), &kit, &fonts);
    let stage = Stage { kit, fonts, blobs: BTreeMap::new(), document: furnished.document };
    let made = stage.on("story");
    let form = made.layout.document().nodes[1].area;
    assert_eq!([form.w, form.h], [324.0, 324.0]);
    assert!(made.layout.document().page.area().contains(form, 0.0));
}
