//! The merchant's security module (PSAM, 消费安全存取模块): it keeps the purchase master keys, makes MAC1 for
//! the terminal and checks the card's MAC2. It is a small state machine that takes commands and answers them.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::apdu::CommandApdu;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};
use sim_wire::status::StatusWord;

use super::transaction_mac::TransactionRequest;
use super::{Mac, SessionKey, diversification};
use sim_codec::crypto::des::{DesBlock, DoubleKey, whole_blocks};

/// Cards that a master key serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyScope {
    /// Every card: a card's key is made of the master key by diversification.
    Diversified,
    /// The one card of this factor (the rightmost eight octets of its ASN): the key is the card's own. Test cards have
    /// such keys.
    Card(DesBlock),
}

/// Purchase master key (MPK, or GMPK where it is diversified over several levels) with its version and scope.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey {
    /// Key version, as the card's answer to INITIALIZE FOR PURCHASE names it.
    pub version: u8,
    /// Cards that the key serves.
    pub scope: KeyScope,
    /// Key of double length.
    pub key: DoubleKey,
}

impl std::fmt::Debug for MasterKey {
    /// Writes everything but the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let MasterKey { version, scope, key: _ } = self;
        f.debug_struct("MasterKey").field("version", version).field("scope", scope).finish_non_exhaustive()
    }
}

/// State of a purchase, between `INIT_SAM_FOR_PURCHASE` and `CREDIT_SAM_FOR_PURCHASE`. A power cut forgets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// No purchase is under way.
    Idle,
    /// MAC1 is out; the card's MAC2 must be the one here.
    AwaitingMac2(#[serde(with = "hex::serde")] Mac),
}

/// Side of a write on which the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteCut {
    /// The power fails before the write took effect.
    Before,
    /// The power fails after the write took effect, and before anybody heard of it.
    After,
}

/// Merchant's security module (PSAM). Its serialised form has no keys: whoever reads it gives them back by
/// [`Psam::give_keys`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Psam {
    #[serde(with = "hex::serde")]
    terminal: TerminalNumber,
    #[serde(skip)]
    keys: Vec<MasterKey>,
    next_counter: u32,
    state: State,
}

/// Answer of a PSAM: data and a status word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PsamAnswer {
    /// Data; empty unless the status is 9000.
    pub data: Vec<u8>,
    /// Status word, SW1 SW2.
    pub status: StatusWord,
}

/// Data of `INIT_SAM_FOR_PURCHASE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitSam {
    /// Random number of the card.
    pub random: [u8; 4],
    /// Offline counter of the card.
    pub offline_counter: u16,
    /// Amount in fen.
    pub amount: Fen,
    /// Transaction type.
    pub kind: TransactionKind,
    /// Date and time of the purchase.
    pub at: TerminalTime,
    /// Version of the card's DPK.
    pub key_version: u8,
    /// Algorithm identifier of the card's DPK.
    pub algorithm: u8,
    /// Factors of eight octets, one to three, in the order of the command: the card's own (ASN) first, then the bank's,
    /// then the city's. They are applied in the opposite order.
    pub factors: Vec<DesBlock>,
}

impl InitSam {
    /// Returns the command: `80 70 00 00 Lc`, random 4, counter 2, amount 4, type 1, date 4, time 3, version 1,
    /// algorithm 1, factors, `08`. `None` unless there are one to three factors.
    pub fn emit(&self) -> Option<Vec<u8>> {
        if !(1..=3).contains(&self.factors.len()) {
            return None;
        }
        let data = [
            &self.random[..],
            &self.offline_counter.to_be_bytes(),
            &self.amount.to_bytes(),
            &[self.kind.code()],
            &self.at.0,
            &[self.key_version, self.algorithm],
            &self.factors.concat(),
        ]
        .concat();
        let Ok(length) = u8::try_from(data.len()) else {
            return None;
        };
        Some([&[0x80, 0x70, 0x00, 0x00, length][..], &data, &[0x08]].concat())
    }

    /// Parses the data field; `None` if its length is wrong.
    pub fn parse(data: &[u8]) -> Option<InitSam> {
        let (&head, factors) = data.split_first_chunk::<20>()?;
        let [r0, r1, r2, r3, c0, c1, a0, a1, a2, a3, kind, at @ .., key_version, algorithm] = head;
        if !matches!(factors.len(), 8 | 16 | 24) {
            return None;
        }
        Some(InitSam {
            random: [r0, r1, r2, r3],
            offline_counter: u16::from_be_bytes([c0, c1]),
            amount: Fen::from_bytes([a0, a1, a2, a3]),
            kind: TransactionKind::from_code(kind),
            at: TerminalTime(at),
            key_version,
            algorithm,
            factors: whole_blocks(factors),
        })
    }

