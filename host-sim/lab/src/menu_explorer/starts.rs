//! Starts of walks: cards with their histories, written as traces, each in a handset.

use sim_wire::proactive::CommandType;

use super::claims::{ExpectedMenu, prove};
use super::explore::{Bounds, explore};
use super::formats::ExploredMenu;
use super::items;
use super::map::Map;
use sim_device::handset::{Handset, Model, Quirk, Quirks, Speech, Surroundings};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::Eeprom;
use sim_device::profile::Profile;
use sim_script::trace;
use sim_script::trace::replay::Options;

use crate::tear::session;

/// Harmless last command of every history: the walked card is the one before this command.
const LAST: &str = "> 00A40000 02 3F00\n< .. 9000\n";

/// Histories of cards, as traces without the last command.
const EMPTY: &str = "card balance 0.00 yuan, open\n";
const UNOPENED: &str = "card balance 0.00 yuan, unopened\n";
const SUSPENDED: &str = "card balance 50.00 yuan, suspended\n";
const CLOSING: &str = "card balance 20.00 yuan, closing\n";
const CLOSED: &str = "card balance 0.00 yuan, closed\n";
const RECORDS: &str = include_str!("starts/ten-records.trace");
const LIMITED: &str = "card balance 50.00 yuan, open, limit 100.00 yuan\n";
const PIN_ON: &str = "card balance 50.00 yuan, open, pin on\n";
const LAST_TRY: &str = "card balance 50.00 yuan, open, pin on\n\
    > 00A40400 10 D1560001018003800000000100000000\n< .. 9000\n\
    > 00200000 02 9999\n< 63C2\n> 00200000 02 9999\n< 63C1\n";
const PIN_BLOCKED: &str = "card balance 50.00 yuan, open, pin on\n\
    > 00A40400 10 D1560001018003800000000100000000\n< .. 9000\n\
    > 00200000 02 9999\n< 63C2\n> 00200000 02 9999\n< 63C1\n> 00200000 02 9999\n< ..\n";
/// History with a load of 50 yuan that the platform has begun and not credited: INITIALIZE FOR LOAD in a packet.
const LOADING: &str = "card balance 20.00 yuan, open\n\
    > 80C20000 4E D14C820283818B46400891015688887FF6901181010300233502700000301516001515BF\
    FF01064AE6E4B16BBABBBB869758759701FD87786B7957644E80C79044286363B8FDC20EC452010F95E0\n< 9000\n";

/// Reason why a start has no card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The history is no trace.
    #[error("{0}")]
    Unreadable(String),
    /// The history does not hold on this card.
    #[error("the history of the start {start} does not hold: {why}")]
    Unmet {
        /// Name of the start.
        start: &'static str,
        /// Summary of the failure.
        why: String,
    },
    /// The history has no command.
    #[error("the start {0} has no card")]
    NoCard(&'static str),
}

/// Start of a walk: a card with its history, in a handset.
#[derive(Clone, Debug)]
pub struct StartPoint {
    /// Name of the start.
    pub name: &'static str,
    /// Description of the start.
    pub about: &'static str,
    history: &'static str,
    /// Model of the handset.
    pub model: Model,
    /// Class of commands in which the handset speaks to the card.
    pub speech: Speech,
    /// Language of the handset, two letters.
    pub language: String,
}

impl StartPoint {
    fn new(name: &'static str, about: &'static str, history: &'static str) -> StartPoint {
        let model = Model { poll_unasked_s: None, ..Model::feature_phone() };
        let speech = Speech::Uicc;
        StartPoint { name, about, history, model, speech, language: "zh".to_owned() }
    }

    /// Returns the start with another model of handset. A model with timers does not poll here. Polls would bring the
    /// card nothing new, and the time since the last one would split a state into many.
    pub fn on(self, model: Model) -> StartPoint {
        let poll_unasked_s = model.poll_unasked_s.filter(|_| !model.can(CommandType::TimerManagement));
        StartPoint { model: Model { poll_unasked_s, ..model }, ..self }
    }

    /// Returns the start with a name; `None` if there is none.
    pub fn named(name: &str) -> Option<StartPoint> {
        all().into_iter().find(|start| start.name == name)
    }

