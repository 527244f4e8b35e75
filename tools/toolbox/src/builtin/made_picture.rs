//! What a model sent as a picture, looked over before anybody sees it, the composer included: nothing of what does not pass is kept.

use compose::Place;
use measure::{lettering, look_alike, pdq};
use planner::NanoUsd;
use render::{Picture, Pixels};

use super::moderate::Moderate;
use crate::context::Context;
use crate::error::ToolError;
use crate::grant::Grant;
use crate::image_model::AnyImageModel;
use crate::moderator::Moderated;
use crate::quote::Quote;
use crate::tool::ToolEffect;

/// From so likely on there is writing in a picture: texts are layers, and what no rule can read is not shown.
const LETTERING_LIKELY: f64 = 0.5;
/// From so alike on a place of a picture is a mark. Marks in made-up scenes come to 0.78 and more, the scenes alone to less than 0.7.
const MARK_LIKELY: f64 = 0.78;
/// Longer side at which a picture without pixels is looked at, px.
const FORMS_PX: u32 = 1_024;
/// Longer side at which a mark is looked at, px.
const MARK_PX: u32 = 256;
/// Most marks of a kit that are looked for.
const MARKS_MAX: usize = 8;
/// Shorter side of a strip that is looked through by itself, px, at least.
const STRIP_MIN: u32 = 24;
/// Shorter side below which a picture is a thumbnail, px.
const SIDE_MIN: u32 = 64;
/// Mean difference of neighbours below which there is nothing on a picture, levels of 255.
const BLANK: u64 = 1;
/// Share of a picture that is left, at least, where it is cut to the proportions that it was asked for in.
const LEFT_MIN: f64 = 0.5;
/// From that quality on a hash says something. Source: the thresholds that come with PDQ.
const QUALITY_MIN: u8 = 50;

/// What a picture was to be.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The tool that asked.
    pub(super) tool: &'static str,
    /// What it was to show, in words.
    pub(super) words: String,
    /// Width over height that it was asked for in, where it is to be a photograph.
    pub(super) photograph: Option<f64>,
}

/// A picture that passed.
pub(super) struct MadePicture {
    /// The picture.
    pub(super) picture: Picture,
    /// Its PDQ hash, where it has pixels and that says something.
    pub(super) pdq: Option<String>,
}

/// What a model sent, as it is looked over.
pub(super) enum Sent {
    /// A file.
    File(Vec<u8>),
    /// A picture of which a part is the brand's own: that may have writing and marks on it.
    Around(Pixels, Place),
    /// A thing of the brand's as a model cut it out, and the outline by itself, light on dark: that is the model's.
    Cut(Pixels, Pixels),
}

impl Sent {
    /// The picture, not looked over.
    ///
    /// # Errors
    ///
    /// [`ToolError::Unavailable`] where it is none.
    pub(super) fn into_picture(self, asked: &Asked) -> Result<Picture, ToolError> {
        match self {
            Self::File(bytes) => asked.read(&bytes),
            Self::Around(pixels, _) | Self::Cut(pixels, _) => Ok(Picture::Raster(pixels)),
        }
    }
}

/// Looks over what models make.
#[derive(Debug, Clone, Default)]
pub(super) struct Checker {
    /// Who looks at it after the rules; one that sees.
    moderate: Option<Moderate>,
}

impl Checker {
    /// One that asks a moderator too, where that sees.
    pub(super) fn asking(moderate: Moderate) -> Self {
        Self { moderate: Some(moderate).filter(Moderate::sees) }
    }

    /// What a call costs at most that a model quotes that for: who looks at what it makes is paid for, too.
    pub(super) fn with_price(&self, quote: Quote) -> Quote {
        self.moderate.as_ref().map_or(quote, |moderate| quote.plus(moderate.price()))
    }

    /// The context in which a picture is asked for: what is to be judged is not shown before it was.
    pub(super) fn for_asking(&self, context: &Context) -> Context {
        let has_marks = !context.kit().logos.is_empty();
        let is_judged = self.moderate.is_some() || has_marks || context.permission().knows_pictures();
        if is_judged { context.without_previews() } else { context.clone() }
    }

