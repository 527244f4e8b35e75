//! One design on many pages: composed anew for each from what it says and what it is, never scaled.
//!
//! A document of ours holds its [`design::document::Source`]: the plan and all of its copy. The plan's idea, voice, colours and
//! motif go to the new page; what a person changed since (words, pictures, what is locked) goes with them. A document
//! without a source is given one from its roles, texts and colours.
//!
//! The map: `words` what the document says now; `kin` the plan that a foreign document comes nearest to; `keep` what is
//! locked; `furnish` a foreign document made presentable as it is; `fitted` the last resort for documents without words.

mod fitted;
mod furnish;
mod keep;
mod kin;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use design::document::{Content as Layer, Provenance, Source};
use design::{
    Archetype as ArchetypeName, BlobRef, BrandKit, Brief, Critique, DesignPlan, Document, Finding, Format, Node, Role,
    Severity,
};
use render::{BlobSource, FontBook, Layout, RenderError, lay_out};

use crate::archetype::{self, NOTICE};
use crate::picture::Pictures;
use crate::{ComposeError, ProposeRequest, compose, propose, repairs};

pub use furnish::{Furnished, furnish};
pub use words::words_of;

/// Most arrangements that are tried for one page.
const TRIES_MAX: usize = 14;
/// Most of them that are of other archetypes than the design's own.
const OTHERS_MAX: usize = 6;

/// What is composed anew.
#[derive(Clone, Copy)]
pub struct ReflowRequest<'a> {
    /// The design.
    pub document: &'a Document,
    /// The brand whose tokens it names.
    pub kit: &'a BrandKit,
    /// The faces.
    pub fonts: &'a FontBook,
    /// Its pictures.
    pub blobs: &'a dyn BlobSource,
    /// The page.
    pub format: &'a Format,
}

/// A design, made anew for another page.
#[derive(Debug)]
pub struct Reflowed {
    /// The design, laid out.
    pub layout: Layout,
    /// What is good and bad about it; when a gate failed, no arrangement passed them all.
    pub critique: Critique,
    /// Pictures that were painted for it, by their names.
    pub pictures: Pictures,
}

/// Why a design could not be made anew.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReflowError {
    /// The text fits no archetype on this page, the last resort included.
    #[error("the text does not fit {width}×{height} px")]
    DoesNotFit {
        /// Width of the page, px.
        width: u32,
        /// Height of the page, px.
        height: u32,
    },
    /// The text cannot be set in any face at hand.
    #[error("{0}")]
    Compose(#[from] ComposeError),
    /// The design cannot be drawn.
    #[error("the design cannot be drawn")]
    Render(#[from] RenderError),
}

/// Composes a design anew for another page, in the arrangement that is nearest to its own and passes every gate.
///
/// The same archetype is tried first, in each of its variants, then others in the same voice, colours and motif. Where
/// none passes every gate, the one that fails fewest is returned; its critique says which. The same request gives the
/// same design.
///
/// # Errors
///
/// [`ReflowError`] when the text fits no archetype, or a picture of the design is missing.
pub fn reflow(request: &ReflowRequest<'_>) -> Result<Reflowed, ReflowError> {
    let source = source_of(request.document, request.kit, request.fonts);
    if source.copy.blocks.is_empty() {
        return fitted::fit(request);
    }
    let narrowed = request.kit.narrowed_to(&source.colours);
    let studio = Studio { request, kit: &narrowed.kit, source: &source };
    let mut best: Option<(Rank, Reflowed)> = None;
    for (place, plan) in studio.plans().into_iter().take(TRIES_MAX).enumerate() {
        let Some(made) = studio.make(&plan)? else { continue };
        let rank = studio.rank(place, &plan, &made);
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, made));
        }
        if rank.is_as_good_as_any() {
            break;
        }
    }
    let (width, height) = (request.format.width, request.format.height);
    best.map(|(_, made)| made).ok_or(ReflowError::DoesNotFit { width, height })
}

/// What a document is composed from: its own source brought up to date, or one made from what it shows.
#[must_use]
pub fn source_of(document: &Document, kit: &BrandKit, fonts: &FontBook) -> Source {
    match &document.source {
        Some(source) => Source { copy: words::updated(&source.copy, document), ..source.clone() },
        None => {
            let copy = words::words_in_rows(document);
            let plan = kin::plan_of(document, &copy, kit, fonts);
            Source { plan, copy, colours: Vec::new() }
        }
    }
}

/// How far an arrangement is from what is wanted; less is better, in the order of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    gates: usize,
    picture_lost: bool,
    logo_lost: bool,
    place: usize,
}

impl Rank {
    fn is_as_good_as_any(self) -> bool {
        self.gates == 0 && !self.picture_lost && !self.logo_lost
    }
}

struct Studio<'a> {
    request: &'a ReflowRequest<'a>,
    /// The kit in the colours that were asked for: the plan's palettes are numbered within them.
    kit: &'a BrandKit,
    source: &'a Source,
}

