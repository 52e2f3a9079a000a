//! The platform's scripts for a card (ETSI TS 102 226 §5.2): commands back to back, as a terminal sends them. The
//! proof of receipt carries the last command's answer.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::calibration::Calibration;
use sim_wire::instruction::Instruction;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{self, LOAD_ANSWER_LENGTH, LOAD_RECEIPT_LENGTH};
use sim_wire::record::{TerminalTime, TransactionKind};
use sim_wire::status::StatusWord;
use sim_wire::tag::ParameterTag;

use super::amount::as_fen;
use super::card_file::CardFile;
use super::stored;
use sim_codec::ota::script::ScriptAnswer;
use sim_device::sam::Mac;
use sim_device::sam::command::{self, Initialize, InitializeStep, PurseApplication};

/// P1 of SET STATUS for an application, not for the card (GlobalPlatform §11.10.2.1).
const APPLICATION: u8 = 0x40;

/// Script of the platform for a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardScript {
    /// Moves the wallet to a state.
    State(#[serde(with = "stored::life_cycle")] LifeCycle),
    /// CREDIT FOR LOAD: credits the load that the card began.
    Credit {
        /// Time of the load, in BCD.
        #[serde(with = "hex::serde")]
        at: [u8; 7],
        /// MAC2 of the host.
        #[serde(with = "hex::serde")]
        mac2: Mac,
    },
    /// GET TRANSACTION PROVE: tells whether a load was credited.
    Prove {
        /// Online counter after the load.
        counter: u16,
    },
    /// Cancels a load, which must never be credited from now on.
    Cancel {
        /// Online counter before the load.
        counter: u16,
        /// Random number that the card drew for the load, by which loads under the same counter differ.
        #[serde(with = "hex::serde")]
        random: [u8; 4],
    },
    /// Calibrates the reach of the radio.
    Calibrate {
        /// Reach in centimetres.
        reach_cm: u8,
        /// IMEI of the handset, as the handset encodes it.
        #[serde(with = "hex::serde")]
        imei: [u8; 8],
    },
    /// RELOAD PIN: resets the operation PIN to the one that the card was issued with.
    ReloadPin,
    /// INITIALIZE FOR LOAD: asks the card to begin a load.
    Invite {
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
}

/// Kind of a script, without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScriptKind {
    /// The wallet is moved to a state.
    State,
    /// A load is credited.
    Credit,
    /// The proof of a load is asked for.
    Prove,
    /// A load is cancelled.
    Cancel,
    /// The reach of the radio is calibrated.
    Calibrate,
    /// The operation PIN is reset.
    ReloadPin,
    /// The card is asked to begin a load.
    Invite,
}

impl ScriptKind {
    /// All kinds.
    pub const ALL: [ScriptKind; 7] = [
        ScriptKind::State,
        ScriptKind::Credit,
        ScriptKind::Prove,
        ScriptKind::Cancel,
        ScriptKind::Calibrate,
        ScriptKind::ReloadPin,
        ScriptKind::Invite,
    ];

    /// Returns the kind in words.
    pub const fn name(self) -> &'static str {
        match self {
            ScriptKind::State => "change of state",
            ScriptKind::Credit => "credit",
            ScriptKind::Prove => "prove",
            ScriptKind::Cancel => "cancel",
            ScriptKind::Calibrate => "calibrate",
            ScriptKind::ReloadPin => "reset the operation PIN",
            ScriptKind::Invite => "invite to a top-up",
        }
    }
}

/// Outcome of a script on the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptOutcome {
    /// The card executed the script and answered these data.
    Done(Vec<u8>),
    /// The card refused the script with this status word.
    Refused(StatusWord),
    /// The answer is none that such a script has.
    Unclear,
}

impl CardScript {
    /// Returns the kind of the script.
    pub const fn kind(&self) -> ScriptKind {
        match self {
            CardScript::State(_) => ScriptKind::State,
            CardScript::Credit { .. } => ScriptKind::Credit,
            CardScript::Prove { .. } => ScriptKind::Prove,
            CardScript::Cancel { .. } => ScriptKind::Cancel,
            CardScript::Calibrate { .. } => ScriptKind::Calibrate,
            CardScript::ReloadPin => ScriptKind::ReloadPin,
            CardScript::Invite { .. } => ScriptKind::Invite,
        }
    }

    /// Returns the commands for that card; `None` if the card has no key for them or the data do not fit.
    pub(super) fn commands(&self, card: &CardFile) -> Option<Vec<u8>> {
        match self {
            CardScript::State(state) => {
                let (cla, ins) = (0x80, Instruction::SetStatus.ins());
                command::with_data(Header { cla, ins, p1: APPLICATION, p2: state.code() }, &card.aid)
            }
            CardScript::Credit { at, mac2 } => {
                let mut credit = command::credit_for_load(TerminalTime(*at), *mac2);
                // At a terminal the card answers the TAC alone.
                credit.pop();
                credit.push(u8::try_from(LOAD_RECEIPT_LENGTH).ok()?);
                fetching(credit)
            }
            CardScript::Prove { counter } => fetching(command::get_transaction_prove(TransactionKind::Load, *counter)),
            CardScript::Cancel { counter, random } => {
                put_data(message::CANCEL_LOAD, &[&counter.to_be_bytes()[..], random].concat())
            }
            CardScript::Calibrate { reach_cm, imei } => {
                put_data(ParameterTag::Calibration.code(), &Calibration { reach_cm: *reach_cm, imei: *imei }.emit())
            }
            CardScript::ReloadPin => card.pin_reload(),
            CardScript::Invite { amount } => fetching(invitation(*amount).emit()),
        }
    }