    /// Returns the card's DPK: the master key diversified by the outermost factor (city, bank) first and the card's
    /// last.
    pub fn purchase_key(&self, master: &DoubleKey) -> DoubleKey {
        let outermost_first: Vec<DesBlock> = self.factors.iter().rev().copied().collect();
        diversification::diversify(master, &outermost_first)
    }
}

/// Returns `CREDIT_SAM_FOR_PURCHASE`: `80 72 00 00 04 MAC2`.
pub fn credit_sam(mac2: Mac) -> Vec<u8> {
    [&[0x80, 0x72, 0x00, 0x00, 0x04][..], &mac2].concat()
}

impl PsamAnswer {
    fn bare(status: StatusWord) -> PsamAnswer {
        PsamAnswer { data: Vec::new(), status }
    }
}

impl Psam {
    /// Creates a PSAM of a terminal number, with its master keys and the terminal counter of its next purchase.
    pub fn new(terminal: TerminalNumber, keys: Vec<MasterKey>, next_counter: u32) -> Psam {
        Psam { terminal, keys, next_counter, state: State::Idle }
    }

    /// Returns the terminal number.
    pub const fn terminal(&self) -> TerminalNumber {
        self.terminal
    }

    /// Returns the terminal counter of the next purchase.
    pub const fn next_counter(&self) -> u32 {
        self.next_counter
    }

    /// Takes the master keys out.
    pub fn take_keys(&mut self) -> Vec<MasterKey> {
        std::mem::take(&mut self.keys)
    }

    /// Replaces the master keys.
    pub fn give_keys(&mut self, keys: Vec<MasterKey>) {
        self.keys = keys;
    }

    /// Returns whether the purchase of this terminal counter is the one under way, so that its MAC2 can be checked.
    pub fn awaits_mac2_of(&self, counter: u32) -> bool {
        matches!(self.state, State::AwaitingMac2(_)) && counter.checked_add(1) == Some(self.next_counter)
    }

    /// Switches the power off: the purchase under way is forgotten. Keys and counter stay.
    pub const fn power_off(&mut self) {
        self.state = State::Idle;
    }

    /// Carries out one command whose write is cut: the power fails at that side of the write, and no answer comes.
    pub fn transmit_and_cut(&mut self, command: &[u8], cut: WriteCut) {
        if cut == WriteCut::After {
            self.transmit(command);
        }
        self.power_off();
    }

    /// Answers one command. Every command but `CREDIT_SAM_FOR_PURCHASE` abandons the purchase under way, and so does a
    /// wrong MAC2.
    pub fn transmit(&mut self, command: &[u8]) -> PsamAnswer {
        let state = std::mem::replace(&mut self.state, State::Idle);
        let Ok(command) = CommandApdu::parse(command) else {
            return PsamAnswer::bare(StatusWord::WRONG_LENGTH);
        };
        match command.header.to_bytes() {
            [0x80, 0x70, 0x00, 0x00] => self.init(command.data()),
            [0x80, 0x72, 0x00, 0x00] => Psam::credit(state, command.data()),
            [0x80, 0x70 | 0x72, ..] => PsamAnswer::bare(StatusWord::WRONG_PARAMETERS),
            [0x80, ..] => PsamAnswer::bare(StatusWord::INSTRUCTION_NOT_SUPPORTED),
            _ => PsamAnswer::bare(StatusWord::CLASS_NOT_SUPPORTED),
        }
    }

    /// Returns the DPK of the card that asks: a key of its own if there is one, else the master key diversified. `None`
    /// if no key has the version.
    fn purchase_key(&self, asked: &InitSam) -> Option<DoubleKey> {
        let of_scope = |scope| {
            let mut keys = self.keys.iter();
            keys.find(|key| key.version == asked.key_version && key.scope == scope).map(|key| key.key)
        };
        let own = asked.factors.first().and_then(|factor| of_scope(KeyScope::Card(*factor)));
        own.or_else(|| of_scope(KeyScope::Diversified).map(|master| asked.purchase_key(&master)))
    }