    /// What a tool does to the world that has a model make a picture and this look at it. Where a model makes a picture once and
    /// charges once, whoever looks at it may still be paid again.
    pub(super) fn effect(&self, model: &AnyImageModel) -> ToolEffect {
        let is_free = self.moderate.as_ref().is_none_or(|moderate| moderate.price().money == NanoUsd::ZERO);
        if model.makes_once() && is_free { ToolEffect::Idempotent } else { ToolEffect::Read }
    }

    /// Says what a picture has cost where its model leaves that to its quote: whoever looks at it says what that cost, and would
    /// speak for both.
    pub(super) fn priced(&self, context: &Context, model: &AnyImageModel, quote: impl FnOnce() -> Quote) {
        let left = |grant: &Grant| grant.charged().is_none() && (grant.is_sent() || !model.marks());
        if self.moderate.is_some() && context.grant().is_some_and(left) {
            context.charge(quote().money);
        }
    }

    /// Looks a picture over: that it is one, of some size, with something on it and of about the proportions that were asked for;
    /// that it is none that a policy knows; that no mark of the brand is drawn in it and nothing written; and that a moderator,
    /// where there is one that sees, lets it pass.
    ///
    /// # Errors
    ///
    /// [`ToolError::Unavailable`] for a picture that cannot be used, [`ToolError::NotShown`] for one that may not be shown, and what
    /// the moderator says where it does not judge: what it did not judge does not pass.
    pub(super) async fn looked_over(
        &self,
        context: &Context,
        asked: &Asked,
        sent: Sent,
    ) -> Result<MadePicture, ToolError> {
        let (inner, own) = (context.clone(), asked.clone());
        let sees = self.moderate.is_some();
        let looked = move || {
            let made = by_rules(&inner, &own, sent)?;
            // What a moderator is shown is what will be shown, whatever else stands in the file.
            let png = if sees { Some(drawn(&own, &made.picture)?.to_png()) } else { None };
            let png = png.transpose().map_err(|error| own.unusable(&format!("it cannot be drawn: {error}")))?;
            Ok((made, png))
        };
        let (made, png) = context.compute(asked.tool, looked).await?;
        if let (Some(moderate), Some(png)) = (&self.moderate, png) {
            let moderated = Moderated { text: asked.words.clone(), png: Some(png.into()) };
            let part = context.grant().map(|grant| grant.part(moderate.price().money));
            let said = moderate.objection(asked.tool, &context.paid_by(part.clone()), moderated).await;
            if let Some(part) = part {
                part.close();
            }
            if let Some(why) = said? {
                return Err(asked.not_shown(why));
            }
        }
        Ok(made)
    }
}

/// What rules say of a picture.
pub(super) fn by_rules(context: &Context, asked: &Asked, sent: Sent) -> Result<MadePicture, ToolError> {
    // What a model drew, where that is not all of it.
    let (picture, own) = match sent {
        Sent::File(bytes) => (asked.read(&bytes)?, None),
        Sent::Around(pixels, own) => {
            let strips = around(&pixels, own);
            (Picture::Raster(pixels), Some(strips))
        }
        Sent::Cut(pixels, outline) => (Picture::Raster(pixels), Some(vec![outline])),
    };
    if let Some(proportions) = asked.photograph {
        let Picture::Raster(pixels) = &picture else {
            return Err(asked.unusable("what it made is no photograph"));
        };
        if let Some(why) = objection(pixels, proportions) {
            return Err(asked.unusable(why));
        }
    }
    let drawn = drawn(asked, &picture)?;
    if let Some(pack) = context.permission().known_within(&drawn) {
        return Err(
            asked.not_shown(format!("what it made is one of the pictures that the policy `{pack}` does not show"))
        );
    }
    context.wanted(asked.tool)?;
    match own {
        None => check_drawn(context, asked, &drawn)?,
        Some(parts) => parts.iter().try_for_each(|part| check_drawn(context, asked, part))?,
    }
    let hash = || {
        let (hash, quality) = pdq::hash(&drawn);
        (quality >= QUALITY_MIN).then(|| hash.to_string())
    };
    let pdq = if asked.photograph.is_some() { hash() } else { None };
    drop(drawn);
    Ok(MadePicture { picture, pdq })
}