impl Studio<'_> {
    /// The plans to try, nearest to the design's own first.
    fn plans(&self) -> Vec<DesignPlan> {
        let own = &self.source.plan;
        let aspect = self.request.format.aspect();
        let layouts = archetype::find(&own.archetype.0).map_or(0, |own| own.layouts(aspect).len() as u32);
        let variants = (0..layouts.min(4)).map(|step| DesignPlan { variant: own.variant + step, ..own.clone() });
        let mut plans: Vec<DesignPlan> = variants.collect();
        let said: Vec<&str> = self.source.copy.blocks.iter().map(|block| block.text.as_str()).collect();
        let said: String = said.join(". ").chars().take(8_000).collect();
        if let Ok(brief) = Brief::read(&said) {
            let vary = ["archetype", "variant"].map(str::to_owned);
            plans.extend(propose(&ProposeRequest {
                brief: &brief,
                copy: &self.source.copy,
                kit: self.kit,
                fonts: self.request.fonts,
                format: self.request.format,
                count: OTHERS_MAX,
                seed: own.seed,
                around: Some(own),
                vary: &vary,
                photographed: false,
                begun: None,
                edits: &[],
            }));
        }
        // A lead that the other arrangements have no place for is given up before the text is set as a notice.
        plans.push(DesignPlan { archetype: ArchetypeName(NOTICE.to_owned()), ..own.clone() });
        plans
    }

    /// The design by one plan, with its pictures, repaired once; `None` when the plan does not hold the text.
    fn make(&self, plan: &DesignPlan) -> Result<Option<Reflowed>, ReflowError> {
        let Self { request, source, .. } = self;
        let composed = compose(plan, &source.copy, self.kit, request.fonts, request.format);
        let composition = match composed {
            Ok(composition) => composition,
            Err(ComposeError::DoesNotFit { .. } | ComposeError::UnknownArchetype { .. } | ComposeError::NoCopy) => {
                return Ok(None);
            }
            Err(error @ ComposeError::MissingGlyphs { .. }) => return Err(error.into()),
        };
        let mut document = composition.document;
        document.source = Some(Source { plan: plan.clone(), ..(*source).clone() });
        let mut pictures = Pictures::new();
        let kept = keep::picture(request.document);
        for (place, image) in composition.images.iter().enumerate() {
            // A picture that was given is shown once, where the first one goes.
            let shown = match kept.filter(|_| place == 0) {
                Some(own) => Some(keep::shown_in(own, &image.node)),
                None => crate::picture(image, self.kit).ok().map(|painted| {
                    let (blob, bytes, shown) = painted.shown_in(image.node.clone());
                    pictures.insert(blob, bytes);
                    shown
                }),
            };
            match shown {
                // Both name nodes that the composition has just made.
                Some(shown) => drop(document.apply(&shown)),
                None => document.nodes.retain(|node| node.id != image.node),
            }
        }
        keep::carry(request.document, &mut document);
        let first = self.judge(&document, &pictures, &composition.findings)?;
        let edits = repairs(&first.1);
        let mut made = first;
        if !edits.is_empty() {
            edits.iter().for_each(|edit| drop(document.apply(edit)));
            let second = self.judge(&document, &pictures, &composition.findings)?;
            let worth = |critique: &Critique| (std::cmp::Reverse(gates(critique)), critique.total());
            if worth(&second.1) > worth(&made.1) {
                made = second;
            }
        }
        let (layout, critique) = made;
        Ok(Some(Reflowed { layout, critique, pictures }))
    }

    fn judge(
        &self,
        document: &Document,
        pictures: &Pictures,
        found: &[Finding],
    ) -> Result<(Layout, Critique), ReflowError> {
        let blobs = Either(pictures, self.request.blobs);
        let layout = lay_out(document, self.request.kit, self.request.fonts, &blobs)?;
        let mut critique = measure::critique(&layout, &self.source.copy)?;
        critique.findings.extend(found.iter().cloned());
        critique.findings.sort_by_key(|finding| finding.severity);
        Ok((layout, critique))
    }

    fn rank(&self, place: usize, plan: &DesignPlan, made: &Reflowed) -> Rank {
        let document = made.layout.document();
        let has = |role: Role, document: &Document| document.walk().any(|node| node.role == role);
        Rank {
            gates: gates(&made.critique),
            picture_lost: plan.imagery != "none" && shows(self.request.document) && !shows(document),
            logo_lost: has(Role::Logo, self.request.document) && !has(Role::Logo, document),
            place,
        }
    }
}

/// Whether a picture is among the layers.
fn shows(document: &Document) -> bool {
    document.walk().any(|node| node.role == Role::Image)
}

/// How many gates a critique failed.
fn gates(critique: &Critique) -> usize {
    critique.findings.iter().filter(|finding| finding.severity == Severity::Gate).count()
}

/// Pictures from the first of two places that has them; those that wait for a picture show nothing.
pub(crate) struct Either<'a>(pub(crate) &'a Pictures, pub(crate) &'a dyn BlobSource);

impl BlobSource for Either<'_> {
    fn blob(&self, name: &BlobRef) -> Option<Arc<[u8]>> {
        let empty =
            || (*name == BlobRef::of(crate::EMPTY_SVG.as_bytes())).then(|| Arc::from(crate::EMPTY_SVG.as_bytes()));
        self.0.get(name).cloned().or_else(|| self.1.blob(name)).or_else(empty)
    }
}

/// Whether a node's picture was painted by rule, so that it can be painted again for another box.
fn is_painted(node: &Node) -> bool {
    node.provenance == Provenance::Generated && matches!(node.content, Layer::Svg { .. } | Layer::Shape { .. })
}
