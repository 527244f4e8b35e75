//! What no design says or shows, whoever's it is, and what those for whom it is made may not be shown: policies over what is asked
//! for and over what is shown.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use design::canonical::to_canonical_json;
use design::document::Content;
use design::{BlobRef, Critique, Document, Finding, Score, Severity, Sha256};
use measure::pdq::{self, Hash};
use planner::Safety;
use render::{Picture, Pixels, decode_picture};
use safety::policy::{
    Decision, Override, OverrideError, Pack, Policies, PolicyError, Role, Rule, SafetyFinding, Scope, Setting, builtin,
    judge, lifted_by,
};

use crate::builtin::MODERATOR_PACK as PACK;

/// Most rules of a run that somebody lifted, and most packs and regions that it adds.
const LIFTED_MAX: usize = 16;
const PACKS_MAX: usize = 8;
const REGIONS_MAX: usize = 16;
/// Longest name of a region, bytes.
const REGION_BYTES_MAX: usize = 32;

/// Bits by which the hashes of two copies of a picture may differ, and quality from which on a hash says something. Source: the
/// thresholds that come with PDQ.
const MATCH_MAX: u32 = 31;
const QUALITY_MIN: u8 = 50;
/// The parts of a picture that are looked at where one that is known may be a part of it: shares of its sides in hundredths, and how
/// many lie in a row.
const PARTS: [(u32, u32); 3] = [(75, 3), (50, 5), (33, 7)];
/// Longest side of what is hashed of a picture without pixels, px.
const FORMS_PX: u32 = 512;

/// The house's policy for everybody, read once.
static HOUSE: LazyLock<Arc<Permission>> = LazyLock::new(|| Arc::new(Permission::read(&Safety::default())));

/// Why a run cannot be held against what it names.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SafetyError {
    /// The packs have no meaning together.
    #[error("the policy cannot be read")]
    Policy(#[from] PolicyError),
    /// A rule cannot be lifted as it was said.
    #[error("nothing is lifted")]
    Override(#[from] OverrideError),
    /// A rule that is lifted is not there.
    #[error("`{rule}` is no rule of this run's policy, so that nobody can lift it; a refusal names its rules")]
    NoRule {
        /// The rule.
        rule: String,
    },
    /// A pack takes back what is not its own.
    #[error(
        "pack `{pack}` switches off `{rule}`, which is not a rule of the packs that were added; lift it, and say why"
    )]
    TakesBack {
        /// The pack.
        pack: String,
        /// The rule.
        rule: String,
    },
    /// No pack has rules for a region.
    #[error("no rules are known for the region `{region}`; there are some for {known}")]
    NoRegion {
        /// The region.
        region: String,
        /// Those that there are.
        known: String,
    },
    /// A rule is for texts that are held against nothing.
    #[error(
        "rule `{rule}` is for writing in pictures alone, which is read where somebody brings a reader: give it the scope of briefs, copy or prompts, too"
    )]
    NoScope {
        /// The rule.
        rule: String,
    },
    /// There is more than is taken.
    #[error("at most {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be.
        limit: usize,
    },
}

/// What texts are held against.
#[derive(Debug)]
pub struct Permission {
    policies: Result<Policies, PolicyError>,
    /// Pictures that no design shows, each with the pack that knows it.
    pictures: Vec<(Hash, String)>,
    safety: Safety,
}

/// What comes of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ruling {
    /// Why it is not shown; nothing, where it is.
    pub(crate) stopped: Option<String>,
    /// What somebody answers for.
    pub(crate) lifted: Vec<String>,
}

impl Permission {
    /// The house's policy for everybody.
    #[must_use]
    pub fn house() -> Arc<Self> {
        HOUSE.clone()
    }

    /// What a run asks for. Where that cannot be read nothing is shown: what is not judged is refused.
    #[must_use]
    pub fn of(safety: &Safety) -> Arc<Self> {
        if safety.is_usual() { Self::house() } else { Arc::new(Self::read(safety)) }
    }

