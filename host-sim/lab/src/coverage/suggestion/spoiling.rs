//! Spoiling: what is changed in the recipe of a command so that the card refuses it for a reason.

use applet::Refusal;
use sim_explain::row::CommandRow;

use super::draft::{Draft, Protection};
use super::recipe::{BLOCK_PIN, RECIPES, Recipe};
use super::{CoverageSuggestion, state_drafts};
use crate::coverage::command_outcome::{CommandOutcome, CoveredResult, is_of_instruction};
use crate::coverage::status_pattern::StatusPattern;
use sim_wire::lifecycle::LifeCycle;

mod by_card;
mod by_data;
mod by_key;

/// Returns the lines that block the application or the card: the command of a header under secure messaging.
fn blocked_by(header: &str) -> Vec<String> {
    [
        "> 00840000 04",
        "< challenge:4 9000",
        &format!("command = {header} 04"),
        "mac = secure messaging MAC of {command}, key maintenance 00, challenge {challenge}",
        "> {command} {mac}",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Returns traces in which a command may end so, the simplest first.
pub(super) fn drafts(outcome: &CommandOutcome) -> Vec<CoverageSuggestion> {
    let CoveredResult::Refused(name) = outcome.result else {
        let about = format!("{} is carried out", outcome.command);
        let recipe = Recipe::of(outcome.command);
        return recipe.into_iter().map(|recipe| recipe.draft().suggestion(&about)).collect();
    };
    let Some(refusal) = Refusal::ALL.iter().copied().find(|refusal| refusal.name() == name) else { return Vec::new() };
    let about = format!("{} is refused: {}", outcome.command, refusal.words());
    let recipes = RECIPES.iter().filter(|recipe| {
        let row = row(recipe.command);
        let is_instruction = is_of_instruction(refusal) && row.is_some_and(|row| row.instruction() == outcome.command);
        is_instruction || recipe.command == outcome.command
    });
    let spoilt = recipes.flat_map(|recipe| {
        let is_gsm = row(recipe.command).is_some_and(|row| row.classes == [0xA0]);
        spoilt(recipe, refusal).into_iter().map(move |draft| expecting(draft, refusal, is_gsm))
    });
    let between = state_of(refusal).and_then(|state| state_drafts::between(outcome.command, state, &about));
    spoilt.map(|draft| draft.suggestion(&about)).chain(between).collect()
}

/// Returns traces in which the card refuses what belongs to no command of its table.
pub(super) fn without_command(name: &str) -> Vec<CoverageSuggestion> {
    let known = Refusal::ALL.iter().find(|refusal| refusal.name() == name).copied();
    let header = match known {
        Some(Refusal::InstructionNotSupported) => "80020000",
        Some(Refusal::ReadOnly) => "80DADF24",
        _ => return Vec::new(),
    };
    let Some(draft) = Recipe::of("PUT DATA, operation PIN switch").map(Recipe::draft) else { return Vec::new() };
    let draft = Draft { header: header.to_owned(), ..draft };
    let about = |refusal: Refusal| format!("A command is refused: {}", refusal.words());
    known.into_iter().map(|refusal| expecting(draft.clone(), refusal, false).suggestion(&about(refusal))).collect()
}

/// Returns `true` if a command that ends so is answered with a status word.
pub(super) fn is_answered_by(outcome: &CommandOutcome, pattern: &StatusPattern) -> bool {
    match outcome.result {
        CoveredResult::Done => pattern.is_success(),
        CoveredResult::Refused(name) => {
            let named = Refusal::ALL.iter().find(|refusal| refusal.name() == name);
            named.is_some_and(|refusal| {
                [refusal.status(), refusal.gsm_status()].iter().any(|word| StatusPattern::of(*word) == *pattern)
            })
        }
    }
}

/// Returns `true` if a command ends with a refusal of that name.
pub(super) fn is_refused_for(outcome: &CommandOutcome, name: &str) -> bool {
    matches!(outcome.result, CoveredResult::Refused(refusal) if refusal == name)
}

/// Returns the row of a command.
fn row(command: &str) -> Option<&'static CommandRow> {
    sim_explain::command::rows_of_wallet().find(|row| row.name == command)
}

/// Returns the draft with the refusal as the expected answer.
fn expecting(draft: Draft, refusal: Refusal, is_gsm: bool) -> Draft {
    let word = StatusPattern::of(if is_gsm { refusal.gsm_status() } else { refusal.status() }).to_string();
    let answer = word.replace("6Cxx", "6C??").replace("63Cx", "63C?");
    let after = vec![format!("expect refusal {}", refusal.name())];
    Draft { answer, after, ..draft }
}

/// Returns the drafts of a recipe that may be refused for a reason.
fn spoilt(recipe: &Recipe, refusal: Refusal) -> Vec<Draft> {
    let draft = recipe.draft();
    let by_itself = by_data::spoilt(&draft, refusal);
    let by_key = by_key::spoilt(&draft, refusal);
    [by_itself, by_key, by_card::spoilt(&draft, refusal)].concat()
}

impl Draft {
    /// Returns the draft without the steps before the command, whose results are zeros in the data.
    fn bare(&self) -> Draft {
        let protection = if self.protection == Protection::None { Protection::None } else { Protection::NoChallenge };
        Draft { before: Vec::new(), protection, ..self.raw() }
    }

    /// Returns the draft with zeros in the place of computed values.
    fn raw(&self) -> Draft {
        let zeros = [("{cryptogram}", 8), ("{cipher}", 8), ("{mac1}", 4), ("{mac2}", 4), ("{pin_mac}", 4)];
        let data = zeros.iter().fold(self.data.clone(), |data, (name, count)| data.replace(name, &"00".repeat(*count)));
        let data = data.replace("{1.00 yuan}", "00000064").replace("{100.00 yuan}", "00002710");
        Draft { data, ..self.clone() }
    }

    /// Returns the draft with other header digits from a place on.
    fn header_at(&self, place: usize, digits: &str) -> Draft {
        let mut header = self.header.clone();
        let end = place.saturating_add(digits.len());
        if header.get(place..end).is_some() {
            header.replace_range(place..end, digits);
        }
        Draft { header, ..self.clone() }
    }

    /// Returns the draft with other data of that many octets.
    fn data(&self, data: &str, length: usize) -> Draft {
        Draft { data: data.to_owned(), length, ..self.clone() }
    }

    /// Returns the draft with facts of the card in the place of its own.
    fn card(&self, facts: &str) -> Draft {
        Draft { settings: vec![format!("card {facts}")], ..self.clone() }
    }

    /// Returns the draft with that Le, and a reader that shows 6Cxx.
    fn le(&self, le: &'static str) -> Draft {
        let settings = self.settings.iter().cloned().chain(["reader raw".to_owned()]).collect();
        Draft { le, settings, ..self.clone() }
    }
}

/// Returns the name of the state for which a wallet gives a reason; `None` for another reason.
fn state_of(refusal: Refusal) -> Option<LifeCycle> {
    LifeCycle::ALL.into_iter().find(|state| crate::coverage::command_state::refusal_of(*state) == Some(refusal))
}
