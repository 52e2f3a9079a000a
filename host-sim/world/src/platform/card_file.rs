//! What the platform knows of a card: its number, its keys, how far the counters of both sides are, and what it
//! believes of the wallet. The keys are held beside the file and never leave it: they are not written and not printed.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use applet::{CardState, KeyUsage};
use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::addressee;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{self, LoadAnswer};
use sim_wire::secured_packet::{CommandHeader, Counter, Form, ResponseStatus};

use super::amount::as_fen;
use super::errand::Errands;
use super::number::Msisdn;
use super::stored;
use sim_codec::crypto::des::DoubleKey;
use sim_codec::ota::{self, Asked, Command, KeySet, Receiver, Response, WrapError};
use sim_device::profile::Profile;
use sim_device::sam::{SessionKey, TacKey};

/// Application serial number (应用序列号, ASN): the card number, twenty digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Asn(pub [u8; 10]);

/// A text is no card number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no card number, which has 20 hexadecimal digits")]
pub struct AsnError(String);

impl FromStr for Asn {
    type Err = AsnError;

    fn from_str(text: &str) -> Result<Asn, AsnError> {
        let octets = hex::decode(text).ok().and_then(|octets| octets.try_into().ok());
        octets.map(Asn).ok_or_else(|| AsnError(text.to_owned()))
    }
}

impl TryFrom<String> for Asn {
    type Error = AsnError;

    fn try_from(text: String) -> Result<Asn, AsnError> {
        text.parse()
    }
}

impl From<Asn> for String {
    fn from(asn: Asn) -> String {
        asn.to_string()
    }
}

impl fmt::Display for Asn {
    /// The twenty digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl fmt::Debug for Asn {
    /// The twenty digits: a card number is no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asn({self})")
    }
}

/// Why a profile's card cannot be issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// Nothing secures what would be said to it.
    #[error("the profile has no key set for secured packets ([[ota_key]])")]
    NoKeySet,
    /// Nothing could be loaded onto it.
    #[error("the profile has no load key of index 1")]
    NoLoadKey,
    /// Its receipts could not be checked.
    #[error("the profile has no TAC key")]
    NoTacKey,
    /// The card has been issued before.
    #[error("card {asn} is already issued to {to}")]
    Issued {
        /// Which card.
        asn: Asn,
        /// To whom.
        to: Msisdn,
    },
    /// The number's card has something under way that only it can end.
    #[error("card {0} has a top-up under way, which must end before another card takes its place")]
    UnderWay(Asn),
}

/// A card's keys as the platform has them.
#[derive(Clone, PartialEq, Eq)]
struct CardKeys {
    packets: KeySet,
    /// Load keys of index 1 by their version.
    load: BTreeMap<u8, DoubleKey>,
    tac: DoubleKey,
    pin_reload: Option<DoubleKey>,
    /// The operation PIN as it is issued, in BCD.
    pin_initial: Vec<u8>,
}

impl fmt::Debug for CardKeys {
    /// That there are some.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardKeys(..)")
    }
}

impl CardKeys {
    fn of(profile: &Profile) -> Result<CardKeys, IssueError> {
        let packets = profile.card.ota_keys.first().map(KeySet::of).ok_or(IssueError::NoKeySet)?;
        let is_load = |usage, index| usage == KeyUsage::Load && index == message::LOAD_KEY_INDEX;
        let load = profile.card.keys.iter().filter(|entry| is_load(entry.usage, entry.index));
        let load: BTreeMap<u8, DoubleKey> = load.map(|entry| (entry.version, entry.key)).collect();
        if load.is_empty() {
            return Err(IssueError::NoLoadKey);
        }
        let tac = profile.only_key(KeyUsage::Tac).ok_or(IssueError::NoTacKey)?.key;
        let pin_reload = profile.only_key(KeyUsage::PinReload).map(|entry| entry.key);
        Ok(CardKeys { packets, load, tac, pin_reload, pin_initial: profile.card.pin_initial.to_vec() })
    }
}