    fn read(safety: &Safety) -> Self {
        // Nothing of the house's is switched off, whatever a pack says: such a run does not begin, and one on record shows less.
        let mut added = safety.packs.clone();
        for (pack, rule) in taken_back(safety) {
            for one in added.iter_mut().filter(|one| one.id == pack) {
                one.off.remove(&rule);
            }
        }
        let packs: Vec<_> = builtin().into_iter().chain(added).collect();
        let regions = safety.regions.iter().map(|region| region.to_lowercase()).collect();
        let setting = Setting { audience: safety.audience, regions };
        let known = safety.packs.iter().flat_map(|pack| {
            let hashes = pack.pictures.iter().filter_map(|text| Hash::parse(text).ok());
            hashes.map(|hash| (hash, pack.id.clone()))
        });
        Self { policies: Policies::new(&packs, &setting), pictures: known.collect(), safety: safety.clone() }
    }

    /// Checks what a run asks for, before it begins.
    ///
    /// # Errors
    ///
    /// [`SafetyError`]
    pub fn check(safety: &Safety) -> Result<(), SafetyError> {
        let counts = [
            ("rules are lifted at once", safety.lifted.len(), LIFTED_MAX),
            ("packs are added", safety.packs.len(), PACKS_MAX),
            ("regions are named", safety.regions.len(), REGIONS_MAX),
            ("bytes name a region", safety.regions.iter().map(String::len).max().unwrap_or_default(), REGION_BYTES_MAX),
        ];
        if let Some((what, _, limit)) = counts.into_iter().find(|(_, count, limit)| count > limit) {
            return Err(SafetyError::TooMany { what, limit });
        }
        if let Some((pack, rule)) = taken_back(safety).into_iter().next() {
            return Err(SafetyError::TakesBack { pack: design::clip(&pack), rule: design::clip(&rule) });
        }
        let known: BTreeSet<String> =
            builtin().iter().chain(&safety.packs).flat_map(|pack| pack.regions.clone()).collect();
        if let Some(region) = safety.regions.iter().find(|region| !known.contains(&region.to_lowercase())) {
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            return Err(SafetyError::NoRegion { region: design::clip(region), known: design::shown(&known) });
        }
        let applies = |rule: &&Rule| rule.scopes.iter().any(|scope| *scope != Scope::ImageText);
        for pack in &safety.packs {
            if let Some(rule) = pack.rules.iter().find(|rule| !applies(rule)) {
                return Err(SafetyError::NoScope { rule: design::clip(&format!("{}/{}", pack.id, rule.id)) });
            }
        }
        let read = Self::of(safety);
        let policies = read.policies.as_ref().map_err(Clone::clone)?;
        for lifted in &safety.lifted {
            lifted.check()?;
            let is_known = |rule: &str| policies.rules().any(|one| one == rule) || is_label(rule);
            if let Some(rule) = lifted.rules.iter().find(|rule| !is_known(rule)) {
                return Err(SafetyError::NoRule { rule: design::clip(rule) });
            }
        }
        Ok(())
    }

    /// What somebody says who may lift what a classifier holds; nothing, where nobody does.
    pub(crate) fn lifted(&self, rule: &str) -> Option<String> {
        let lifts = |one: &&Override| one.role >= Role::Reviewer && one.rules.contains(rule) && one.check().is_ok();
        self.safety.lifted.iter().find(lifts).map(|one| told(one, rule))
    }

    /// Rules on a text. What cannot be judged is refused.
    pub(crate) fn rule(&self, text: &str, scope: Scope) -> Ruling {
        let stopped = |why: String| Ruling { stopped: Some(why), lifted: Vec::new() };
        let policies = match &self.policies {
            Ok(policies) => policies,
            Err(error) => return stopped(format!("the policy cannot be read: {error}")),
        };
        let mut verdict = match judge(text, scope, policies) {
            Ok(verdict) => verdict,
            Err(error) => return stopped(format!("it cannot be judged: {error}")),
        };
        let mut lifted = Vec::new();
        for one in &self.safety.lifted {
            // Who may not lift it has lifted nothing.
            let Ok((left, rules)) = one.lift_from(&verdict) else { continue };
            verdict = left;
            lifted.extend(rules.iter().map(|rule| told(one, rule)));
        }
        let first = verdict.findings.iter().find(|_| verdict.decision != Decision::Allowed);
        Ruling { stopped: first.map(why), lifted }
    }

