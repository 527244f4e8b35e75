//! Tools that need a design laid out: `render`, `critique`, `export`.

use std::collections::BTreeMap;

use design::{Document, EditError, Editing, ExactRead, Operation, Sha256, read_exact};
use planner::calls::{
    Call, CritiqueDesign, CritiquedDesign, ExportDesign, ExportedDesign, RenderDesign, RenderedDesign,
};
use render::{RenderError, SvgText};

use crate::context::{Context, does_not_fit, given_up};
use crate::error::ToolError;
use crate::tool::{Audience, PureTool};

/// Most texts of exact values that one call reads.
const EXACT_MAX: usize = 16;
/// Most edits that one call makes.
const OPERATIONS_MAX: usize = 1_000;

pub(crate) fn drawing_failed(tool: &'static str) -> impl Fn(RenderError) -> ToolError {
    move |error| match error {
        RenderError::GivenUp => given_up(tool),
        error => does_not_fit(tool, &error),
    }
}

/// Edits a design and draws it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Render;

impl PureTool for Render {
    const NAME: &'static str = RenderDesign::TOOL;
    const VERSION: &'static str = "1.2.0";
    const DESCRIPTION: &'static str = "Makes edits to a design, in order, and draws the result as PNG.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = RenderDesign;
    type Output = RenderedDesign;

    fn compute(&self, context: &Context, input: RenderDesign) -> Result<RenderedDesign, ToolError> {
        if input.operations.len() > OPERATIONS_MAX {
            let message = format!("{} edits are more than the {OPERATIONS_MAX} of one call", input.operations.len());
            return Err(ToolError::invalid(Self::NAME, "/operations", message));
        }
        let mut document = context.document(Self::NAME, &input.design)?;
        for (index, operation) in input.operations.iter().enumerate() {
            document
                .apply(operation)
                .map_err(|error| ToolError::invalid(Self::NAME, format!("/operations/{index}"), error.to_string()))?;
        }
        let (mut document, ExactRead { said, unread, .. }) = exactly(document, context, &input)?;
        if let Some(kept) = &input.kept {
            document.keep_layers_of(&context.document(Self::NAME, kept)?);
        }
        let design = context.keep(Self::NAME, &document.to_bytes())?;
        let drawn = context.lay_out(Self::NAME, design, &document)?;
        let wanted = || !context.is_stopped();
        let pixels = drawn.pixels(&wanted).map_err(drawing_failed(Self::NAME))?;
        let png = pixels.to_png_while(&wanted).map_err(drawing_failed(Self::NAME))?;
        let png = context.keep(Self::NAME, &png)?;
        let locked = document.kept_layers();
        Ok(RenderedDesign { design, png, width: pixels.width, height: pixels.height, said, unread, locked })
    }
}

/// A document with exact values as they were said, as far as they can be had in it.
fn exactly(document: Document, context: &Context, input: &RenderDesign) -> Result<(Document, ExactRead), ToolError> {
    let (mut all, said) = (ExactRead::default(), &input.exact);
    if said.is_empty() {
        return Ok((document, all));
    }
    if said.len() > EXACT_MAX {
        let message = format!("{} texts are more than the {EXACT_MAX} of one call", said.len());
        return Err(ToolError::invalid(RenderDesign::TOOL, "/exact", message));
    }
    let families = context.fonts().families();
    let invalid = |error: EditError| ToolError::invalid(RenderDesign::TOOL, "/exact", error.to_string());
    let mut editing = Editing::new(document).map_err(invalid)?;
    for (place, text) in said.iter().enumerate() {
        let is_of_this = input.edited && place + 1 == said.len();
        let read = read_exact(text, editing.document(), context.kit(), &families);
        for operation in &read.operations {
            if is_of_this || !matches!(operation, Operation::SetLocks { .. }) {
                editing.apply(operation).map_err(invalid)?;
            }
        }
        if input.edited && !is_of_this {
            continue;
        }
        all.said.extend(read.said);
        all.unread.extend(read.unread);
    }
    Ok((editing.into_document(), all))
}

/// Scores a design and looks for faults.
#[derive(Debug, Clone, Copy, Default)]
pub struct Critique;

impl PureTool for Critique {
    const NAME: &'static str = CritiqueDesign::TOOL;
    const VERSION: &'static str = "1.7.0";
    const DESCRIPTION: &'static str =
        "Scores a design by rules and pixels, and says which edits would mend its faults.";
    const AUDIENCE: Audience = Audience::Offered;
    type Input = CritiqueDesign;
    type Output = CritiquedDesign;

    fn compute(&self, context: &Context, input: CritiqueDesign) -> Result<CritiquedDesign, ToolError> {
        let drawn = context.drawn(Self::NAME, &input.design)?;
        let failed = drawing_failed(Self::NAME);
        let wanted = || !context.is_stopped();
        let drawing = drawn.drawing(&wanted).map_err(&failed)?;
        let weights: BTreeMap<String, u32> =
            input.weights.into_iter().map(|weight| (weight.scorer, weight.weight)).collect();
        // The kit and the faces are those of the run, and so of whatever was drawn in it.
        let key = Sha256::of_json(&(Self::VERSION, &input.copy, &weights));
        let score = || measure::critique_drawn_while(drawn.layout(), &input.copy, drawing, &weights, &wanted);
        let mut critique = drawn.critique(&key, score).map_err(&failed)?;
        let (permission, document) = (context.permission(), drawn.layout().document());
        permission.judge_texts(document, &mut critique);
        permission.judge_pictures(document, |blob| context.fetch(Self::NAME, blob).ok(), &mut critique);
        let repairs = compose::repairs(&critique);
        Ok(CritiquedDesign { critique, repairs })
    }
}

/// Writes the files that are delivered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Export;

impl PureTool for Export {
    const NAME: &'static str = ExportDesign::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Writes a design as PNG, SVG (outlined and with live text), PDF and JSON.";
    type Input = ExportDesign;
    type Output = ExportedDesign;

    fn compute(&self, context: &Context, input: ExportDesign) -> Result<ExportedDesign, ToolError> {
        let drawn = context.drawn(Self::NAME, &input.design)?;
        let layout = drawn.layout();
        let wanted = || !context.is_stopped();
        type Write<'a> = &'a dyn Fn() -> Result<Vec<u8>, RenderError>;
        let writers: [(&str, Write<'_>); 5] = [
            ("final.png", &|| drawn.pixels(&wanted)?.to_png_while(&wanted)),
            ("final.svg", &|| Ok(layout.to_svg(SvgText::Outlined).into_bytes())),
            ("final.live.svg", &|| Ok(layout.to_svg(SvgText::Live).into_bytes())),
            ("final.pdf", &|| layout.to_pdf()),
            ("design.json", &|| Ok(layout.document().to_bytes())),
        ];
        let mut files = BTreeMap::new();
        for (name, write) in writers {
            context.wanted(Self::NAME)?;
            let bytes = write().map_err(drawing_failed(Self::NAME))?;
            files.insert(name.to_owned(), context.keep(Self::NAME, &bytes)?);
        }
        Ok(ExportedDesign { files })
    }
}
