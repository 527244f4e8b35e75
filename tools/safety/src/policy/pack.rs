//! The format of a pack: rules as data.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of thing a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Sexual content among grown-ups.
    Sexual,
    /// Anything sexual with minors.
    SexualMinors,
    /// Hate of people for what they are.
    Hate,
    /// Harassment of one person.
    Harassment,
    /// Threats and cruelty.
    Violence,
    /// Support of those who kill for a cause.
    Extremism,
    /// Suicide, self-harm and disordered eating.
    SelfHarm,
    /// How weapons are made or got past the law.
    Weapons,
    /// Trade in drugs.
    Drugs,
    /// Fraud, forgery and other crimes for gain.
    Crime,
    /// What is private to a person.
    Privacy,
    /// Claims that need proof or a notice: of health, money, results.
    RegulatedClaim,
    /// Marks and characters of others.
    ThirdPartyMark,
    /// A real person's face, voice, name or hand.
    Likeness,
    /// Goods that not everybody may be offered.
    RegulatedGoods,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Sexual,
        Self::SexualMinors,
        Self::Hate,
        Self::Harassment,
        Self::Violence,
        Self::Extremism,
        Self::SelfHarm,
        Self::Weapons,
        Self::Drugs,
        Self::Crime,
        Self::Privacy,
        Self::RegulatedClaim,
        Self::ThirdPartyMark,
        Self::Likeness,
        Self::RegulatedGoods,
    ];

    /// What it is called in packs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sexual => "sexual",
            Self::SexualMinors => "sexual_minors",
            Self::Hate => "hate",
            Self::Harassment => "harassment",
            Self::Violence => "violence",
            Self::Extremism => "extremism",
            Self::SelfHarm => "self_harm",
            Self::Weapons => "weapons",
            Self::Drugs => "drugs",
            Self::Crime => "crime",
            Self::Privacy => "privacy",
            Self::RegulatedClaim => "regulated_claim",
            Self::ThirdPartyMark => "third_party_mark",
            Self::Likeness => "likeness",
            Self::RegulatedGoods => "regulated_goods",
        }
    }
}

/// What follows where a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is made, and what to look at is said.
    Warn,
    /// It waits for somebody who may decide.
    Hold,
    /// It is not made.
    Block,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What a person asks for.
    Brief,
    /// Words that a design shows.
    Copy,
    /// Words that were found in a picture.
    ImageText,
    /// What a model is asked to draw.
    Prompt,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Brief, Self::Copy, Self::ImageText, Self::Prompt];
}

/// Whom a design is for; the later ones are protected more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    #[default]
    General,
    /// From 13 to 17.
    Teen,
    /// Younger than that.
    Child,
}

/// A pack of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Version of this format: 1.
    pub v: u32,
    /// What it is called, in small letters; the rules' names begin with it.
    pub id: String,
    /// Its own version.
    pub version: String,
    /// Regions that it is for, in small letters; none means all.
    #[serde(default)]
    pub regions: BTreeSet<String>,
    /// Whom it protects: them, and those who are protected more.
    #[serde(default)]
    pub audience: Audience,
    /// Words that stand for each other, by the name that patterns call them by: `<name>`.
    #[serde(default)]
    pub sets: BTreeMap<String, Vec<String>>,
    /// What it forbids, holds or warns of.
    pub rules: Vec<Rule>,
    /// Rules of other packs that do not apply, as `pack/rule`: none of them one that blocks.
    #[serde(default)]
    pub off: BTreeSet<String>,
    /// PDQ hashes of pictures that no design shows, 64 hex digits each.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub pictures: BTreeSet<String>,
}

/// A rule: where a pattern of `any` is found, near one of `with` if there are any, not as part of one of `unless` and not near one of
/// `lifts`.
///
/// A pattern is words with spaces between. `*` alone stands for up to four words of the same sentence, `?` for one or none; `*` at
/// the end or beginning of a word for letters; `#` for a number; `~` behind a word for its plural, -ed and -ing; `one|two` for
/// either; `<name>` for a word of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique in the pack.
    pub id: String,
    /// What kind of thing it is about.
    pub category: Category,
    /// What follows.
    pub severity: Severity,
    /// Which texts it is for.
    pub scopes: BTreeSet<Scope>,
    /// Patterns, one of which is found.
    pub any: Vec<String>,
    /// Patterns, one of which stands near.
    #[serde(default)]
    pub with: Vec<String>,
    /// Patterns that the found words may be part of.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Patterns that show what the found words are for: where one of them stands within 40 words, the rule does not apply there.
    /// Not for rules that block.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifts: Vec<String>,
    /// Patterns of a notice: where one of them stands anywhere in the text, the rule does not apply. Not for rules that block.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// What a person is told: what is not made and what could be, not what gave it away. Without it the kind of thing is explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}