    /// Judges every text of a design, and all of them as one; what is refused or held gates it, and makes it worth nothing.
    pub fn judge_texts(&self, document: &Document, critique: &mut Critique) {
        let mut whole = String::new();
        let (mut gates, mut lifted) = (Vec::new(), Vec::new());
        let mut tell = |ruling: Ruling, at: Option<&design::Node>| {
            let placed = |finding: Finding| match at {
                Some(node) => finding.at(&node.id, node.area),
                None => finding,
            };
            gates.extend(ruling.stopped.map(|why| placed(Finding::new(RULE, Severity::Gate, why))));
            for said in ruling.lifted {
                if !lifted.iter().any(|one: &Finding| one.message == said) {
                    lifted.push(placed(Finding::new(RULE, Severity::Info, said)));
                }
            }
        };
        for node in document.walk() {
            let Content::Text { text, .. } = &node.content else { continue };
            let plain = text.plain();
            tell(self.rule(&plain, Scope::Copy), Some(node));
            whole.push_str(&plain);
            whole.push('\n');
        }
        tell(self.rule(&whole, Scope::Copy), None);
        // What is said of a text is not said of all of them once more.
        let placed: Vec<String> =
            gates.iter().filter(|gate| gate.node.is_some()).map(|gate| gate.message.clone()).collect();
        gates.retain(|gate| gate.node.is_some() || !placed.contains(&gate.message));
        critique.scores.insert(RULE.to_owned(), Score::BEST);
        critique.findings.extend(lifted);
        refuse(gates, critique);
    }

    /// Holds every picture of a design against those that packs know, given the bytes of each; one that is known, and one that
    /// cannot be looked at, gates it. Where nothing is known nothing is looked at.
    pub fn judge_pictures(
        &self,
        document: &Document,
        bytes: impl Fn(&BlobRef) -> Option<Arc<[u8]>>,
        critique: &mut Critique,
    ) {
        if self.pictures.is_empty() {
            return;
        }
        let gate = |node: &design::Node, why: String| Finding::new(RULE, Severity::Gate, why).at(&node.id, node.area);
        let judged = document.walk().filter_map(|node| {
            let (Content::Image { blob, .. } | Content::Svg { blob, .. }) = &node.content else { return None };
            let Some(pixels) = bytes(blob).and_then(|bytes| looked_at(&bytes)) else {
                return Some(gate(node, "This picture cannot be looked at, and is not shown.".to_owned()));
            };
            self.known(&pixels).map(|pack| {
                gate(
                    node,
                    format!("This picture is one of those that the policy `{pack}` does not show. Choose another."),
                )
            })
        });
        refuse(judged.collect(), critique);
    }

    /// What it is known by: the same of the same rules.
    pub(crate) fn digest(&self) -> Sha256 {
        Sha256::of(&to_canonical_json(&self.safety))
    }

    /// Whether there are pictures that no design shows.
    pub(crate) fn knows_pictures(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// The pack that knows a picture, or one that is a part of it.
    pub(crate) fn known_within(&self, pixels: &Pixels) -> Option<&str> {
        if self.pictures.is_empty() {
            return None;
        }
        let parts = PARTS.iter().flat_map(|(share, steps)| windows(pixels, *share, *steps));
        self.known(pixels).or_else(|| parts.filter_map(|part| self.known(&part)).next())
    }

    /// The pack that knows a picture, by how near their hashes are.
    fn known(&self, pixels: &Pixels) -> Option<&str> {
        let (hash, quality) = pdq::hash(pixels);
        let known = self.pictures.iter().find(|(known, _)| is_same(known, &hash, quality));
        known.map(|(_, pack)| pack.as_str())
    }
}

/// Whether a picture of that hash, at that quality, is the one that is known.
fn is_same(known: &Hash, hash: &Hash, quality: u8) -> bool {
    quality >= QUALITY_MIN && known.distance(hash) <= MATCH_MAX
}

/// Overlapping parts of a picture: of that share of its sides, in hundredths, so many in a row and in a column.
fn windows(pixels: &Pixels, share: u32, steps: u32) -> impl Iterator<Item = Pixels> + '_ {
    let (width, height) = ((pixels.width * share / 100).max(1), (pixels.height * share / 100).max(1));
    let places = (0..steps).flat_map(move |down| (0..steps).map(move |across| (across, down)));
    places.filter_map(move |(across, down)| {
        let at = |length: u32, part: u32, step: u32| (length - part) * step / (steps - 1).max(1);
        pixels.part(at(pixels.width, width, across), at(pixels.height, height, down), width, height)
    })
}

