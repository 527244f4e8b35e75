//! What an embedder asks of a run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use design::document::Page;
use design::{Brief, Day, Format, Personal, Sha256};
use planner::taste::{PastChoices, Taste};
use planner::{CHEAPER_MAX, ModelSettings, NanoUsd, Person, Policy, PromptRef, Safety, Settings};
use prompts::{Library, Prompt};

use crate::beginning::Beginning;
use crate::chooser::{Auto, Chooser, DynChooser};
use crate::error::RunError;
use crate::ledger::Ledger;
use crate::recorder::log::now_ms;
use crate::session::{AtDesk, Desk};
use toolbox::Permission;
use toolbox::provider::Lane;

/// Seeds and amounts are below this, so that any JSON reader has them exactly.
const EXACT_END: u64 = 1 << 53;
/// Budget of a run when none is named, nano-USD: 0.25 USD.
const BUDGET: NanoUsd = NanoUsd(250_000_000);

/// The prompt that a model is told at the beginning of a turn.
pub(crate) const PROMPT: &str = "design_turn";
/// The prompt that it is told when it writes words.
pub(crate) const WRITER: &str = "write_variants";
/// The alias that is meant where none is named.
const PRODUCTION: &str = "production";
/// Longest name of a model, characters.
pub(crate) const MODEL_CHARS_MAX: usize = 200;

fn named(prompt: &Prompt) -> PromptRef {
    PromptRef {
        name: prompt.name().to_owned(),
        version: prompt.version().to_string(),
        digest: prompt.digest().to_owned(),
    }
}

/// A model that is to lead a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a model leads nothing until a request names it"]
pub struct Model {
    name: String,
    prompt: String,
    writer_prompt: String,
    write: Option<String>,
    cheaper: Vec<String>,
    max_tokens: u32,
    person: Person,
    sees: bool,
}

impl Model {
    /// The model that its endpoint calls `name`, told what is in production.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            prompt: PRODUCTION.to_owned(),
            writer_prompt: PRODUCTION.to_owned(),
            write: None,
            cheaper: Vec::new(),
            // Enough for a drawing.
            max_tokens: 4_096,
            person: Person::Novice,
            sees: false,
        }
    }

    /// Sets the model that writes words, where another is better at it.
    pub fn writes(self, name: impl Into<String>) -> Self {
        Self { write: Some(name.into()), ..self }
    }

    /// Adds a model that is asked where there is no money for those before it.
    pub fn or(mut self, cheaper: impl Into<String>) -> Self {
        self.cheaper.push(cheaper.into());
        self
    }

    /// Says that it reads pictures: it is shown its designs, and mends what it sees.
    pub fn sees(self) -> Self {
        Self { sees: true, ..self }
    }

    /// Sets which version of its prompt a model is told that writes words.
    pub fn writer_prompt(self, which: impl Into<String>) -> Self {
        Self { writer_prompt: which.into(), ..self }
    }

    /// Sets which version of the prompt it is told: an alias, a version such as `1.2.0`, or `head`.
    pub fn prompt(self, which: impl Into<String>) -> Self {
        Self { prompt: which.into(), ..self }
    }

    /// Sets the most tokens of one answer, 1–32 768.
    pub fn max_tokens(self, max_tokens: u32) -> Self {
        Self { max_tokens, ..self }
    }

    /// Sets who it makes designs for.
    pub fn person(self, person: Person) -> Self {
        Self { person, ..self }
    }

    /// What is fixed for a run: the version that is meant, looked up once.
    pub(crate) fn resolve(&self, library: &Library) -> Result<ModelSettings, RunError> {
        let wrong = |reason: String| RunError::Model { reason };
        let names = [&self.name].into_iter().chain(&self.write).chain(&self.cheaper);
        if names.into_iter().any(|name| name.is_empty() || name.chars().count() > MODEL_CHARS_MAX) {
            return Err(wrong(format!("a model has a name of 1 to {MODEL_CHARS_MAX} characters")));
        }
        within("the tokens of an answer", self.max_tokens, 32_768, "1 to 32768")?;
        if self.cheaper.len() > CHEAPER_MAX {
            return Err(wrong(format!("at most {CHEAPER_MAX} models stand in for another")));
        }
        let resolve = |name: &str, which: &str| {
            library
                .resolve(name, which)
                .map(named)
                .ok_or_else(|| wrong(format!("there is no prompt `{name}` as {which}")))
        };
        Ok(ModelSettings {
            model: self.name.clone(),
            prompt: resolve(PROMPT, &self.prompt)?,
            writer: resolve(WRITER, &self.writer_prompt)?,
            meant: self.prompt.clone(),
            writer_meant: self.writer_prompt.clone(),
            write: self.write.clone(),
            cheaper: self.cheaper.clone(),
            max_tokens: self.max_tokens,
            person: self.person,
            sees: self.sees,
        })
    }
}

