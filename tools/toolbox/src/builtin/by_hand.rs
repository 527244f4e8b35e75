//! What a model makes with its own hands: `draw_illustration`, `edit_design`, and `describe_design` to see what is there.

use std::collections::BTreeMap;

use design::document::{Content, Lock, Paint, Shape};
use design::{Document, Node, NodeId, Operation, Rect, Role};
use planner::calls::{
    Call, DescribeDesign as Describe, DescribedDesign, DescribedNode, DesignEdit, DrawIllustration as Draw,
    DrawnIllustration, EDITS_MAX, EditDesign as Edit, EditedDesign, Form,
};

use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::tool::{Audience, PureTool};

/// Most layers that are described.
const NODES_MAX: usize = 60;
/// Most colours that are told.
const COLOURS_MAX: usize = 48;
/// Most characters that are told of a text.
const TEXT_CHARS_MAX: usize = 120;
/// Smallest share of a drawing's pixels that differ from the rest: less is nothing that anybody sees.
const SEEN_MIN: f64 = 0.004;

/// Makes a drawing into the picture of a design.
#[derive(Debug, Clone, Copy, Default)]
pub struct DrawIllustration;

impl PureTool for DrawIllustration {
    const NAME: &'static str = Draw::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str =
        "Makes an SVG of shapes into the picture of a design: harmless, and in the colours of the kit.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Draw;
    type Output = DrawnIllustration;

    fn compute(&self, context: &Context, input: Draw) -> Result<DrawnIllustration, ToolError> {
        let refused = |error: &dyn std::error::Error| ToolError::invalid(Self::NAME, "/svg", error.to_string());
        let drawing = compose::illustration::illustrate(&input.svg, &input.request, context.kit())
            .map_err(|error| refused(&error))?;
        let picture = render::decode_picture(drawing.svg.as_bytes()).map_err(|error| refused(&error))?;
        let pixels = picture.into_pixels().map_err(|error| refused(&error))?.within(256);
        if seen(&pixels.data) < SEEN_MIN {
            let message = "nothing can be seen of the drawing: its shapes lie outside of the page, or have its colour";
            return Err(ToolError::invalid(Self::NAME, "/svg", message.to_owned()));
        }
        let blob = context.keep(Self::NAME, drawing.svg.as_bytes())?;
        Ok(DrawnIllustration { blob, notes: drawing.notes })
    }
}

/// The share of pixels that are not as most are.
fn seen(rgba: &[u8]) -> f64 {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    rgba.chunks_exact(4).for_each(|pixel| *counts.entry(pixel).or_default() += 1);
    let all = rgba.len() / 4;
    let most = counts.values().copied().max().unwrap_or(all);
    (all - most) as f64 / all.max(1) as f64
}

/// Edits a design: what lies where, in which colour. Words stay what they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct EditDesign;

impl PureTool for EditDesign {
    const NAME: &'static str = Edit::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Makes edits to a design, in order; its words stay what they are.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Edit;
    type Output = EditedDesign;

    fn compute(&self, context: &Context, input: Edit) -> Result<EditedDesign, ToolError> {
        if input.edits.len() > EDITS_MAX {
            let message = format!("{} edits are more than the {EDITS_MAX} of one call", input.edits.len());
            return Err(ToolError::invalid(Self::NAME, "/edits", message));
        }
        let mut document = context.document(Self::NAME, &input.design)?;
        for (place, edit) in input.edits.iter().enumerate() {
            let invalid = |what: String| ToolError::invalid(Self::NAME, format!("/edits/{place}"), what);
            let operation = operation(&document, context, edit).map_err(invalid)?;
            document.apply(&operation).map_err(|error| invalid(error.to_string()))?;
        }
        let drawn =
            render::lay_out(&document, context.kit(), context.fonts(), &crate::context::Pictures(context.blobs()));
        drawn.map_err(|error| does_not_fit(Self::NAME, &error))?;
        Ok(EditedDesign { design: context.keep(Self::NAME, &document.to_bytes())? })
    }
}

