//! View of a card from outside, without regard to its memory: the visible state, the answers to questions, and the
//! tries left of each secret.

use std::collections::BTreeMap;

use applet::{BlockState, Card, CardState, Entropy, ExchangeContext, Interface};

use sim_device::memory::Eeprom;

/// Number of wrong guesses that a view makes at each secret. Personalisation allows up to fifteen tries, but a card has
/// few, and four guesses tell 3, 2, 1 and 0 tries apart.
const GUESSES: usize = 4;

/// View of a card from outside after a reset. Two cards with equal views cannot be told apart by their holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    state: Option<CardState>,
    /// Answers to questions that change nothing, by name: files, records, parameters.
    answers: BTreeMap<String, Vec<u8>>,
    /// Answers to guesses, by name, each series on a copy of the card.
    guesses: BTreeMap<String, Vec<Vec<u8>>>,
}

impl View {
    /// Returns the view of a card that has just been started.
    pub fn of<E: Entropy + Clone>(started: &Card<Eeprom, E>) -> View {
        let mut card = started.clone();
        select(&mut card);
        let answers = questions().map(|(name, command)| (name, ask(&mut card, &command))).collect();
        let guesses = guesses().map(|(name, series)| (name, answers_to(started, &series))).collect();
        View { state: started.state(), answers, guesses }
    }

    /// Returns the view of a copy of the card after a reset.
    pub fn after_reset<E: Entropy + Clone>(card: &Card<Eeprom, E>) -> View {
        let mut card = card.clone();
        card.memory_mut().disarm();
        card.power_off();
        match card.power_on() {
            Ok(_) => View::of(&card),
            Err(_) => View { state: None, answers: BTreeMap::new(), guesses: BTreeMap::new() },
        }
    }

    /// Returns `true` if this view differs from `before` in a spent try alone. Wrong guesses are then answered
    /// differently, and the PIN has no more tries than before. The last try of a key may block the application for
    /// ever.
    pub(super) fn has_only_spent_a_try_since(&self, before: &View) -> bool {
        let (Some(now), Some(then)) = (&self.state, &before.state) else { return false };
        let is_used_up = now.block == BlockState::Permanent && then.block != BlockState::Permanent;
        let but_for_tries = CardState { pin_tries_left: then.pin_tries_left, block: then.block, ..now.clone() };
        let same_block = now.block == then.block && self.answers == before.answers;
        now.pin_tries_left <= then.pin_tries_left && but_for_tries == *then && (same_block || is_used_up)
    }

    /// Returns a copy with the counters of secured packets that another view has.
    pub(super) fn with_counters_of(&self, other: &View) -> View {
        let mut view = self.clone();
        if let (Some(state), Some(other)) = (&mut view.state, &other.state) {
            state.remote.accepted = other.remote.accepted;
        }
        view
    }

    /// Returns the differences from another view, a sentence each.
    pub fn differences(&self, other: &View) -> Vec<String> {
        let mut found = state_differences(self.state.as_ref(), other.state.as_ref());
        for (name, answer) in &self.answers {
            let expected = other.answers.get(name).map(Vec::as_slice).unwrap_or_default();
            if answer != expected {
                found.push(format!("{name} is {}, not {}", hex::encode_upper(answer), hex::encode_upper(expected)));
            }
        }
        for (name, series) in &self.guesses {
            let expected = other.guesses.get(name).map(Vec::as_slice).unwrap_or_default();
            if series != expected {
                found.push(format!("{name}: answered {}, not {}", hex_list(series), hex_list(expected)));
            }
        }
        found
    }
}

fn hex_list(series: &[Vec<u8>]) -> String {
    series.iter().map(hex::encode_upper).collect::<Vec<_>>().join(" ")
}

fn state_differences(now: Option<&CardState>, expected: Option<&CardState>) -> Vec<String> {
    let (Some(now), Some(expected)) = (now, expected) else {
        return if now == expected { Vec::new() } else { vec!["the card is without power".to_owned()] };
    };
    let fields = [
        ("the balance", now.balance.to_string(), expected.balance.to_string()),
        ("the online counter", now.online_counter.to_string(), expected.online_counter.to_string()),
        ("the offline counter", now.offline_counter.to_string(), expected.offline_counter.to_string()),
        ("the wallet", now.lifecycle.name().to_owned(), expected.lifecycle.name().to_owned()),
        ("the block", format!("{:?}", now.block), format!("{:?}", expected.block)),
        ("the limit", format!("{:?}", now.limit), format!("{:?}", expected.limit)),
        ("the PIN switch", now.pin_on.to_string(), expected.pin_on.to_string()),
        ("the PIN tries left", now.pin_tries_left.to_string(), expected.pin_tries_left.to_string()),
        ("the log", format!("{:?}", now.log), format!("{:?}", expected.log)),
        ("the proof", format!("{:?}", now.proof), format!("{:?}", expected.proof)),
        ("the calibration", format!("{:?}", now.calibration), format!("{:?}", expected.calibration)),
        ("what the platform did", format!("{:?}", now.remote), format!("{:?}", expected.remote)),
    ];
    let differing = fields.into_iter().filter(|(_, now, expected)| now != expected);
    differing.map(|(name, now, expected)| format!("{name} is {now}, not {expected}")).collect()
}