/// A picture as it is hashed.
fn looked_at(bytes: &[u8]) -> Option<Pixels> {
    match decode_picture(bytes).ok()? {
        Picture::Raster(pixels) => Some(pixels),
        forms @ Picture::Vector(_) => forms.thumbnail(FORMS_PX).ok(),
    }
}

/// Makes a design worth nothing for what gates it.
fn refuse(gates: Vec<Finding>, critique: &mut Critique) {
    if !gates.is_empty() {
        critique.scores.insert(RULE.to_owned(), Score::WORST);
        critique.scores.insert("total".to_owned(), Score::WORST);
        critique.findings.splice(0..0, gates);
    }
}

/// Rules that packs of a run switch off and that are not its own, each with the pack.
fn taken_back(safety: &Safety) -> Vec<(String, String)> {
    let own: BTreeSet<&str> = safety.packs.iter().map(|pack| pack.id.as_str()).collect();
    let is_own = |rule: &str| rule.split_once('/').is_some_and(|(pack, _)| own.contains(pack));
    let foreign = |pack: &Pack| pack.off.iter().filter(|rule| !is_own(rule)).cloned().collect::<Vec<_>>();
    safety.packs.iter().flat_map(|pack| foreign(pack).into_iter().map(|rule| (pack.id.clone(), rule))).collect()
}

fn told(one: &Override, rule: &str) -> String {
    format!("`{rule}` was lifted by the role `{}`: {}", one.role.name(), one.reason.trim())
}

/// Whether it is what a classifier finds, whose labels nobody knows before.
fn is_label(rule: &str) -> bool {
    rule.strip_prefix(PACK).is_some_and(|rest| rest.starts_with('/'))
}

/// What a person is told, and who may decide otherwise.
fn why(finding: &SafetyFinding) -> String {
    let SafetyFinding { message, rule, .. } = finding;
    match lifted_by(finding.category, finding.severity) {
        Some(role) => format!("{message} Who has the role `{}` may lift `{rule}`, and says why.", role.name()),
        None => message.clone(),
    }
}

/// The rule's name in findings and scores.
const RULE: &str = "safety";

#[cfg(test)]
mod tests {
    use safety::policy::Audience;

    use super::*;

    fn stopped(permission: &Permission, text: &str, scope: Scope) -> Option<String> {
        permission.rule(text, scope).stopped
    }

    #[test]
    fn what_is_refused_says_why_and_recites_nothing() {
        let house = Permission::house();
        let why = stopped(&house, "Poster: fake passports made to order, ask at the bar", Scope::Brief).unwrap();
        assert!(why.contains("not made") && !why.contains("passport") && !why.contains("lift"), "{why}");
        for text in ["Killer deals on knives, this weekend only", "Jazz night, Thursday 9 October, doors 7.30pm"] {
            assert_eq!(house.rule(text, Scope::Brief), Ruling::default(), "{text}");
        }
        assert!(stopped(&house, &"x".repeat(1 << 20), Scope::Copy).is_some(), "what is not judged is not shown");
    }

