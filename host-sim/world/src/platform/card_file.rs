//! The platform's knowledge of a card: its number, its keys, the counters of both sides, and the wallet's state as far
//! as it is known. The keys are held beside the file and never leave it: they are not written and not printed.

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
use super::hall::ReturnPurpose;
use super::number::Msisdn;
use super::rules::Rulebook;
use super::stored;
use sim_codec::crypto::des::DoubleKey;
use sim_codec::ota::{self, Command, KeySet, Receiver, Response, ResponseSecurity, WrapError};
use sim_device::profile::Profile;
use sim_device::sam::authentication;
use sim_device::sam::secure_messaging::Challenge;
use sim_device::sam::transaction::TransferDirection;
use sim_device::sam::{SessionKey, TacKey};

/// Application serial number (应用序列号, ASN): the card number, twenty digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Asn(pub [u8; 10]);

/// Error of a text that is no card number.
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
    /// Writes the twenty digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl fmt::Debug for Asn {
    /// Writes the twenty digits: a card number is no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asn({self})")
    }
}

/// Reason for which a profile's card cannot be issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssueError {
    /// No key set secures packets to the card.
    #[error("the profile has no key set for secured packets ([[ota_key]])")]
    NoKeySet,
    /// No load key of index 1 exists, so that the card could not be loaded.
    #[error("the profile has no load key of index 1")]
    NoLoadKey,
    /// No TAC key exists, so that the card's receipts could not be checked.
    #[error("the profile has no TAC key")]
    NoTacKey,
    /// The card has been issued before.
    #[error("card {asn} is already issued to {to}")]
    Issued {
        /// Number of the card.
        asn: Asn,
        /// Number of the subscriber who has the card.
        to: Msisdn,
    },
    /// The number's present card has a top-up under way that only this card can end.
    #[error("card {0} has a top-up under way, which must end before another card takes its place")]
    UnderWay(Asn),
    /// The balance of the card, in fen, exceeds the range that the books can count.
    #[error("the books cannot count the card's balance of {0}")]
    TooMuch(Fen),
}

/// Index of the key under which a hall unloads cards.
pub const UNLOAD_KEY_INDEX: u8 = 0x01;

/// Keys of a card as the platform has them.
#[derive(Clone, PartialEq, Eq)]
struct CardKeys {
    packets: KeySet,
    /// Load keys of index 1 by their version.
    load: BTreeMap<u8, DoubleKey>,
    /// Unload keys of index 1 by their version.
    unload: BTreeMap<u8, DoubleKey>,
    /// Key of EXTERNAL AUTHENTICATE with its index; `None` if the card has none.
    authentication: Option<(u8, DoubleKey)>,
    tac: DoubleKey,
    pin_reload: Option<DoubleKey>,
    /// Operation PIN as it is issued, in BCD.
    pin_initial: Vec<u8>,
}

impl fmt::Debug for CardKeys {
    /// Writes the type's name alone, without the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardKeys(..)")
    }
}

impl CardKeys {
    fn of(profile: &Profile) -> Result<CardKeys, IssueError> {
        let packets = profile.card.ota_keys.first().map(KeySet::of).ok_or(IssueError::NoKeySet)?;
        let of_index = |usage, index| {
            let keys = profile.card.keys.iter().filter(move |entry| entry.usage == usage && entry.index == index);
            keys.map(|entry| (entry.version, entry.key)).collect::<BTreeMap<u8, DoubleKey>>()
        };
        let load = of_index(KeyUsage::Load, message::LOAD_KEY_INDEX);
        let unload = of_index(KeyUsage::Unload, UNLOAD_KEY_INDEX);
        if load.is_empty() {
            return Err(IssueError::NoLoadKey);
        }
        let tac = profile.only_key(KeyUsage::Tac).ok_or(IssueError::NoTacKey)?.key;
        let pin_reload = profile.only_key(KeyUsage::PinReload).map(|entry| entry.key);
        let authentication = profile.only_key(KeyUsage::ExternalAuthentication).map(|entry| (entry.index, entry.key));
        let pin_initial = profile.card.pin_initial.to_vec();
        Ok(CardKeys { packets, load, unload, authentication, tac, pin_reload, pin_initial })
    }
}

