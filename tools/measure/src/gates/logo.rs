//! The brand's mark: the kit's own, whole, level, large enough, clear of other things, on a ground that it is made for.

use design::document::{Content, Fit, Role};
use design::geometry::Rect;
use design::kit::{Logo, LogoGround};
use design::{BlobRef, Finding, Node, Operation, Score, Severity};

use super::{mark, verdict};
use crate::subject::{Element, Subject};

/// How far the box may be from the mark's own proportions before it is cropped, share.
const ASPECT_ERROR_MAX: f64 = 0.01;
/// Step of the grid that lengths lie on, px.
const GRID_PX: f64 = 1.0 / 64.0;
/// Share of the page that a mark may take. Source: the design guide.
const AREA_SHARE_MAX: f64 = 0.04;
/// Luma above which a ground is light, below which dark; between them it is either.
const LIGHT_MIN: f64 = 0.55;
const DARK_MAX: f64 = 0.45;
/// Standard deviation of luma above which a ground is a picture.
const PHOTO_SPREAD_MIN: f64 = 0.1;

/// Every logo is a file of the kit, unmodified, undistorted, level and opaque, no smaller than the kit says, with its
/// clear space free of text and other marks, on a ground that the kit names for it, and nothing over it. Other things in its clear
/// space are told.
pub(super) fn logo(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let mut findings = Vec::new();
    let marks = Marks::of(subject);
    let logos: Vec<&Element<'_>> = subject.elements.iter().filter(|element| element.node.role == Role::Logo).collect();
    for element in &logos {
        if matches!(element.node.content, Content::Text { .. } | Content::Shape { .. }) {
            findings.push(about(element, "The mark is drawn anew instead of shown.".to_owned()));
        } else {
            judge(subject, &marks, element, &mut findings);
        }
    }
    for node in subject.layout.document().walk().filter(|node| node.role == Role::Logo) {
        if let Content::Group { children } = &node.content
            && !shows_mark(&marks, children)
        {
            let message = "The mark is drawn anew instead of shown.";
            findings.push(Finding::new("logo", Severity::Gate, message).at(&node.id, node.area));
        }
    }
    for element in subject.elements.iter().filter(|element| element.node.role != Role::Logo) {
        if let Content::Image { blob, .. } | Content::Svg { blob, .. } = &element.node.content
            && marks.get(blob).is_some()
        {
            let message = "The mark is shown as a mere picture, which no rule of the mark watches over.".to_owned();
            findings.push(Finding { severity: Severity::Warn, ..about(element, message) });
        }
    }
    if let Some(second) = logos.get(1) {
        let message = "The mark is shown more than once.".to_owned();
        findings.push(Finding { severity: Severity::Warn, ..about(second, message).measured(logos.len() as f64, 1.0) });
    }
    verdict(findings)
}

pub(super) fn about(element: &Element<'_>, message: String) -> Finding {
    Finding::new("logo", Severity::Gate, message).at(&element.node.id, element.area)
}

/// The versions of the kit's mark by what names their files, read once for a design.
struct Marks<'a>(Vec<(BlobRef, &'a Logo)>);

impl<'a> Marks<'a> {
    fn of(subject: &Subject<'a>) -> Self {
        let kit = subject.layout.kit();
        let named = |logo: &'a Logo| Some((BlobRef::of(kit.file(&logo.file)?), logo));
        Self(kit.logos.iter().filter_map(named).collect())
    }

    /// The version that a picture is.
    fn get(&self, blob: &BlobRef) -> Option<&'a Logo> {
        self.0.iter().find(|(name, _)| name == blob).map(|(_, logo)| *logo)
    }
}

/// Whether a file of the kit's mark is among some nodes and what is in their groups.
fn shows_mark(marks: &Marks<'_>, nodes: &[Node]) -> bool {
    let mut left: Vec<&Node> = nodes.iter().collect();
    while let Some(node) = left.pop() {
        match &node.content {
            Content::Group { children } => left.extend(children),
            Content::Image { blob, .. } | Content::Svg { blob, .. } if marks.get(blob).is_some() => return true,
            Content::Image { .. } | Content::Svg { .. } | Content::Text { .. } | Content::Shape { .. } => {}
        }
    }
    false
}