/// What the platform knows of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardFile {
    /// Which card.
    pub asn: Asn,
    /// Whose it is.
    pub number: Msisdn,
    /// The wallet's application identifier, which SET STATUS names.
    #[serde(with = "hex::serde")]
    pub aid: Vec<u8>,
    /// The highest counter of a packet that was accepted from it.
    pub heard: u64,
    /// The highest counter that a packet to it was sent under.
    pub sent: u64,
    /// The number of its last request.
    pub request: Option<u16>,
    /// The wallet's state, as far as the card has proved it.
    #[serde(with = "stored::life_cycle")]
    pub state: LifeCycle,
    /// The online counter that its next load has at least: one more than that of the last load that it has proved.
    pub next_load: u16,
    /// What was in the purse when the card last said it. It may be less by now: spending is offline.
    #[serde(with = "as_fen")]
    pub purse: Fen,
    /// The handset that it was last calibrated in, by its IMEI.
    #[serde(with = "stored::octets_or_none")]
    pub calibrated: Option<[u8; 8]>,
    /// The handset whose model the person was asked to confirm.
    #[serde(with = "stored::octets_or_none")]
    pub asked: Option<[u8; 8]>,
    /// The handset for which the person was sent to a hall, since its model is not on the red list.
    #[serde(with = "stored::octets_or_none")]
    pub sent_to_hall: Option<[u8; 8]>,
    /// What must still arrive, the first under way.
    pub errands: Errands,
    #[serde(skip)]
    keys: Option<CardKeys>,
}

/// Whether scripts and proofs of receipt name the card that they are for, or come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// They do: whatever else has the same keys leaves them alone.
    Card,
    /// They do not, which is a planted fault.
    Nobody,
}

/// Why a request of a card is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnbelievedError {
    /// The file has no keys.
    #[error("the platform has not been given the keys of this card")]
    NoKeys,
    /// The packet is not the card's, or not for the platform.
    #[error("{0}")]
    Packet(ota::RejectionError),
    /// The packet has been here before.
    #[error("{0}")]
    Repeated(ota::RejectionError),
}

/// A proof of receipt that is the card's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptProof {
    /// The counter of the packet that it is for.
    pub counter: u64,
    /// What became of the packet.
    pub status: ResponseStatus,
    /// What the script was answered.
    pub data: Vec<u8>,
}

impl CardFile {
    /// The file of a card that is issued to a number.
    pub fn new(number: Msisdn, profile: &Profile) -> Result<CardFile, IssueError> {
        let keys = CardKeys::of(profile)?;
        let start = &profile.card.start;
        let sent = profile.card.ota_keys.first().map_or(0, |set| set.counter.value());
        Ok(CardFile {
            asn: Asn(profile.asn()),
            number,
            aid: profile.card.aid.to_vec(),
            heard: 0,
            sent,
            request: None,
            state: start.lifecycle,
            next_load: start.online_counter,
            purse: start.balance,
            calibrated: None,
            asked: None,
            sent_to_hall: None,
            errands: Errands::default(),
            keys: Some(keys),
        })
    }

    /// Goes on with a card that was in use before it came to this platform: with its counters from where they are, and
    /// what it says of itself is believed.
    pub(super) fn take_up(&mut self, state: &CardState) {
        let [accepted, ..] = state.remote.accepted;
        self.heard = self.heard.max(state.remote.sent.value());
        self.sent = self.sent.max(accepted.value());
        self.request = (state.remote.request > 0).then_some(state.remote.request);
        (self.state, self.purse) = (state.lifecycle, state.balance);
    }

    /// The file with the keys of another file of the same card.
    pub(super) fn with_keys_of(self, other: Option<&CardFile>) -> CardFile {
        CardFile { keys: other.and_then(|other| other.keys.clone()), ..self }
    }

    /// Gives a file that was read back its keys again.
    pub(super) fn give_keys(&mut self, profile: &Profile) -> Result<(), IssueError> {
        self.keys = Some(CardKeys::of(profile)?);
        Ok(())
    }

    /// Whether the keys are there.
    pub const fn has_keys(&self) -> bool {
        self.keys.is_some()
    }

