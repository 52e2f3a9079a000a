//! One subscriber, a plain card and the platform, and the messages under way between them.

use sim_wire::Fen;
use sim_wire::message::Operation;

use super::card::PlainCard;
use crate::audit::{self, CardTruth};
use crate::platform::books::Terms;
use crate::platform::calibration::ListedModel;
use crate::platform::entry::Book;
use crate::platform::errand::ProofResult;
use crate::platform::number::Msisdn;
use crate::platform::orders::Submission;
use crate::platform::outbox::{Letter, LetterId, LetterKind};
use crate::platform::password::PayPassword;
use crate::platform::request::MessageResult;
use crate::platform::top_up::TopUpState;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::sms::{MessageBody, SmsAddress, SmsSubmit, Tpdu, UserData};
use sim_codec::time::Moment;
use sim_device::profile::Profile;
use sim_wire::bcd::TonNpi;

/// Pay password of the subscriber.
pub const PASSWORD: &str = "246813";

/// Message under way.
#[derive(Clone, Debug)]
pub enum Carried {
    Up(Tpdu),
    Down(Letter),
    Report(LetterId, Tpdu),
}

/// Platform, plain card, and the messages under way between them.
#[derive(Clone, Debug)]
pub struct Net {
    pub platform: Platform,
    pub card: PlainCard,
    pub now: Moment,
    pub carried: Vec<Carried>,
    pub read: Vec<String>,
    /// Message reference of the next text.
    pub written: u8,
}

pub fn number() -> Msisdn {
    "13807310001".parse().unwrap()
}

/// Makes the submission of a message that the centre takes now.
pub fn submission(from: Msisdn, at: Moment) -> Submission {
    Submission { from, at }
}

pub fn password() -> PayPassword {
    PASSWORD.parse().unwrap()
}

pub fn settings() -> PlatformSettings {
    let red_list = vec![ListedModel { tac: "35693803".to_owned(), name: "诺基亚6300".to_owned() }];
    PlatformSettings { terms: Terms::light(), red_list, ..PlatformSettings::default() }
}

impl Net {
    /// Makes a subscriber with an open account, 600 yuan of cash, and an open wallet.
    pub fn new() -> Net {
        Net::with(settings())
    }

    pub fn with(settings: PlatformSettings) -> Net {
        let profile = Profile::default();
        let mut net = Net::bare(settings, &profile);
        net.account();
        net.platform.hall_deposit(net.now, &number(), Fen(60_000)).unwrap();
        net.carry_all();
        net.read.clear();
        net
    }

    /// Makes a net with a card that was issued, and no account.
    pub fn bare(settings: PlatformSettings, profile: &Profile) -> Net {
        let mut platform = Platform::new(settings, 7);
        platform.add_card(number(), profile).unwrap();
        let now = "2009-11-18 09:30".parse().unwrap();
        Net { platform, card: PlainCard::new(profile), now, carried: Vec::new(), read: Vec::new(), written: 0 }
    }

    /// Opens an account and changes its pay password.
    pub fn account(&mut self) {
        let mut chance = sim_device::link::Chance::seeded(1);
        let books = &mut self.platform.books;
        let initials = books.open_account(self.now, &number(), &mut chance).unwrap();
        books.change_pay_password(self.now, &number(), (&initials.pay, &password()), &mut chance).unwrap();
    }

    /// Puts the letters of the outbox under way.
    pub fn collect(&mut self) {
        while let Some(letter) = self.platform.outbox().front().cloned() {
            self.platform.confirm_handover(letter.id);
            self.carried.push(Carried::Down(letter));
        }
    }

    /// Carries one message to its recipient, and puts the answers under way.
    pub fn carry(&mut self, carried: Carried) {
        match carried {
            Carried::Up(tpdu) => {
                self.platform.receive(self.now, submission(number(), self.now), &tpdu);
            }
            Carried::Report(id, tpdu) => {
                self.platform.receive_report(self.now, id, &tpdu, true);
            }
            Carried::Down(letter) => match letter.kind {
                LetterKind::Text(text) if letter.part == 1 => self.read.push(text),
                LetterKind::Text(_) => {}
                LetterKind::Packet { .. } => {
                    let report = self.card.receive_message(&letter.tpdu);
                    self.carried.push(Carried::Report(letter.id, report));
                }
            },
        }
        self.collect();
    }

