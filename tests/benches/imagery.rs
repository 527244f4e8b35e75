//! What a picture costs at 1080×1080: every family painted, and painted and rasterised; a photograph of 12 megapixels
//! developed in every treatment.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench imagery
//! ```

use std::hint::black_box;
use std::sync::Arc;

use compose::imagery::family_names;
use criterion::{Criterion, criterion_group, criterion_main};
use design::kit::KitImage;
use design::{BrandKit, ImageRequest, Random, TokenPath};
use render::Pixels;

const SIDE: f64 = 1080.0;

fn request(kit: &BrandKit, imagery: &str, motif: &str) -> ImageRequest {
    let token = |tokens: &[TokenPath], index: usize| tokens[index % tokens.len()].clone();
    let palette = [
        ("ground", token(&kit.roles.ground, 0)),
        ("ink", token(&kit.roles.ink, 0)),
        ("accent", token(&kit.roles.accent, 0)),
        ("panel", token(&kit.roles.support, 0)),
        ("spark", token(&kit.roles.support, 1)),
        ("shade", token(&kit.roles.ink, 0)),
        ("light", token(&kit.roles.ground, 0)),
    ];
    ImageRequest {
        node: "art".into(),
        prompt: String::new(),
        negative: String::new(),
        imagery: imagery.to_owned(),
        motif: motif.to_owned(),
        width: SIDE,
        height: SIDE,
        keep_clear: Vec::new(),
        focus: None,
        palette: palette.into_iter().map(|(role, token)| (role.to_owned(), token)).collect(),
        transparent: false,
        seed: 5,
    }
}

/// A photograph that nobody took: noise over a slope of light, as hard to encode as any.
fn photographed(kit: &BrandKit) -> BrandKit {
    let (width, height) = (4000, 3000);
    let mut random = Random::new(1);
    let mut data = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            let grain = (random.next_u64() % 24) as u32;
            data.extend([(x * 200 / width + grain) as u8, (y * 200 / height + grain) as u8, 120, 255]);
        }
    }
    let mut kit = kit.clone();
    let png = Pixels { width, height, data }.to_png().expect("it encodes");
    kit.files.0.insert("photo.png".to_owned(), Arc::from(png));
    let (id, file) = ("photo".to_owned(), "photo.png".to_owned());
    kit.imagery.push(KitImage { id, file, tags: Vec::new(), licence: None, expires: None });
    kit
}

fn families(criterion: &mut Criterion) {
    let kit = BrandKit::builtin();
    let mut group = criterion.benchmark_group("family");
    for name in family_names() {
        let request = request(&kit, name, "bicycle");
        group.bench_function(format!("{name}/painted"), |bencher| {
            bencher.iter(|| compose::paint(black_box(&request), &kit).expect("it paints"));
        });
        group.bench_function(format!("{name}/rasterised"), |bencher| {
            bencher.iter(|| {
                let svg = compose::paint(black_box(&request), &kit).expect("it paints");
                render::decode_picture(svg.as_bytes()).expect("it reads").into_pixels().expect("it has a size")
            });
        });
    }
    group.finish();
    let kit = photographed(&kit);
    let mut group = criterion.benchmark_group("photograph");
    group.sample_size(10);
    group.bench_function("decoded", |bencher| {
        bencher
            .iter(|| render::decode_picture(black_box(kit.file("photo.png").expect("it is there"))).expect("it reads"));
    });
    for treatment in compose::TREATMENTS {
        let request = request(&kit, treatment, "kit:photo");
        group.bench_function(treatment, |bencher| {
            bencher.iter(|| compose::picture(black_box(&request), &kit).expect("it develops"));
        });
    }
    group.finish();
}

criterion_group!(benches, families);
criterion_main!(benches);
