//! List of what may leave the platform: every exported value is a field here, and nothing else leaves. No password
//! leaves, not even as a hash; nothing derived from the digits of a scratch card; no octets of what is sent to cards.

use std::collections::BTreeMap;

use serde::Serialize;

use super::counters::ShownCounters;
use super::mask;
use super::money::ShownMoney;
use crate::platform::Platform;
use crate::platform::account::{Account, AccountState};
use crate::platform::card_file::CardFile;
use crate::platform::entry::{Book, LoadChannel};
use crate::platform::errand::{Errand, Purpose};
use crate::platform::load::{Transfer, TransferState};
use crate::platform::number::Msisdn;
use crate::platform::outbox::{Letter, LetterKind};
use crate::platform::password::KeptPassword;
use crate::platform::scratch_card::ScratchCard;
use crate::platform::top_up::{TopUp, TopUpState};
use sim_codec::time::Moment;

/// Exported state of the platform.
#[derive(Serialize)]
pub(super) struct ShownPlatform {
    patience_first: u64,
    patience_most: u64,
    reach_cm: u8,
    accounts: BTreeMap<Msisdn, ShownAccount>,
    scratch_cards: Vec<ShownScratchCard>,
    cards: Vec<ShownCardFile>,
    transfers: Vec<ShownTransfer>,
    loads: BTreeMap<u64, ShownLoad>,
    outbox: Vec<ShownLetter>,
    #[serde(flatten)]
    counters: ShownCounters,
    #[serde(flatten)]
    money: ShownMoney,
}

impl ShownPlatform {
    pub(super) fn of(platform: &Platform, now: Moment) -> ShownPlatform {
        let (settings, books) = (platform.settings(), &platform.books);
        let account = |number: &Msisdn, account| (*number, ShownAccount::of(platform, *number, account, now));
        ShownPlatform {
            patience_first: settings.patience_first,
            patience_most: settings.patience_most,
            reach_cm: settings.reach_cm,
            accounts: books.accounts.iter().map(|(number, kept)| account(number, kept)).collect(),
            scratch_cards: books.scratch_cards.cards().values().map(ShownScratchCard::of).collect(),
            cards: platform.cards().map(ShownCardFile::of).collect(),
            transfers: platform.transfers().map(ShownTransfer::of).collect(),
            loads: books.transfers().map(|(id, load)| (id, ShownLoad::of(load))).collect(),
            outbox: platform.outbox().iter().map(ShownLetter::of).collect(),
            counters: ShownCounters::of(platform),
            money: ShownMoney::of(platform),
        }
    }
}

/// Exported state of a payment account.
#[derive(Serialize)]
struct ShownAccount {
    state: AccountState,
    is_real_name: bool,
    opened: String,
    cash: i64,
    recharge_card: i64,
    frozen: i64,
    pay_password: ShownPassword,
    login_password: ShownPassword,
}

impl ShownAccount {
    fn of(platform: &Platform, number: Msisdn, account: &Account, now: Moment) -> ShownAccount {
        let (cash, recharge_card) = platform.books.account_balances(&number);
        let password = |kept: &KeptPassword| ShownPassword {
            is_initial: kept.is_initial(),
            is_locked: kept.locked_until(now).is_some(),
        };
        ShownAccount {
            state: account.state,
            is_real_name: account.is_real_name,
            opened: account.opened.to_string(),
            cash,
            recharge_card,
            frozen: platform.books.ledger.balance(&Book::Frozen(number)),
            pay_password: password(account.pay_password()),
            login_password: password(account.login_password()),
        }
    }
}

/// Exported state of a password. The hash is left out, since six digits are soon guessed.
#[derive(Serialize)]
struct ShownPassword {
    is_initial: bool,
    is_locked: bool,
}

/// Exported state of a scratch card, without anything derived from its digits.
#[derive(Serialize)]
struct ShownScratchCard {
    value: u32,
    province: &'static str,
    used_by: Option<Msisdn>,
    used: Option<String>,
}

impl ShownScratchCard {
    fn of(card: &ScratchCard) -> ShownScratchCard {
        ShownScratchCard {
            value: card.value.0,
            province: card.province.chinese(),
            used_by: card.used.map(|used| used.number),
            used: card.used.map(|used| used.at.to_string()),
        }
    }
}

/// Exported state of the platform's file on a card.
#[derive(Serialize)]
struct ShownCardFile {
    asn: String,
    number: Msisdn,
    heard: u64,
    sent: u64,
    request: Option<u16>,
    state: &'static str,
    next_load: u16,
    purse: u32,
    errands: Vec<ShownErrand>,
}

impl ShownCardFile {
    fn of(card: &CardFile) -> ShownCardFile {
        ShownCardFile {
            asn: card.asn.to_string(),
            number: card.number,
            heard: card.heard,
            sent: card.sent,
            request: card.request,
            state: card.state.name(),
            next_load: card.next_load,
            purse: card.purse.0,
            errands: card.errands.iter().map(ShownErrand::of).collect(),
        }
    }
}

/// Exported errand to a card, without its commands.
#[derive(Serialize)]
struct ShownErrand {
    purpose: &'static str,
    tries: u32,
    unanswered: usize,
    again: Option<String>,
}

impl ShownErrand {
    fn of(errand: &Errand) -> ShownErrand {
        ShownErrand {
            purpose: match errand.purpose {
                Purpose::State(_) => "state",
                Purpose::TopUp(_) => "top-up",
                Purpose::Refusal => "refusal",
                Purpose::Calibration => "calibration",
                Purpose::OperationPin => "operation-pin",
                Purpose::Invitation(_) => "invitation",
            },
            tries: errand.tries,
            unanswered: errand.sent.len(),
            again: errand.again.map(|again| again.to_string()),
        }
    }
}

/// Exported top-up as the conversation with the card has it.
#[derive(Serialize)]
struct ShownTransfer {
    id: u64,
    number: Msisdn,
    asn: String,
    channel: LoadChannel,
    amount: u32,
    counter: u16,
    state: TopUpState,
    doubts: u32,
}

impl ShownTransfer {
    fn of(transfer: &TopUp) -> ShownTransfer {
        ShownTransfer {
            id: transfer.id.0,
            number: transfer.number,
            asn: transfer.asn.to_string(),
            channel: transfer.channel,
            amount: transfer.amount.0,
            counter: transfer.counter,
            state: transfer.state,
            doubts: transfer.doubts,
        }
    }
}

/// Exported top-up as the books have it.
#[derive(Serialize)]
struct ShownLoad {
    number: Msisdn,
    amount: u32,
    channel: LoadChannel,
    reserved: String,
    state: TransferState,
}

impl ShownLoad {
    fn of(load: &Transfer) -> ShownLoad {
        ShownLoad {
            number: load.number,
            amount: load.amount.0,
            channel: load.channel,
            reserved: load.reserved.to_string(),
            state: load.state,
        }
    }
}

/// Exported letter that the centre does not have yet, without its octets.
#[derive(Serialize)]
struct ShownLetter {
    id: u64,
    to: Msisdn,
    kind: &'static str,
    said: Option<String>,
    part: u8,
    parts: u8,
}

impl ShownLetter {
    fn of(letter: &Letter) -> ShownLetter {
        let (kind, said) = match &letter.kind {
            LetterKind::Text(text) => ("text", Some(mask::of_platform(text))),
            LetterKind::Packet { .. } => ("packet", None),
        };
        ShownLetter { id: letter.id.0, to: letter.to, kind, said, part: letter.part, parts: letter.parts }
    }
}
