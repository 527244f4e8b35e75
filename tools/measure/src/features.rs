//! What a design is like, in numbers from 0 to 1: for telling designs apart and for learning taste. No value is better
//! than another.

use std::collections::BTreeMap;

use design::Score;
use design::document::{Content, Role};
use design::geometry::Rect;
use design::score::arrangement_feature;

use crate::craft::{ramp, space};
use crate::grid::{Grid, PLAIN_SPREAD};
use crate::subject::Subject;

/// The features of a design.
///
/// | name | what it is |
/// |---|---|
/// | `density` | share of the page that is not plain |
/// | `contrast` | lightest less darkest tenth of the page, luma |
/// | `lightness` | mean luma |
/// | `warmth` | 0.5 neutral, towards 1 reds and yellows, towards 0 blues, by chroma |
/// | `colourfulness` | Hasler and Süsstrunk's M ÷ 150 |
/// | `image_share` | share of the page without text that differs from its dominant colour |
/// | `symmetry` | likeness of the page to its left-right mirror image |
/// | `type_weight` | weight of the largest text ÷ 1000 |
/// | `scale` | size of the largest text ÷ half of the short side |
/// | `detail` | size of the smallest text that is no headline or small print ÷ 5 % of the short side |
/// | `text_share` | ink boxes of the lines ÷ page |
/// | `void` | largest plain rectangle ÷ page |
/// | `serif` | share of the characters in faces named as serifs |
/// | `arr_…` | centre and size of the blocks of [`design::score::ARRANGED_BLOCKS`] as shares of the page |
pub(crate) fn of(subject: &Subject<'_>) -> BTreeMap<String, Score> {
    let page = subject.page().area().max(1.0);
    let mut features = of_pixels(&subject.grid);
    let mut put = |name: &str, value: f64| {
        features.insert(name.to_owned(), Score::from_f64(value));
    };
    let hero = subject.hero();
    put("image_share", image_share(&subject.ground_grid));
    put("type_weight", hero.map_or(0.4, |text| f64::from(text.weight) / 1000.0));
    put("scale", hero.map_or(0.0, |text| text.size / (50.0 * subject.unit())));
    let details = subject.texts.iter().filter(|text| !matches!(text.role(), Role::Headline | Role::Legal));
    let least = details.map(|text| text.size).reduce(f64::min);
    put("detail", least.map_or(1.0, |size| size / (5.0 * subject.unit())));
    put("text_share", subject.texts.iter().flat_map(|text| &text.lines).map(|line| line.area()).sum::<f64>() / page);
    put("serif", serif_share(subject));
    for (block, area) in [("head", head(subject)), ("art", art(subject)), ("facts", facts(subject))] {
        let page = subject.page();
        let area = area.unwrap_or_default().intersection(page);
        let (cx, cy) = area.center();
        for (side, value) in [("x", cx / page.w), ("y", cy / page.h), ("w", area.w / page.w), ("h", area.h / page.h)] {
            put(&arrangement_feature(block, side), value);
        }
    }
    features
}

/// The features that need nothing but a picture.
pub(crate) fn of_pixels(grid: &Grid) -> BTreeMap<String, Score> {
    let cells = grid.cells.len().max(1) as f64;
    let mut lumas: Vec<f64> = grid.cells.iter().map(|cell| cell.luma).collect();
    lumas.sort_by(f64::total_cmp);
    let quantile = |q: f64| lumas.get((lumas.len().saturating_sub(1) as f64 * q) as usize).copied().unwrap_or(0.0);
    let busy = grid.cells.iter().filter(|cell| cell.spread > PLAIN_SPREAD).count() as f64;
    let values = [
        ("density", busy / cells),
        ("contrast", quantile(0.95) - quantile(0.05)),
        ("lightness", lumas.iter().sum::<f64>() / cells),
        ("warmth", warmth(grid)),
        ("colourfulness", colourfulness(grid) / 150.0),
        ("symmetry", symmetry(grid)),
        ("void", space::largest_void(grid, &[])),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), Score::from_f64(value))).collect()
}

/// Chroma-weighted mean of how near the hue is to orange (60°) rather than to blue (240°), 0.5 without chroma.
fn warmth(grid: &Grid) -> f64 {
    let pull = |lch: design::color::Lch| lch.c * libm::cos((lch.h - 60.0).to_radians());
    let mean = grid.to_lch().into_iter().map(pull).sum::<f64>() / grid.cells.len().max(1) as f64;
    0.5 + (mean / 0.15).clamp(-1.0, 1.0) / 2.0
}

/// M = σ + 0.3 μ over the opponent axes of the cells. Source: Hasler and Süsstrunk, "Measuring colourfulness in natural
/// images", 2003; a picture of 109 is extremely colourful.
pub(crate) fn colourfulness(grid: &Grid) -> f64 {
    let axes = |index: usize| -> Vec<f64> {
        let axis = |cell: &crate::grid::Cell| {
            let [r, g, b] = [cell.color.r, cell.color.g, cell.color.b].map(f64::from);
            if index == 0 { r - g } else { (r + g) / 2.0 - b }
        };
        grid.cells.iter().map(axis).collect()
    };
    let moments = |values: Vec<f64>| {
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        (mean, values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count)
    };
    let ((mean_a, var_a), (mean_b, var_b)) = (moments(axes(0)), moments(axes(1)));
    libm::sqrt(var_a + var_b) + 0.3 * libm::sqrt(mean_a * mean_a + mean_b * mean_b)
}

