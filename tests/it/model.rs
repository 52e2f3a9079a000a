//! The wallet as its rules say it, and nothing more: a plain struct that shares no code with the card. It has neither
//! octets nor memory nor MACs; amounts are plain numbers, a PIN is its digits, life cycles are its own type. The
//! outcome of a command is the status word and the wallets that the card may be left with.

use std::collections::VecDeque;

/// Ceiling of the balance of the cards under test, in fen.
pub const BALANCE_MAX: u64 = 100_000;
/// Tries of the PIN and of each key.
pub const TRIES: u8 = 3;

/// Life cycle of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Unopened,
    Open,
    Suspended,
    Closing,
    Closed,
}

/// Record of the log, and of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub kind: Kind,
    pub fen: u64,
    /// Online counter after a load or unload, offline counter after a purchase.
    pub count: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Load,
    Purchase,
    Unload,
}

/// State of the wallet that survives a reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallet {
    pub balance: u64,
    pub online: u32,
    pub offline: u32,
    pub life: Life,
    pub limit: Option<u64>,
    pub pin: &'static str,
    pub pin_on: bool,
    pub pin_tries: u8,
    pub external_tries: u8,
    pub reload_tries: u8,
    pub unblock_pin_tries: u8,
    pub unblock_application_tries: u8,
    pub blocked: bool,
    /// Newest first, ten at most. The newest is the transaction that the card can prove, once it has moved any money.
    pub log: VecDeque<Moved>,
    /// First octet of file 15.
    pub file: u8,
}

/// State that a reset forgets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session {
    pub verified: bool,
    pub authenticated: bool,
}

