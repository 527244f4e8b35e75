//! A run that is given less than it wants gets simpler and delivers all the same.

use maquette::tools::{Context, ImageModel, Media, Picture, Quote, ToolError};
use maquette::{Maquette, NanoUsd, RunEventBody};

use crate::{BRIEFS, first_set, request};

/// What a picture costs, nano-USD: four cents.
const PICTURE: u64 = 40_000_000;

/// Paints as the house does, and charges for it.
struct Paid;

impl ImageModel for Paid {
    fn name(&self) -> &str {
        "paid-painter"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, _: &design::ImageRequest) -> Quote {
        Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(PICTURE)) }
    }

    async fn generate(&self, context: &Context, request: design::ImageRequest) -> Result<Picture, ToolError> {
        let painted = compose::paint(&request, context.kit())
            .map_err(|error| ToolError::Unavailable { tool: "generate_image".to_owned(), reason: error.to_string() })?;
        context.charge(NanoUsd(PICTURE));
        Ok(Picture { bytes: painted.into_bytes(), media: Media::Svg })
    }
}

/// What a run with so much to spend did: what it spent, how many pictures it did without, how good the best option is.
async fn given(budget: u64) -> (u64, usize, f64) {
    let engine = Maquette::builder().workers(2).images(Paid).build().unwrap();
    let asked = request(BRIEFS[2]).format("540x540").candidates(6).budget(NanoUsd(budget));
    let mut run = engine.run(asked).await.unwrap();
    let mut painted = 0;
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, why } = event.body {
            assert_eq!(what, "a picture is painted by rule");
            assert!(why.contains("USD were left"), "{why}");
            painted += 1;
        }
    }
    let delivered = run.finish().await.unwrap();
    let options = &first_set(&delivered).options;
    assert_eq!(options.len(), 3, "with {budget}");
    assert!(delivered.spent.0 <= budget, "{} of {budget}", delivered.spent.0);
    (delivered.spent.0, painted, options[0].scores["total"].as_f64())
}

#[tokio::test]
async fn with_half_with_a_fifth_and_with_nothing_a_run_delivers() {
    let (wanted, none, full) = given(u64::MAX).await;
    assert!(wanted >= 4 * PICTURE && none == 0, "{wanted}, {none}");
    for share in [100, 50, 20, 5, 0] {
        let budget = wanted * share / 100;
        let (spent, painted, total) = given(budget).await;
        println!(
            "{share} %: {spent} of {budget} nano-USD spent, {painted} pictures painted instead, best option {total:.3}"
        );
        assert_eq!(spent as usize / PICTURE as usize + painted, (wanted / PICTURE) as usize);
        // The house paints no worse than this model does.
        assert!(total >= full - 0.1, "{share} %: {total} after {full}");
    }
}
