//! Asking before anything is made, and what becomes of the answer.

use design::Asked;
use serde::{Deserialize, Serialize};

use super::{About, Intent};
use crate::effect::{Effect, EffectId, Question};
use crate::house::{self, Next};
use crate::state::{Phase, Run};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asking {
    id: EffectId,
    about: About,
}

/// Answers that mean that something is left out.
const LEAVE_OUT: &str = "Leave it out";
const LATER: &str = "Leave room for it: I will fill it in";

/// Asks, where asking is worth it and was not done before.
pub(crate) fn ask(run: &mut Run) -> Option<Effect> {
    if run.settings.questions == 0 {
        return None;
    }
    let about = Intent::of(&run.brief).worth_asking()?.about.clone();
    let (text, choices) = words(&about);
    let id = run.name_question();
    run.phase = Phase::Asking(Asking { id: id.clone(), about });
    Some(Effect::Ask(Question { id, text, choices: choices.iter().map(|&choice| choice.to_owned()).collect() }))
}

fn words(about: &About) -> (String, &'static [&'static str]) {
    match about {
        About::When => ("When and where does it take place?".to_owned(), &[LATER, LEAVE_OUT]),
        About::Missing(what) => (format!("You ask for the {}. What is it?", design::shown(what)), &[LATER, LEAVE_OUT]),
        _ => (
            "What is it for?".to_owned(),
            &["A sale or an offer", "An event", "Something new that we have", "Our opening hours", "A thank-you"],
        ),
    }
}

/// Takes the answer into the brief and begins; none leaves it as it is.
pub(crate) fn answered(run: &mut Run, id: &EffectId, answer: Option<&str>) -> Next {
    let about = match &run.phase {
        Phase::Asking(asking) if asking.id == *id => asking.about.clone(),
        _ => return Next::default(),
    };
    if let Some(answer) = answer.map(str::trim).filter(|answer| !answer.is_empty() && *answer != LATER) {
        run.brief = match about {
            About::When if answer == LEAVE_OUT => run.brief.clone(),
            About::Missing(what) if answer == LEAVE_OUT => run.brief.without_missing(&what),
            About::Missing(what) => run.brief.answered(Asked::Missing(&what), answer),
            About::When => run.brief.answered(Asked::Facts, answer),
            _ => run.brief.answered(Asked::Subject, &lower_first(answer)),
        };
    }
    house::search(run).into()
}

/// An answer as it goes on in the middle of a sentence: "A sale" is "a sale", and "BBC" stays.
fn lower_first(answer: &str) -> String {
    let first = answer.split_whitespace().next().unwrap_or_default();
    let is_article = ["A", "An", "The", "Our", "My", "Something"].contains(&first);
    let mut chars = answer.chars();
    match chars.next().filter(|_| is_article) {
        Some(c) => c.to_lowercase().chain(chars).collect(),
        None => answer.to_owned(),
    }
}