/// One less the mean difference between cells and their mirror images, as a share of the difference of a page against
/// its own mean: 1 mirrored exactly, about 0 as likely as not.
fn symmetry(grid: &Grid) -> f64 {
    let count = grid.cells.len().max(1) as f64;
    let mean = grid.cells.iter().map(|cell| cell.luma).sum::<f64>() / count;
    let variance = grid.cells.iter().map(|cell| (cell.luma - mean) * (cell.luma - mean)).sum::<f64>() / count;
    let apart = |(index, cell): (usize, &crate::grid::Cell)| {
        let (column, row) = (index % grid.columns, index / grid.columns);
        let mirrored = grid.cells[row * grid.columns + grid.columns - 1 - column].luma;
        (cell.luma - mirrored) * (cell.luma - mirrored)
    };
    let apart = grid.cells.iter().enumerate().map(apart).sum::<f64>() / count;
    if variance < 1e-6 { 1.0 } else { (1.0 - apart / (2.0 * variance)).clamp(0.0, 1.0) }
}

/// Share of the cells that differ from the dominant colour: what is drawn.
pub(crate) fn image_share(ground: &Grid) -> f64 {
    drawn(ground).iter().filter(|drawn| **drawn).count() as f64 / ground.cells.len().max(1) as f64
}

/// Which cells differ from the dominant colour by more than a tint (ΔE₀₀ 6), or hold detail.
pub(crate) fn drawn(ground: &Grid) -> Vec<bool> {
    let dominant = ground.dominant();
    // Cells of one flat colour are common; each colour is compared once.
    let mut known: BTreeMap<design::Srgb, bool> = BTreeMap::new();
    let differs = |cell: &crate::grid::Cell| {
        cell.spread > PLAIN_SPREAD || *known.entry(cell.color).or_insert_with(|| cell.color.delta_e(dominant) > 6.0)
    };
    ground.cells.iter().map(differs).collect()
}

fn serif_share(subject: &Subject<'_>) -> f64 {
    const SERIFS: [&str; 14] = [
        "serif",
        "modern",
        "garamond",
        "bodoni",
        "playfair",
        "times",
        "georgia",
        "slab",
        "fraunces",
        "lora",
        "cormorant",
        "newsreader",
        "roman",
        "antiqua",
    ];
    let (mut serif, mut all) = (0.0, 0.0);
    for run in subject.texts.iter().flat_map(|text| &text.set.runs) {
        let name = run.family.to_lowercase();
        let characters = run.glyphs.len() as f64;
        all += characters;
        if !name.contains("sans") && SERIFS.iter().any(|part| name.contains(part)) {
            serif += characters;
        }
    }
    if all > 0.0 { serif / all } else { 0.0 }
}

/// The box around the headlines; around the largest text where there is none.
pub(crate) fn head(subject: &Subject<'_>) -> Option<Rect> {
    let headlines = subject.texts.iter().filter(|text| text.role() == Role::Headline).map(|text| text.ink);
    headlines.reduce(Rect::union).or_else(|| subject.hero().map(|text| text.ink))
}

/// The box around what is drawn: where rows and columns hold most of the drawn cells; pictures that cover the page count
/// by what they show.
pub(crate) fn art(subject: &Subject<'_>) -> Option<Rect> {
    let pictures = subject.elements.iter().filter(|element| {
        matches!(element.node.role, Role::Image | Role::Embellishment | Role::Background)
            && !matches!(element.node.content, Content::Text { .. })
    });
    pictures.clone().next()?;
    let drawn = drawn(&subject.ground_grid);
    let points: Vec<(f64, f64)> = drawn
        .iter()
        .enumerate()
        .filter(|(_, drawn)| **drawn)
        .map(|(index, _)| subject.ground_grid.center(index))
        .collect();
    if points.len() * 100 < drawn.len() {
        return None;
    }
    // From the fifth to the ninety-fifth percentile on each axis, so that specks do not stretch the box.
    let range = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let last = values.len() - 1;
        (values[last * 5 / 100], values[last - last * 5 / 100])
    };
    let (x0, x1) = range(points.iter().map(|point| point.0).collect());
    let (y0, y1) = range(points.iter().map(|point| point.1).collect());
    let page = subject.page();
    Some(Rect::new(x0 * page.w, y0 * page.h, (x1 - x0) * page.w, (y1 - y0) * page.h))
}

/// The box around everything that is read after the headline.
pub(crate) fn facts(subject: &Subject<'_>) -> Option<Rect> {
    let hero = subject.hero()?;
    let has_headline = subject.texts.iter().any(|text| text.role() == Role::Headline);
    let after = |text: &&crate::TextElement<'_>| {
        if has_headline { text.role() != Role::Headline } else { text.id() != hero.id() }
    };
    subject.texts.iter().filter(after).map(|text| text.ink).reduce(Rect::union)
}

/// Scores a picture's clutter: 1 calm to 0 when three quarters of it is detail.
pub(crate) fn calm(grid: &Grid) -> f64 {
    let busy = grid.cells.iter().filter(|cell| cell.spread > 3.0 * PLAIN_SPREAD).count() as f64;
    ramp(busy / grid.cells.len().max(1) as f64, 0.75, 0.25)
}