/// Operation on the wallet. A right secret is one that fits; a wrong one does not, whatever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    Move(Kind, u64),
    /// First step, then a second with a wrong MAC.
    MoveWithWrongMac(Kind, u64),
    Verify(&'static str),
    ChangePin(&'static str, &'static str),
    ReloadPin(&'static str, bool),
    UnblockPin(&'static str),
    SwitchPin(bool),
    SetLimit(Option<u64>),
    Authenticate(bool),
    SetLife(Life),
    Block,
    Unblock(bool),
    UpdateFile(u8, bool),
    Reset,
}

/// Outcome of a command: its status word, the wallets that it commits one after the other, and the session after it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub status: u16,
    pub commits: Vec<Wallet>,
    pub session: Session,
}

impl Wallet {
    /// Creates an open wallet with a balance in fen.
    pub fn new(balance: u64) -> Wallet {
        Wallet {
            balance,
            online: 0,
            offline: 0,
            life: Life::Open,
            limit: None,
            pin: "1234",
            pin_on: false,
            pin_tries: TRIES,
            external_tries: TRIES,
            reload_tries: TRIES,
            unblock_pin_tries: TRIES,
            unblock_application_tries: TRIES,
            blocked: false,
            log: VecDeque::new(),
            file: 0,
        }
    }

    /// Returns `true` if the last try of a key has been used up, so that the application is dead for ever.
    pub fn is_dead(&self) -> bool {
        self.reload_tries == 0 || self.unblock_application_tries == 0
    }

    fn with(&self, change: impl FnOnce(&mut Wallet)) -> Wallet {
        let mut wallet = self.clone();
        change(&mut wallet);
        wallet
    }

    /// Returns the outcome of an operation on this wallet in this session.
    pub fn outcome(&self, session: Session, operation: &Operation) -> Outcome {
        let refused = |status| Outcome { status, commits: Vec::new(), session };
        let done = |wallet| Outcome { status: 0x9000, commits: vec![wallet], session };
        if *operation == Operation::Reset {
            return Outcome { status: 0x9000, commits: Vec::new(), session: Session::default() };
        }
        if self.is_dead() {
            return refused(0x9303);
        }
        match operation {
            Operation::Block => return done(self.with(|wallet| wallet.blocked = true)),
            Operation::Unblock(is_right) => return self.unblock(session, *is_right),
            _ if self.blocked => return refused(0x6985),
            _ => {}
        }
        match *operation {
            Operation::Move(kind, fen) => match self.is_unmovable(session, kind, fen) {
                Some(status) => refused(status),
                None => done(self.moved(kind, fen)),
            },
            Operation::MoveWithWrongMac(kind, fen) => refused(self.is_unmovable(session, kind, fen).unwrap_or(0x9302)),
            Operation::Verify(pin) => self.guess_pin(session, pin, |_| {}, true),
            Operation::ChangePin(old, new) => self.guess_pin(session, old, |wallet| wallet.pin = new, session.verified),
            Operation::ReloadPin(pin, is_right) => self.reload_pin(session, pin, is_right),
            Operation::UnblockPin(pin) => self.unblock_pin(session, pin),
            Operation::SwitchPin(on) => self.switch_pin(session, on),
            Operation::SetLimit(_) if self.pin_on && !session.verified && !session.authenticated => refused(0x6982),
            Operation::SetLimit(limit) => done(self.with(|wallet| wallet.limit = limit)),
            Operation::Authenticate(is_right) => self.authenticate(session, is_right),
            Operation::SetLife(life) => self.set_life(session, life),
            Operation::UpdateFile(octet, true) => done(self.with(|wallet| wallet.file = octet)),
            Operation::UpdateFile(_, false) => refused(0x6988),
            Operation::Block | Operation::Unblock(_) | Operation::Reset => unreachable!("answered above"),
        }
    }

    fn is_unmovable(&self, session: Session, kind: Kind, fen: u64) -> Option<u16> {
        let lives = match kind {
            Kind::Load => self.life == Life::Open,
            Kind::Purchase => matches!(self.life, Life::Open | Life::Closing),
            Kind::Unload => matches!(self.life, Life::Open | Life::Closing | Life::Suspended),
        };
        let is_known = session.verified || session.authenticated;
        match kind {
            _ if !lives => Some(0x6985),
            Kind::Load | Kind::Unload if self.pin_on && !is_known => Some(0x6982),
            Kind::Load if self.balance + fen > BALANCE_MAX => Some(0x6985),
            Kind::Purchase if self.limit.is_some_and(|limit| fen > limit) => Some(0x6985),
            Kind::Purchase | Kind::Unload if fen > self.balance => Some(0x9401),
            _ => None,
        }
    }

    fn moved(&self, kind: Kind, fen: u64) -> Wallet {
        self.with(|wallet| {
            let count = match kind {
                Kind::Load | Kind::Unload => &mut wallet.online,
                Kind::Purchase => &mut wallet.offline,
            };
            *count += 1;
            let count = *count;
            match kind {
                Kind::Load => wallet.balance += fen,
                Kind::Purchase | Kind::Unload => wallet.balance -= fen,
            }
            wallet.log.push_front(Moved { kind, fen, count });
            wallet.log.truncate(10);
            if wallet.life == Life::Closing && wallet.balance == 0 {
                wallet.life = Life::Closed;
            }
        })
    }

    fn guess_pin(
        &self,
        session: Session,
        pin: &str,
        then: impl FnOnce(&mut Wallet),
        verified_if_right: bool,
    ) -> Outcome {
        if !self.pin_on || self.pin_tries == 0 {
            let status = if self.pin_on { 0x6983 } else { 0x6984 };
            return Outcome { status, commits: Vec::new(), session };
        }
        let spent = self.with(|wallet| wallet.pin_tries -= 1);
        if pin != self.pin {
            let status = if spent.pin_tries == 0 { 0x6983 } else { 0x63C0 | u16::from(spent.pin_tries) };
            return Outcome { status, commits: vec![spent], session: Session { verified: false, ..session } };
        }
        let right = self.with(|wallet| {
            wallet.pin_tries = TRIES;
            then(wallet);
        });
        let session = Session { verified: verified_if_right, ..session };
        Outcome { status: 0x9000, commits: vec![spent, right], session }
    }

    fn reload_pin(&self, session: Session, pin: &'static str, is_right: bool) -> Outcome {
        let spent = self.with(|wallet| wallet.reload_tries -= 1);
        if !is_right {
            let status = if spent.is_dead() { 0x9303 } else { 0x6988 };
            return Outcome { status, commits: vec![spent], session };
        }
        let right = self.with(|wallet| {
            (wallet.pin, wallet.pin_tries, wallet.reload_tries) = (pin, TRIES, TRIES);
        });
        Outcome { status: 0x9000, commits: vec![spent, right], session: Session { verified: false, ..session } }
    }

    fn unblock_pin(&self, session: Session, pin: &str) -> Outcome {
        let refused = |status| Outcome { status, commits: Vec::new(), session };
        match () {
            () if self.unblock_pin_tries == 0 => return refused(0x6983),
            () if self.pin_tries != 0 => return refused(0x6985),
            () if !self.pin_on => return refused(0x6984),
            () => {}
        }
        let spent = self.with(|wallet| wallet.unblock_pin_tries -= 1);
        if pin != self.pin {
            let status = if spent.unblock_pin_tries == 0 { 0x6983 } else { 0x6988 };
            return Outcome { status, commits: vec![spent], session };
        }
        let right = self.with(|wallet| (wallet.pin_tries, wallet.unblock_pin_tries) = (TRIES, TRIES));
        Outcome { status: 0x9000, commits: vec![spent, right], session }
    }

    fn switch_pin(&self, session: Session, on: bool) -> Outcome {
        let refused = |status| Outcome { status, commits: Vec::new(), session };
        if self.pin_on == on {
            return refused(0x9000);
        }
        if !on && self.pin_tries == 0 && !session.authenticated {
            return refused(0x6983);
        }
        if !on && !session.verified && !session.authenticated {
            return refused(0x6982);
        }
        let switched = self.with(|wallet| {
            wallet.pin_on = on;
            if on {
                (wallet.pin, wallet.pin_tries) = ("1234", TRIES);
            }
        });
        Outcome { status: 0x9000, commits: vec![switched], session: Session { verified: false, ..session } }
    }

    fn authenticate(&self, session: Session, is_right: bool) -> Outcome {
        if self.external_tries == 0 {
            return Outcome { status: 0x6983, commits: Vec::new(), session };
        }
        let spent = self.with(|wallet| wallet.external_tries -= 1);
        if !is_right {
            let left = spent.external_tries;
            let status = if left == 0 { 0x6983 } else { 0x63C0 | u16::from(left) };
            return Outcome { status, commits: vec![spent], session: Session { authenticated: false, ..session } };
        }
        let right = self.with(|wallet| wallet.external_tries = TRIES);
        Outcome { status: 0x9000, commits: vec![spent, right], session: Session { authenticated: true, ..session } }
    }

    fn set_life(&self, session: Session, to: Life) -> Outcome {
        let refused = |status| Outcome { status, commits: Vec::new(), session };
        if !session.authenticated {
            return refused(0x6982);
        }
        let becomes = match (self.life, to) {
            (from, to) if from == to => return refused(0x9000),
            (Life::Unopened | Life::Suspended | Life::Closed, Life::Open) => Life::Open,
            (Life::Open, Life::Suspended) => Life::Suspended,
            (Life::Open | Life::Suspended, Life::Closing) if self.balance > 0 => Life::Closing,
            (Life::Open | Life::Suspended, Life::Closing | Life::Closed) if self.balance == 0 => Life::Closed,
            _ => return refused(0x6985),
        };
        Outcome { status: 0x9000, commits: vec![self.with(|wallet| wallet.life = becomes)], session }
    }

    fn unblock(&self, session: Session, is_right: bool) -> Outcome {
        let refused = |status| Outcome { status, commits: Vec::new(), session };
        if !self.blocked {
            return refused(0x6985);
        }
        let spent = self.with(|wallet| wallet.unblock_application_tries -= 1);
        if !is_right {
            let status = if spent.is_dead() { 0x9303 } else { 0x6988 };
            return Outcome { status, commits: vec![spent], session };
        }
        let right = self.with(|wallet| (wallet.blocked, wallet.unblock_application_tries) = (false, TRIES));
        Outcome { status: 0x9000, commits: vec![spent, right], session }
    }
}