/// Checks that a model drew no mark of the brand, and wrote nothing.
fn check_drawn(context: &Context, asked: &Asked, drawn: &Pixels) -> Result<(), ToolError> {
    if let Some(mark) = mark_in(context, drawn) {
        return Err(
            asked.not_shown(format!("what it made shows something like the mark `{mark}` of the brand, drawn anew"))
        );
    }
    context.wanted(asked.tool)?;
    if lettering::find(drawn).score.as_f64() >= LETTERING_LIKELY {
        return Err(asked.unusable("there is writing in what it made, and nobody here reads it"));
    }
    Ok(())
}

/// What lies around a part of a picture: the strips at its left, its right, above and below.
fn around(whole: &Pixels, own: Place) -> Vec<Pixels> {
    let (right, bottom) = (own.x.saturating_add(own.width), own.y.saturating_add(own.height));
    let strips = [
        (0, 0, own.x, whole.height),
        (right, 0, whole.width.saturating_sub(right), whole.height),
        (0, 0, whole.width, own.y),
        (0, bottom, whole.width, whole.height.saturating_sub(bottom)),
    ];
    let seen = strips.into_iter().filter(|(.., width, height)| *width.min(height) >= STRIP_MIN);
    seen.filter_map(|(x, y, width, height)| whole.part(x, y, width, height)).collect()
}

impl Asked {
    /// A picture of what was sent.
    ///
    /// # Errors
    ///
    /// [`ToolError::Unavailable`] where it is none.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Picture, ToolError> {
        render::decode_picture(bytes).map_err(|error| self.unusable(&format!("what it made is no picture: {error}")))
    }

    pub(super) fn unusable(&self, reason: &str) -> ToolError {
        ToolError::Unavailable { tool: self.tool.to_owned(), reason: reason.to_owned() }
    }

    fn not_shown(&self, reason: String) -> ToolError {
        ToolError::NotShown { tool: self.tool.to_owned(), reason }
    }
}

/// A picture as it is looked at.
fn drawn<'a>(asked: &Asked, picture: &'a Picture) -> Result<std::borrow::Cow<'a, Pixels>, ToolError> {
    use std::borrow::Cow;

    match picture {
        Picture::Raster(pixels) => Ok(Cow::Borrowed(pixels)),
        forms @ Picture::Vector(_) => {
            let drawn =
                forms.thumbnail(FORMS_PX).map_err(|error| asked.unusable(&format!("it cannot be drawn: {error}")))?;
            Ok(Cow::Owned(drawn))
        }
    }
}

/// The mark of the kit that something in a picture looks like.
fn mark_in<'a>(context: &'a Context, drawn: &Pixels) -> Option<&'a str> {
    let small = drawn.within(look_alike::SIDE_PX);
    let kit = context.kit();
    let is_in = |logo: &&design::kit::Logo| {
        let mark = kit.file(&logo.file).and_then(|bytes| render::decode_picture(bytes).ok()?.thumbnail(MARK_PX).ok());
        mark.is_some_and(|mark| look_alike::likeness(&small, &mark).as_f64() >= MARK_LIKELY)
    };
    kit.logos.iter().take(MARKS_MAX).find(is_in).map(|logo| logo.id.as_str())
}

/// Why a photograph cannot be used that was asked for in those proportions; `None` where it can.
pub(super) fn objection(made: &Pixels, proportions: f64) -> Option<&'static str> {
    if made.width.min(made.height) < SIDE_MIN {
        return Some("what it made is smaller than a thumbnail");
    }
    if is_blank(made) {
        return Some("there is nothing on what it made");
    }
    is_misshapen(made, proportions)
        .then_some("what it made has other proportions than it was asked for: less than half of it would be left")
}

