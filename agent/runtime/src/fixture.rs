//! Tools for the tests: quick, and their answers depend on nothing but the call's arguments.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use design::{
    Archetype, Brief, Copy, CopyBlock, CopyRole, Critique, DesignPlan, ImageRequest, NodeId, Random, Score, Sha256,
};
use planner::NanoUsd;
use planner::calls::{
    Call, ComposeDesign, ComposedDesign, CritiqueDesign, CritiquedDesign, ExportDesign, ExportedDesign, GenerateImage,
    GeneratedImage, PaintImage, PlanDesigns, PlannedDesigns, RenderDesign, RenderedDesign, WriteCopy, WrittenCopy,
};
use toolbox::builtin::BrandSearch;
use toolbox::tool::{Audience, Pure, PureTool};
use toolbox::{Context, Quote, Tool, ToolEffect, ToolError, Toolbox, ToolboxBuilder};

use crate::{Maquette, Request};

/// What a scripted tool does: answers, or answers otherwise when sabotaged.
pub(crate) type Script<C> = fn(&Context, &C, sabotage: bool) -> Result<<C as Call>::Output, ToolError>;

/// A tool that follows a script.
pub(crate) struct Scripted<C: Call> {
    script: Script<C>,
    sabotage: bool,
}

impl<C: Call + Send + 'static> PureTool for Scripted<C>
where
    C::Output: Send + 'static,
{
    const NAME: &'static str = C::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Follows a script.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = C;
    type Output = C::Output;

    fn compute(&self, context: &Context, input: C) -> Result<C::Output, ToolError> {
        (self.script)(context, &input, self.sabotage)
    }
}

pub(crate) fn scripted<C: Call + Send + 'static>(script: Script<C>) -> Pure<Scripted<C>>
where
    C::Output: Send + 'static,
{
    Pure::new(Scripted { script, sabotage: false })
}

/// The scripted tools; the one named `sabotaged` answers otherwise.
pub(crate) fn toolbox(sabotaged: &str) -> ToolboxBuilder {
    fn tool<C: Call + Send + 'static>(script: Script<C>, sabotaged: &str) -> Pure<Scripted<C>>
    where
        C::Output: Send + 'static,
    {
        Pure::new(Scripted { script, sabotage: sabotaged == C::TOOL })
    }
    Toolbox::builder()
        .tool(BrandSearch::default())
        .tool(tool(write_copy, sabotaged))
        .tool(tool(plan_designs, sabotaged))
        .tool(tool(compose, sabotaged))
        .tool(tool(generate_image, sabotaged))
        .tool(tool(paint_image, sabotaged))
        .tool(tool(render, sabotaged))
        .tool(tool(critique, sabotaged))
        .tool(tool(export, sabotaged))
}

/// An engine with the scripted tools.
pub(crate) fn engine(workers: usize) -> Maquette {
    Maquette::builder().workers(workers).toolbox(toolbox("")).build().unwrap()
}

pub(crate) fn brief() -> Brief {
    Brief::read("A flyer for the winter book swap on 9 December, town library").unwrap()
}

/// A small run of two turns into `out`.
pub(crate) fn request(out: &Path) -> Request {
    Request::new(brief()).candidates(4).turns(2).out(out)
}

fn hash<C: Call>(args: &C) -> Sha256 {
    Sha256::of_json(args)
}

/// Keeps a blob that depends on the arguments alone.
fn keep<C: Call>(context: &Context, what: &str, args: &C, sabotage: bool) -> Result<design::BlobRef, ToolError> {
    context.keep(C::TOOL, format!("{what} {} {sabotage}", hash(args)).as_bytes())
}

fn write_copy(_: &Context, _: &WriteCopy, sabotage: bool) -> Result<WrittenCopy, ToolError> {
    let text = if sabotage { "Swap nothing" } else { "Swap a book" };
    let block = CopyBlock { role: CopyRole::Headline, kind: None, text: text.to_owned(), required: true, rank: 1 };
    // Long enough that records put it into blobs.
    let body = CopyBlock { role: CopyRole::Body, text: "Bring one, take one. ".repeat(300), rank: 2, ..block.clone() };
    Ok(WrittenCopy { copy: Copy { blocks: vec![block, body], language: "en".to_owned() } })
}

fn plan_designs(_: &Context, args: &PlanDesigns, _: bool) -> Result<PlannedDesigns, ToolError> {
    let mut random = Random::new(args.seed);
    let names = ["monument", "split-field", "orbit", "spine", "whisper", "chorus"];
    let plan = |index: usize| DesignPlan {
        archetype: Archetype(names[index % names.len()].to_owned()),
        variant: index as u32,
        mirrored: false,
        voice: "plain".to_owned(),
        scheme: "paper".to_owned(),
        palette: 0,
        lead: "headline".to_owned(),
        imagery: "cut_paper".to_owned(),
        motif: "book".to_owned(),
        seed: random.seed(),
    };
    let plans = (0..args.count as usize).map(plan).collect();
    Ok(PlannedDesigns { plans, subjects: vec!["book".to_owned()], fits: Vec::new() })
}

