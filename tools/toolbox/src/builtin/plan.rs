//! Tools that come before the drawing: `write_copy`, `plan_designs`, `compose`.

mod by_taste;

use std::sync::Arc;

use compose::{Begun, Composer, EMPTY_SVG, Pictures, ProposeRequest};
use design::brief::BRIEF_BYTES_MAX;
use design::document::Source;
use design::{Brief, Copy, Finding, Format, Severity};
use planner::Kept;
use planner::calls::{
    Call, ComposeDesign, ComposedDesign, PlanDesigns as PlanArgs, PlannedDesigns, WriteCopy as WriteArgs, WrittenCopy,
};

use safety::policy::Scope;

use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::tool::{Audience, PureTool};

/// Most plans that are proposed at once.
const PLANS_MAX: u32 = 64;
/// Longest name of a colour that is repeated, characters.
const COLOUR_CHARS_MAX: usize = 40;
/// Most pieces of copy in one design.
const BLOCKS_MAX: usize = 256;

fn check_brief(tool: &str, brief: &Brief) -> Result<(), ToolError> {
    if brief.text.len() > BRIEF_BYTES_MAX {
        return Err(ToolError::invalid(tool, "/brief/text", format!("is longer than {BRIEF_BYTES_MAX} bytes")));
    }
    Ok(())
}

fn check_copy(tool: &str, copy: &Copy) -> Result<(), ToolError> {
    let bytes: usize = copy.blocks.iter().map(|block| block.text.len()).sum();
    if copy.blocks.len() > BLOCKS_MAX || bytes > BRIEF_BYTES_MAX {
        let message = format!("is more than {BLOCKS_MAX} pieces or {BRIEF_BYTES_MAX} bytes");
        return Err(ToolError::invalid(tool, "/copy/blocks", message));
    }
    Ok(())
}

fn read_format(tool: &str, name: &str) -> Result<Format, ToolError> {
    Format::parse(name).map_err(|error| ToolError::invalid(tool, "/format", error.to_string()))
}

/// The layers that somebody began with, as a document of their page, with the pictures that they show.
fn begun<'a>(
    tool: &str,
    context: &'a Context,
    kept: Option<&Kept>,
    copy: &Copy,
) -> Result<Option<Begun<'a>>, ToolError> {
    let Some(kept) = kept else { return Ok(None) };
    let mut document = context.document(tool, &kept.design)?;
    document.nodes.retain(|node| kept.layers.iter().any(|layer| layer.id == node.id));
    let pictures = document.blobs().into_iter().map(|name| Ok((name, Arc::from(&*context.fetch(tool, &name)?))));
    let pictures = pictures.collect::<Result<Pictures, ToolError>>()?;
    Begun::new(document, pictures, context.kit(), copy).map(Some).map_err(|error| does_not_fit(tool, &error))
}

/// A brand's colours are its own: one that it does not have is told, not made up.
fn missing_colour(colour: &str) -> Finding {
    let colour: String = colour.chars().take(COLOUR_CHARS_MAX).collect();
    let message = format!("The brief asks for \"{colour}\", which the brand kit does not have.");
    Finding::new("missing_colour", Severity::Info, message)
}

/// Writes the copy of a design.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteCopy;

impl PureTool for WriteCopy {
    const NAME: &'static str = WriteArgs::TOOL;
    const VERSION: &'static str = "1.5.0";
    const DESCRIPTION: &'static str = "Writes the words of a design from a brief, in the voice of the brand kit.";
    type Input = WriteArgs;
    type Output = WrittenCopy;

    fn compute(&self, context: &Context, input: WriteArgs) -> Result<WrittenCopy, ToolError> {
        check_brief(Self::NAME, &input.brief)?;
        if let Some(topic) = compose::blocked_topic(&input.brief, context.kit()) {
            let reason = format!("the brand's policy blocks \"{topic}\", which the brief asks for");
            return Err(ToolError::Refused { tool: Self::NAME.to_owned(), reason });
        }
        if let Some(reason) = context.permission().rule(&input.brief.text, Scope::Brief).stopped {
            return Err(ToolError::Refused { tool: Self::NAME.to_owned(), reason });
        }
        // What is written depends on the page, whoever said which: nobody can press a poster.
        let brief = Brief { format: Some(context.format().name.clone()), ..input.brief };
        Ok(WrittenCopy { copy: compose::write_copy(&brief, context.kit(), input.seed) })
    }
}

