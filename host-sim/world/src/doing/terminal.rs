//! Terminals: a merchant's, which takes a purchase offline over the radio, and a hall's, which loads the card over the
//! contacts. Both have the host's own arithmetic, and both ask by GET TRANSACTION PROVE what came of a transaction whose
//! answer did not reach them.

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::count::Counted;
use sim_wire::record::{Timestamp, TransactionKind};

use crate::platform::number::Msisdn;
use crate::world::{CannotDo, World};
use sim_device::link::Way;
use sim_device::profile::Profile;
use sim_device::sam::TacKey;
use sim_device::sam::command::{self, Application};
use sim_device::sam::transaction::{CardSide, Direction, Online, Purchase};
use sim_device::sam::transaction_mac::{DatedRequest, Request};

/// How far the card is held from the merchant's terminal.
const AIR: Way = Way::Air { distance_cm: 3 };

/// The merchant's terminal number, and the hall's.
const MERCHANT: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];
const HALL: [u8; 6] = [0x99, 0x88, 0x77, 0x66, 0x55, 0x44];

/// Key indexes of purchases and loads.
const PURCHASE_KEY: u8 = 0x03;
const LOAD_KEY: u8 = 0x01;

/// How often a terminal asks again for what it did not hear.
const PROVES: usize = 4;

/// What a transaction came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The card proved it.
    Done,
    /// It is not done and never will be.
    NotDone(String),
    /// The card said something that a right card does not say.
    Wrong(String),
}

/// Why a transaction stops before its second command.
enum Stopped {
    Unable(CannotDo),
    Refused(String),
    Wrong(String),
}

impl From<CannotDo> for Stopped {
    fn from(why: CannotDo) -> Stopped {
        Stopped::Unable(why)
    }
}

impl From<Stopped> for Ending {
    fn from(stopped: Stopped) -> Ending {
        match stopped {
            Stopped::Unable(why) => Ending::NotDone(why.to_string()),
            Stopped::Refused(why) => Ending::NotDone(why),
            Stopped::Wrong(why) => Ending::Wrong(why),
        }
    }
}

/// A terminal with a card before it.
pub(super) struct Terminal<'w> {
    world: &'w mut World,
    number: Msisdn,
    profile: &'w Profile,
    way: Way,
}

/// A merchant takes a purchase. The terminal's counter goes up with each.
pub(super) fn buys(
    world: &mut World,
    (number, profile): (Msisdn, &Profile),
    amount: Fen,
    terminal_counter: u32,
) -> Ending {
    let mut terminal = Terminal { world, number, profile, way: AIR };
    terminal.buys(amount, terminal_counter).unwrap_or_else(Ending::from)
}

/// A hall loads the card.
pub(super) fn loads(world: &mut World, (number, profile): (Msisdn, &Profile), amount: Fen) -> Ending {
    let mut terminal = Terminal { world, number, profile, way: Way::Contacts };
    terminal.loads(amount).unwrap_or_else(Ending::from)
}

