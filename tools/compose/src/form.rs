//! The forms of fields.

use design::document::Shape;
use design::{Format, Rect};

use crate::archetype::Form;

/// The outline of a field of that form.
pub(crate) fn outline(form: Form, area: Rect, format: &Format) -> Shape {
    let (w, h) = (area.w, area.h);
    let s = f64::from(format.width.min(format.height));
    let px = design::geometry::round_px;
    match form {
        Form::Rect => Shape::Rect { radius: 0.0 },
        Form::Soft => Shape::Rect { radius: px(s * 0.03) },
        Form::Disc => Shape::Ellipse,
        Form::Arch => {
            let r = (w / 2.0).min(h);
            let d = format!("M0 {h}V{r}A{} {r} 0 0 1 {w} {r}V{h}Z", w / 2.0);
            Shape::Path { d }
        }
        Form::Ticket(at) => {
            let (r, y) = (px(s * 0.035), px(h * at));
            let d =
                format!("M0 0H{w}V{}A{r} {r} 0 0 0 {w} {}V{h}H0V{}A{r} {r} 0 0 0 0 {}Z", y - r, y + r, y + r, y - r);
            Shape::Path { d }
        }
    }
}
