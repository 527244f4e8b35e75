//! What ten candidates cost, stage by stage, beside rasterising the same SVG with `resvg` alone.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench pipeline
//! ```
//!
//! `ten_candidates` is the whole: ten 1080×1080 designs composed, illustrated, laid out, rendered and scored on one
//! thread, so its wall time is CPU time. Beside it, each stage for one candidate.

use std::hint::black_box;
use std::sync::Arc;

use compose::{Composition, Pictures, ProposeRequest};
use criterion::{Criterion, criterion_group, criterion_main};
use design::{BrandKit, Brief, Copy, DesignPlan, Document, Format};
use render::{FontBook, Layout, SvgText};

const BRIEF: &str = "Spring plant sale: 30% off everything, this Saturday 9am–4pm, 12 Harbour Street. Playful poster.";

/// Plans of the search that is measured.
const LAYOUTS: usize = 64;

struct Studio {
    kit: Arc<BrandKit>,
    fonts: FontBook,
    format: Format,
    brief: Brief,
    copy: Copy,
    plans: Vec<DesignPlan>,
}

impl Studio {
    fn new() -> Self {
        let kit = BrandKit::builtin();
        let fonts = FontBook::embedded();
        let format = Format::default();
        let brief = Brief::read(BRIEF).expect("the brief reads");
        let copy = compose::write_copy(&brief, &kit, 1);
        let mut studio = Self { kit, fonts, format, brief, copy, plans: Vec::new() };
        studio.plans = studio.propose(10);
        studio
    }

    fn request(&self, count: usize) -> ProposeRequest<'_> {
        ProposeRequest {
            brief: &self.brief,
            copy: &self.copy,
            kit: &self.kit,
            fonts: &self.fonts,
            format: &self.format,
            count,
            seed: 1,
            around: None,
            vary: &[],
            photographed: false,
            begun: None,
            edits: &[],
        }
    }

    fn propose(&self, count: usize) -> Vec<DesignPlan> {
        compose::propose(&self.request(count))
    }

    fn compose(&self, plan: &DesignPlan) -> Option<Composition> {
        compose::compose(plan, &self.copy, &self.kit, &self.fonts, &self.format).ok()
    }

    fn illustrate(&self, composition: &Composition) -> (Document, Pictures) {
        composition.clone().illustrated(&self.kit).expect("every picture can be made")
    }

    fn lay_out(&self, document: &Document, blobs: &Pictures) -> Layout {
        render::lay_out(document, &self.kit, &self.fonts, blobs).expect("a composed design lays out")
    }

    /// One candidate from plan to score; the total keeps the optimiser honest.
    fn candidate(&self, plan: &DesignPlan) -> u32 {
        let Some(composition) = self.compose(plan) else { return 0 };
        let (document, blobs) = self.illustrate(&composition);
        let layout = self.lay_out(&document, &blobs);
        let drawing = layout.to_drawing(1.0).expect("it renders");
        let png = drawing.page.to_png().expect("it is written");
        let critique = measure::critique_drawn(&layout, &self.copy, &drawing).expect("it is scored");
        png.len() as u32 + u32::from(critique.total().steps())
    }
}

