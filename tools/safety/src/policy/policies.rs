//! The packs that apply to one job, as one.

use std::collections::{BTreeMap, BTreeSet};

use design::{DataError, clip};

use super::matcher::{Matcher, Part, Sought};
use super::pack::{Audience, Category, Pack, Rule, Scope, Severity};
use super::pattern::{Choices, Pattern};
use crate::text::Spelling;

/// Most packs that apply at once.
pub const PACKS_MAX: usize = 32;
/// Most patterns of all of them.
pub const PATTERNS_IN_ALL_MAX: usize = 16_384;
/// Most forms of words in all of them.
const FORMS_IN_ALL_MAX: usize = 262_144;

/// What the names of the screen's rules begin with; no pack is called so.
pub const SCREEN_PACK: &str = "screen";

/// Whom and where a design is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// Whom it is for.
    pub audience: Audience,
    /// Where it is shown, in small letters.
    pub regions: BTreeSet<String>,
}

/// Why packs do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// One of them has no meaning.
    #[error("pack `{pack}`")]
    Pack {
        /// Which.
        pack: String,
        /// What is wrong with it.
        source: DataError,
    },
    /// Two have one name.
    #[error("two packs are called `{pack}`")]
    Taken {
        /// The name.
        pack: String,
    },
    /// A rule that is switched off is not there.
    #[error("pack `{pack}` switches off `{rule}`, which is no rule; write pack/rule")]
    NoRule {
        /// The pack that switches it off.
        pack: String,
        /// The rule.
        rule: String,
    },
    /// A rule that blocks is switched off.
    #[error("pack `{pack}` switches off `{rule}`, which blocks; only rules that hold or warn can be switched off")]
    Blocks {
        /// The pack that switches it off.
        pack: String,
        /// The rule.
        rule: String,
    },
    /// There is more than is looked for at once.
    #[error("more than {limit} {what} in all packs")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be.
        limit: usize,
    },
}

/// A rule of a pack, ready to apply.
#[derive(Debug, Clone)]
pub(super) struct Ruling {
    pub(super) name: String,
    pub(super) category: Category,
    pub(super) severity: Severity,
    pub(super) scopes: BTreeSet<Scope>,
    pub(super) needs_with: bool,
    pub(super) message: String,
}

/// The rules of all packs that apply. The strictest decides, as none takes back what another says.
#[derive(Debug, Clone)]
pub struct Policies {
    pub(super) rules: Vec<Ruling>,
    pub(super) sought: Vec<Sought>,
    matchers: Vec<(Spelling, Matcher)>,
}

impl Policies {
    /// Takes those of `packs` that apply in a setting, without the rules that one of them switches off, and with the rules of the
    /// screen: `screen/` and the name of a category.
    ///
    /// # Errors
    ///
    /// [`PolicyError`]
    pub fn new(packs: &[Pack], setting: &Setting) -> Result<Self, PolicyError> {
        check(packs)?;
        let applies = |pack: &&Pack| {
            pack.audience <= setting.audience
                && (pack.regions.is_empty() || !pack.regions.is_disjoint(&setting.regions))
        };
        let chosen: Vec<&Pack> = packs.iter().filter(applies).collect();
        let off: BTreeSet<&String> = chosen.iter().flat_map(|pack| &pack.off).collect();
        let mut building = Building::default();
        for pack in chosen {
            building.choices.push(Choices::default());
            for rule in &pack.rules {
                let name = format!("{}/{}", pack.id, rule.id);
                if !off.contains(&name) {
                    building.add(pack, rule, name)?;
                }
            }
        }
        building.screen(&off);
        building.finish()
    }

    /// The same without the rules of the screen, where only the packs' own findings count: no text is screened then.
    #[must_use]
    pub fn without_screen(mut self) -> Self {
        // They stand behind those of the packs, whose places are kept.
        self.rules.retain(|rule| !is_screened(&rule.name));
        self
    }

    /// Whether any rule of the screen applies.
    pub(super) fn has_screen(&self) -> bool {
        self.rules.iter().any(|rule| is_screened(&rule.name))
    }

    /// Names of the rules that apply, as `pack/rule`.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// The rule by which the screen holds what may be of a category; none where a pack switches it off.
    pub(super) fn screened(&self, category: Category) -> Option<&Ruling> {
        let name = screened(category);
        self.rules.iter().find(|rule| rule.name == name)
    }

    pub(super) fn matcher(&self, spelling: Spelling) -> Option<&Matcher> {
        self.matchers.iter().find(|(one, _)| *one == spelling).map(|(_, matcher)| matcher)
    }
}

