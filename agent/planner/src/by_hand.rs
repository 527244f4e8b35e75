//! What a model makes with its own hands: a picture that it draws, edits of a design, and a look at what came of it.
//!
//! Each makes a design of its own out of one that is there, so nothing that passed its gates is ever lost to a revision.

use std::collections::BTreeMap;

use design::{DesignPlan, NodeId, Operation};
use serde_json::{Value, json};

use crate::aspect::Aspect;
use crate::calls::{
    DescribeDesign, DescribedDesign, DesignEdit, DrawIllustration, DrawnIllustration, EDITS_MAX, EditDesign,
    EditedDesign,
};
use crate::effect::Effect;
use crate::event::EffectError;
use crate::house;
use crate::lane::{Lane, Made};
use crate::offered::{DrawIllustration as Drawing, EditDesign as Edits, LookAtDesign};
use crate::photograph::Photograph;
use crate::state::{Awaited, MAIN, Run};
use crate::wave;

/// Most bytes of layers that a look tells.
const NODES_BYTES_MAX: usize = 11 * 1024;

/// The lane that a model names, if it came to a design.
fn made<'a>(run: &'a Run, name: &str) -> Result<(&'a Lane, &'a Made), String> {
    let lane = run.lanes.get(name).filter(|lane| lane.end.is_some());
    lane.and_then(|lane| Some((lane, lane.best.as_ref()?))).ok_or_else(|| {
        let name: String = name.chars().take(40).collect();
        format!("`{name}` is no design of this turn")
    })
}

/// A lane that goes on from another; `plan` and words are that one's.
fn from(lane: &Lane, idea: Option<String>) -> Lane {
    let plan = DesignPlan::clone(&lane.plan);
    Lane {
        idea: idea.or_else(|| lane.idea.clone()),
        fit: lane.fit,
        findings: lane.findings.clone(),
        images: lane.images.clone(),
        photographs: shown_again(lane),
        ..Lane::new(plan, lane.copy.clone())
    }
}

/// The photographs of a lane that another goes on from: they were made for that one.
fn shown_again(lane: &Lane) -> BTreeMap<u32, Photograph> {
    let again = |(place, one): (&u32, &Photograph)| (*place, Photograph { is_new: false, ..one.clone() });
    lane.photographs.iter().map(again).collect()
}

/// Has a design drawn another picture.
pub(crate) fn draw(run: &mut Run, asked: Drawing, effects: &mut Vec<Effect>) -> Result<String, String> {
    if run.fixed().contains(&Aspect::Picture) {
        return Err("the person keeps the picture as it is".to_owned());
    }
    let (lane, _) = made(run, &asked.design)?;
    let Some(request) = lane.images.first().cloned() else {
        return Err("that design has no picture; make one whose `imagery` is not `none`, and draw for that".to_owned());
    };
    let idea = asked.idea.chars().take(240).collect();
    // A design that was edited has its pictures in it, and what a model wanted so is not repaired.
    let edited = lane.pictures.is_empty();
    let lane = Lane {
        composed: lane.composed,
        pictures: lane.pictures.clone(),
        repaired: edited && lane.repaired,
        ..from(lane, Some(idea))
    };
    let name = house::add_lane(run, lane);
    effects.push(run.call(&name, Awaited::Drawn, &DrawIllustration { request, svg: asked.svg }));
    Ok(name)
}

/// Puts a drawing in the place of a design's picture.
pub(crate) fn drawn(
    run: &mut Run,
    lane: &str,
    result: Result<&Value, &EffectError>,
) -> Result<Vec<Effect>, EffectError> {
    let DrawnIllustration { blob, notes } = wave::parse(result)?;
    let Some(at) = run.lanes.get_mut(lane) else { return Ok(Vec::new()) };
    let Some(request) = at.images.first() else { return Ok(Vec::new()) };
    let id: NodeId = request.node.clone();
    at.photographs.remove(&0);
    at.pictures.insert(0, Ok(Operation::SetSvg { id, blob, fit: design::document::Fit::Cover }));
    at.notes = notes;
    Ok(wave::draw_first(run, lane))
}

/// Makes edits to a design.
pub(crate) fn edit(run: &mut Run, asked: Edits, effects: &mut Vec<Effect>) -> Result<String, String> {
    if asked.edits.is_empty() || asked.edits.len() > EDITS_MAX {
        return Err(format!("give 1 to {EDITS_MAX} edits"));
    }
    let mut edits = Vec::new();
    for (place, edit) in asked.edits.into_iter().enumerate() {
        let edit = DesignEdit::try_from(edit).map_err(|what| format!("/edits/{place}: {what}"))?;
        let aspect = changes(&edit);
        if run.fixed().contains(&aspect) {
            return Err(format!("/edits/{place}: the person keeps the {} as it is", aspect.words()));
        }
        edits.push(edit);
    }
    let (lane, best) = made(run, &asked.design)?;
    let design = best.design;
    let lane = from(lane, None);
    let name = house::add_lane(run, lane);
    effects.push(run.call(&name, Awaited::Edited, &EditDesign { design, edits }));
    Ok(name)
}

/// What of a design an edit changes.
fn changes(edit: &DesignEdit) -> Aspect {
    match edit {
        DesignEdit::Recolour { .. } | DesignEdit::Fade { .. } => Aspect::Colour,
        DesignEdit::Move { .. }
        | DesignEdit::Turn { .. }
        | DesignEdit::Reorder { .. }
        | DesignEdit::Remove { .. }
        | DesignEdit::Add { .. } => Aspect::Layout,
    }
}

/// Takes a design that was edited.
pub(crate) fn edited(
    run: &mut Run,
    lane: &str,
    result: Result<&Value, &EffectError>,
) -> Result<Vec<Effect>, EffectError> {
    let EditedDesign { design } = wave::parse(result)?;
    let Some(at) = run.lanes.get_mut(lane) else { return Ok(Vec::new()) };
    // Its pictures are in it.
    at.composed = Some(design);
    // What was mended is not mended again: the model wanted it so, or it says otherwise.
    at.repaired = true;
    Ok(wave::draw_first(run, lane))
}

/// Asks what lies where in a design.
pub(crate) fn look(run: &mut Run, place: u32, asked: &LookAtDesign, effects: &mut Vec<Effect>) -> Result<(), String> {
    let (_, best) = made(run, &asked.design)?;
    let design = best.design;
    effects.push(run.call(MAIN, Awaited::ModelLook(place), &DescribeDesign { design }));
    Ok(())
}

/// What a model is told of what lies where.
pub(crate) fn seen(run: &Run, name: &str, described: DescribedDesign) -> Value {
    let DescribedDesign { width, height, mut nodes, more, colours } = described;
    let (all, mut bytes) = (nodes.len(), 0);
    nodes.retain(|node| {
        bytes += json!(node).to_string().len();
        bytes <= NODES_BYTES_MAX
    });
    let more = more + all - nodes.len();
    let slot = run.lanes.get(name).and_then(|lane| lane.images.first()).map(|request| {
        json!({
            "node": request.node, "width": request.width, "height": request.height,
            "focus": request.focus, "keep_clear": request.keep_clear,
            "colours": request.palette, "transparent": request.transparent,
        })
    });
    json!({
        "design": name, "page": { "width": width, "height": height }, "layers_bottom_first": nodes, "layers_not_told": more,
        "picture": slot, "colours": colours,
    })
}