fn pipeline(criterion: &mut Criterion) {
    let studio = Studio::new();
    let (plan, composition) =
        studio.plans.iter().find_map(|plan| Some((plan, studio.compose(plan)?))).expect("a plan composes");
    let (document, blobs) = studio.illustrate(&composition);
    let layout = studio.lay_out(&document, &blobs);
    let svg = layout.to_svg(SvgText::Outlined);

    let mut stages = criterion.benchmark_group("one_candidate");
    stages.sample_size(20);
    stages.bench_function("compose", |b| b.iter(|| black_box(studio.compose(plan))));
    stages.bench_function("illustrate", |b| b.iter(|| black_box(studio.illustrate(&composition))));
    stages.bench_function("lay_out", |b| b.iter(|| black_box(studio.lay_out(&document, &blobs))));
    stages.bench_function("render_png", |b| b.iter(|| black_box(layout.to_png(1.0))));
    stages.bench_function("resvg_alone", |b| b.iter(|| black_box(rasterise(&svg))));
    stages.bench_function("critique", |b| b.iter(|| black_box(measure::critique(&layout, &studio.copy))));
    let drawing = layout.to_drawing(1.0).expect("it renders");
    stages.bench_function("critique_of_a_drawn_page", |b| {
        b.iter(|| black_box(measure::critique_drawn(&layout, &studio.copy, &drawing)));
    });
    stages.finish();

    // Documents only, what was shaped for one remembered for the next: what a search through arrangements costs.
    let many = studio.propose(LAYOUTS);
    let mut layouts = criterion.benchmark_group("layouts");
    layouts.sample_size(10);
    layouts.throughput(criterion::Throughput::Elements(many.len() as u64));
    layouts.bench_function("drafts", |b| {
        let mut composer = compose::Composer::new(&studio.copy, &studio.kit, &studio.fonts, &studio.format);
        b.iter(|| many.iter().filter(|plan| composer.draft(plan).is_ok()).count());
    });
    layouts.bench_function("composed_and_read_again", |b| {
        let mut composer = compose::Composer::new(&studio.copy, &studio.kit, &studio.fonts, &studio.format);
        b.iter(|| many.iter().filter(|plan| composer.compose(plan).is_ok()).count());
    });
    // The first plans of a process: nothing was measured before. A kit that names a face has a book of its own.
    let mut named = (*studio.kit).clone();
    named.fonts.push(design::kit::KitFont {
        family: "Inter".to_owned(),
        file: None,
        role: design::kit::FontRole::Text,
        weight: 400,
    });
    layouts.bench_function("drafts_from_nothing", |b| {
        b.iter_batched(
            || FontBook::for_kit(&named).expect("the embedded faces load").0,
            |fonts| {
                let mut composer = compose::Composer::new(&studio.copy, &studio.kit, &fonts, &studio.format);
                many.iter().filter(|plan| composer.draft(plan).is_ok()).count()
            },
            criterion::BatchSize::PerIteration,
        );
    });
    layouts.throughput(criterion::Throughput::Elements(1));
    layouts.bench_function("render_and_critique", |b| {
        let designs: Vec<Layout> = studio
            .plans
            .iter()
            .filter_map(|plan| studio.compose(plan))
            .map(|composition| {
                let (document, blobs) = studio.illustrate(&composition);
                studio.lay_out(&document, &blobs)
            })
            .collect();
        let mut turn = designs.iter().cycle();
        b.iter(|| {
            let layout = turn.next().expect("some plan composes");
            let drawing = layout.to_drawing(1.0).expect("it renders");
            black_box(measure::critique_drawn(layout, &studio.copy, &drawing))
        });
    });
    layouts.finish();

    let mut whole = criterion.benchmark_group("turn");
    whole.sample_size(10);
    whole.bench_function("ten_candidates", |b| {
        b.iter(|| studio.plans.iter().map(|plan| studio.candidate(plan)).fold(0u32, u32::wrapping_add));
    });
    whole.bench_function("search", |b| b.iter(|| black_box(compose::search(&studio.request(10))).len()));
    whole.bench_function("search_and_ten_candidates", |b| {
        b.iter(|| {
            let plans = compose::search(&studio.request(10));
            plans.iter().map(|found| studio.candidate(&found.plan)).fold(0u32, u32::wrapping_add)
        });
    });
    whole.bench_function("ten_svgs_by_resvg_alone", |b| {
        let svgs: Vec<String> = studio
            .plans
            .iter()
            .filter_map(|plan| studio.compose(plan))
            .map(|composition| {
                let (document, blobs) = studio.illustrate(&composition);
                studio.lay_out(&document, &blobs).to_svg(SvgText::Outlined)
            })
            .collect();
        b.iter(|| svgs.iter().map(|svg| rasterise(svg)).sum::<usize>());
    });
    whole.finish();
}

/// The peer: parse and rasterise, nothing else.
fn rasterise(svg: &str) -> usize {
    let tree = resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default()).expect("our SVG parses");
    let size = tree.size().to_int_size();
    let mut pixmap = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).expect("the page has a size");
    resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    pixmap.data().len()
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
