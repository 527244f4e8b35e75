//! What an option is praised for and what it gives up, in words: from its scores, and from those of the options beside it.

use design::{Critique, Score, Severity};

use crate::candidate::FIT;
use crate::settings::Settings;
use crate::wording::{capitalised, plain};

/// Scorers that veto: they tell shown options apart in nothing, since all that is shown passed them.
const GATES: &[&str] = &[
    "required_copy",
    "banned_words",
    "voice",
    "policy",
    "legible_size",
    "overflow",
    "text_overlap",
    "covered_text",
    "missing_glyph",
    "off_page",
    "contrast",
    "palette",
    "fonts",
    "logo",
    "safety",
    crate::calls::MODERATE,
];

/// Scorer → what a high score means, and what a low one gives up.
const SCORERS: &[(&str, &str, &str)] = &[
    (FIT, "a close fit to the brief", "less close to the brief"),
    ("hierarchy", "a clear reading order", "a flatter reading order"),
    ("legibility", "easy reading", "words that take a closer look"),
    ("text_contrast", "words that stand out", "words that stand out less"),
    ("alignment", "clean alignment", "edges that line up less strictly"),
    ("balance", "a balanced page", "a page that leans to one side"),
    ("margins", "steady margins", "margins that vary"),
    ("rhythm", "an even rhythm", "an uneven rhythm"),
    ("white_space", "well-used white space", "a fuller page with less air"),
    ("clutter", "a tidy page", "more small things lying about"),
    // Names that judges of others go by.
    ("whitespace", "well-used white space", "a fuller page with less air"),
    ("size_floor", "readable sizes", "small print that is small"),
    ("busy_ground", "calm grounds under the words", "words on a livelier ground"),
    ("color_harmony", "colours that belong together", "colours that rub"),
    ("colour", "colours that belong together", "colours that rub"),
    ("focus", "one clear focal point", "attention that is shared"),
    ("fill", "a well-filled page", "a page that leaves room unused"),
    ("scale", "a strong contrast of sizes", "sizes close to each other"),
    ("scale_contrast", "a strong contrast of sizes", "sizes close to each other"),
    ("quiet_ground", "calm grounds under the words", "words on a livelier ground"),
    ("underlay", "plates that carry their words", "words that hang off their plates"),
    ("occlusion", "pictures that are left to be seen", "words over what stands out of the picture"),
    ("art_presence", "something to look at", "little to look at beside the words"),
    ("colour_proportion", "colours in good measure", "colours that compete for the lead"),
    ("harmony", "colours that belong together", "colours that rub"),
];
/// So many of them had words from the start.
const SCORERS_FIRST: usize = 18;

/// How far behind the others a score is that a person would see, steps.
const BEHIND: i64 = 500;

/// How the options of a run are told: as they were when it began, for what was recorded has to come out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// What an option gives up is its weakest score, even where it is praised for that.
    Weakest,
    /// What it gives up is told beside the others.
    Compared,
}

impl Telling {
    pub(crate) fn of(settings: &Settings) -> Self {
        if settings.sets == 0 { Self::Weakest } else { Self::Compared }
    }

    /// The scores that stand out against the others' mean: "Stands out for clean alignment and steady margins; 0.81 in
    /// all."
    pub(crate) fn rationale(self, critique: &Critique, others: &[&Critique]) -> String {
        let praised = praised(&standings(critique, others));
        let phrases: Vec<_> = praised.iter().map(|(.., name)| self.good_at(name)).collect();
        if phrases.is_empty() {
            return format!("It passes every check, {} in all.", critique.total());
        }
        let leads = !others.is_empty() && praised.first().is_some_and(|(lead, ..)| *lead > 0);
        let stands_out = if leads { "Stands out for" } else { "Offers" };
        format!("{stands_out} {}; {} in all.", phrases.join(" and "), critique.total())
    }

    /// What an option gives up: its first warning about the whole design, else that in which it is farthest behind the others, else
    /// its weakest score. Nothing that [`Telling::rationale`] praises.
    ///
    /// Warnings about one node name it, which tells a person nothing; they stand among the findings.
    pub(crate) fn trade_off(self, critique: &Critique, others: &[&Critique]) -> String {
        let standings = standings(critique, others);
        let praised = if self == Self::Weakest { Vec::new() } else { praised(&standings) };
        let is_praised = |name: &str| praised.iter().any(|(.., one)| *one == name);
        let mut warnings = critique.findings.iter().filter(|finding| finding.severity == Severity::Warn);
        if let Some(finding) = warnings.find(|finding| finding.node.is_none() && !is_praised(&finding.rule)) {
            return format!("{}.", capitalised(finding.message.trim_end_matches('.')));
        }
        let left: Vec<_> = standings.iter().filter(|(.., name)| !is_praised(name)).copied().collect();
        self.given_up(&left).map_or_else(
            || "Nothing was found to give up.".to_owned(),
            |(_, score, name)| format!("Gives up a little: {} ({score}).", self.weak_at(name)),
        )
    }