    /// What a packet from the card says, if it is the card's, for the platform, and new. Its counter is stored.
    pub(super) fn believe(&mut self, packet: &[u8]) -> Result<Vec<u8>, UnbelievedError> {
        let keys = self.keys.as_ref().ok_or(UnbelievedError::NoKeys)?;
        let application = ota::TargetApplication { tar: message::PLATFORM, least: message::UP };
        let receiver = Receiver { applications: vec![application], key_sets: vec![keys.packets.clone()] };
        let stored = Counter::new(self.heard).unwrap_or(Counter::MAX);
        let judged = ota::judge(packet, &receiver, stored);
        let store = match &judged {
            Ok(believed) => believed.store,
            Err(refused) => refused.store,
        };
        self.heard = store.map_or(self.heard, Counter::value);
        judged.map(|believed| believed.command.data).map_err(|refused| match refused.reason {
            reason @ (ota::RejectionError::CounterLow(..) | ota::RejectionError::CounterBlocked) => {
                UnbelievedError::Repeated(reason)
            }
            reason => UnbelievedError::Packet(reason),
        })
    }

    /// A packet for the card, under the next counter, which is used up by that. `None` without keys, at the counter's
    /// end, and where the script does not fit a packet.
    pub(super) fn seals(&mut self, script: &[u8], naming: Naming) -> Option<(u64, Vec<u8>)> {
        let counter = Counter::new(self.sent)?.next()?;
        let script = match naming {
            Naming::Card => [&addressee::emit(&self.asn.0)[..], script].concat(),
            Naming::Nobody => script.to_vec(),
        };
        let packet = self.sealed(counter, script)?.ok()?;
        self.sent = counter.value();
        Some((counter.value(), packet))
    }

    fn sealed(&self, counter: Counter, data: Vec<u8>) -> Option<Result<Vec<u8>, WrapError>> {
        let keys = self.keys.as_ref()?;
        let (kic, kid) = keys.packets.references();
        let header = CommandHeader { spi: message::DOWN, kic, kid, tar: message::WALLET };
        let command = Command { form: Form::ShortMessage, header, counter, data };
        Some(command.wrap(&keys.packets.keys))
    }

    /// What a proof of receipt says, if the card made it. One without a checksum says nothing: anybody can write it.
    /// One that names another card is that card's, which may have the same keys.
    pub(super) fn open_proof(&self, packet: &[u8], naming: Naming) -> Option<ReceiptProof> {
        let keys = self.keys.as_ref()?;
        let (kic, kid) = keys.packets.references();
        let asked = Asked { spi: message::DOWN, kic, kid };
        let opened = Response::open(Form::ShortMessage, packet, asked, &keys.packets.keys).ok()?;
        let is_own = opened.check_holds && opened.padding.is_some() && opened.packet.tar == message::WALLET;
        let Response { counter, status, data, .. } = opened.packet;
        let (named, answer) = addressee::split(&data);
        let is_named = naming == Naming::Nobody || named == Some(self.asn.0);
        (is_own && is_named).then(|| ReceiptProof { counter: counter.value(), status, data: answer.to_vec() })
    }

    /// The session key of a load, from what the card answered to INITIALIZE FOR LOAD; `None` where it names a load key
    /// that the card does not have.
    pub(super) fn load_session(&self, answer: &LoadAnswer) -> Option<SessionKey> {
        let key = self.keys.as_ref()?.load.get(&answer.key_version)?;
        Some(SessionKey::online(key, answer.random, answer.counter))
    }

    /// The key of the card's receipts.
    pub(super) fn tac_key(&self) -> Option<TacKey> {
        self.keys.as_ref().map(|keys| TacKey::of(&keys.tac))
    }

    /// RELOAD PIN, which sets the operation PIN to the one that the card was issued with; `None` where the card has no
    /// key for it.
    pub(super) fn pin_reload(&self) -> Option<Vec<u8>> {
        let keys = self.keys.as_ref()?;
        sim_device::sam::pin::reload_command(keys.pin_reload.as_ref()?, &keys.pin_initial)
    }
}