impl Terminal<'_> {
    fn buys(&mut self, amount: Fen, terminal_counter: u32) -> Result<Ending, Stopped> {
        let dated = self.dated(amount, TransactionKind::Purchase, MERCHANT);
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let mut purchase = Purchase { dated, card, terminal_counter, overdraw_limit: [0; 3], code: None };
        let said = self.begins(&purchase.initialize(Application::Purse, PURCHASE_KEY))?;
        let (card, version) = CardSide::of_purchase(&exactly(&said)?);
        purchase.card = card;
        let session = purchase.session_key(&self.key(KeyUsage::Purchase, PURCHASE_KEY, version)?);
        let tac = self.tac_key()?;
        let prove = purchase.prove().ok_or_else(full)?;
        let due = [purchase.debit_answer(&session, &tac), purchase.prove_answer(&session, &tac)];
        Ok(self.completes(&purchase.debit(&session), &prove, due))
    }

    fn loads(&mut self, amount: Fen) -> Result<Ending, Stopped> {
        let dated = self.dated(amount, TransactionKind::Load, HALL);
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let mut load = Online { direction: Direction::Load, dated, card };
        let said = self.begins(&load.initialize(Application::Purse, LOAD_KEY))?;
        let (card, version, mac1) = CardSide::of_online(&exactly(&said)?);
        load.card = card;
        let session = load.session_key(&self.key(KeyUsage::Load, LOAD_KEY, version)?);
        if load.mac1(&session) != mac1 {
            return Err(Stopped::Wrong("MAC1 of a load at the hall is wrong".to_owned()));
        }
        let tac = load.tac(&self.tac_key()?).ok_or_else(full)?;
        let prove = load.prove().ok_or_else(full)?;
        Ok(self.completes(&load.complete(&session), &prove, [tac.to_vec(), load.prove_answer(tac)]))
    }

    /// SELECT and INITIALIZE; gives what the card says of itself.
    fn begins(&mut self, initialize: &[u8]) -> Result<Vec<u8>, Stopped> {
        self.selects()?;
        done(self.world.transmit(&self.number, self.way, initialize)?)
    }

    fn selects(&mut self) -> Result<(), Stopped> {
        let select = command::select_application(&self.profile.card.aid);
        let select = select.ok_or_else(|| Stopped::Wrong("the profile's AID is too long".to_owned()))?;
        done(self.world.transmit(&self.number, self.way, &select)?).map(drop)
    }

    /// The second command. The terminal knows beforehand what a right card answers to it, and to the question whether it was
    /// done, which is asked where no answer came.
    fn completes(&mut self, command: &[u8], prove: &[u8], [due, proof]: [Vec<u8>; 2]) -> Ending {
        if let Ok(said) = self.world.transmit(&self.number, self.way, command) {
            return match done(said) {
                Ok(data) if data == due => Ending::Done,
                Ok(data) => Ending::Wrong(format!("the card's receipt is {} and not {}", hex(&data), hex(&due))),
                Err(stopped) => stopped.into(),
            };
        }
        for _ in 0..PROVES {
            let asked = self.selects().and_then(|()| Ok(self.world.transmit(&self.number, self.way, prove)?));
            match asked.and_then(done) {
                Ok(data) if data == proof => return Ending::Done,
                Ok(data) => {
                    return Ending::Wrong(format!("the card's proof is {} and not {}", hex(&data), hex(&proof)));
                }
                Err(Stopped::Unable(_)) => {}
                Err(stopped) => return stopped.into(),
            }
        }
        Ending::Wrong("the card never says what came of a transaction".to_owned())
    }

    fn dated(&self, amount: Fen, kind: TransactionKind, terminal: [u8; 6]) -> DatedRequest {
        let Timestamp(at) = self.world.now().record();
        Request { amount, kind, terminal }.at(Timestamp(at))
    }

    fn key(&self, usage: KeyUsage, index: u8, version: u8) -> Result<applet::Key, Stopped> {
        let entry = self.profile.key_version(usage, index, version).map(|entry| entry.key);
        entry.ok_or_else(|| Stopped::Wrong("the card names a key that it was not given".to_owned()))
    }

    fn tac_key(&self) -> Result<TacKey, Stopped> {
        let entry = self.profile.only_key(KeyUsage::Tac);
        entry
            .map(|entry| TacKey::of(&entry.key))
            .ok_or_else(|| Stopped::Wrong("the card was given no TAC key".to_owned()))
    }
}

fn full() -> Stopped {
    Stopped::Refused("the purse or its counter has no room".to_owned())
}

fn hex(octets: &[u8]) -> String {
    hex::encode_upper(octets)
}

/// The data of an answer that says yes.
fn done(answer: Vec<u8>) -> Result<Vec<u8>, Stopped> {
    match answer.split_last_chunk() {
        Some((data, [0x90, 0x00] | [0x91, _])) => Ok(data.to_vec()),
        _ => Err(Stopped::Refused(format!("the card refuses: {}", hex(&answer)))),
    }
}

fn exactly<const N: usize>(data: &[u8]) -> Result<[u8; N], Stopped> {
    data.try_into().map_err(|_| Stopped::Wrong(format!("INITIALIZE is answered with {}", Counted(data.len(), "octet"))))
}