/// Whether less than half would be left of a photograph that is cut to those proportions.
fn is_misshapen(made: &Pixels, proportions: f64) -> bool {
    left_of(proportions_of(made), proportions) < LEFT_MIN
}

/// Whether so little would be left of a photograph in a place of those proportions that another is worth its price: less than half, and
/// less than of one in the proportions that it would be asked for in.
pub(super) fn is_worth_another(made: &Pixels, place: f64, asked: f64) -> bool {
    is_misshapen(made, place) && left_of(proportions_of(made), place) < left_of(asked, place)
}

fn proportions_of(made: &Pixels) -> f64 {
    f64::from(made.width) / f64::from(made.height.max(1))
}

/// The share that is left of a picture of some proportions where it is cut to others.
fn left_of(made: f64, wanted: f64) -> f64 {
    let off = made / wanted;
    // What is wanted in no proportions at all is wanted in any.
    if off.is_finite() && off > 0.0 { off.min(1.0 / off) } else { 1.0 }
}

/// Whether neighbours hardly differ anywhere.
fn is_blank(made: &Pixels) -> bool {
    let row = made.width as usize * 4;
    let differences = made.data.chunks_exact(row).flat_map(|row| {
        row.chunks_exact(4).zip(row.chunks_exact(4).skip(1)).map(|(a, b)| {
            let apart = |at: usize| u64::from(a[at].abs_diff(b[at]));
            apart(0) + apart(1) + apart(2)
        })
    });
    let (mut sum, mut count, mut most) = (0_u64, 0_u64, 0_u64);
    for apart in differences {
        (sum, count, most) = (sum + apart, count + 1, most.max(apart));
    }
    sum < BLANK * count.max(1) / 4 && most < 48
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use design::{BrandKit, Sha256};
    use planner::Safety;

    use super::super::moderate::Moderation;
    use super::*;
    use crate::Permission;
    use crate::fixture::context_with;
    use crate::moderator::{AnyModerator, Likelihoods, Moderator};

    fn picture(width: u32, height: u32, level: impl Fn(u32, u32) -> u8) -> Pixels {
        let data = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Pixels { width, height, data: data.flat_map(|(x, y)| [level(x, y), level(x, y), level(x, y), 255]).collect() }
    }

    /// A round thing on a table in a light that falls off.
    fn scene() -> Pixels {
        picture(480, 360, |x, y| {
            let near = x.abs_diff(170).pow(2) + y.abs_diff(190).pow(2) < 90 * 90;
            let block = x.abs_diff(380) < 40 && y > 120;
            let level = if near { 50 + x / 6 } else { 215 - y / 3 - x / 12 };
            (if block { level / 2 + x % 5 } else { level } + (x * 7 + y * 13 + x * y) % 9).min(255) as u8
        })
    }

    /// The scene with a picture laid on it.
    fn with(over: &Pixels, (left, top): (u32, u32)) -> Pixels {
        let mut scene = scene();
        for y in 0..over.height {
            for x in 0..over.width {
                let (at, own) = ((((top + y) * scene.width + left + x) * 4) as usize, over.at(x, y).unwrap());
                for channel in 0..3 {
                    let (below, alpha) = (u32::from(scene.data[at + channel]), u32::from(own[3]));
                    scene.data[at + channel] = ((u32::from(own[channel]) * alpha + below * (255 - alpha)) / 255) as u8;
                }
            }
        }
        scene
    }

    fn asked() -> Asked {
        Asked { tool: "generate_image", words: "a still life".to_owned(), photograph: Some(1.3) }
    }

    /// What comes of a picture in a run of that kit and policy, and how many blobs of it are kept.
    async fn looked(
        pixels: &Pixels,
        kit: BrandKit,
        safety: &Safety,
        moderate: Option<&Moderate>,
    ) -> Result<MadePicture, ToolError> {
        let png = pixels.to_png().unwrap();
        let context = context_with(kit, Permission::of(safety));
        let checker = moderate.cloned().map(Checker::asking).unwrap_or_default();
        let looked = checker.looked_over(&context, &asked(), Sent::File(png.clone())).await;
        let name = design::BlobRef(Sha256::of(&png));
        assert!(context.blobs().get(&name).unwrap().is_none(), "whoever asked keeps it, when it passed");
        looked
    }

    fn house() -> BrandKit {
        (*BrandKit::builtin()).clone()
    }

    #[track_caller]
    fn is_unusable(looked: &Result<MadePicture, ToolError>, why: &str) {
        let Err(error) = looked else { panic!("it passed, and not {why}") };
        assert!(matches!(error, ToolError::Unavailable { reason, .. } if reason.contains(why)), "{error}");
    }

    #[track_caller]
    fn is_not_shown(looked: &Result<MadePicture, ToolError>, why: &str) {
        let Err(error) = looked else { panic!("it passed, and not {why}") };
        assert!(matches!(error, ToolError::NotShown { reason, .. } if reason.contains(why)), "{error}");
        assert_eq!((error.code(), error.outcome()), ("refused", planner::WorldOutcome::Landed));
    }

    #[tokio::test]
    async fn a_photograph_passes_and_is_known_again() {
        let made = looked(&scene(), house(), &Safety::default(), None).await.unwrap();
        assert!(made.pdq.is_some_and(|pdq| pdq.len() == 64));
    }

    #[test]
    fn what_shows_nothing_or_can_hardly_be_seen_is_not_taken() {
        let objection = |made: &Pixels| objection(made, f64::from(made.width) / f64::from(made.height));
        assert!(objection(&picture(128, 128, |_, _| 40)).is_some_and(|why| why.contains("nothing")));
        assert!(objection(&picture(63, 128, |x, _| x as u8)).is_some_and(|why| why.contains("thumbnail")));
        assert_eq!(objection(&picture(128, 128, |x, y| (x * 3 + y * 5) as u8)), None);
        // A dark thing on a plain ground is a picture.
        assert_eq!(objection(&picture(128, 128, |x, y| if x > 50 && x < 70 && y > 50 { 20 } else { 200 })), None);
    }

    #[tokio::test]
    async fn a_picture_of_which_less_than_half_would_be_left_is_not_taken() {
        let made = picture(300, 300, |x, y| (x * 3 + y * 5) as u8);
        for (proportions, taken) in
            [(1.0, true), (0.52, true), (1.95, true), (0.45, false), (2.2, false), (f64::NAN, true)]
        {
            assert_eq!(objection(&made, proportions).is_none(), taken, "{proportions}");
        }
        let wide = picture(300, 100, |x, y| (x * 3 + y * 5) as u8);
        let worth = |place: f64, asked: f64| is_worth_another(&wide, place, asked);
        assert_eq!((worth(1.0, 1.0), worth(1.0, 3.0), worth(2.0, 2.0)), (true, false, false));
        let tall = picture(100, 400, |x, y| ((x / 9) * 31 + (y / 11) * 17) as u8);
        is_unusable(&looked(&tall, house(), &Safety::default(), None).await, "other proportions");
    }

    #[tokio::test]
    async fn a_picture_that_a_policy_knows_is_not_shown_whole_or_in_part() {
        let known = picture(400, 300, |x, y| {
            let (x, y) = (f64::from(x) / 400.0, f64::from(y) / 300.0);
            let wave = libm::sin(9.0 * x + 4.0 * y) * 60.0 + libm::cos(21.0 * y - 6.0 * x * x) * 50.0;
            (120.0 + wave + if (x - 0.3).abs() < 0.1 && y > 0.4 { 70.0 } else { 0.0 }) as u8
        });
        let text = format!(
            r#"{{ "v": 1, "id": "never", "version": "1.0.0", "rules": [{{ "id": "x", "category": "third_party_mark",
               "severity": "hold", "scopes": ["brief"], "any": ["globex"] }}], "pictures": ["{}"] }}"#,
            pdq::hash(&known).0
        );
        let safety = Safety { packs: vec![serde_json::from_str(&text).unwrap()], ..Safety::default() };
        is_not_shown(&looked(&known, house(), &safety, None).await, "`never` does not show");
        // A part of a larger one, about where one of the parts lies that are looked at.
        let part = with(&known.within(160), (160, 121));
        is_not_shown(&looked(&part, house(), &safety, None).await, "`never` does not show");
        looked(&known, house(), &Safety::default(), None).await.unwrap();
        looked(&scene(), house(), &safety, None).await.unwrap();
    }

    #[tokio::test]
    async fn an_outline_that_spells_something_is_not_taken() {
        let context = crate::fixture::context(house());
        let lines = ["Closing down sale", "Everything must go", "Half price today", "Open until nine"];
        let Picture::Raster(spelt) = render::decode_picture(&crate::fixture::page(&lines)).unwrap() else { panic!() };
        let round = |x: u32, y: u32| if x.abs_diff(170).pow(2) + y.abs_diff(190).pow(2) < 90 * 90 { 255 } else { 0 };
        let own = Asked { photograph: None, ..asked() };
        let cut = |outline: Pixels| Sent::Cut(scene(), outline);
        by_rules(&context, &own, cut(picture(480, 360, round))).unwrap();
        let refused = by_rules(&context, &own, cut(spelt)).map(|made| made.picture.size());
        assert!(matches!(&refused, Err(ToolError::Unavailable { reason, .. }) if reason.contains("writing")));
    }

    #[tokio::test]
    async fn a_mark_of_the_brand_that_a_model_drew_is_not_shown() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill="#134" d="M0 0h100v100h-100zM20 15v70h14v-45l30 45h16v-70h-14v45l-30-45z" fill-rule="evenodd"/></svg>"##;
        let mut kit = house();
        let logo = r#"{ "id": "full", "file": "logo.svg", "variant": "full", "on": ["light"] }"#;
        kit.logos.push(serde_json::from_str(logo).unwrap());
        kit.files.0.insert("logo.svg".to_owned(), svg.as_bytes().into());
        let mark = render::decode_picture(svg.as_bytes()).unwrap().thumbnail(120).unwrap();
        let signed = with(&mark, (300, 40));
        is_not_shown(&looked(&signed, kit.clone(), &Safety::default(), None).await, "the mark `full`");
        looked(&scene(), kit, &Safety::default(), None).await.unwrap();
        looked(&signed, house(), &Safety::default(), None).await.unwrap();
    }

    /// Finds whatever it is told to, or nobody there.
    struct Finds(Option<f64>, bool, Arc<AtomicUsize>);

    impl Moderator for Finds {
        fn name(&self) -> &'static str {
            "finds"
        }

        fn sees(&self) -> bool {
            self.1
        }

        async fn judge(&self, _: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
            self.2.fetch_add(1, Ordering::Relaxed);
            assert!(moderated.png.is_some_and(|png| png.starts_with(b"\x89PNG")) && moderated.text == "a still life");
            let gone = || ToolError::Unavailable { tool: "moderate".to_owned(), reason: "gone".to_owned() };
            Ok([("violence".to_owned(), self.0.ok_or_else(gone)?)].into())
        }
    }

    #[tokio::test]
    async fn what_a_moderator_holds_or_does_not_judge_is_not_shown() {
        let judged = async |likely, sees| {
            let count = Arc::default();
            let moderator = AnyModerator::new(Finds(likely, sees, Arc::clone(&count)));
            let moderate = Moderate::new(moderator, Moderation::default());
            let looked = looked(&scene(), house(), &Safety::default(), Some(&moderate)).await;
            (looked, count.load(Ordering::Relaxed))
        };
        assert!(matches!(judged(Some(0.1), true).await, (Ok(_), 1)));
        for likely in [0.5, 0.9] {
            let (looked, _) = judged(Some(likely), true).await;
            is_not_shown(&looked, "(violence)");
        }
        assert!(matches!(judged(None, true).await, (Err(ToolError::Unavailable { .. }), 1)));
        assert!(matches!(judged(None, false).await, (Ok(_), 0)), "who sees nothing is not asked");
    }
}