/// Sends one command over the contacts. Returns data and status word, or nothing from a mute card.
pub(super) fn ask<E: Entropy>(card: &mut Card<Eeprom, E>, command: &[u8]) -> Vec<u8> {
    let surroundings = ExchangeContext { interface: Interface::Contact, uptime_s: 1 };
    match card.transmit(surroundings, command) {
        Ok(answer) => [answer.data.as_slice(), &answer.status.to_bytes()].concat(),
        Err(applet::MuteError) => Vec::new(),
    }
}

/// Selects the purse by its file identifier, which every card has whatever its AID.
pub(super) fn select<E: Entropy>(card: &mut Card<Eeprom, E>) {
    ask(card, &[0x00, 0xA4, 0x00, 0x00, 0x02, 0xDF, 0x04]);
}

fn answers_to<E: Entropy + Clone>(started: &Card<Eeprom, E>, series: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut card = started.clone();
    select(&mut card);
    series.iter().map(|command| without_chance(command, ask(&mut card, command))).collect()
}

/// Returns an answer without the random number of GET CHALLENGE, since chance is no state of the card.
fn without_chance(command: &[u8], answer: Vec<u8>) -> Vec<u8> {
    match (command, answer.last_chunk::<2>()) {
        ([0x00, 0x84, ..], Some(status)) => status.to_vec(),
        _ => answer,
    }
}

/// Returns the questions that change nothing, by name: every file and record, the balance, every permanent parameter.
fn questions() -> impl Iterator<Item = (String, Vec<u8>)> {
    let files = [0x15, 0x16].map(|file| (format!("file {file:02X}"), vec![0x00, 0xB0, 0x80 | file, 0x00, 0x00]));
    let records = |file: u8, count: u8, length: u8| {
        (1..=count).map(move |number| {
            let command = vec![0x00, 0xB2, number, (file << 3) | 0x04, length];
            (format!("record {number} of file {file:02X}"), command)
        })
    };
    let balance = ("GET BALANCE".to_owned(), vec![0x80, 0x5C, 0x00, 0x02, 0x04]);
    let parameters = [("the limit", 0x20, 4), ("the calibration", 0x22, 9), ("the wallet's state", 0x24, 1)];
    let parameters =
        parameters.map(|(name, tag, length)| (format!("GET DATA of {name}"), vec![0x80, 0xCA, 0xDF, tag, length]));
    files.into_iter().chain(records(0x17, 8, 0x18)).chain(records(0x18, 10, 0x17)).chain([balance]).chain(parameters)
}

/// Returns guesses at every secret of the card, by name, with the right PINs of the test sessions. Their answers show
/// the PIN itself and the tries left.
fn guesses() -> impl Iterator<Item = (String, Vec<Vec<u8>>)> {
    let challenge = || vec![0x00, 0x84, 0x00, 0x00, 0x04];
    let with_challenge = |command: Vec<u8>| (0..GUESSES).flat_map(move |_| [challenge(), command.clone()]).collect();
    let repeated = |command: Vec<u8>| vec![command; GUESSES];
    let pins: [&[u8]; 4] = [&[0x12, 0x34], &[0x56, 0x78], &[0x12, 0x34, 0x56], &[0x12, 0x34, 0x5F]];
    let verifies = pins.into_iter().map(|pin| {
        let command = [&[0x00, 0x20, 0x00, 0x00, pin.len() as u8], pin].concat();
        (format!("VERIFY {}", hex::encode_upper(pin)), vec![command])
    });
    let wrong_pin = vec![0x00, 0x20, 0x00, 0x00, 0x02, 0x00, 0x00];
    let zeros = |header: [u8; 4], length: u8| [header.as_slice(), &[length], &vec![0; usize::from(length)]].concat();
    let reload = [0x80, 0x5E, 0x00, 0x00, 0x06, 0x12, 0x34, 0, 0, 0, 0].to_vec();
    let others: [(String, Vec<Vec<u8>>); 5] = [
        ("four wrong PINs".to_owned(), repeated(wrong_pin)),
        ("four wrong RELOAD PIN".to_owned(), repeated(reload)),
        ("four wrong EXTERNAL AUTHENTICATE".to_owned(), with_challenge(zeros([0x00, 0x82, 0x00, 0x01], 8))),
        ("four wrong PIN UNBLOCK".to_owned(), with_challenge(zeros([0x84, 0x24, 0x00, 0x00], 12))),
        ("four wrong APPLICATION UNBLOCK".to_owned(), with_challenge(zeros([0x84, 0x18, 0x00, 0x00], 4))),
    ];
    verifies.chain(others)
}