/// What a run is to make, and within which limits.
///
/// [`new`](Self::new) gives the defaults: ten candidates, three options, one turn, the best one picked.
#[must_use = "a request does nothing until an engine runs it"]
pub struct Request {
    /// What the person asked for.
    pub brief: Brief,
    /// Page format, by name or `WxH`; else the brief's; else `instagram-post`.
    pub format: Option<String>,
    /// Candidates made a turn, 1–32.
    pub candidates: u32,
    /// Options shown a turn, 1–6.
    pub options: u32,
    /// Turns at most, 1–20.
    pub turns: u32,
    /// Seed of everything random, below 2⁵³; else derived from brief, kit and format.
    pub seed: Option<u64>,
    /// The most that the run may spend.
    pub budget: NanoUsd,
    /// The most that one turn of it may spend; as much as the run, where none is named.
    pub turn_budget: Option<NanoUsd>,
    /// How much of the budget is kept for delivering, by an `export` that costs something. The built-in one does not.
    pub hold_back: NanoUsd,
    /// Whose money it spends: a ledger that other runs may share. Where the engine has a tenant's, it is that one; without any
    /// the budget is all there is to keep to.
    pub ledger: Option<Ledger>,
    /// The model that leads it; without one the house policy does.
    pub model: Option<Model>,
    /// How urgent its calls to providers are.
    pub lane: Lane,
    /// Where the results and the trace go; without it the run is not recorded and its files stay in memory.
    pub out: Option<PathBuf>,
    /// What the person used and likes, by the ids of assets: read once, recorded, and all that the run ever knows of it.
    pub personal: Personal,
    /// What is known of the person's taste before they pick: they are shown what they may like, and what they pick is learned
    /// from. Without it picks narrow, and nothing is learned.
    pub taste: Option<Taste>,
    /// What people who chose with the kit before like on the whole, where they agreed to be counted: what the person is believed to
    /// like begins there, where nothing is known of them and they have a [`taste`](Self::taste) at all. What their brief says of the
    /// same goes before it, and it never becomes what is known of them.
    pub past_choices: Option<PastChoices>,
    /// Whom the designs are for and where, rules beside the house's, and what somebody answers for.
    pub safety: Safety,
    /// Questions that whoever picks may be asked before anything is made: one where that is a person, unless said otherwise, and
    /// none where it is not. Where any may be, one is also asked after every two sets in a row of which none was liked.
    pub questions: Option<u32>,
    /// How long an option set is offered by a [`Session`](crate::Session), seconds; for good, where nothing is said.
    pub expires_after_s: Option<u32>,
    /// The document that designs are laid out around: all of its layers stay as they are, in every turn.
    pub beginning: Option<Beginning>,
    /// The run's id; else a new one.
    pub id: Option<String>,
    pub(crate) chooser: Box<dyn DynChooser>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("brief", &self.brief.text).field("out", &self.out).finish_non_exhaustive()
    }
}

impl Request {
    /// Options shown a turn unless more or fewer are asked for.
    pub const OPTIONS: u32 = 3;

    /// A request with the usual settings.
    pub fn new(brief: Brief) -> Self {
        Self {
            brief,
            format: None,
            candidates: 10,
            options: Self::OPTIONS,
            turns: 1,
            seed: None,
            budget: BUDGET,
            turn_budget: None,
            hold_back: NanoUsd::ZERO,
            ledger: None,
            model: None,
            lane: Lane::default(),
            out: None,
            personal: Personal::default(),
            taste: Some(Taste::default()),
            past_choices: None,
            safety: Safety::default(),
            questions: None,
            expires_after_s: None,
            beginning: None,
            id: None,
            chooser: Box::new(Auto::best()),
        }
    }

    /// Sets what the person used and likes.
    pub fn personal(self, personal: Personal) -> Self {
        Self { personal, ..self }
    }

    /// Sets what is known of the person's taste, or that a run does not go by it.
    pub fn taste(self, taste: Option<Taste>) -> Self {
        Self { taste, ..self }
    }

