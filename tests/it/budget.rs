//! A run that is given less than it wants gets simpler and delivers all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use maquette::tools::builtin::Compose;
use maquette::tools::provider::{Asked, Fault, FaultClass, Provider, ProviderCall, ProviderSettings};
use maquette::tools::{Context, ImageModel, Media, Picture, Pure, Quote, Tier, Tool, ToolEffect, ToolError};
use maquette::{Maquette, NanoUsd, Request, RunEventBody};
use tower::service_fn;

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
    let (wanted, none, full) = given(1_000_000_000_000).await;
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

/// Small pictures are had for a quarter.
struct Tiered;

impl ImageModel for Tiered {
    fn name(&self) -> &str {
        "tiered-painter"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, request: &design::ImageRequest) -> Quote {
        Paid.quote(request)
    }

    fn tiers(&self, _: &design::ImageRequest) -> Vec<Tier> {
        let quote = Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(PICTURE / 4)) };
        vec![Tier { what: "a smaller picture is made".to_owned(), quote }]
    }

    async fn generate(&self, context: &Context, request: design::ImageRequest) -> Result<Picture, ToolError> {
        let painted = compose::paint(&request, context.kit())
            .map_err(|error| ToolError::Unavailable { tool: "generate_image".to_owned(), reason: error.to_string() })?;
        context.charge(NanoUsd(if context.tier() == 0 { PICTURE } else { PICTURE / 4 }));
        Ok(Picture { bytes: painted.into_bytes(), media: Media::Svg })
    }
}

#[tokio::test]
async fn a_cheaper_tier_is_taken_before_a_picture_is_done_without() {
    let engine = Maquette::builder().workers(2).images(Tiered).build().unwrap();
    let asked = request(BRIEFS[2]).format("540x540").candidates(6).budget(NanoUsd(PICTURE * 2 + PICTURE / 2));
    let mut run = engine.run(asked).await.unwrap();
    let (mut smaller, mut painted, mut warnings) = (0, 0, Vec::new());
    while let Some(event) = run.next().await {
        match event.body {
            RunEventBody::Degraded { what, why } if what == "a smaller picture is made" => {
                assert!(why.contains("saves 0.03 USD"), "{why}");
                smaller += 1;
            }
            RunEventBody::Degraded { what, .. } if what == "a picture is painted by rule" => painted += 1,
            RunEventBody::BudgetWarned { message, .. } => warnings.push(message),
            _ => {}
        }
    }
    let delivered = run.finish().await.unwrap();
    assert!(smaller >= 2 && painted >= 1, "{smaller} smaller, {painted} painted");
    assert!(delivered.spent.0 <= PICTURE * 2 + PICTURE / 2);
    assert!(warnings.iter().any(|warning| warning.contains("USD left")), "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.contains("picture")), "{warnings:?}");
}

/// Lays designs out, for money.
struct PricedCompose(Pure<Compose>);

impl Tool for PricedCompose {
    const NAME: &'static str = <Pure<Compose> as Tool>::NAME;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Lays a design out, for money.";
    type Input = <Pure<Compose> as Tool>::Input;
    type Output = <Pure<Compose> as Tool>::Output;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn deterministic(&self) -> bool {
        true
    }

    fn quote(&self, _: &Self::Input) -> Quote {
        Quote::money(NanoUsd(3_000_000))
    }

    async fn call(&self, context: &Context, input: Self::Input) -> Result<Self::Output, ToolError> {
        self.0.call(context, input).await
    }
}

#[tokio::test]
async fn a_run_that_cannot_deliver_names_the_amount_that_would_do() {
    let engine = Maquette::builder().workers(2).replace_tool(PricedCompose(Pure::new(Compose))).build().unwrap();
    let ask = |budget: u64| {
        let asked: Request = request(BRIEFS[1]).format("540x540").candidates(3).budget(NanoUsd(budget));
        async { engine.run(asked).await.unwrap().finish().await }
    };
    for budget in [0, 2_999_999] {
        let error = ask(budget).await.unwrap_err();
        assert_eq!(error.code(), "budget");
        assert!(error.to_string().ends_with("0.003 USD would do for a design at least"), "{error}");
    }
    let delivered = ask(3_000_000).await.unwrap();
    assert_eq!(delivered.spent, NanoUsd(3_000_000));
}

struct Ask;

impl ProviderCall for Ask {
    type Answer = ();
    const OPERATION: &'static str = "generate_content";
}

/// Paints after it has asked a provider that breaks off the first time.
struct Remote(Provider<Ask>);

impl ImageModel for Remote {
    fn name(&self) -> &str {
        "remote-painter"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, request: &design::ImageRequest) -> Quote {
        Paid.quote(request)
    }

    fn marks(&self) -> bool {
        true
    }

    async fn generate(&self, context: &Context, request: design::ImageRequest) -> Result<Picture, ToolError> {
        let answer = self.0.ask(context, Ask).await;
        answer.map_err(|source| ToolError::Provider { tool: "generate_image".to_owned(), source })?;
        Paid.generate(context, request).await
    }
}

#[tokio::test]
async fn every_attempt_is_paid_for_and_on_record() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let adaptor = service_fn(move |_: Asked<Ask>| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if first { Err(Fault::new(FaultClass::Broken, "it broke off")) } else { Ok(()) } }
    });
    let settings = ProviderSettings { backoff_ms: 1, backoff_max_ms: 1, ..ProviderSettings::named("remote") };
    let images = Remote(Provider::new(settings, adaptor).unwrap());
    let engine = Maquette::builder().workers(2).images(images).build().unwrap();
    let out = tempfile::tempdir().unwrap();
    let request = request(BRIEFS[2]).format("540x540").candidates(4).budget(NanoUsd(1_000_000_000)).out(out.path());
    let delivered = engine.run(request).await.unwrap().finish().await.unwrap();
    let asked = asked.load(Ordering::SeqCst) as u64;
    assert!(asked >= 2);
    assert_eq!(delivered.spent.0, asked * PICTURE, "the one that broke off may have been charged for");
    let log = std::fs::read_to_string(out.path().join("run/log/000001.jsonl")).unwrap();
    let told = |kind: &str| log.matches(&format!("\"kind\":\"{kind}\"")).count() as u64;
    assert_eq!((told("budget.reserved"), told("budget.settled")), (asked, asked));
    // The ledger that a replay folds from the record comes to the same.
    let report = maquette::replay(out.path()).await.unwrap();
    // What was bought cannot be made again, whatever makes pictures here.
    assert_eq!(report.verdict, maquette::Verdict::Equivalent, "{report:?}");
}
