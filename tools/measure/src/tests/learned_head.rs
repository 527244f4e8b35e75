//! The learned head: whole, calm about designs it has never seen the like of, and of some use.

use std::collections::BTreeSet;

use design::Score;

use super::*;
use crate::damage::{Amount, Damage};
use crate::{Head, HeadError, Scorer, Subject, figures, house, judge, learned_head};

impl Exhibit {
    /// What the head answers, and its score.
    fn told(&self) -> (f64, Score) {
        let layout = lay_out(&self.document, &self.kit, &FontBook::embedded(), &BTreeMap::new()).unwrap();
        let drawing = layout.to_drawing(1.0).unwrap();
        let subject = Subject::new(&layout, &self.copy, &drawing);
        let critique = judge(&subject, house().map(|rule| rule as &dyn Scorer));
        let figures = figures(&subject, &critique);
        assert!(figures.values().all(|figure| (0.0..=1.0).contains(figure)), "{figures:?}");
        let names: BTreeSet<&str> = figures.keys().map(String::as_str).collect();
        assert!(Head::shipped().reads().all(|name| names.contains(name)), "{names:?}");
        let answer = Head::shipped().answer(&figures);
        assert_eq!(learned_head(&layout, &self.copy, &drawing, &critique).to_bits(), answer.to_bits());
        (answer, Head::score(answer))
    }

    fn damaged(&self, damage: Damage, amount: Amount, seed: u64) -> Option<Self> {
        let operations = damage.operations(&self.document, &self.kit, amount, seed);
        (!operations.is_empty()).then(|| operations.into_iter().fold(self.clone(), Self::with))
    }
}

#[test]
fn the_shipped_head_reads_and_has_weights() {
    let shipped = Head::read(include_str!("../learned_head.json")).unwrap();
    assert_eq!(&shipped, Head::shipped());
    assert!(shipped.reads().count() > 20);
}

#[test]
fn weights_that_do_not_agree_are_refused() {
    let head = |figure: &str, spread: &str| {
        Head::read(&format!(r#"{{"figures":{{"a":{figure}}},"center":0,"spread":{spread}}}"#))
    };
    let one = r#"{"mean":0,"spread":1,"weight":1}"#;
    assert!(head(one, "1").is_ok());
    assert!(matches!(head(&one.replace("\"spread\":1", "\"spread\":0"), "1"), Err(HeadError::Figure { index: 0 })));
    assert!(matches!(head(one, "-1"), Err(HeadError::Spread)));
    assert!(matches!(head(one, "1e999"), Err(HeadError::Json(_))));
    assert!(matches!(Head::read(&" ".repeat(70_000)), Err(HeadError::TooLarge { .. })));
}

#[test]
fn a_head_without_weights_finds_everything_middling() {
    let none = Head::default();
    let odd = BTreeMap::from([("a".to_owned(), 1.0)]);
    assert_eq!(Head::score(none.answer(&odd)), Score::from_f64(0.5));
    assert_eq!(Head::shipped().answer(&BTreeMap::new()), Head::shipped().answer(&odd));
}

#[test]
fn figures_that_are_no_numbers_count_as_usual() {
    let head = Head::shipped();
    let odd = |value: f64| head.reads().map(|name| (name.to_owned(), value)).collect::<BTreeMap<_, _>>();
    assert_eq!(head.answer(&odd(f64::NAN)), head.answer(&BTreeMap::new()));
    assert_eq!(head.answer(&odd(f64::INFINITY)), head.answer(&BTreeMap::new()));
    assert!(head.answer(&odd(1e9)).is_finite());
    assert_ne!(head.answer(&odd(1e9)), head.answer(&BTreeMap::new()));
}

#[test]
fn empty_and_odd_designs_have_a_finite_answer_that_is_the_same_each_time() {
    let sound = sound();
    let mut empty = sound.clone();
    empty.document.nodes.clear();
    let off = sound.clone().moved("headline", [-9000.0, -9000.0, 10.0, 10.0]);
    let mut crowd = sound.clone();
    let paper = token(&crowd.kit, |y| y > 0.85);
    for at in 0..60 {
        let area = [f64::from(at), f64::from(at), 200.0, 40.0];
        crowd.document.nodes.push(words(&format!("more-{at}"), Role::Body, "so much more", area, 20.0, 400, &paper));
    }
    for exhibit in [sound, empty, off, crowd] {
        let (answer, score) = exhibit.told();
        assert!(answer.is_finite());
        assert_eq!((answer.to_bits(), score), (exhibit.told().0.to_bits(), exhibit.told().1));
    }
}

/// The designs here are of no archetype, so the head has seen the like of none of them; of the kinds of damage, it was trained with
/// all but `dim`, `flatten` and `tilt`.
#[test]
fn of_a_design_and_what_damage_made_of_it_the_head_prefers_the_design() {
    let sound = sound();
    let dark = {
        let (paper, ink) = (token(&sound.kit, |y| y > 0.85), token(&sound.kit, |y| y < 0.02));
        let texts = ["headline", "sub", "body", "cta"];
        texts.iter().fold(sound.clone().filled("ground", ink), |exhibit, id| exhibit.filled(id, paper.clone()))
    };
    let calm = sound.clone().moved("disc", [640.0, 560.0, 370.0, 370.0]);
    let (mut right, mut pairs, mut unseen) = ([0.0; 2], [0.0; 2], 0);
    for (seed, exhibit) in [sound, dark, calm].iter().enumerate() {
        let (best, _) = exhibit.told();
        for damage in Damage::ALL {
            let kept = matches!(damage, Damage::Dim | Damage::Flatten | Damage::Tilt);
            for amount in Amount::ALL {
                let Some(damaged) = exhibit.damaged(damage, amount, seed as u64) else { continue };
                let (answer, _) = damaged.told();
                right[usize::from(kept)] += f64::from(u8::from(best > answer));
                pairs[usize::from(kept)] += 1.0;
                unseen += usize::from(kept);
                if best <= answer {
                    println!("{seed} {} {amount:?}: {best:.3} {answer:.3}", damage.name());
                }
            }
        }
    }
    println!("{right:?} of {pairs:?}");
    assert!(unseen >= 18);
    assert!(right[0] / pairs[0] >= 0.9, "{right:?} of {pairs:?}");
    assert!(right[1] / pairs[1] >= 0.8, "{right:?} of {pairs:?}");
}