    /// Sets what people who chose with the kit before like on the whole.
    pub fn past_choices(self, past_choices: PastChoices) -> Self {
        Self { past_choices: Some(past_choices), ..self }
    }

    /// Sets whom the designs are for and where, rules beside the house's, and what somebody answers for.
    pub fn safety(self, safety: Safety) -> Self {
        Self { safety, ..self }
    }

    /// Sets the page format, by name or `WxH`.
    pub fn format(self, format: impl Into<String>) -> Self {
        Self { format: Some(format.into()), ..self }
    }

    /// Sets how many candidates are made a turn, 1–32.
    pub fn candidates(self, candidates: u32) -> Self {
        Self { candidates, ..self }
    }

    /// Sets how many options are shown a turn, 1–6.
    pub fn options(self, options: u32) -> Self {
        Self { options, ..self }
    }

    /// Sets how many turns there are at most, 1–20.
    pub fn turns(self, turns: u32) -> Self {
        Self { turns, ..self }
    }

    /// Sets the seed of everything random, below 2⁵³.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Sets the most that the run may spend.
    pub fn budget(self, budget: NanoUsd) -> Self {
        Self { budget, ..self }
    }

    /// Sets the most that one turn may spend.
    pub fn turn_budget(self, budget: NanoUsd) -> Self {
        Self { turn_budget: Some(budget), ..self }
    }

    /// Sets how much of the budget is kept for delivering.
    pub fn hold_back(self, hold_back: NanoUsd) -> Self {
        Self { hold_back, ..self }
    }

    /// Sets whose money it spends, where the engine has no ledger of its tenant: whatever the budget, nothing is spent that
    /// this one does not grant.
    pub fn ledger(self, ledger: &Ledger) -> Self {
        Self { ledger: Some(ledger.clone()), ..self }
    }

    /// Lets a model lead it, which the engine must have ([`Builder::chat`](crate::Builder::chat)).
    pub fn model(self, model: Model) -> Self {
        Self { model: Some(model), ..self }
    }