    /// Carries all messages, in order, until none is under way.
    pub fn carry_all(&mut self) {
        self.collect();
        while !self.carried.is_empty() {
            let next = self.carried.remove(0);
            self.carry(next);
        }
    }

    /// Loses all messages under way.
    pub fn lose_all(&mut self) {
        self.collect();
        self.carried.clear();
    }

    /// Sends a request of the card to the platform.
    pub fn ask(&mut self, operation: Operation) -> MessageResult {
        let tpdu = self.card.ask(operation);
        self.receive(&tpdu)
    }

    pub fn receive(&mut self, tpdu: &Tpdu) -> MessageResult {
        let heard = self.platform.receive(self.now, submission(number(), self.now), tpdu);
        self.collect();
        heard
    }

    /// Requests a top-up of so many fen at the card.
    pub fn tops_up(&mut self, fen: u32) -> MessageResult {
        let tpdu = self.card.tops_up(Fen(fen), PASSWORD);
        self.receive(&tpdu)
    }

    /// Sends a text of the subscriber.
    pub fn write(&mut self, text: &str) -> MessageResult {
        let user = UserData::new(MessageBody::Text(text.to_owned()), 0x08).unwrap();
        let tpdu = Tpdu::Submit(SmsSubmit {
            first: 0x01,
            reference: self.written,
            destination: SmsAddress::new(TonNpi::UNKNOWN, "10658888"),
            pid: 0,
            dcs: 0x08,
            validity: Vec::new(),
            user,
        });
        self.written = self.written.wrapping_add(1);
        self.receive(&tpdu)
    }

    /// Advances the time to the platform's next due moment, and wakes the platform.
    pub fn wake(&mut self) {
        self.now = self.now.max(self.platform.due().expect("something is due"));
        self.platform.wake(self.now);
        self.collect();
    }

    /// Carries and wakes until nothing is in flight.
    pub fn until_quiet(&mut self) {
        for _ in 0..100 {
            self.carry_all();
            if self.platform.is_quiet() {
                return;
            }
            self.wake();
        }
        panic!("never quiet: {:?}", self.platform);
    }

    /// Takes the packets under way to the card out of the net, in order.
    pub fn take_packets(&mut self) -> Vec<Letter> {
        let is_packet = |carried: &Carried| matches!(carried, Carried::Down(letter) if matches!(letter.kind, LetterKind::Packet { .. }));
        let (packets, rest): (Vec<_>, Vec<_>) = self.carried.drain(..).partition(is_packet);
        self.carried = rest;
        let letters = packets.into_iter().map(|carried| match carried {
            Carried::Down(letter) => letter,
            other => panic!("{other:?}"),
        });
        letters.collect()
    }

    /// Delivers a letter to the card, and its report to the platform.
    pub fn deliver(&mut self, letter: &Letter) -> ProofResult {
        let report = self.card.receive_message(&letter.tpdu);
        let told = self.platform.receive_report(self.now, letter.id, &report, true);
        self.collect();
        told
    }

    pub fn balance(&self, book: fn(Msisdn) -> Book) -> i64 {
        self.platform.books.ledger.balance(&book(number()))
    }

    /// Returns the state of each top-up.
    pub fn transfers(&self) -> Vec<TopUpState> {
        self.platform.transfers().map(|transfer| transfer.state).collect()
    }

    /// Asserts that the audit, which shares no code with the books, finds nothing.
    pub fn audited(&self) {
        let truth = CardTruth {
            number: number(),
            retired: None,
            balance: self.card.balance,
            spent: Fen::ZERO,
            uncertain: Vec::new(),
        };
        let books = &self.platform.books;
        assert_eq!(audit::books(books), []);
        assert_eq!(audit::cards(books.ledger.entries(), &[truth]), []);
    }

    /// Asserts that nothing is in flight, and that books and card agree to the fen.
    pub fn check_agreement(&self) {
        assert!(self.platform.is_quiet(), "{:?}", self.platform);
        assert_eq!(self.balance(Book::InFlight), 0);
        assert_eq!(self.balance(Book::Wallet), self.card.loaded());
        let settled = self.platform.transfers().filter(|transfer| transfer.state == TopUpState::Settled);
        let settled: Vec<_> = settled.map(|transfer| (transfer.counter, transfer.amount)).collect();
        let loaded: Vec<_> = self.card.loads.iter().map(|load| (load.counter, load.amount)).collect();
        assert_eq!(settled, loaded);
        self.audited();
    }
}