    /// Answers `INIT_SAM_FOR_PURCHASE`: terminal counter 4, MAC1 4. The counter is used up, whatever becomes of the
    /// purchase.
    fn init(&mut self, data: &[u8]) -> PsamAnswer {
        let Some(asked) = InitSam::parse(data) else {
            return PsamAnswer::bare(StatusWord::WRONG_LENGTH);
        };
        let Some(key) = self.purchase_key(&asked) else {
            return PsamAnswer::bare(StatusWord::KEY_INDEX_NOT_SUPPORTED);
        };
        let counter = self.next_counter;
        let Some(next) = counter.checked_add(1) else {
            return PsamAnswer::bare(StatusWord::COUNTER_AT_MAXIMUM);
        };
        self.next_counter = next;
        let session = SessionKey::purchase(&key, asked.random, asked.offline_counter, counter);
        let request = TransactionRequest { amount: asked.amount, kind: asked.kind, terminal: self.terminal };
        let dated = request.at(asked.at);
        self.state = State::AwaitingMac2(session.mac(&dated.purchase_mac2()));
        let data = [counter.to_be_bytes(), session.mac(&dated.purchase_mac1(None))].concat();
        PsamAnswer { data, status: StatusWord::SUCCESS }
    }

    /// Answers `CREDIT_SAM_FOR_PURCHASE`.
    fn credit(state: State, data: &[u8]) -> PsamAnswer {
        match state {
            State::Idle => PsamAnswer::bare(StatusWord::NO_TRANSACTION_STEP),
            State::AwaitingMac2(_) if data.len() != 4 => PsamAnswer::bare(StatusWord::WRONG_LENGTH),
            State::AwaitingMac2(expected) if data == expected => PsamAnswer::bare(StatusWord::SUCCESS),
            State::AwaitingMac2(_) => PsamAnswer::bare(StatusWord::TRANSACTION_MAC_WRONG),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn psam(next_counter: u32) -> Psam {
        let key = MasterKey { version: 1, scope: KeyScope::Diversified, key: [0x31; 16] };
        Psam::new([0x66, 0x55, 0x44, 0x33, 0x22, 0x11], vec![key], next_counter)
    }

    fn asked() -> InitSam {
        InitSam {
            random: [1, 2, 3, 4],
            offline_counter: 5,
            amount: Fen(100),
            kind: TransactionKind::Purchase,
            at: TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]),
            key_version: 1,
            algorithm: 0,
            factors: vec![[7; 8]],
        }
    }

    /// Returns the MAC2 that a right card answers.
    fn mac2(asked: &InitSam, counter: u32) -> Mac {
        let key = asked.purchase_key(&[0x31; 16]);
        let session = SessionKey::purchase(&key, asked.random, asked.offline_counter, counter);
        session.mac(&asked.amount.to_bytes())
    }

    #[test]
    fn right_mac2_closes_the_purchase_once() {
        let mut psam = psam(9);
        let answer = psam.transmit(&asked().emit().unwrap());
        assert_eq!(answer.status, StatusWord::SUCCESS);
        assert_eq!(answer.data.first_chunk(), Some(&[0, 0, 0, 9]));
        assert_eq!(psam.transmit(&credit_sam(mac2(&asked(), 9))).status, StatusWord::SUCCESS);
        assert_eq!(psam.transmit(&credit_sam(mac2(&asked(), 9))).status, StatusWord::NO_TRANSACTION_STEP);
        assert_eq!(psam.next_counter(), 10);
    }

    #[test]
    fn wrong_mac2_ends_purchase_and_uses_counter() {
        let mut psam = psam(9);
        psam.transmit(&asked().emit().unwrap());
        assert_eq!(psam.transmit(&credit_sam([0; 4])).status, StatusWord::TRANSACTION_MAC_WRONG);
        assert_eq!(psam.transmit(&credit_sam(mac2(&asked(), 9))).status, StatusWord::NO_TRANSACTION_STEP);
        assert_eq!(psam.next_counter(), 10);
    }

