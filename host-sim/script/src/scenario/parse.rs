//! Parser of scenarios, line by line, so that several mistakes are reported at once. Any text gives a tree or a
//! [`SyntaxError`].

use super::{PlantedFault, Scenario};
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::{LineError, MISTAKES_MAX, MISTAKES_TOLD};
use crate::lang::lines::{LineText, Lines};
use crate::lang::mistakes::Mistakes;
use crate::lang::{Source, Span, SyntaxError, values};
use crate::trace::parse::said::StatedFacts;
use sim_codec::suggest::nearest;
use sim_codec::time::DAY;
use sim_device::handset::Model;
use sim_world::action::{Action, ActionError, FORMS};
use sim_world::actor::cast::{CardKeys, Cast, CastMember};
use sim_world::platform::number::Msisdn;

/// Greatest number of days that pass in a scenario. Handsets at rest ask their cards every half minute, and so 3,000
/// times a day.
const TIME_MAX_D: u64 = 60;

/// Greatest number of people in a scenario. The watchers look at each of them after every step.
const PEOPLE_MAX: usize = 300;

/// Greatest number of actions in a scenario. The audit counts every entry of the ledger anew wherever one has come.
const ACTIONS_MAX: usize = 5000;

/// Greatest product of the numbers of actions and people in a scenario.
const LOOKS_MAX: usize = 20_000;

/// First words of the header's lines.
pub(crate) const HEADER_WORDS: [&str; 4] = ["seed", "person", "keys", "plant"];

/// Reads a scenario from its text; `name` says in messages where the text is.
pub fn parse(name: &str, text: &str) -> Result<Scenario, Box<SyntaxError>> {
    parse_within(name, text, MISTAKES_TOLD)
}

/// Reads a scenario as [`parse`] does. The error has all mistakes of the scenario, and not only the first ones.
pub fn check(name: &str, text: &str) -> Result<Scenario, Box<SyntaxError>> {
    parse_within(name, text, MISTAKES_MAX)
}

fn parse_within(name: &str, text: &str, max: usize) -> Result<Scenario, Box<SyntaxError>> {
    let source = Source::new(name, text);
    let mut lines = Lines::of(text);
    let mut reader = Reader::default();
    let mut mistakes = Mistakes::new(max);
    while let Some(line) = lines.next_line().filter(|_| !mistakes.is_full()) {
        if line.cursor().skip_to_end() {
            continue;
        }
        match reader.read_line(&line).and_then(|()| reader.check_size(line.span)) {
            Ok(()) => {}
            Err(mistake) => mistakes.push(mistake),
        }
        if reader.is_over {
            break;
        }
    }
    if mistakes.is_empty() && reader.scenario.cast.people.is_empty() {
        let end = Span { start: text.len(), end: text.len() };
        mistakes.push(LineError::new(end, "nobody is in this scenario", "a line `person NUMBER MODEL`"));
    }
    match mistakes.into_error(&source) {
        Some(error) => Err(error),
        None => Ok(reader.scenario),
    }
}

/// Scenario as far as it was read.
struct Reader {
    scenario: Scenario,
    said: StatedFacts,
    /// Time that passes in the actions, in milliseconds.
    passed_ms: u64,
    /// Set once the scenario exceeds a limit, so that no further line is read.
    is_over: bool,
    /// Set once an action was read.
    has_begun: bool,
}

impl Default for Reader {
    fn default() -> Reader {
        let cast = Cast { seed: 0, people: Vec::new(), broken: None, keys: CardKeys::Own };
        let scenario = Scenario { cast, fault: None, actions: Vec::new() };
        Reader { scenario, said: StatedFacts::default(), passed_ms: 0, is_over: false, has_begun: false }
    }
}