    /// What is given up of what is not praised: that in which it is behind, else the weakest of what it does not lead in.
    fn given_up<'a>(self, left: &[Standing<'a>]) -> Option<Standing<'a>> {
        // How close it is to the brief is on a scale of its own, on which nothing is ever whole.
        let weakest = |leads: bool| {
            let among = left.iter().filter(|(lead, _, name)| *name != FIT && (leads || *lead <= 0));
            among.min_by_key(|(_, score, name)| (*score, *name)).copied()
        };
        if self == Self::Weakest {
            return weakest(true);
        }
        let behind = left.iter().filter(|(lead, ..)| *lead <= -BEHIND).min_by_key(|(lead, _, name)| (*lead, *name));
        behind.copied().or_else(|| weakest(false)).or_else(|| weakest(true))
    }

    fn words(self, scorer: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
        let known = if self == Self::Weakest { &SCORERS[..SCORERS_FIRST] } else { SCORERS };
        known.iter().find(|(name, ..)| *name == scorer)
    }

    fn good_at(self, scorer: &str) -> String {
        self.words(scorer).map_or_else(|| format!("good {}", plain(scorer)), |(_, good, _)| (*good).to_owned())
    }

    fn weak_at(self, scorer: &str) -> String {
        self.words(scorer).map_or_else(|| format!("less in {}", plain(scorer)), |(.., weak)| (*weak).to_owned())
    }
}

/// How a score stands to the others' mean, steps; how high it is, and its name.
type Standing<'a> = (i64, Score, &'a str);

/// The scores of a critique that tell designs apart with how they stand to those of others, in the order of names.
fn standings<'a>(critique: &'a Critique, others: &[&Critique]) -> Vec<Standing<'a>> {
    let lead = |name: &str, score: Score| {
        let theirs = others.iter().map(|other| i64::from(other.scores.get(name).copied().unwrap_or_default().steps()));
        let count = i64::try_from(others.len()).unwrap_or(1).max(1);
        i64::from(score.steps()) - theirs.sum::<i64>() / count
    };
    let telling = |name: &str| name != "total" && !GATES.contains(&name);
    let scores = critique.scores.iter().filter(|(name, _)| telling(name));
    scores.map(|(name, score)| (lead(name, *score), *score, name.as_str())).collect()
}

/// What a design is praised for: at most two of its scores, those that stand out most, or that are best where none does.
fn praised<'a>(standings: &[Standing<'a>]) -> Vec<Standing<'a>> {
    let mut ranked = standings.to_vec();
    if ranked.iter().any(|(lead, ..)| *lead > 0) {
        ranked.retain(|(lead, ..)| *lead > 0);
    }
    ranked.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(b.2)));
    ranked.truncate(2);
    ranked
}

#[cfg(test)]
mod tests {
    use design::Finding;

    use super::*;
    use crate::fixture;

    fn critique(scores: &[(&str, f64)]) -> Critique {
        let mut critique = fixture::candidate("t1.c01", 0.5).critique;
        critique.scores.extend(scores.iter().map(|(name, score)| ((*name).to_owned(), Score::from_f64(*score))));
        critique
    }

    #[test]
    fn a_rationale_names_what_stands_out_and_no_gate() {
        let one = critique(&[("alignment", 0.9), ("balance", 0.7), ("logo", 1.0)]);
        let other = critique(&[("alignment", 0.8), ("balance", 0.8), ("logo", 1.0)]);
        let rationale = |critique: &Critique, others: &[&Critique]| Telling::Compared.rationale(critique, others);
        assert_eq!(rationale(&one, &[&other]), "Stands out for clean alignment; 0.50 in all.");
        assert_eq!(rationale(&one, &[]), "Offers clean alignment and a balanced page; 0.50 in all.");
        assert_eq!(rationale(&Critique::default(), &[]), "It passes every check, 0.00 in all.");
    }

    #[test]
    fn a_trade_off_is_a_warning_or_the_weakest_score() {
        let scores = [("alignment", 0.9), ("balance", 0.7), ("rhythm", 0.95), ("contrast", 0.1), ("moderate", 0.3)];
        let mut one = critique(&scores);
        for telling in [Telling::Weakest, Telling::Compared] {
            assert_eq!(telling.trade_off(&one, &[]), "Gives up a little: a page that leans to one side (0.70).");
        }
        one.findings.push(Finding::new("hierarchy", Severity::Warn, "the date is as large as the headline."));
        assert_eq!(Telling::Compared.trade_off(&one, &[]), "The date is as large as the headline.");
    }

    #[test]
    fn what_is_praised_is_not_what_is_given_up() {
        // Its weakest is what it leads in.
        let one = critique(&[("colour_proportion", 0.5), ("rhythm", 0.8), ("margins", 0.95)]);
        let other = critique(&[("colour_proportion", 0.3), ("rhythm", 0.82), ("margins", 1.0)]);
        let told = |telling: Telling, others: &[&Critique]| telling.trade_off(&one, others);
        let now = Telling::Compared;
        assert_eq!(now.rationale(&one, &[&other]), "Stands out for colours in good measure; 0.50 in all.");
        // A twentieth behind is seen, a fiftieth is not.
        assert_eq!(told(now, &[&other]), "Gives up a little: margins that vary (0.95).");
        let near = critique(&[("colour_proportion", 0.3), ("rhythm", 0.82), ("margins", 0.96)]);
        assert_eq!(told(now, &[&near]), "Gives up a little: an uneven rhythm (0.80).");
        assert_eq!(now.trade_off(&critique(&[("harmony", 0.4)]), &[]), "Nothing was found to give up.");
        // Neither by a warning about the page.
        let mut roomy = critique(&[("white_space", 0.6), ("rhythm", 0.8)]);
        roomy.findings.push(Finding::new("white_space", Severity::Warn, "the largest empty area is 5 % of the page."));
        let full = critique(&[("white_space", 0.5), ("rhythm", 0.8)]);
        assert_eq!(now.rationale(&roomy, &[&full]), "Stands out for well-used white space; 0.50 in all.");
        assert_eq!(now.trade_off(&roomy, &[&full]), "Gives up a little: an uneven rhythm (0.80).");
        // As it was told, and in those words.
        assert_eq!(told(Telling::Weakest, &[&other]), "Gives up a little: less in colour proportion (0.50).");
    }
}