/// Platform's knowledge of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardFile {
    /// Number of the card.
    pub asn: Asn,
    /// Number of the subscriber who has the card.
    pub number: Msisdn,
    /// Application identifier of the wallet, which SET STATUS names.
    #[serde(with = "hex::serde")]
    pub aid: Vec<u8>,
    /// Highest counter of a packet that was accepted from the card.
    pub heard: u64,
    /// Highest counter under which a packet was sent to the card.
    pub sent: u64,
    /// Highest counter of a packet that the card has proved to have accepted. One under a lower counter can do nothing
    /// any more.
    pub proved: u64,
    /// Number of the card's last request; `None` before the first.
    pub request: Option<u16>,
    /// State of the wallet, as far as the card has proved it.
    #[serde(with = "stored::life_cycle")]
    pub state: LifeCycle,
    /// Least online counter of the card's next load: one more than that of the last load that the card has proved.
    pub next_load: u16,
    /// Purse balance that the card reported last, in fen. The present one may be less: spending is offline.
    #[serde(with = "as_fen")]
    pub purse: Fen,
    /// IMEI of the handset in which the card was calibrated last; `None` before the first calibration.
    #[serde(with = "stored::octets_or_none")]
    pub calibrated: Option<[u8; 8]>,
    /// IMEI of the handset whose model the subscriber was asked to confirm; `None` while no question waits.
    #[serde(with = "stored::octets_or_none")]
    pub asked: Option<[u8; 8]>,
    /// IMEI of the handset for which the subscriber was sent to a hall, since its model is not on the red list; `None`
    /// if there was none.
    #[serde(with = "stored::octets_or_none")]
    pub sent_to_hall: Option<[u8; 8]>,
    /// Reason for which a hall is taking the card back; `None` while none does. Such a card is not loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<ReturnPurpose>,
    /// Errands that must still arrive, the first under way.
    pub errands: Errands,
    #[serde(skip)]
    keys: Option<CardKeys>,
}

/// Reason for which a request of a card is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnbelievedError {
    /// The file has no keys.
    #[error("the platform has not been given the keys of this card")]
    NoKeys,
    /// The packet is not from the card, or not for the platform.
    #[error("{0}")]
    Packet(ota::RejectionError),
    /// The packet was received before.
    #[error("{0}")]
    Repeated(ota::RejectionError),
}

/// Proof of receipt that is the card's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptProof {
    /// Counter of the packet that is proved.
    pub counter: u64,
    /// Status of the packet on the card.
    pub status: ResponseStatus,
    /// Card's answer to the script.
    pub data: Vec<u8>,
}