fn judge(subject: &Subject<'_>, marks: &Marks<'_>, element: &Element<'_>, findings: &mut Vec<Finding>) {
    let node = element.node;
    let (Content::Image { blob, fit } | Content::Svg { blob, fit }) = &node.content else { return };
    let Some(logo) = marks.get(blob) else {
        findings.push(about(element, "The mark is not a file of the kit, or was changed.".to_owned()));
        return;
    };
    let Some((width, height)) = subject.layout.picture_size(&node.id).filter(|(w, h)| *w > 0.0 && *h > 0.0) else {
        return;
    };
    let shown = shown_box(node.area, width / height);
    let error = aspect_error(node.area, width / height);
    let set_box = |area: Rect| Operation::SetBox { id: node.id.clone(), area };
    if *fit == Fit::Cover && error > ASPECT_ERROR_MAX {
        let message = format!("The mark is cropped: its box is {:.1} % off its proportions.", error * 100.0);
        findings.push(about(element, message).measured(error, ASPECT_ERROR_MAX).mended_by(set_box(shown)));
    }
    if element.turn % 360.0 != 0.0 {
        let finding =
            about(element, format!("The mark is turned by {:.1}°.", element.turn)).measured(element.turn, 0.0);
        let own = node.rotation % 360.0 == element.turn % 360.0;
        let level = Operation::SetRotation { id: node.id.clone(), rotation: 0.0 };
        findings.push(if own { finding.mended_by(level) } else { finding });
    }
    if element.opacity < 1.0 {
        let opaque = Operation::SetOpacity { id: node.id.clone(), opacity: 1.0 };
        let finding = about(element, "The mark is see-through.".to_owned()).measured(element.opacity, 1.0);
        findings.push(if node.opacity < 1.0 { finding.mended_by(opaque) } else { finding });
    }
    if shown.h + 0.01 < logo.min_px {
        let (cx, cy) = shown.center();
        let (h, w) = (logo.min_px, logo.min_px * width / height);
        let larger = kept_inside(Rect::new(cx - w / 2.0, cy - h / 2.0, w, h), subject.page());
        let message = format!("The mark is {:.0} px high; the kit asks for {:.0} px.", shown.h, logo.min_px);
        findings.push(about(element, message).measured(shown.h, logo.min_px).mended_by(set_box(larger)));
    }
    let share = shown.area() / subject.page().area().max(1.0);
    if share > AREA_SHARE_MAX && !subject.tiny() {
        let message = format!("The mark takes {:.1} % of the page.", share * 100.0);
        findings.push(Finding { severity: Severity::Warn, ..about(element, message).measured(share, AREA_SHARE_MAX) });
    }
    if !subject.page().contains(shown, 0.5) {
        let inside = kept_inside(shown, subject.page());
        findings.push(about(element, "The mark runs off the page.".to_owned()).mended_by(set_box(inside)));
    }
    findings.extend(crowded(subject, element, logo, shown));
    if element.turn % 360.0 == 0.0 && (*fit == Fit::Contain || error <= ASPECT_ERROR_MAX) {
        findings.extend(mark::covered(subject, element, logo, shown));
    }
    let clear = shown.inset(-(logo.clear_space.max(0.0) * shown.h));
    findings.extend(mark::intruder(subject, element, clear, shown));
    let seen = if *fit == Fit::Cover || element.turn % 360.0 != 0.0 { element.area } else { shown };
    findings.extend(misplaced(subject, element, logo, seen));
}

/// How far a box is from the mark's proportions, share; boxes lie on a grid, which is no error of theirs.
fn aspect_error(area: Rect, aspect: f64) -> f64 {
    let wanted = area.h.max(1e-6) * aspect;
    ((area.w - wanted).abs() - GRID_PX).max(0.0) / wanted
}

/// Where the mark is really drawn in its box: whole and centred.
fn shown_box(area: Rect, aspect: f64) -> Rect {
    let w = area.w.min(area.h * aspect);
    let (cx, cy) = area.center();
    Rect::new(cx - w / 2.0, cy - w / aspect / 2.0, w, w / aspect)
}

fn kept_inside(area: Rect, page: Rect) -> Rect {
    let x = area.x.min(page.right() - area.w).max(page.x);
    let y = area.y.min(page.bottom() - area.h).max(page.y);
    Rect::new(x, y, area.w, area.h)
}