    /// Sets how urgent its calls to providers are; somebody waits for them unless said otherwise.
    pub fn lane(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    /// Sets where the results and the trace go.
    pub fn out(self, out: impl Into<PathBuf>) -> Self {
        Self { out: Some(out.into()), ..self }
    }

    /// Sets a document that designs are laid out around: what the brief says and it does not say yet is set in the largest room that
    /// its layers leave, and they stay as they are. Its page is the format.
    pub fn beginning_with(self, document: impl Into<Beginning>) -> Self {
        Self { beginning: Some(document.into()), ..self }
    }

    /// Sets the run's id.
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// Sets who picks.
    pub fn chooser(self, chooser: impl Chooser) -> Self {
        Self { chooser: Box::new(chooser), ..self }
    }

    /// Sets how many questions may be asked before anything is made; one is asked only where it is worth more than it costs. With 0
    /// nothing is ever asked.
    pub fn questions(self, questions: u32) -> Self {
        Self { questions: Some(questions), ..self }
    }

    /// Sets how long an option set is offered by a [`Session`](crate::Session), seconds: a product's prices or pictures may
    /// not be the same for good. What is chosen later is not taken, and the set can be shown again.
    pub fn expires_after(self, seconds: u32) -> Self {
        Self { expires_after_s: Some(seconds), ..self }
    }

    /// Has the run answered at a desk.
    pub(crate) fn at_desk(mut self, desk: &Arc<Desk>) -> Self {
        let id = self.id.get_or_insert_with(new_run_id);
        desk.open(id, self.expires_after_s, BTreeMap::new());
        self.chooser(AtDesk(Arc::clone(desk)))
    }

    /// The page: that of a document to begin with, which an asked for format must be, else what was asked for.
    fn page(&self) -> Result<Format, RunError> {
        let name = self.format.as_deref().or(self.brief.format.as_deref());
        let Some(beginning) = &self.beginning else {
            return Ok(name.map_or_else(|| Ok(Format::default()), Format::parse)?);
        };
        let own = beginning.format()?;
        match self.format.as_deref().map(Format::parse).transpose()? {
            Some(other) if Page::of(&other) != Page::of(&own) => Err(RunError::Beginning {
                reason: format!("it is of the format {}, and {} was asked for", own.name, other.name),
            }),
            _ => Ok(own),
        }
    }

    /// The run's settings and page, checked.
    pub(crate) fn settings(&self, kit: &Sha256) -> Result<(Settings, Format), RunError> {
        let format = self.page()?;
        within("candidates", self.candidates, 32, "1 to 32")?;
        within("options", self.options, 6, "1 to 6")?;
        within("turns", self.turns, 20, "1 to 20")?;
        self.personal.check()?;
        Permission::check(&self.safety)?;
        let derived = || Sha256::of_json(&(&self.brief, kit, &format.name)).seed();
        let seed = self.seed.unwrap_or_else(derived);
        if seed >= EXACT_END {
            return Err(RunError::Setting { what: "the seed", allowed: "below 2^53", given: seed });
        }
        for (what, budget) in [("the budget", Some(self.budget)), ("the budget of a turn", self.turn_budget)] {
            if let Some(NanoUsd(given)) = budget.filter(|budget| budget.0 >= EXACT_END) {
                return Err(RunError::Setting { what, allowed: "below 2^53 nano-dollars (9,007,199 USD)", given });
            }
        }
        let settings = Settings {
            format: format.name.clone(),
            candidates: self.candidates,
            options: self.options,
            turns: self.turns,
            seed,
            policy: Policy::House,
            model: None,
            budget: self.budget,
            turn_budget: self.turn_budget,
            weights: Vec::new(),
            judges: Vec::new(),
            filters: Vec::new(),
            called: Vec::new(),
            photographs: false,
            spares_photographs: false,
            edits: Vec::new(),
            keeps_photographs: false,
            sets: Settings::SETS,
            begun: None,
            personal: self.personal.clone(),
            taste: self.taste.clone().map(Box::new),
            past_choices: self.past_choices.clone().map(Box::new),
            safety: self.safety.clone(),
            questions: self.questions.unwrap_or(u32::from(self.chooser.is_person())),
            expires_after_s: self.expires_after_s,
        };
        Ok((settings, format))
    }
}

fn within(what: &'static str, given: u32, most: u32, allowed: &'static str) -> Result<(), RunError> {
    if (1..=most).contains(&given) {
        return Ok(());
    }
    Err(RunError::Setting { what, allowed, given: u64::from(given) })
}

/// A new id for a run: its day and time (UTC) and a few digits that tell runs of one second apart.
#[must_use]
pub fn new_run_id() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let ms = now_ms();
    let unique = (ms, std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    format!("{}-{}", date_and_time(ms / 1_000), Sha256::of_json(&unique).short(3))
}

/// The day (UTC), `2026-11-20`: what prices are looked up for.
#[must_use]
pub fn today() -> String {
    Day::of_ms(now_ms()).to_string()
}

/// The day and time (UTC), `20261120-201510`.
pub(crate) fn now() -> String {
    date_and_time(now_ms() / 1_000)
}

/// `20261120-201510` for seconds since 1970.
fn date_and_time(seconds: u64) -> String {
    let (Day(day), second) = (Day::of_ms(seconds.saturating_mul(1_000)), seconds % 86_400);
    format!("{day:08}-{:02}{:02}{:02}", second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_ids_tell_the_time_and_differ() {
        assert_eq!(date_and_time(0), "19700101-000000");
        assert_eq!(date_and_time(1_709_210_096), "20240229-123456");
        assert_ne!(new_run_id(), new_run_id());
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let brief = Brief::read("A poster for the winter book swap").unwrap();
        let check = |change: fn(Request) -> Request, sound: bool| {
            let request = change(Request::new(brief.clone()));
            assert_eq!(request.settings(&Sha256::of(b"kit")).is_ok(), sound, "{request:?}");
        };
        check(|request| request, true);
        check(|request| request.candidates(0), false);
        check(|request| request.candidates(33), false);
        check(|request| request.options(7), false);
        check(|request| request.turns(21), false);
        check(|request| request.seed(1 << 53), false);
        check(|request| request.budget(NanoUsd(u64::MAX)), false);
        check(|request| request.turn_budget(NanoUsd(1 << 53)), false);
        check(|request| request.personal(Personal { recent: vec![String::new()], ..Personal::default() }), false);
        check(|request| request.format("A9"), false);
        check(|request| request.format("640x480"), true);
    }

    #[test]
    fn the_seed_follows_from_what_is_asked() {
        let brief = Brief::read("A poster for the winter book swap").unwrap();
        let seed = |format: &str| {
            let request = Request::new(brief.clone()).format(format);
            request.settings(&Sha256::of(b"kit")).unwrap().0.seed
        };
        assert_eq!(seed("A4"), seed("a4"));
        assert_ne!(seed("A4"), seed("A5"));
    }
}
