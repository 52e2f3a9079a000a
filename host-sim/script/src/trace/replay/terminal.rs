//! Terminal beside a replay: it observes what is exchanged, as a terminal would, and computes what a terminal can.
//! Everything here is the host's own arithmetic ([`sim_device::sam`]); the card is never asked.

use applet::{KeyUsage, PurseKey};
use sim_wire::Fen;
use sim_wire::record::{TerminalTime, TransactionKind};

use super::values::{Valued, Values};
use crate::trace::syntax::{
    Expression, KeyChoice, Keyed, TerminalValue, Transaction, TransactionPart, TransactionValue,
};
use sim_device::profile::Profile;
use sim_device::sam::secure_messaging::Challenge;
use sim_device::sam::transaction::{CardSide, Online, Purchase, TransferDirection};
use sim_device::sam::transaction_mac::{DatedRequest, TransactionRequest};
use sim_device::sam::{SessionKey, TacKey, authentication, pin, secure_messaging};

mod diagnosing;
mod packets;
mod verifying;
mod watch;

/// Terminal with the keys of the profile.
#[derive(Clone, Debug)]
pub(super) struct Terminal {
    profile: Profile,
    watch: watch::Watch,
    packets: packets::PacketWatch,
    /// Details of the current transaction that the trace gave; `None` if it gave none.
    said: Option<KnownTransaction>,
}

/// Known details of a transaction.
#[derive(Clone, Debug, Default)]
struct KnownTransaction {
    kind: Option<Transaction>,
    amount: Option<Fen>,
    terminal: Option<[u8; 6]>,
    at: Option<TerminalTime>,
    terminal_counter: Option<u32>,
    counter: Option<u16>,
    random: Option<[u8; 4]>,
    balance: Option<Fen>,
    index: Option<u8>,
    version: Option<u8>,
    key: Option<KeyChoice>,
}

impl Terminal {
    /// Creates a terminal that has seen nothing yet.
    pub(super) fn new(profile: Profile) -> Terminal {
        Terminal { profile, watch: watch::Watch::default(), packets: packets::PacketWatch::default(), said: None }
    }

    /// Returns the profile with the keys.
    pub(super) const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Observes a command and its answer.
    pub(super) fn observe(&mut self, command: &[u8], answer: &[u8]) {
        self.packets.observe(command, &self.profile);
        if self.watch.observe(command, answer) {
            self.said = None;
        }
    }

    /// Computes a value that the trace asks for.
    pub(super) fn value(&mut self, value: &TerminalValue, values: &Values<'_>) -> Valued<Vec<u8>> {
        match value {
            TerminalValue::Transaction(said) => {
                let known = self.known(said, values)?;
                let computed = self.compute(&known, said.value);
                self.said = Some(known);
                computed
            }
            TerminalValue::SecureMessagingMac(keyed) => {
                let key = self.key(keyed, KeyUsage::Maintenance)?;
                let challenge = self.challenge(keyed.challenge.as_ref(), values)?;
                Ok(secure_messaging::mac(&key, challenge, &values.octets(&keyed.data)?).to_vec())
            }
            TerminalValue::ExternalCryptogram(keyed) => {
                let key = self.key(keyed, KeyUsage::ExternalAuthentication)?;
                Ok(authentication::external(&key, self.challenge(keyed.challenge.as_ref(), values)?).to_vec())
            }
            TerminalValue::InternalCryptogram(keyed) => {
                let key = self.key(keyed, KeyUsage::InternalAuthentication)?;
                Ok(authentication::internal(&key, &values.octets(&keyed.data)?))
            }
            TerminalValue::ReloadPinMac(keyed) => {
                let key = self.key(keyed, KeyUsage::PinReload)?;
                Ok(pin::reload_mac(&key, &values.octets(&keyed.data)?).to_vec())
            }
            TerminalValue::PinUnblockCipher(keyed) => {
                let key = self.key(keyed, KeyUsage::PinUnblock)?;
                let cipher = pin::unblock_cipher(&key, &values.octets(&keyed.data)?);
                cipher.map(Vec::from).ok_or_else(|| "a PIN of more than seven octets cannot be enciphered".to_owned())
            }
        }
    }

    /// Computes what a value of the transaction that goes on, or went just before, must be.
    pub(super) fn due(&self, part: TransactionPart) -> Valued<(Transaction, Vec<u8>)> {
        let known = self.said.clone().unwrap_or_default().or(self.watch.seen());
        let nothing = "no transaction is known: an INITIALIZE that succeeded must come before, or a value of the \
                       transaction must be computed";
        let kind = known.kind.ok_or(nothing)?;
        self.compute(&known, part).map(|octets| (kind, octets))
    }

