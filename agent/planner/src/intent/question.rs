//! Asking before anything is made, and what becomes of the answer.

use design::Asked;
use serde::{Deserialize, Serialize};

use super::{About, Intent};
use crate::effect::{Effect, EffectId, Question};
use crate::house::{self, Next};
use crate::narrowing;
use crate::state::{Phase, Run};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asking {
    id: EffectId,
    /// What of the brief; nothing, where it was asked what should be different from sets that were turned down.
    about: Option<About>,
}

impl Asking {
    /// What should be different, after sets were turned down.
    pub(crate) fn of_refusals(id: EffectId) -> Self {
        Self { id, about: None }
    }
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
    run.phase = Phase::Asking(Asking { id: id.clone(), about: Some(about) });
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
    let Some(about) = about else { return narrowing::answered_refusals(run, answer) };
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

#[cfg(test)]
mod tests {
    use design::Brief;

    use super::*;
    use crate::{Event, Outcome, Settings, State, fixture, step};

    fn begun(brief: &Brief, questions: u32) -> (State, Vec<Effect>) {
        let settings = Box::new(Settings { questions, ..fixture::settings() });
        let (state, _) = step(State::default(), &Event::RunStarted { settings, kit: "kit".to_owned() });
        step(state, &Event::BriefRead { brief: Box::new(brief.clone()) })
    }

    fn query(effects: &[Effect]) -> &str {
        match effects {
            [Effect::CallTool(call)] => call.args["query"].as_str().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_vague_brief_is_asked_about_once_and_the_answer_is_in_it() {
        let brief = Brief::read("something nice for my shop").unwrap();
        let (state, effects) = begun(&brief, 1);
        let [Effect::Ask(question)] = &effects[..] else { panic!("{effects:?}") };
        assert!(question.choices.len() >= 3);
        // An answer to another question is none to this one.
        let other = EffectId { ord: question.id.ord + 1, ..question.id.clone() };
        let (state, none) = step(state, &Event::QuestionAnswered { id: other, answer: Some("x".to_owned()) });
        assert!(none.is_empty());
        let answer = Event::QuestionAnswered { id: question.id.clone(), answer: Some("A spring sale".to_owned()) };
        let (state, effects) = step(state, &answer);
        assert!(query(&effects).contains("spring sale"), "{effects:?}");
        // It counts once.
        assert!(step(state, &answer).1.is_empty());
    }

    #[test]
    fn a_question_may_be_skipped_and_is_not_asked_where_none_may_be() {
        let brief = Brief::read("something nice for my shop").unwrap();
        let (state, effects) = begun(&brief, 1);
        let [Effect::Ask(question)] = &effects[..] else { panic!("{effects:?}") };
        let (_, skipped) = step(state.clone(), &Event::QuestionAnswered { id: question.id.clone(), answer: None });
        assert_eq!(query(&skipped), query(&begun(&brief, 0).1));
        // Time does not wait for an answer.
        let (late, effects) = step(state, &Event::DeadlinePassed);
        assert!(matches!(&effects[..], [Effect::Finish(Outcome::Failed { .. })]), "{effects:?}");
        assert!(late.is_finished());
    }

    #[test]
    fn what_is_missing_is_given_left_out_or_left_open() {
        let brief = Brief { missing: vec!["address".to_owned()], ..Brief::read("An ad for our bread").unwrap() };
        let copied = |answer: &str| {
            let (state, effects) = begun(&brief, 1);
            let [Effect::Ask(question)] = &effects[..] else { panic!("{effects:?}") };
            assert!(question.text.contains("address"));
            let (state, _) =
                step(state, &Event::QuestionAnswered { id: question.id.clone(), answer: Some(answer.to_owned()) });
            let crate::state::Stage::Running(run) = state.0 else { panic!() };
            run.brief
        };
        assert_eq!(copied(LATER), brief);
        assert!(copied(LEAVE_OUT).missing.is_empty());
        let given = copied("12 Mill Lane");
        assert!(given.missing.is_empty() && given.text.contains("12 Mill Lane"));
    }

    #[test]
    fn an_answer_goes_on_in_the_middle_of_a_sentence() {
        assert_eq!(lower_first("A sale or an offer"), "a sale or an offer");
        assert_eq!(lower_first("BBC night"), "BBC night");
        assert_eq!(lower_first(""), "");
    }
}
