//! A document without words: nothing can be set anew, so it is shown whole, as large as the page allows.

use design::document::{Content as Layer, Shape};
use design::geometry::round_px;
use design::{Copy, Document, Node, Rect, Role};
use render::lay_out;

use super::{Either, Pictures, ReflowError, ReflowRequest, Reflowed};

pub(super) fn fit(request: &ReflowRequest<'_>) -> Result<Reflowed, ReflowError> {
    let old = request.document.page.area();
    let mut document = Document::new(request.format, request.kit.reference());
    document.idea.clone_from(&request.document.idea);
    let page = document.page.area();
    let scale = (page.w / old.w.max(1.0)).min(page.h / old.h.max(1.0));
    let by = ((page.w - old.w * scale) / 2.0, (page.h - old.h * scale) / 2.0);
    let bleed = document.page.bleed;
    document.nodes = request
        .document
        .nodes
        .iter()
        .map(|node| match node.role {
            // What everything lies on covers the new page.
            Role::Background if node.area.contains(old, 1.0) => Node { area: page.inset(-bleed), ..node.clone() },
            _ => placed(node, scale, by),
        })
        .collect();
    let pictures = Pictures::new();
    let layout = lay_out(&document, request.kit, request.fonts, &Either(&pictures, request.blobs))?;
    let critique = measure::critique(&layout, &Copy::default())?;
    Ok(Reflowed { layout, critique, pictures })
}

fn placed(node: &Node, scale: f64, by: (f64, f64)) -> Node {
    let area = node.area;
    let area = Rect::new(area.x * scale + by.0, area.y * scale + by.1, area.w * scale, area.h * scale);
    let content = match &node.content {
        Layer::Group { children } => {
            Layer::Group { children: children.iter().map(|child| placed(child, scale, by)).collect() }
        }
        Layer::Shape { shape, fill, stroke } => {
            let stroke = stroke.clone().map(|mut stroke| {
                stroke.width = round_px(stroke.width * scale);
                stroke
            });
            let shape = match shape {
                Shape::Rect { radius } => Shape::Rect { radius: round_px(radius * scale) },
                Shape::Ellipse => Shape::Ellipse,
                Shape::Path { d } => {
                    let fitted = design::import::fitted_outline(d, area.w, area.h);
                    fitted.map_or(Shape::Rect { radius: 0.0 }, |d| Shape::Path { d })
                }
            };
            Layer::Shape { shape, fill: fill.clone(), stroke }
        }
        other => other.clone(),
    };
    Node { area, content, ..node.clone() }
}