    /// Returns the history of the card, as a trace.
    pub(crate) const fn history(&self) -> &'static str {
        self.history
    }

    /// Returns the card as it stands at the start.
    pub fn card(&self, profile: Option<&Profile>) -> Result<InProcess<Eeprom>, StartError> {
        let name = format!("start {}", self.name);
        let history = format!("{}{LAST}", self.history);
        let trace = trace::parse(&name, &history).map_err(|error| StartError::Unreadable(error.what().to_owned()))?;
        let options = Options { profile: profile.cloned(), ..Options::default() };
        let (outcome, session) = session(&trace, &options);
        let failure = outcome.results.into_iter().find_map(|result| result.failure);
        if let Some(failure) = failure {
            return Err(StartError::Unmet { start: self.name, why: failure.trouble.summary() });
        }
        let last = session.into_iter().next_back().ok_or(StartError::NoCard(self.name))?;
        let (memory, _) = last.card.into_parts();
        Ok(InProcess::new(memory, Chance::seeded(1)))
    }

    /// Returns the handset at the start, switched off.
    pub fn handset(&self) -> Handset {
        let surroundings = Surroundings { language: self.language.clone(), ..Surroundings::default() };
        Handset::new(self.model.clone(), self.speech, surroundings)
    }

    /// Returns `true` if the card speaks English to this handset, for its language or because it shows no Chinese.
    pub fn is_english(&self) -> bool {
        self.language == "en" || self.model.quirks.has(Quirk::NoUcs2)
    }

    /// Walks from here, and proves the claims on the map.
    pub fn proved(&self, profile: Option<&Profile>, bounds: Bounds) -> Result<ExploredMenu, StartError> {
        let map = self.walk(profile, bounds)?;
        let english = self.is_english();
        let title = if english { items::TITLE.1 } else { items::TITLE.0 };
        let claims = prove(&map, Some(ExpectedMenu { title, items: items::ITEMS, english }));
        Ok(ExploredMenu { start: self.clone(), map, claims })
    }

    /// Walks from here, and returns the map.
    pub fn walk(&self, profile: Option<&Profile>, bounds: Bounds) -> Result<Map, StartError> {
        Ok(explore(self.card(profile)?, self.handset(), bounds))
    }
}

/// Returns a feature phone that cannot do some commands and says so.
fn without(commands: &[CommandType]) -> Model {
    let mut model = Model::feature_phone();
    model.beyond.extend(commands);
    model
}

/// Returns all starts. The first one is walked by default.
pub fn all() -> Vec<StartPoint> {
    use CommandType as C;
    let english = StartPoint { language: "en".to_owned(), ..StartPoint::new("english", "an English handset", RECORDS) };
    let no_ucs2 = Model::feature_phone().with_quirks(Quirks::from_iter([Quirk::NoUcs2]));
    let gsm = StartPoint { speech: Speech::Gsm, ..StartPoint::new("gsm", "class A0, as GSM handsets speak", RECORDS) };
    vec![
        StartPoint::new("open", "open, with money and ten records", RECORDS),
        StartPoint::new("empty", "open, without money", EMPTY),
        StartPoint::new("unopened", "as it is issued", UNOPENED),
        StartPoint::new("suspended", "suspended by the platform", SUSPENDED),
        StartPoint::new("closing", "its number is cancelled, and money is left", CLOSING),
        StartPoint::new("closed", "closed", CLOSED),
        StartPoint::new("limit", "with a limit for one purchase", LIMITED),
        StartPoint::new("top-up-under-way", "a top-up of 50 yuan waits for the platform", LOADING),
        StartPoint::new("pin-on", "the operation PIN is on", PIN_ON),
        StartPoint::new("pin-last-try", "the operation PIN has one try left", LAST_TRY),
        StartPoint::new("pin-blocked", "the operation PIN is blocked", PIN_BLOCKED),
        english,
        StartPoint::new("feature-2009", "a phone as the cheapest of 2009 were, without timers", RECORDS)
            .on(Model::feature_2009()),
        StartPoint::new("no-ucs2", "a phone without UCS2", RECORDS).on(no_ucs2),
        StartPoint::new("android", "a phone that waits as Android's toolkit does", RECORDS).on(Model::android()),
        StartPoint::new("ofono-like", "a phone that waits as oFono does", RECORDS).on(Model::ofono_like()),
        gsm,
        StartPoint::new("no-yes-no", "a phone without GET INKEY", RECORDS).on(without(&[C::GetInkey])),
        StartPoint::new("no-lists", "a phone without SELECT ITEM and GET INKEY", RECORDS)
            .on(without(&[C::SelectItem, C::GetInkey])),
        StartPoint::new("no-input", "a phone without GET INPUT", RECORDS).on(without(&[C::GetInput])),
        StartPoint::new("no-messages", "a phone without SEND SHORT MESSAGE", RECORDS).on(without(&[C::SendSms])),
        StartPoint::new("no-timer", "a phone without timers, events and local information", RECORDS).on(without(&[
            C::TimerManagement,
            C::SetupEventList,
            C::ProvideLocalInfo,
        ])),
    ]
}