fn compose(context: &Context, args: &ComposeDesign, sabotage: bool) -> Result<ComposedDesign, ToolError> {
    let request = ImageRequest {
        node: NodeId::from("art"),
        prompt: "books".to_owned(),
        negative: String::new(),
        imagery: "cut_paper".to_owned(),
        motif: "book".to_owned(),
        width: 540.0,
        height: 540.0,
        keep_clear: Vec::new(),
        focus: None,
        palette: Default::default(),
        transparent: true,
        seed: args.plan.seed,
    };
    let design = keep(context, "document", args, sabotage)?;
    Ok(ComposedDesign { design, images: vec![request], findings: Vec::new(), edits: BTreeMap::new() })
}

fn generate_image(context: &Context, args: &GenerateImage, sabotage: bool) -> Result<GeneratedImage, ToolError> {
    let blob = keep(context, "picture", args, sabotage)?;
    Ok(GeneratedImage { blob, media: "image/svg+xml".to_owned(), node: args.request.node.clone(), made: None })
}

fn paint_image(context: &Context, args: &PaintImage, sabotage: bool) -> Result<GeneratedImage, ToolError> {
    let blob = keep(context, "painted", args, sabotage)?;
    Ok(GeneratedImage { blob, media: "image/svg+xml".to_owned(), node: args.request.node.clone(), made: None })
}

fn render(context: &Context, args: &RenderDesign, sabotage: bool) -> Result<RenderedDesign, ToolError> {
    context.fetch(RenderDesign::TOOL, &args.design)?;
    // Some calls take longer, so that calls end in another order than they began in.
    std::thread::sleep(Duration::from_millis(hash(args).seed() % 5));
    let design = keep(context, "drawn document", args, false)?;
    let png = keep(context, "png", args, sabotage)?;
    let said = args.exact.clone();
    Ok(RenderedDesign { design, png, width: 1080, height: 1080, said, unread: Vec::new(), locked: Vec::new() })
}

fn critique(_: &Context, args: &CritiqueDesign, sabotage: bool) -> Result<CritiquedDesign, ToolError> {
    let mut random = Random::new(hash(args).seed());
    let mut critique =
        Critique { pdq: Sha256::of(&random.seed().to_le_bytes()).to_string(), pdq_quality: 100, ..Critique::default() };
    for name in ["alignment", "hierarchy", "total"] {
        let score = if sabotage { 1.0 } else { random.unit() };
        critique.scores.insert(name.to_owned(), Score::from_f64(score));
    }
    Ok(CritiquedDesign { critique, repairs: Vec::new() })
}

fn export(context: &Context, args: &ExportDesign, sabotage: bool) -> Result<ExportedDesign, ToolError> {
    let names = ["final.png", "final.svg", "final.live.svg", "final.pdf", "design.json"];
    let file = |name: &&str| Ok(((*name).to_owned(), keep(context, name, args, sabotage)?));
    Ok(ExportedDesign { files: names.iter().map(file).collect::<Result<_, ToolError>>()? })
}

/// What a picture may cost, and what it does.
pub(crate) const QUOTE: NanoUsd = NanoUsd(40_000_000);
pub(crate) const PRICE: NanoUsd = NanoUsd(30_000_000);

/// A provider of pictures that does a thing once for each key, and remembers how often it was asked.
#[derive(Clone, Default)]
pub(crate) struct Shop(Arc<Mutex<BTreeMap<String, u32>>>);

impl Shop {
    pub(crate) fn asked(&self) -> BTreeMap<String, u32> {
        self.0.lock().unwrap().clone()
    }
}

/// Buys pictures.
#[derive(Clone)]
pub(crate) struct Buy {
    pub(crate) shop: Shop,
    pub(crate) effect: ToolEffect,
}

impl Tool for Buy {
    const NAME: &'static str = GenerateImage::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Buys a picture.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = GenerateImage;
    type Output = GeneratedImage;

    fn effect(&self) -> ToolEffect {
        self.effect
    }

    fn quote(&self, _: &GenerateImage) -> Quote {
        Quote { images: 1, calls: 1, ..Quote::money(QUOTE) }
    }

    async fn call(&self, context: &Context, input: GenerateImage) -> Result<GeneratedImage, ToolError> {
        let key = context.idempotency_key().map_or_else(|| format!("{:?}", input.request.seed), str::to_owned);
        *self.shop.0.lock().unwrap().entry(key).or_default() += 1;
        context.charge(PRICE);
        let picture = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"p{}\"/>", input.request.seed);
        let blob = context.keep(Self::NAME, picture.as_bytes())?;
        Ok(GeneratedImage { blob, media: "image/svg+xml".to_owned(), node: input.request.node, made: None })
    }
}