    #[test]
    fn refused_command_moves_no_psam_counter() {
        let mut psam = psam(9);
        let unknown_version = InitSam { key_version: 2, ..asked() }.emit().unwrap();
        assert_eq!(psam.transmit(&unknown_version).status, StatusWord::KEY_INDEX_NOT_SUPPORTED);
        assert_eq!(psam.transmit(&[0x80, 0x70, 0, 0, 1, 1]).status, StatusWord::WRONG_LENGTH);
        assert_eq!(psam.transmit(&[0x80, 0x70, 1, 0]).status, StatusWord::WRONG_PARAMETERS);
        assert_eq!(psam.transmit(&[0x80, 0x71, 0, 0]).status, StatusWord::INSTRUCTION_NOT_SUPPORTED);
        assert_eq!(psam.transmit(&[0x00, 0x70, 0, 0]).status, StatusWord::CLASS_NOT_SUPPORTED);
        assert_eq!(psam.transmit(&[]).status, StatusWord::WRONG_LENGTH);
        assert_eq!(psam.next_counter(), 9);
    }

    #[test]
    fn other_command_abandons_the_purchase() {
        let mut psam = psam(9);
        psam.transmit(&asked().emit().unwrap());
        psam.transmit(&[0x80, 0x71, 0, 0]);
        assert_eq!(psam.transmit(&credit_sam(mac2(&asked(), 9))).status, StatusWord::NO_TRANSACTION_STEP);
    }

    #[test]
    fn psam_counter_at_maximum_is_refused() {
        let mut psam = psam(u32::MAX);
        assert_eq!(psam.transmit(&asked().emit().unwrap()).status, StatusWord::COUNTER_AT_MAXIMUM);
        assert_eq!(psam.next_counter(), u32::MAX);
    }

    #[test]
    fn init_sam_takes_one_to_three_factors() {
        for count in 1..=3 {
            let asked = InitSam { factors: vec![[7; 8]; count], ..asked() };
            let command = asked.emit().unwrap();
            assert_eq!(usize::from(command[4]), 20 + 8 * count);
            assert_eq!(InitSam::parse(&command[5..command.len() - 1]), Some(asked));
        }
        assert_eq!(InitSam { factors: vec![], ..asked() }.emit(), None);
        assert_eq!(InitSam { factors: vec![[7; 8]; 4], ..asked() }.emit(), None);
    }

    #[test]
    fn key_of_one_card_precedes_master_key() {
        let mut psam = psam(9);
        let own = |version| MasterKey { version, scope: KeyScope::Card([7; 8]), key: [0x44; 16] };
        psam.give_keys(vec![psam.keys[0].clone(), own(1), own(2)]);
        psam.transmit(&asked().emit().unwrap());
        let session = SessionKey::purchase(&[0x44; 16], [1, 2, 3, 4], 5, 9);
        assert_eq!(psam.transmit(&credit_sam(session.mac(&Fen(100).to_bytes()))).status, StatusWord::SUCCESS);
        let other_card = InitSam { factors: vec![[8; 8]], ..asked() };
        psam.transmit(&other_card.emit().unwrap());
        assert_eq!(psam.transmit(&credit_sam(mac2(&other_card, 10))).status, StatusWord::SUCCESS);
        let other_version = InitSam { key_version: 2, ..other_card };
        assert_eq!(psam.transmit(&other_version.emit().unwrap()).status, StatusWord::KEY_INDEX_NOT_SUPPORTED);
    }

    #[test]
    fn power_cut_keeps_the_counter_and_forgets_the_purchase() {
        for (cut, next) in [(WriteCut::Before, 9), (WriteCut::After, 10)] {
            let mut psam = psam(9);
            psam.transmit_and_cut(&asked().emit().unwrap(), cut);
            assert_eq!(psam.next_counter(), next);
            assert!(!psam.awaits_mac2_of(9));
            assert_eq!(psam.transmit(&credit_sam(mac2(&asked(), 9))).status, StatusWord::NO_TRANSACTION_STEP);
        }
    }

    #[test]
    fn stored_psam_goes_on_without_its_keys() {
        let mut psam = psam(9);
        psam.transmit(&asked().emit().unwrap());
        let text = serde_json::to_string(&psam).unwrap();
        assert!(!text.contains(&hex::encode([0x31; 16])) && !text.contains("keys"), "{text}");
        let mut resumed: Psam = serde_json::from_str(&text).unwrap();
        assert!(resumed.awaits_mac2_of(9) && !resumed.awaits_mac2_of(8));
        resumed.give_keys(psam.keys.clone());
        assert_eq!(resumed, psam);
        assert_eq!(resumed.transmit(&credit_sam(mac2(&asked(), 9))).status, StatusWord::SUCCESS);
    }
}