impl Reader {
    fn read_line(&mut self, line: &LineText<'_>) -> ParseResult<()> {
        let mut cursor = line.cursor();
        let (word, _) = cursor.word();
        if HEADER_WORDS.contains(&word) {
            if self.has_begun {
                let what = "what the world is stands before what is done in it";
                return Err(LineError::new(line.span, what, "an action"));
            }
            self.read_header(word, &mut cursor, line.span)?;
            return cursor.finish();
        }
        let content = line.cursor().between(line.span);
        let action: Action = content.parse().map_err(|error| mistake(line.span, word, error))?;
        self.has_begun = true;
        if let Action::Wait(ms) = action {
            self.passed_ms = self.passed_ms.saturating_add(ms);
        }
        self.scenario.actions.push(action);
        Ok(())
    }

    fn read_header(&mut self, word: &str, cursor: &mut Cursor<'_>, line: Span) -> ParseResult<()> {
        let cast = &mut self.scenario.cast;
        match word {
            "seed" => {
                cast.seed = cursor.decimal("a seed, which is a number")?;
                self.said.note(line, "seed", format!("seed {}", cast.seed))?;
            }
            "person" => {
                cursor.skip_blanks();
                let start = cursor.position();
                let number: Msisdn = values::msisdn(cursor)?;
                let span = Span { start, end: cursor.position() };
                if cast.people.iter().any(|member| member.number == number) {
                    return Err(LineError::new(span, format!("{number} is there already"), "another number"));
                }
                let models: Vec<_> = Model::ALL_NAMES.iter().map(|name| (*name, *name)).collect();
                let model = cursor.one_of(&models, "a handset")?.to_owned();
                cast.people.push(CastMember { number, model });
            }
            "keys" => {
                cast.keys = cursor.one_of(&[("shared", CardKeys::Shared)], "whose the cards' keys are")?;
            }
            _ => {
                let words = PlantedFault::words();
                let faults: Vec<_> = words.iter().filter_map(|word| Some((*word, word.parse().ok()?))).collect();
                let fault: PlantedFault = cursor.one_of(&faults, "a fault that can be planted")?;
                fault.plant_in(&mut self.scenario);
            }
        }
        Ok(())
    }

    /// Checks the limits within which every scenario ends in seconds.
    fn check_size(&mut self, line: Span) -> ParseResult<()> {
        let (people, actions) = (self.scenario.cast.people.len(), self.scenario.actions.len());
        let over = if people > PEOPLE_MAX {
            format!("a scenario has {PEOPLE_MAX} people at most, and with this it has more")
        } else if actions > ACTIONS_MAX {
            format!("a scenario has {ACTIONS_MAX} actions at most, and with this it has more")
        } else if people.saturating_mul(actions) > LOOKS_MAX {
            let most = LOOKS_MAX.checked_div(people).unwrap_or(ACTIONS_MAX);
            format!("with {people} people a scenario has {most} actions at most, and with this it has more")
        } else if self.passed_ms > TIME_MAX_D.saturating_mul(DAY) {
            format!("in a scenario {TIME_MAX_D} d pass at most in all, and with this it is more")
        } else {
            return Ok(());
        };
        self.is_over = true;
        Err(LineError::new(line, over, "the end of the scenario, or less"))
    }
}

/// Returns the word of the header that was probably meant; `None` if none is near.
fn near_header(word: &str) -> Option<&'static str> {
    let verbs = FORMS.iter().filter_map(|form| form.split(' ').next()).filter(|word| *word != "NUMBER");
    nearest(word, HEADER_WORDS.into_iter().chain(verbs)).filter(|near| HEADER_WORDS.contains(near))
}

/// Returns the mistake of an action, at its place in the text.
fn mistake(line: Span, word: &str, error: ActionError) -> LineError {
    let ActionError { place, what, expected, help } = error;
    let span = Span { start: line.start.saturating_add(place.start), end: line.start.saturating_add(place.end) };
    let help = help.or_else(|| near_header(word).map(|near| format!("did you mean `{near}`?")));
    let help = help.unwrap_or_else(|| "the lines of a scenario are listed in docs/STORMS.md".to_owned());
    LineError::new(span, what, expected).help(help)
}