/// The operation that an edit stands for, if the design takes it.
fn operation(document: &Document, context: &Context, edit: &DesignEdit) -> Result<Operation, String> {
    let known = |token: &design::TokenPath| {
        context.kit().color(token).map(|_| Paint::token(token)).ok_or_else(|| {
            let token: String = token.0.chars().take(60).collect();
            format!("`{token}` is no colour of the kit")
        })
    };
    let free = |id: &NodeId, lock: Lock| {
        let node = document
            .node(id)
            .ok_or_else(|| format!("there is no layer `{}`", id.0.chars().take(60).collect::<String>()))?;
        if node.locked.contains(&lock) { Err(format!("layer `{id}` is locked")) } else { Ok(node) }
    };
    Ok(match edit {
        DesignEdit::Move { node, area } => {
            free(node, Lock::Move)?;
            Operation::SetBox { id: node.clone(), area: *area }
        }
        DesignEdit::Turn { node, degrees } => {
            free(node, Lock::Move)?;
            Operation::SetRotation { id: node.clone(), rotation: *degrees }
        }
        DesignEdit::Fade { node, opacity } => {
            free(node, Lock::Style)?;
            Operation::SetOpacity { id: node.clone(), opacity: *opacity }
        }
        DesignEdit::Recolour { node, token } => {
            free(node, Lock::Style)?;
            Operation::SetFill { id: node.clone(), fill: Some(known(token)?) }
        }
        DesignEdit::Reorder { node, index } => {
            free(node, Lock::Move)?;
            Operation::Reorder { id: node.clone(), index: *index as usize }
        }
        DesignEdit::Remove { node } => {
            let found = free(node, Lock::Content)?;
            if !words(found).is_empty() {
                return Err(format!("layer `{node}` holds words, and words stay; move or recolour it"));
            }
            Operation::RemoveNode { id: node.clone() }
        }
        DesignEdit::Add { form, area, token, index } => {
            let node = added(document, *form, *area, known(token)?);
            Operation::AddNode { index: *index as usize, node: Box::new(node) }
        }
    })
}

fn added(document: &Document, form: Form, area: Rect, fill: Paint) -> Node {
    let free = |place: usize| NodeId(format!("form-{place}"));
    let place = (1..).find(|&place| document.node(&free(place)).is_none()).unwrap_or(0);
    let shape = match form {
        Form::Rect => Shape::Rect { radius: 0.0 },
        Form::Ellipse => Shape::Ellipse,
    };
    Node::new(free(place), Role::Embellishment, area, Content::Shape { shape, fill: Some(fill), stroke: None })
}

/// Says what lies where in a design.
#[derive(Debug, Clone, Copy, Default)]
pub struct DescribeDesign;

impl PureTool for DescribeDesign {
    const NAME: &'static str = Describe::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Says what lies where in a design, and which colours the kit has.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Describe;
    type Output = DescribedDesign;

    fn compute(&self, context: &Context, input: Describe) -> Result<DescribedDesign, ToolError> {
        let document = context.document(Self::NAME, &input.design)?;
        let kit = context.kit();
        let roles = [&kit.roles.ground, &kit.roles.ink, &kit.roles.accent, &kit.roles.support, &kit.neutrals];
        let tokens = roles.into_iter().flatten().take(COLOURS_MAX);
        let colours = tokens.filter_map(|token| Some((token.0.clone(), kit.color(token)?.to_string()))).collect();
        let nodes = document.nodes.iter().take(NODES_MAX).map(described).collect();
        let more = document.nodes.len().saturating_sub(NODES_MAX);
        Ok(DescribedDesign { width: document.page.w, height: document.page.h, nodes, more, colours })
    }
}

/// The words of a layer, and of the layers in it.
fn words(node: &Node) -> String {
    match &node.content {
        Content::Text { text, .. } => text.runs.iter().map(|run| run.text.as_str()).collect(),
        Content::Group { children } => {
            children.iter().map(words).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
        }
        _ => String::new(),
    }
}

fn described(node: &Node) -> DescribedNode {
    let token = |paint: &Paint| match paint {
        Paint::Token(token) => Some(token.0.clone()),
        Paint::Gradient(_) => Some("a gradient".to_owned()),
    };
    let colour = match &node.content {
        Content::Text { fill, .. } => token(fill),
        Content::Shape { fill, .. } => fill.as_ref().and_then(token),
        _ => None,
    };
    let said = words(node);
    let text = (!said.is_empty()).then(|| said.chars().take(TEXT_CHARS_MAX).collect());
    DescribedNode { id: node.id.clone(), role: node.role, area: node.area, rotation: node.rotation, text, colour }
}
