//! The house copywriter: by rule, from what the brief says, and never a fact more.
//!
//! The map: `occasion` tells what kind of design it is; `headline` and `support` find the lines that are written (`feast` and `matter` put them),
//! `details` sets the facts as people print them, `stated` takes over what a notice says, and `sheet` keeps every line from
//! being said twice; `claims` holds what somebody else wrote against the brief.

mod claims;
mod details;
mod feast;
mod headline;
mod matter;
mod occasion;
mod phrase;
mod sheet;
mod stated;
mod support;

use design::{BrandKit, Brief, Copy, CopyRole, Random};

pub use claims::objection;

use occasion::Occasion;
use sheet::Sheet;

/// Writes the copy of a design: one headline, and every required string of the brief in some block, spelt as given.
///
/// Lines that the house adds come from the brief's own words or from stock phrases of its kind of occasion; they state no
/// fact of their own, and only English briefs get any. Equally good lines are drawn by `seed`: the same brief, kit and seed
/// give the same copy.
#[must_use]
pub fn write_copy(brief: &Brief, kit: &BrandKit, seed: u64) -> Copy {
    let mut random = Random::new(seed).fork("copy");
    let occasion = Occasion::of(brief);
    let english = brief.language == "en" || brief.language.starts_with("en-");
    let mut sheet = Sheet::new(brief, kit);
    let lead = headline::write(brief, kit, occasion, english, &sheet, &mut random);
    sheet.add(CopyRole::Headline, None, &lead);
    stated::around_facts(brief, &mut sheet);
    details::literal(brief, &mut sheet);
    if let Some(line) = support::line(brief, occasion, english, &sheet, &mut random) {
        sheet.add(CopyRole::Subhead, None, &line);
    }
    details::facts(brief, &mut sheet);
    stated::rest(brief, &mut sheet);
    if let Some(line) = support::action(brief, occasion, english, &sheet, &mut random) {
        sheet.add(CopyRole::Cta, None, &line);
    }
    for line in &kit.voice.required {
        sheet.add(CopyRole::Legal, None, line);
    }
    sheet.into_copy()
}

/// The first of the topics that the kit's policy blocks which the brief is about or wants said.
#[must_use]
pub fn blocked_topic<'a>(brief: &Brief, kit: &'a BrandKit) -> Option<&'a str> {
    let asked = phrase::fold(&brief.text);
    let said: Vec<String> = brief.required().iter().map(|text| phrase::fold(text)).collect();
    kit.blocked_terms.iter().map(String::as_str).find(|term| {
        let term = phrase::fold(term);
        phrase::holds(&asked, &term) || said.iter().any(|text| phrase::holds(text, &term))
    })
}

#[cfg(test)]
mod notices;
#[cfg(test)]
mod tests;