    fn pack(severity: &str) -> Pack {
        let text = format!(
            r#"{{ "v": 1, "id": "acme", "version": "1.0.0", "rules": [{{ "id": "rivals", "category": "third_party_mark",
               "severity": "{severity}", "scopes": ["brief", "copy"], "any": ["globex"] }}] }}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn lifts(role: Role, reason: &str, rule: &str) -> Override {
        Override { role, reason: reason.to_owned(), rules: [rule.to_owned()].into() }
    }

    #[test]
    fn what_is_held_waits_for_who_may_decide() {
        let mut safety = Safety { packs: vec![pack("hold")], ..Safety::default() };
        Permission::check(&safety).unwrap();
        let text = "Better than Globex";
        assert_eq!(stopped(&Permission::house(), text, Scope::Copy), None);
        let why = stopped(&Permission::of(&safety), text, Scope::Copy).unwrap();
        assert!(why.contains("`reviewer` may lift `acme/rivals`"), "{why}");
        safety.lifted = vec![lifts(Role::Member, "we like it so", "acme/rivals")];
        assert!(stopped(&Permission::of(&safety), text, Scope::Copy).is_some());
        safety.lifted.push(lifts(Role::Reviewer, "their agreement is on file", "acme/rivals"));
        let ruling = Permission::of(&safety).rule(text, Scope::Copy);
        assert_eq!(ruling.stopped, None);
        assert_eq!(ruling.lifted, ["`acme/rivals` was lifted by the role `reviewer`: their agreement is on file"]);
    }

    #[test]
    fn a_pack_that_means_nothing_lets_nothing_through() {
        let twice = Safety { packs: vec![pack("hold"), pack("block")], ..Safety::default() };
        assert!(matches!(Permission::check(&twice), Err(SafetyError::Policy(_))));
        assert!(stopped(&Permission::of(&twice), "Spring sale", Scope::Copy).is_some());
        let unknown = Safety { lifted: vec![lifts(Role::Owner, "because we can", "acme/none")], ..Safety::default() };
        assert!(matches!(Permission::check(&unknown), Err(SafetyError::NoRule { .. })));
        let short = Safety { lifted: vec![lifts(Role::Owner, "so", "general/none")], ..Safety::default() };
        assert!(matches!(Permission::check(&short), Err(SafetyError::Override(_))));
    }

    #[test]
    fn what_is_added_takes_nothing_back_and_is_for_somewhere() {
        let held = safety::policy::builtin().into_iter().find_map(|pack| {
            let rule = pack.rules.iter().find(|rule| rule.severity != safety::policy::Severity::Block)?;
            Some(format!("{}/{}", pack.id, rule.id))
        });
        let mut off = pack("hold");
        off.off = [held.unwrap()].into();
        let off = Safety { packs: vec![off], ..Safety::default() };
        assert!(matches!(Permission::check(&off), Err(SafetyError::TakesBack { .. })));
        let rules = |permission: &Permission| permission.policies.as_ref().unwrap().rules().count();
        assert_eq!(rules(&Permission::of(&off)), rules(&Permission::house()) + 1);
        let region = |name: &str| Safety { regions: [name.to_owned()].into(), ..Safety::default() };
        Permission::check(&region("UK")).unwrap();
        assert!(rules(&Permission::of(&region("UK"))) > rules(&Permission::house()));
        assert!(matches!(Permission::check(&region("england")), Err(SafetyError::NoRegion { .. })));
        let mut prompts = pack("hold");
        prompts.rules[0].scopes = [Scope::Prompt].into();
        Permission::check(&Safety { packs: vec![prompts.clone()], ..Safety::default() }).unwrap();
        prompts.rules[0].scopes = [Scope::ImageText].into();
        let unread = Safety { packs: vec![prompts], ..Safety::default() };
        assert!(matches!(Permission::check(&unread), Err(SafetyError::NoScope { .. })));
    }

    /// A picture with something in it, and one that is made of it: smaller, brighter, with a border cut off.
    fn harbour(side: u32, brighter: u8) -> Vec<u8> {
        let pixel = |at: u32| {
            let (x, y) = (f64::from(at % side) / f64::from(side), f64::from(at / side) / f64::from(side));
            let wave = libm::sin(9.0 * x + 4.0 * y) * 60.0 + libm::cos(21.0 * y - 6.0 * x * x) * 50.0;
            let block = if (x - 0.3).abs() < 0.1 && y > 0.4 { 70.0 } else { 0.0 };
            let value = ((120.0 + wave + block) as u8).saturating_add(brighter);
            [value, value / 2 + 60, 255 - value, 255]
        };
        let data = (0..side * side).flat_map(pixel).collect();
        Pixels { width: side, height: side, data }.to_png().unwrap()
    }

    #[test]
    fn hashes_of_31_bits_apart_are_of_one_picture_and_a_quality_of_49_says_nothing() {
        let known = Hash::from_bytes([0; 32]);
        let apart = |last: u8| {
            Hash::from_bytes(std::array::from_fn(|at| [0xff, 0xff, 0xff, last].get(at).copied().unwrap_or(0)))
        };
        assert_eq!((known.distance(&apart(0x7f)), known.distance(&apart(0xff))), (31, 32));
        assert!(is_same(&known, &apart(0x7f), 50));
        assert!(!is_same(&known, &apart(0xff), 50));
        assert!(!is_same(&known, &apart(0x7f), 49));
    }

    #[test]
    fn a_picture_that_a_pack_knows_is_not_shown_whatever_becomes_of_it() {
        let (first, other) = (harbour(400, 0), harbour(230, 6));
        let (hash, quality) = pdq::hash(&looked_at(&first).unwrap());
        assert!(quality >= QUALITY_MIN, "{quality}");
        let mut knows = pack("hold");
        knows.pictures = [hash.to_string()].into();
        let safety = Safety { packs: vec![knows], ..Safety::default() };
        Permission::check(&safety).unwrap();
        let judged = |permission: &Permission, picture: Option<&[u8]>| {
            let mut document = Document::new(&design::Format::default(), design::BrandKit::builtin().reference());
            let content =
                Content::Image { blob: BlobRef(design::Sha256::of(b"photo")), fit: design::document::Fit::Cover };
            let area = design::Rect::new(0.0, 0.0, 90.0, 90.0);
            document.nodes.push(design::Node::new("photo", design::Role::Background, area, content));
            let mut critique = Critique::default();
            permission.judge_texts(&document, &mut critique);
            permission.judge_pictures(&document, |_| picture.map(Arc::from), &mut critique);
            critique.findings.iter().filter(|finding| finding.severity == Severity::Gate).count()
        };
        let permission = Permission::of(&safety);
        assert_eq!((judged(&permission, Some(&first)), judged(&permission, Some(&other))), (1, 1));
        let turned: Vec<u8> = {
            let pixels = looked_at(&first).unwrap();
            let data = pixels.data.chunks_exact(4).rev().flatten().copied().collect();
            Pixels { data, ..pixels }.to_png().unwrap()
        };
        assert_eq!(judged(&permission, Some(&turned)), 0, "another picture is shown");
        assert_eq!((judged(&permission, None), judged(&permission, Some(b"no picture"))), (1, 1));
        // What says nothing is like everything, and like nothing.
        let plain = Pixels { width: 90, height: 90, data: vec![200; 90 * 90 * 4] }.to_png().unwrap();
        assert_eq!(judged(&permission, Some(&plain)), 0);
        assert_eq!(judged(&Permission::house(), None), 0, "where nothing is known nothing is looked at");
        let mut wrong = pack("hold");
        wrong.pictures = ["f00".to_owned()].into();
        let wrong = Safety { packs: vec![wrong], ..Safety::default() };
        assert!(matches!(Permission::check(&wrong), Err(SafetyError::Policy(_))));
    }

    #[test]
    fn children_are_not_shown_what_grown_ups_are() {
        let text = "Wine tasting, Friday 8pm, free glass of Riesling";
        assert_eq!(stopped(&Permission::house(), text, Scope::Copy), None);
        let child = Safety { audience: Audience::Child, ..Safety::default() };
        assert!(stopped(&Permission::of(&child), text, Scope::Copy).is_some());
    }
}