    /// Returns the number of octets that the card answers after success.
    const fn answer_length(&self) -> usize {
        match self {
            CardScript::State(_) | CardScript::Cancel { .. } | CardScript::Calibrate { .. } | CardScript::ReloadPin => {
                0
            }
            CardScript::Credit { .. } | CardScript::Prove { .. } => LOAD_RECEIPT_LENGTH,
            CardScript::Invite { .. } => LOAD_ANSWER_LENGTH,
        }
    }

    /// Returns the outcome that a card's answer stands for. A status word that only announces data does not end a
    /// script.
    pub(super) fn outcome(&self, answer: &[u8]) -> ScriptOutcome {
        let Ok(ScriptAnswer::Compact { status, data, .. }) = ScriptAnswer::parse(answer) else {
            return ScriptOutcome::Unclear;
        };
        match status.to_bytes() {
            [0x90, 0x00] if data.len() == self.answer_length() => ScriptOutcome::Done(data),
            [0x90 | 0x91 | 0x61 | 0x9F, _] => ScriptOutcome::Unclear,
            _ => ScriptOutcome::Refused(status),
        }
    }
}

/// Returns the load that an invitation begins.
fn invitation(amount: Fen) -> Initialize {
    Initialize {
        step: InitializeStep::Load,
        application: PurseApplication::Purse,
        key_index: message::LOAD_KEY_INDEX,
        amount,
        terminal: message::TERMINAL,
    }
}

/// Appends a GET RESPONSE to a command that brings data and expects some: under T=0 its Le is a command of its own.
fn fetching(mut command: Vec<u8>) -> Option<Vec<u8>> {
    let length = command.pop()?;
    command.extend([0x00, Instruction::GetResponse.ins(), 0x00, 0x00, length]);
    Some(command)
}

/// Returns a PUT DATA of one of the wallet's parameters.
fn put_data(tag: u16, data: &[u8]) -> Option<Vec<u8>> {
    let [p1, p2] = tag.to_be_bytes();
    command::with_data(Header { cla: 0x80, ins: Instruction::PutData.ins(), p1, p2 }, data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::profile::Profile;

    fn octets(script: &CardScript) -> String {
        let card = CardFile::new("13807310001".parse().unwrap(), &Profile::default()).unwrap();
        hex::encode_upper(script.commands(&card).unwrap())
    }

    #[test]
    fn scripts_have_the_octets_of_the_handbook() {
        let aid = "D1560001018003800000000100000000";
        assert_eq!(octets(&CardScript::State(LifeCycle::Suspended)), format!("80F0408F10{aid}"));
        let credit = CardScript::Credit { at: [0x20, 0x09, 0x11, 0x18, 0x09, 0x30, 0x15], mac2: [1, 2, 3, 4] };
        assert_eq!(octets(&credit), "805200000B200911180930150102030400C0000008");
        assert_eq!(octets(&CardScript::Prove { counter: 0x0102 }), "805A000202010200C0000008");
        let cancel = CardScript::Cancel { counter: 0x0101, random: [0xA1, 0xA2, 0xA3, 0xA4] };
        assert_eq!(octets(&cancel), "80DADF25060101A1A2A3A4");
        assert_eq!(octets(&CardScript::Calibrate { reach_cm: 4, imei: [0x3A; 8] }), "80DADF2209043A3A3A3A3A3A3A3A");
        let invite = CardScript::Invite { amount: Fen(5000) };
        assert_eq!(octets(&invite), "805000020B010000138810658888000100C0000010");
        assert!(octets(&CardScript::ReloadPin).starts_with("805E0000061234"));
    }

    #[test]
    fn answer_without_all_data_is_unclear() {
        let prove = CardScript::Prove { counter: 1 };
        assert_eq!(
            prove.outcome(&[2, 0x90, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
            ScriptOutcome::Done(vec![0, 0, 0, 0, 1, 2, 3, 4])
        );
        assert_eq!(prove.outcome(&[1, 0x94, 0x06]), ScriptOutcome::Refused(StatusWord::PROOF_NOT_AVAILABLE));
        for unclear in [&[1, 0x90, 0][..], &[1, 0x61, 8], &[2, 0x90, 0, 1], &[1, 0x91, 0x20], &[1], &[]] {
            assert_eq!(prove.outcome(unclear), ScriptOutcome::Unclear, "{unclear:02X?}");
        }
        assert_eq!(CardScript::ReloadPin.outcome(&[1, 0x90, 0]), ScriptOutcome::Done(Vec::new()));
    }
}
