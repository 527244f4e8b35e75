//! Where there is room: the areas to keep clear, the hero's place, and how detail eases off.

use design::{ImageRequest, Rect};
use kurbo::BezPath;

use super::shape::bar;

/// Most areas that the search for the hero's place looks at; the largest are taken.
const SEARCHED_MAX: usize = 8;
/// Most areas that are kept clear; more are merged into their union.
const AREAS_MAX: usize = 64;

/// The sheet and what must stay quiet on it.
#[derive(Debug, Clone)]
pub(super) struct Space {
    pub(super) width: f64,
    pub(super) height: f64,
    /// A hundredth of the short side.
    pub(super) u: f64,
    /// Where the subject sits.
    pub(super) hero: Rect,
    /// Where the subject was asked for, beyond the sheet if it is to be cut.
    pub(super) reach: Rect,
    clear: Vec<Rect>,
}

impl Space {
    pub(super) fn new(request: &ImageRequest) -> Self {
        let sheet = Rect::new(0.0, 0.0, request.width, request.height);
        let mut clear: Vec<Rect> = request
            .keep_clear
            .iter()
            .map(|r| outward(*r).intersection(sheet))
            .filter(|r| r.w > 0.0 && r.h > 0.0)
            .collect();
        if clear.len() > AREAS_MAX {
            let rest = clear.split_off(AREAS_MAX - 1);
            clear.extend(rest.into_iter().reduce(Rect::union));
        }
        let hero = match request.focus.map(|f| f.intersection(sheet)).filter(|f| f.w > 0.0 && f.h > 0.0) {
            Some(focus) => widest_gap(focus, &clear),
            None => widest_gap(sheet, &clear),
        };
        let u = request.width.min(request.height) / 100.0;
        let reach = request.focus.filter(|f| f.w > 0.0 && f.h > 0.0).unwrap_or(sheet);
        Self { width: request.width, height: request.height, u, hero, reach, clear }
    }

    /// The whole sheet.
    pub(super) fn sheet(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }

    /// The areas to keep clear, whole pixels, inside the sheet.
    pub(super) fn clear(&self) -> &[Rect] {
        &self.clear
    }

    /// The hero's place, stretched to each edge of the sheet as far as nothing must stay clear there.
    pub(super) fn stage(&self) -> Rect {
        let hero = self.hero;
        let corners = [
            Rect::new(0.0, hero.y, hero.right(), hero.h),
            Rect::new(hero.x, hero.y, self.width - hero.x, hero.h),
            Rect::new(hero.x, 0.0, hero.w, hero.bottom()),
            Rect::new(hero.x, hero.y, hero.w, self.height - hero.y),
        ];
        // Each stretch is tried on what the ones before have won.
        corners.into_iter().fold(hero, |stage, stretch| {
            let wider = stage.union(stretch);
            if self.is_free(wider, 0.0) { wider } else { stage }
        })
    }

    /// Whether there is a place for a subject at all.
    pub(super) fn has_room(&self) -> bool {
        self.hero.w.min(self.hero.h) >= (6.0 * self.u).max(4.0)
    }

    /// 0 inside the areas to keep clear and 2 `u` around them, 1 from 12 `u` away, eased between.
    pub(super) fn openness(&self, x: f64, y: f64) -> f64 {
        let t = ((self.distance(x, y) / self.u - 2.0) / 10.0).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }

    /// Distance from the nearest area to keep clear, px; a large number when there is none.
    pub(super) fn distance(&self, x: f64, y: f64) -> f64 {
        let apart = |r: &Rect| {
            let dx = (r.x - x).max(x - r.right()).max(0.0);
            let dy = (r.y - y).max(y - r.bottom()).max(0.0);
            libm::sqrt(dx * dx + dy * dy)
        };
        self.clear.iter().map(apart).fold(1e9, f64::min)
    }

    /// Whether a box meets no area to keep clear, nor comes nearer than `gap` px.
    pub(super) fn is_free(&self, area: Rect, gap: f64) -> bool {
        let wide = area.inset(-gap);
        self.clear
            .iter()
            .all(|r| r.right() <= wide.x || r.x >= wide.right() || r.bottom() <= wide.y || r.y >= wide.bottom())
    }

    /// The sheet without the areas to keep clear, as boxes that do not overlap.
    pub(super) fn open_path(&self) -> BezPath {
        let mut ys: Vec<f64> = self.clear.iter().flat_map(|r| [r.y, r.bottom()]).collect();
        ys.extend([0.0, self.height]);
        ys.sort_by(f64::total_cmp);
        ys.dedup();
        let mut path = BezPath::new();
        for row in ys.windows(2) {
            let mut cuts: Vec<(f64, f64)> =
                self.clear.iter().filter(|r| r.y < row[1] && r.bottom() > row[0]).map(|r| (r.x, r.right())).collect();
            cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
            cuts.push((self.width, self.width));
            let mut x = 0.0;
            for (from, to) in cuts {
                if from > x {
                    path.extend(bar(x, row[0], from - x, row[1] - row[0]).elements().iter().copied());
                }
                x = to.max(x);
            }
        }
        path
    }
}

/// The box grown to whole pixels.
fn outward(r: Rect) -> Rect {
    let (x, y) = (libm::floor(r.x), libm::floor(r.y));
    Rect::new(x, y, libm::ceil(r.right()) - x, libm::ceil(r.bottom()) - y)
}

/// The largest box inside `area` that meets none of `clear`, squarer ones preferred; empty when there is none.
fn widest_gap(area: Rect, clear: &[Rect]) -> Rect {
    let mut blocks: Vec<Rect> = clear.iter().map(|r| r.intersection(area)).filter(|r| r.w > 0.0 && r.h > 0.0).collect();
    blocks.sort_by(|a, b| b.area().total_cmp(&a.area()));
    blocks.truncate(SEARCHED_MAX);
    let edges = |low: f64, high: f64, cuts: &mut dyn Iterator<Item = f64>| {
        let mut edges: Vec<f64> = [low, high].into_iter().chain(cuts).collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        edges
    };
    let xs = edges(area.x, area.right(), &mut blocks.iter().flat_map(|r| [r.x, r.right()]));
    let ys = edges(area.y, area.bottom(), &mut blocks.iter().flat_map(|r| [r.y, r.bottom()]));
    let mut best = (0.0, Rect::new(area.x, area.y, 0.0, 0.0));
    for (i, &left) in xs.iter().enumerate() {
        for &right in &xs[i + 1..] {
            for (j, &top) in ys.iter().enumerate() {
                for &bottom in &ys[j + 1..] {
                    let gap = Rect::new(left, top, right - left, bottom - top);
                    let (short, long) = (gap.w.min(gap.h), gap.w.max(gap.h));
                    let score = short * libm::sqrt(short * long);
                    if score > best.0 && blocks.iter().all(|b| b.intersection(gap).area() <= 0.0) {
                        best = (score, gap);
                    }
                }
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hero_takes_the_widest_gap() {
        let sheet = Rect::new(0.0, 0.0, 100.0, 200.0);
        assert_eq!(widest_gap(sheet, &[]), sheet);
        let below = widest_gap(sheet, &[Rect::new(0.0, 0.0, 100.0, 80.0), Rect::new(10.0, 85.0, 10.0, 5.0)]);
        assert_eq!(below, Rect::new(0.0, 90.0, 100.0, 110.0));
        assert_eq!(widest_gap(sheet, &[sheet]).area(), 0.0);
    }
}
