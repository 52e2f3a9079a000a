//! `why`: the last thing that was refused or did not hold, with what decides it.

use applet::{CardState, Refusal};
use sim_wire::Fen;
use sim_wire::apdu::CommandApdu;

use super::super::diff::answer_words;
use super::super::formats::Reply;
use super::super::outcome::{Failure, FailureKind};
use super::super::place::TracePlace;
use super::{LineResult, Shell, say};
use sim_device::profile::Profile;

impl Shell {
    /// Tells why the last command was refused, or why the last line did not hold.
    pub(super) fn why(&self) -> LineResult {
        let failure = match (&self.now.trouble, &self.now.player.last) {
            (Some(failure), _) => failure.as_ref().clone(),
            (None, Some((_, answer))) => {
                let is_refused = answer
                    .as_ref()
                    .is_none_or(|answer| !matches!(answer.last_chunk::<2>(), Some([0x90 | 0x61 | 0x91 | 0x9F, _])));
                if !is_refused {
                    return say("Nothing was refused: the last command succeeded.".to_owned());
                }
                *self.now.player.refused(&TracePlace::default(), answer.clone())
            }
            (None, None) => return say("Nothing was refused: no command was sent.".to_owned()),
        };
        say(self.told(&failure))
    }

    /// Returns what is known of a failure, a line each.
    fn told(&self, failure: &Failure) -> String {
        let mut rows: Vec<(&str, String)> = Vec::new();
        if let Some(command) = &failure.command {
            rows.push(("command", sim_explain::command(command).summary()));
        }
        let reply = failure.answer.clone().map_or(Reply::Silence, Reply::Octets);
        if failure.command.is_some() {
            rows.push(("answer", answer_words(Some(&reply))));
        }
        if self.now.trouble.is_some() {
            if let (Some(expected), Some(actual)) = (failure.trouble.expected(), failure.trouble.actual()) {
                rows.extend([("expected", expected), ("actual", actual)]);
            }
            if let FailureKind::Impossible(why) = &failure.trouble {
                rows.push(("because", why.clone()));
            }
        }
        rows.extend(failure.differing_fields().iter().map(|field| ("field", field.to_string())));
        if let (Some(reason), Some(refusal)) = (&failure.reason, self.now.refusal()) {
            rows.push(("reason", format!("{reason} ({}, the card's own)", refusal.name())));
            let state = self.now.state();
            let command = failure.command.as_deref().unwrap_or_default();
            let facts = state.map(|state| deciding(refusal, &state, &self.now.settings.profile, command));
            rows.extend(facts.into_iter().flatten().map(|fact| ("decides", fact)));
        }
        let why = failure.diagnosis.iter().flat_map(|diagnosis| diagnosis.lines());
        rows.extend(why.enumerate().map(|(at, line)| (if at == 0 { "why" } else { "" }, line)));
        rows.iter().fold(String::new(), |text, (name, fact)| format!("{text}  {name:<9} {fact}\n"))
    }
}

/// Returns the facts of the card, and of the command, that decide a refusal.
fn deciding(refusal: Refusal, state: &CardState, profile: &Profile, command: &[u8]) -> Vec<String> {
    let amount = amount(command).map(|amount| format!("the command asks for {amount}"));
    let balance = || format!("balance {}", state.balance);
    let facts = match refusal {
        Refusal::InsufficientBalance | Refusal::BalanceNotZero => vec![Some(balance()), amount],
        Refusal::OverBalanceMaximum => {
            vec![Some(balance()), Some(format!("balance max {}", profile.card.balance_max)), amount]
        }
        Refusal::OverLimit => vec![state.limit.map(|limit| format!("limit {limit}")), amount],
        Refusal::PinWrong(_) | Refusal::PinBlocked | Refusal::PinNotBlocked | Refusal::PinMismatch => {
            vec![Some(format!("PIN tries left {}", state.pin_tries_left))]
        }
        Refusal::PinOff | Refusal::PinNotVerified => {
            vec![Some(format!("the PIN is switched {}", if state.pin_on { "on" } else { "off" }))]
        }
        Refusal::NotOpened | Refusal::Suspended | Refusal::Closing | Refusal::Closed | Refusal::TransitionForbidden => {
            vec![Some(format!("state {}", state.lifecycle.name()))]
        }
        Refusal::CounterAtMaximum | Refusal::ProofNotAvailable | Refusal::TransactionMacWrong => vec![
            Some(format!("online counter {:04X}", state.online_counter)),
            Some(format!("offline counter {:04X}", state.offline_counter)),
            state.proof.map(|proof| format!("last transaction: {}, counter {:04X}", proof.kind.name(), proof.counter)),
        ],
        Refusal::KeyIndexNotSupported | Refusal::KeyNotFound => vec![Some(keys(profile))],
        Refusal::ApplicationNotSelected | Refusal::FileNotFound => {
            vec![Some(format!("AID {}", hex::encode_upper(&profile.card.aid)))]
        }
        _ => Vec::new(),
    };
    facts.into_iter().flatten().collect()
}

/// Returns the amount in an INITIALIZE.
fn amount(command: &[u8]) -> Option<Fen> {
    let apdu = CommandApdu::parse(command).ok()?;
    let is_initialize = matches!((apdu.header.cla, apdu.header.ins), (0x80, 0x50));
    let amount = apdu.data().get(1..5).filter(|_| is_initialize)?;
    amount.try_into().ok().map(Fen::from_bytes)
}

/// Returns the keys of a card by their names.
fn keys(profile: &Profile) -> String {
    let name =
        |entry: &applet::KeyEntry| format!("{} {:02X}", sim_device::profile::usage_name(entry.usage), entry.index);
    format!("keys: {}", profile.card.keys.iter().map(name).collect::<Vec<_>>().join(", "))
}