impl CardFile {
    /// Creates the file of a card that is issued to a number.
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
            proved: sent,
            request: None,
            state: start.lifecycle,
            next_load: start.online_counter,
            purse: start.balance,
            calibrated: None,
            asked: None,
            sent_to_hall: None,
            taken_back: None,
            errands: Errands::default(),
            keys: Some(keys),
        })
    }

    /// Takes over a card that was in use before it came to this platform, with its counters. The card's own report of
    /// its state is believed.
    pub(super) fn take_up(&mut self, state: &CardState) {
        let [accepted, ..] = state.remote.accepted;
        self.heard = self.heard.max(state.remote.sent.value());
        self.sent = self.sent.max(accepted.value());
        self.proved = self.sent;
        self.request = (state.remote.request > 0).then_some(state.remote.request);
        (self.state, self.purse) = (state.lifecycle, state.balance);
    }

    /// Returns the file with the keys of another file of the same card.
    pub(super) fn with_keys_of(self, other: Option<&CardFile>) -> CardFile {
        CardFile { keys: other.and_then(|other| other.keys.clone()), ..self }
    }

    /// Restores the keys of a file that was read back.
    pub(super) fn give_keys(&mut self, profile: &Profile) -> Result<(), IssueError> {
        self.keys = Some(CardKeys::of(profile)?);
        Ok(())
    }

    /// Returns whether the keys are there.
    pub const fn has_keys(&self) -> bool {
        self.keys.is_some()
    }

    /// Returns the data of a packet from the card, if it is authentic, for the platform, and new. Its counter is
    /// stored.
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

    /// Makes a packet for the card under the next counter, which is used up by that. Returns `None` without keys, at
    /// the counter's end, or if the script does not fit a packet.
    pub(super) fn seal(&mut self, commands: &[u8], rules: Rulebook) -> Option<(u64, Vec<u8>)> {
        let counter = Counter::new(self.sent)?.next()?;
        let packet = self.sealed(counter, rules.address(&self.asn, commands))?.ok()?;
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

    /// Returns a proof of receipt, if the card made it. One without a checksum proves nothing, since it can be forged.
    /// One that names another card comes from that card, which may have the same keys.
    pub(super) fn open_proof(&self, packet: &[u8], rules: Rulebook) -> Option<ReceiptProof> {
        let keys = self.keys.as_ref()?;
        let (kic, kid) = keys.packets.references();
        let asked = ResponseSecurity { spi: message::DOWN, kic, kid };
        let opened = Response::open(Form::ShortMessage, packet, asked, &keys.packets.keys).ok()?;
        let is_own = opened.check_holds && opened.padding.is_some() && opened.packet.tar == message::WALLET;
        let Response { counter, status, data, .. } = opened.packet;
        let (named, answer) = addressee::split(&data);
        (is_own && rules.is_own_proof(&self.asn, named)).then(|| ReceiptProof {
            counter: counter.value(),
            status,
            data: answer.to_vec(),
        })
    }

    /// Returns the session key of a load, from the card's answer to INITIALIZE FOR LOAD; `None` if the answer names a
    /// load key that the card does not have.
    pub(super) fn load_session(&self, answer: &LoadAnswer) -> Option<SessionKey> {
        self.online_session(TransferDirection::Load, (answer.key_version, answer.random, answer.counter))
    }

    /// Returns the session key of a load or unload, from the card's answer to INITIALIZE; `None` if the answer names a
    /// key that the card does not have.
    pub(super) fn online_session(
        &self,
        direction: TransferDirection,
        (key_version, random, counter): (u8, [u8; 4], u16),
    ) -> Option<SessionKey> {
        let keys = self.keys.as_ref()?;
        let of_direction = match direction {
            TransferDirection::Load => &keys.load,
            TransferDirection::Unload => &keys.unload,
        };
        Some(SessionKey::online(of_direction.get(&key_version)?, random, counter))
    }

    /// Returns EXTERNAL AUTHENTICATE, by which a terminal gets the issuer's authority, for the card's challenge; `None`
    /// if the card has no key for it.
    pub(super) fn authenticate(&self, challenge: Challenge) -> Option<Vec<u8>> {
        let (index, key) = self.keys.as_ref()?.authentication?;
        Some(authentication::external_command(index, authentication::external(&key, challenge)))
    }

    /// Returns the key of the card's receipts.
    pub(crate) fn tac_key(&self) -> Option<TacKey> {
        self.keys.as_ref().map(|keys| TacKey::of(&keys.tac))
    }

    /// Returns the command RELOAD PIN, which sets the operation PIN to the one that the card was issued with; `None` if
    /// the card has no key for it.
    pub(super) fn pin_reload(&self) -> Option<Vec<u8>> {
        let keys = self.keys.as_ref()?;
        sim_device::sam::pin::reload_command(keys.pin_reload.as_ref()?, &keys.pin_initial)
    }
}