/// The name of the rule by which the screen holds what may be of a category.
fn screened(category: Category) -> String {
    format!("{SCREEN_PACK}/{}", category.name())
}

/// Whether a rule is of the screen.
pub(super) fn is_screened(rule: &str) -> bool {
    rule.split_once('/').is_some_and(|(pack, _)| pack == SCREEN_PACK)
}

/// Looks over packs: each for itself, their names, and what they switch off.
fn check(packs: &[Pack]) -> Result<(), PolicyError> {
    if packs.len() > PACKS_MAX {
        return Err(PolicyError::TooMany { what: "packs", limit: PACKS_MAX });
    }
    let screen = SCREEN_PACK.to_owned();
    let mut ids = BTreeSet::from([&screen]);
    let mut severities: BTreeMap<String, Severity> =
        Category::ALL.into_iter().map(|category| (screened(category), Severity::Hold)).collect();
    for pack in packs {
        pack.check().map_err(|source| PolicyError::Pack { pack: clip(&pack.id), source })?;
        if !ids.insert(&pack.id) {
            return Err(PolicyError::Taken { pack: clip(&pack.id) });
        }
        severities.extend(pack.rules.iter().map(|rule| (format!("{}/{}", pack.id, rule.id), rule.severity)));
    }
    for pack in packs {
        for rule in &pack.off {
            let named = || (clip(&pack.id), clip(rule));
            match severities.get(rule) {
                Some(Severity::Warn | Severity::Hold) => {}
                Some(Severity::Block) => {
                    let (pack, rule) = named();
                    return Err(PolicyError::Blocks { pack, rule });
                }
                None => {
                    let (pack, rule) = named();
                    return Err(PolicyError::NoRule { pack, rule });
                }
            }
        }
    }
    Ok(())
}

/// Policies while they are put together.
#[derive(Default)]
struct Building {
    rules: Vec<Ruling>,
    sought: Vec<Sought>,
    /// Of each pack.
    choices: Vec<Choices>,
}

impl Building {
    fn add(&mut self, pack: &Pack, rule: &Rule, name: String) -> Result<(), PolicyError> {
        let at = self.rules.len();
        self.rules.push(Ruling {
            name,
            category: rule.category,
            severity: rule.severity,
            scopes: rule.scopes.clone(),
            needs_with: !rule.with.is_empty(),
            message: rule.message.clone().unwrap_or_else(|| rule.category.message().to_owned()),
        });
        let Some((choices, earlier)) = self.choices.split_last_mut() else { return Ok(()) };
        let offset: usize = earlier.iter().map(|choices| choices.list.len()).sum();
        let parts = [
            (Part::Any, &rule.any),
            (Part::With, &rule.with),
            (Part::Unless, &rule.unless),
            (Part::Lifts, &rule.lifts),
            (Part::Lacks, &rule.lacks),
        ];
        for (part, patterns) in parts {
            for text in patterns {
                // All of them were read when the pack was looked over.
                let Ok(mut pattern) = Pattern::parse(text, &pack.sets, choices) else { continue };
                pattern.elements.iter_mut().for_each(|element| *element += offset);
                self.sought.push(Sought { rule: at, part, pattern });
            }
        }
        if self.sought.len() > PATTERNS_IN_ALL_MAX {
            return Err(PolicyError::TooMany { what: "patterns", limit: PATTERNS_IN_ALL_MAX });
        }
        Ok(())
    }

    /// The rules of the screen, which find nothing by words of their own.
    fn screen(&mut self, off: &BTreeSet<&String>) {
        let rulings = Category::ALL.into_iter().map(|category| Ruling {
            name: screened(category),
            category,
            severity: Severity::Hold,
            scopes: Scope::ALL.into(),
            needs_with: false,
            message: category.message().to_owned(),
        });
        self.rules.extend(rulings.filter(|ruling| !off.contains(&ruling.name)));
    }

    fn finish(self) -> Result<Policies, PolicyError> {
        let too_many = || PolicyError::TooMany { what: "forms of words", limit: FORMS_IN_ALL_MAX };
        let choices: Vec<_> = self.choices.into_iter().flat_map(|choices| choices.list).collect();
        if choices.iter().map(|choice| choice.forms.len()).sum::<usize>() > FORMS_IN_ALL_MAX {
            return Err(too_many());
        }
        let matcher = |spelling| Some((spelling, Matcher::new(spelling, &choices, &self.sought).ok()?));
        let matchers: Option<Vec<_>> = Spelling::ALL.into_iter().map(matcher).collect();
        Ok(Policies { rules: self.rules, sought: self.sought, matchers: matchers.ok_or_else(too_many)? })
    }
}