/// Plans candidates.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanDesigns;

impl PureTool for PlanDesigns {
    const NAME: &'static str = PlanArgs::TOOL;
    const VERSION: &'static str = "1.4.0";
    const DESCRIPTION: &'static str =
        "Searches for candidates that suit a brief, are good, and differ on the axes that may.";
    type Input = PlanArgs;
    type Output = PlannedDesigns;

    fn compute(&self, context: &Context, input: PlanArgs) -> Result<PlannedDesigns, ToolError> {
        check_brief(Self::NAME, &input.brief)?;
        check_copy(Self::NAME, &input.copy)?;
        let narrowed = context.kit().narrowed_to(&input.brief.colours);
        let format = read_format(Self::NAME, &input.format)?;
        let begun = begun(Self::NAME, context, input.begun.as_ref(), &input.copy)?;
        let (copy, format) = begun.as_ref().map_or((&input.copy, &format), |begun| (begun.copy(), begun.format()));
        let request = ProposeRequest {
            brief: &input.brief,
            copy,
            kit: &narrowed.kit,
            fonts: context.fonts(),
            format,
            count: input.count.min(PLANS_MAX) as usize,
            seed: input.seed,
            around: input.around.as_ref(),
            vary: &input.vary,
            photographed: input.photographed,
            begun: begun.as_ref(),
            edits: &input.edits,
        };
        let subjects = compose::subjects(&input.brief).into_iter().map(str::to_owned).collect();
        let wanted = || !context.is_stopped();
        let found = match &input.steering {
            Some(steering) => by_taste::search(&request, steering, &wanted),
            None => compose::search_while(&request, &wanted),
        };
        let (plans, fits) = found.into_iter().map(|found| (found.plan, found.fit)).unzip();
        let fits = if request.around.is_some() { Vec::new() } else { fits };
        Ok(PlannedDesigns { plans, subjects, fits })
    }
}

/// Lays a design out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compose;

impl PureTool for Compose {
    const NAME: &'static str = ComposeDesign::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Lays a planned design out, and says which pictures it waits for.";
    const AUDIENCE: Audience = Audience::Offered;
    type Input = ComposeDesign;
    type Output = ComposedDesign;

    fn compute(&self, context: &Context, input: ComposeDesign) -> Result<ComposedDesign, ToolError> {
        check_copy(Self::NAME, &input.copy)?;
        let format = read_format(Self::NAME, &input.format)?;
        let narrowed = context.kit().narrowed_to(&input.colours);
        let wanted = || !context.is_stopped();
        let begun = begun(Self::NAME, context, input.begun.as_ref(), &input.copy)?;
        let (copy, format) = begun.as_ref().map_or((&input.copy, &format), |begun| (begun.copy(), begun.format()));
        let mut composer = Composer::new(copy, &narrowed.kit, context.fonts(), format).as_long_as(&wanted);
        let composition = composer.compose(&input.plan).map_err(|error| does_not_fit(Self::NAME, &error))?;
        let composition = match &begun {
            Some(begun) => begun.whole(composition).map_err(|error| does_not_fit(Self::NAME, &error))?,
            None => composition,
        };
        let mut document = composition.document;
        // A plan of a room is none of the page.
        let source = || Source { plan: input.plan, copy: input.copy, colours: input.colours };
        document.source = input.begun.is_none().then(source);
        let mut findings = composition.findings;
        // No edit of a design brings a font file, so there is nothing to repair.
        let told = |finding| Finding { severity: Severity::Info, ..finding };
        findings.extend(context.fonts().missing(context.kit()).into_iter().map(told));
        findings.extend(narrowed.unmet.iter().map(|colour| missing_colour(colour)));
        // Nodes that wait for a picture show this one; without it a design whose picture failed could not be drawn.
        context.keep(Self::NAME, EMPTY_SVG.as_bytes())?;
        let design = context.keep(Self::NAME, &document.to_bytes())?;
        let edits = compose::edits_for(&composition.images, &narrowed.kit, &input.edits);
        Ok(ComposedDesign { design, images: composition.images, findings, edits })
    }
}