    fn known(&self, said: &TransactionValue, values: &Values<'_>) -> Valued<KnownTransaction> {
        let fen = |amount: Option<[u8; 4]>| amount.map(Fen::from_bytes);
        let known = KnownTransaction {
            kind: Some(said.kind),
            amount: fen(octets(&said.amount, values, "an amount")?),
            terminal: octets(&said.terminal, values, "a terminal's number")?,
            at: octets(&said.at, values, "a date with its time")?.map(TerminalTime),
            terminal_counter: octets(&said.terminal_counter, values, "a terminal's counter")?.map(u32::from_be_bytes),
            counter: octets(&said.counter, values, "a transaction counter")?.map(u16::from_be_bytes),
            random: octets(&said.random, values, "the card's random number")?,
            balance: fen(octets(&said.balance, values, "a balance")?),
            index: None,
            version: None,
            key: said.key.clone(),
        };
        Ok(known.or(self.watch.seen()))
    }

    fn compute(&self, known: &KnownTransaction, part: TransactionPart) -> Valued<Vec<u8>> {
        let nothing = |kind: &str, name: &str| Err(format!("{kind} has no {name}"));
        let need = RequiredFacts { known };
        let kind = known.kind.ok_or("no transaction is known")?;
        match (kind, part) {
            (Transaction::Purchase, TransactionPart::Mac3) => nothing("a purchase", "MAC3"),
            (Transaction::Load, TransactionPart::Mac3) => nothing("a load", "MAC3"),
            (Transaction::Unload, TransactionPart::Tac) => nothing("an unload", "TAC; its receipt is MAC3"),
            (_, TransactionPart::SessionKey) => self.session_key(known, kind).map(|key| key.0.to_vec()),
            (Transaction::Purchase, TransactionPart::Tac) => Ok(need.purchase()?.tac(&self.tac_key(known)?).to_vec()),
            (Transaction::Purchase, TransactionPart::Mac1) => {
                Ok(need.purchase()?.mac1(&self.session_key(known, kind)?).to_vec())
            }
            (Transaction::Purchase, TransactionPart::Mac2) => {
                let request = need.request(TransactionKind::Purchase)?.at(TerminalTime::default());
                Ok(self.session_key(known, kind)?.mac(&request.purchase_mac2()).to_vec())
            }
            (Transaction::Load | Transaction::Unload, TransactionPart::Mac1) => {
                let request = need.request(code(kind))?;
                Ok(self.session_key(known, kind)?.mac(&request.mac1_of_the_card(need.balance()?)).to_vec())
            }
            (Transaction::Load | Transaction::Unload, TransactionPart::Mac2) => {
                let dated = need.dated(code(kind))?;
                Ok(self.session_key(known, kind)?.mac(&dated.mac2_of_the_host()).to_vec())
            }
            (Transaction::Load, TransactionPart::Tac) => {
                let load = need.online(TransferDirection::Load, TransactionKind::Load)?;
                let tac = load.tac(&self.tac_key(known)?);
                tac.map(Vec::from).ok_or_else(|| "the balance after this load does not fit four octets".to_owned())
            }
            (Transaction::Unload, TransactionPart::Mac3) => {
                let unload = need.online(TransferDirection::Unload, TransactionKind::Unload)?;
                let mac3 = unload.mac3(&self.session_key(known, kind)?);
                mac3.map(Vec::from).ok_or_else(|| "the balance is less than this unload takes".to_owned())
            }
        }
    }

    fn session_key(&self, known: &KnownTransaction, kind: Transaction) -> Valued<SessionKey> {
        let need = RequiredFacts { known };
        let usage = match kind {
            Transaction::Load => KeyUsage::Load,
            Transaction::Purchase => KeyUsage::Purchase,
            Transaction::Unload => KeyUsage::Unload,
        };
        let key = match (&known.key, known.index) {
            (Some(choice), _) => self.chosen(choice, usage)?,
            (None, Some(index)) => self.named(usage, index, known.version)?,
            (None, None) => self.only(usage)?,
        };
        let (random, counter) = (need.random()?, need.counter()?);
        Ok(match kind {
            Transaction::Purchase => SessionKey::purchase(&key, random, counter, need.terminal_counter()?),
            Transaction::Load | Transaction::Unload => SessionKey::online(&key, random, counter),
        })
    }

    fn tac_key(&self, known: &KnownTransaction) -> Valued<TacKey> {
        let key = match known.key.as_ref().filter(|choice| is_of_tac(choice)) {
            Some(choice) => self.chosen(choice, KeyUsage::Tac)?,
            None => self.only(KeyUsage::Tac)?,
        };
        Ok(TacKey::of(&key))
    }

    fn challenge(&self, said: Option<&Expression>, values: &Values<'_>) -> Valued<Challenge> {
        let octets = match said {
            Some(expression) => values.expression(expression)?,
            None => self.watch.challenge().ok_or("no challenge is known: GET CHALLENGE must come before")?,
        };
        let length = octets.len();
        Challenge::of(&octets).ok_or_else(|| format!("a challenge has four or eight octets, not {length}"))
    }

    fn key(&self, keyed: &Keyed, usage: KeyUsage) -> Valued<PurseKey> {
        match &keyed.key {
            Some(choice) => self.chosen(choice, usage),
            None => self.only(usage),
        }
    }