/// Text or another mark inside the clear space.
fn crowded(subject: &Subject<'_>, element: &Element<'_>, logo: &Logo, shown: Rect) -> Option<Finding> {
    let clear = shown.inset(-(logo.clear_space.max(0.0) * shown.h));
    let hits = |area: Rect| {
        let common = clear.intersection(area);
        common.w > 0.5 && common.h > 0.5
    };
    let text = subject.texts.iter().find(|text| text.lines.iter().any(|line| hits(*line))).map(|text| text.id());
    let marks = subject.elements.iter().filter(|other| other.node.role == Role::Logo && other.z != element.z);
    let near = text
        .or_else(|| marks.map(|other| (other, &other.node.id)).find(|(other, _)| hits(other.area)).map(|(_, id)| id))?;
    let message = format!("`{near}` stands in the clear space of the mark.");
    // The mark shrinks about its centre until the intruder is outside, if the kit lets it be that small.
    let intruders: Vec<Rect> =
        subject.texts.iter().flat_map(|text| text.lines.iter().copied()).filter(|line| hits(*line)).collect();
    let fits = |scale: f64| {
        let smaller = scaled(shown, scale);
        let space = smaller.inset(-(logo.clear_space.max(0.0) * smaller.h));
        let free = |line: &Rect| {
            let common = space.intersection(*line);
            common.w <= 0.5 || common.h <= 0.5
        };
        (smaller.h >= logo.min_px && intruders.iter().all(free)).then_some(smaller)
    };
    let repair = [0.9, 0.8, 0.7, 0.6, 0.5].into_iter().find_map(fits).filter(|_| !intruders.is_empty());
    let finding = about(element, message);
    Some(match repair {
        Some(area) => finding.mended_by(Operation::SetBox { id: element.node.id.clone(), area }),
        None => finding,
    })
}

fn scaled(area: Rect, scale: f64) -> Rect {
    let (cx, cy) = area.center();
    Rect::new(cx - area.w * scale / 2.0, cy - area.h * scale / 2.0, area.w * scale, area.h * scale)
}

/// A ground that the kit does not name for this version of the mark. The ground is what lies around the mark.
fn misplaced(subject: &Subject<'_>, element: &Element<'_>, logo: &Logo, shown: Rect) -> Option<Finding> {
    if logo.on.is_empty() {
        return None;
    }
    let (luma, spread) = ring(subject, shown)?;
    let ground_fits = |on: &[LogoGround]| {
        on.is_empty()
            || (spread >= PHOTO_SPREAD_MIN && on.contains(&LogoGround::Photo))
            || (spread < PHOTO_SPREAD_MIN && luma > DARK_MAX && on.contains(&LogoGround::Light))
            || (spread < PHOTO_SPREAD_MIN && luma < LIGHT_MIN && on.contains(&LogoGround::Dark))
    };
    if ground_fits(&logo.on) {
        return None;
    }
    let seen = match luma {
        _ if spread >= PHOTO_SPREAD_MIN => "a busy",
        luma if luma < 0.5 => "a dark",
        _ => "a light",
    };
    let finding = about(element, format!("The mark `{}` is not made for {seen} ground.", logo.id)).measured(luma, 0.5);
    let kit = subject.layout.kit();
    let better =
        kit.logos.iter().find(|other| other.id != logo.id && ground_fits(&other.on) && other.variant == logo.variant);
    let better = better.or_else(|| kit.logos.iter().find(|other| other.id != logo.id && ground_fits(&other.on)));
    let blob = better.and_then(|other| kit.file(&other.file)).map(|bytes| BlobRef::of(bytes));
    let id = element.node.id.clone();
    let repair = blob.map(|blob| match element.node.content {
        Content::Svg { .. } => Operation::SetSvg { id, blob, fit: Fit::Contain },
        _ => Operation::SetImage { id, blob, fit: Fit::Contain },
    });
    Some(match repair {
        Some(repair) => finding.mended_by(repair),
        None => finding,
    })
}

/// Mean and standard deviation of the luma of a thin frame around `shown`, on the page without text.
fn ring(subject: &Subject<'_>, shown: Rect) -> Option<(f64, f64)> {
    let frame = shown.inset(-(shown.h * 0.15).max(2.0)).intersection(subject.page());
    let (width, height) = (subject.ground.width as usize, subject.ground.height as usize);
    let (x0, x1) = (frame.x.max(0.0) as usize, (frame.right() as usize).min(width));
    let (y0, y1) = (frame.y.max(0.0) as usize, (frame.bottom() as usize).min(height));
    let (mut count, mut sum, mut squares) = (0_u64, 0_u64, 0_u64);
    for y in y0..y1 {
        for x in x0..x1 {
            let (fx, fy) = (x as f64 + 0.5, y as f64 + 0.5);
            if fx >= shown.x && fx <= shown.right() && fy >= shown.y && fy <= shown.bottom() {
                continue;
            }
            let at = (y * width + x) * 4;
            let luma = u64::from(crate::grid::luma_of(subject.ground.data.get(at..at + 4)?) >> 8);
            count += 1;
            sum += luma;
            squares += luma * luma;
        }
    }
    if count == 0 {
        return None;
    }
    let mean = sum as f64 / count as f64;
    let variance = (squares as f64 / count as f64 - mean * mean).max(0.0);
    Some((mean / 255.0, libm::sqrt(variance) / 255.0))
}