    fn chosen(&self, choice: &KeyChoice, usual: KeyUsage) -> Valued<PurseKey> {
        match choice {
            KeyChoice::Octets(key) => Ok(*key),
            KeyChoice::Named { usage, index, version } => self.named(usage.unwrap_or(usual), *index, *version),
        }
    }

    fn named(&self, usage: KeyUsage, index: u8, version: Option<u8>) -> Valued<PurseKey> {
        let entry = match version {
            Some(version) => self.profile.key_version(usage, index, version),
            None => self.profile.key(usage, index),
        };
        let version = version.map_or(String::new(), |version| format!(" version {version:02X}"));
        let name = crate::trace::words::usage_name(usage);
        entry.map(|entry| entry.key).ok_or_else(|| format!("the profile has no {name} key {index:02X}{version}"))
    }

    fn only(&self, usage: KeyUsage) -> Valued<PurseKey> {
        let name = crate::trace::words::usage_name(usage);
        self.profile.only_key(usage).map(|entry| entry.key).ok_or_else(|| format!("the profile has no {name} key"))
    }
}

/// Returns whether a choice names a TAC key; any other is that of the session key.
const fn is_of_tac(choice: &KeyChoice) -> bool {
    matches!(choice, KeyChoice::Named { usage: Some(KeyUsage::Tac), .. })
}

fn octets<const N: usize>(said: &Option<Expression>, values: &Values<'_>, what: &str) -> Valued<Option<[u8; N]>> {
    said.as_ref().map(|expression| values.exactly(expression, what)).transpose()
}

const fn code(kind: Transaction) -> TransactionKind {
    match kind {
        Transaction::Load => TransactionKind::Load,
        Transaction::Purchase => TransactionKind::Purchase,
        Transaction::Unload => TransactionKind::Unload,
    }
}

impl KnownTransaction {
    /// Returns these details, completed with those that `other` has of the same kind of transaction.
    fn or(self, other: Option<KnownTransaction>) -> KnownTransaction {
        let other = other.filter(|other| self.kind.is_none() || self.kind == other.kind).unwrap_or_default();
        KnownTransaction {
            kind: self.kind.or(other.kind),
            amount: self.amount.or(other.amount),
            terminal: self.terminal.or(other.terminal),
            at: self.at.or(other.at),
            terminal_counter: self.terminal_counter.or(other.terminal_counter),
            counter: self.counter.or(other.counter),
            random: self.random.or(other.random),
            balance: self.balance.or(other.balance),
            index: self.index.or(other.index),
            version: self.version.or(other.version),
            key: self.key.or(other.key),
        }
    }
}

/// Known details of a transaction, each of which is demanded.
struct RequiredFacts<'k> {
    known: &'k KnownTransaction,
}

impl RequiredFacts<'_> {
    fn request(&self, kind: TransactionKind) -> Valued<TransactionRequest> {
        let amount = self.known.amount.ok_or("the amount is not known: say `of …`, or INITIALIZE first")?;
        let terminal = self.known.terminal.ok_or("the terminal is not known: say `at …`, or INITIALIZE first")?;
        Ok(TransactionRequest { amount, kind, terminal })
    }

    fn dated(&self, kind: TransactionKind) -> Valued<DatedRequest> {
        let at = self.known.at.ok_or("date and time are not known: say `on …`")?;
        Ok(self.request(kind)?.at(at))
    }

    fn online(&self, direction: TransferDirection, kind: TransactionKind) -> Valued<Online> {
        Ok(Online { direction, dated: self.dated(kind)?, card: self.card_side()? })
    }

    fn purchase(&self) -> Valued<Purchase> {
        let card = CardSide {
            balance: self.known.balance.unwrap_or_default(),
            counter: self.known.counter.unwrap_or_default(),
            random: self.known.random.unwrap_or_default(),
        };
        let terminal_counter = self.terminal_counter()?;
        Ok(Purchase {
            dated: self.dated(TransactionKind::Purchase)?,
            card,
            terminal_counter,
            overdraw_limit: [0; 3],
            code: None,
        })
    }

    fn card_side(&self) -> Valued<CardSide> {
        Ok(CardSide { balance: self.balance()?, counter: self.counter()?, random: self.random()? })
    }

    fn balance(&self) -> Valued<Fen> {
        self.known.balance.ok_or_else(|| "the balance is not known: say `balance …`, or INITIALIZE first".to_owned())
    }

    fn counter(&self) -> Valued<u16> {
        self.known
            .counter
            .ok_or_else(|| "the card's counter is not known: say `counter …`, or INITIALIZE first".to_owned())
    }

    fn random(&self) -> Valued<[u8; 4]> {
        self.known
            .random
            .ok_or_else(|| "the card's random number is not known: say `random …`, or INITIALIZE first".to_owned())
    }

    fn terminal_counter(&self) -> Valued<u32> {
        let missing = "the terminal's counter is not known: say `terminal counter …`";
        self.known.terminal_counter.ok_or_else(|| missing.to_owned())
    }
}
