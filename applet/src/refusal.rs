//! Reasons of a refusal, in order of precedence: if several hold at once, the card answers the one that stands first
//! here. First come faults of the command by itself, then of the card, then of files and keys. The wallet's state, the
//! authority of the request, and last the money and the MACs follow. Many reasons share a status word, and
//! [`Refusal::status`] alone maps them. GET DATA returns the reason itself
//! ([`sim_wire::tag::ParameterTag::LastRefusal`]).

use core::fmt;
use sim_wire::count::Counted;

use serde::{Deserialize, Serialize};

use sim_wire::status::StatusWord;

/// Writes each reason once: name, code, status word, words.
macro_rules! refusals {
    ($($name:ident $(($field:ident: $type:ty))? = $code:literal, $status:expr, $words:literal;)+) => {
        /// Reason of a refusal. The order of the variants is the order of precedence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Refusal { $(#[doc = $words] $name $((#[doc = "the right length, or the tries left"] $type))?,)+ }

        impl Refusal {
            /// Returns the octet that names the reason in GET DATA; it is stable from version to version.
            pub const fn code(self) -> u8 {
                match self { $(Refusal::$name $(($field))? => { $(let _: $type = $field;)? $code })+ }
            }

            /// Returns the status word under the class octets of ISO 7816-4 and JR/T 0025.
            pub const fn status(self) -> StatusWord {
                match self { $(Refusal::$name $(($field))? => $status,)+ }
            }

            /// Returns the reason in words, without the number that some reasons carry.
            pub const fn words(self) -> &'static str {
                match self { $(Refusal::$name $(($field))? => { $(let _: $type = $field;)? $words })+ }
            }

            /// Returns the variant's name.
            pub const fn name(self) -> &'static str {
                match self { $(Refusal::$name $(($field))? => { $(let _: $type = $field;)? stringify!($name) })+ }
            }

            /// Every reason in order of precedence; those that carry a number carry 0.
            pub const ALL: &'static [Refusal] = &[$(Refusal::$name $(({ let $field: $type = 0; $field }))?,)+];
        }
    };
}

refusals! {
    CardBlocked = 0x01, StatusWord::FUNCTION_NOT_SUPPORTED, "the card is blocked for ever";
    MalformedCommand = 0x02, StatusWord::WRONG_LENGTH, "the command is shorter or longer than its Lc says";
    ClassNotSupported = 0x03, StatusWord::CLASS_NOT_SUPPORTED, "this command does not exist under this class octet";
    InstructionNotSupported = 0x04, StatusWord::INSTRUCTION_NOT_SUPPORTED, "no such command";
    InterfaceForbids = 0x05, StatusWord::CONDITIONS_NOT_SATISFIED, "not allowed through this interface";
    WrongParameters = 0x06, StatusWord::WRONG_PARAMETERS, "P1 or P2 is wrong";
    ReferenceNotFound = 0x07, StatusWord::REFERENCE_NOT_FOUND, "no such PIN or data object";
    ReadOnly = 0x08, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "this data object cannot be written by PUT DATA";
    WrongLength = 0x09, StatusWord::WRONG_LENGTH, "Lc is wrong for this command";
    WrongLe(right: u8) = 0x0A, StatusWord::right_length(right), "Le is wrong: the answer has another length";
    MalformedPin = 0x0B, StatusWord::WRONG_DATA, "not a PIN of 4 to 12 digits in BCD";
    WrongData = 0x0C, StatusWord::WRONG_DATA, "the data field does not hold what the command needs";
    ApplicationNotSelected = 0x0D, StatusWord::CONDITIONS_NOT_SATISFIED, "the wallet application is not selected";
    ApplicationBlockedForEver = 0x0E, StatusWord::APPLICATION_BLOCKED_FOR_EVER, "the application is permanently blocked";
    ApplicationBlocked = 0x0F, StatusWord::CONDITIONS_NOT_SATISFIED, "the application is temporarily blocked";
    NoTransactionStep = 0x10, StatusWord::NO_TRANSACTION_STEP, "the matching INITIALIZE did not come just before";
    ProtectionMismatch = 0x11, StatusWord::CLASS_DOES_NOT_FIT_PROTECTION, "the file is written under secure messaging only (CLA 04)";
    NoChallenge = 0x12, StatusWord::REFERENCE_DATA_NOT_USABLE, "no GET CHALLENGE came just before";
    NoCurrentFile = 0x13, StatusWord::NO_CURRENT_FILE, "no elementary file is selected";
    FileNotFound = 0x14, StatusWord::FILE_NOT_FOUND, "no such file or application";
    WrongFileType = 0x15, StatusWord::WRONG_FILE_TYPE, "the command does not fit the file's structure";
    RecordNotFound = 0x16, StatusWord::RECORD_NOT_FOUND, "no such record, or it was never written";
    OffsetOutsideFile = 0x17, StatusWord::WRONG_OFFSET, "the offset is outside the file";
    NotEnoughSpace = 0x18, StatusWord::NOT_ENOUGH_SPACE, "the data does not fit the file or record";
    KeyNotFound = 0x19, StatusWord::REFERENCE_NOT_FOUND, "the card has no key for this";
    KeyIndexNotSupported = 0x1A, StatusWord::KEY_INDEX_NOT_SUPPORTED, "no key of that index";
    KeyBlocked = 0x1B, StatusWord::AUTHENTICATION_BLOCKED, "the key has no tries left";
    PinBlocked = 0x1C, StatusWord::AUTHENTICATION_BLOCKED, "the operation PIN is blocked";
    PinNotBlocked = 0x1D, StatusWord::CONDITIONS_NOT_SATISFIED, "the operation PIN is not blocked";
    ApplicationNotBlocked = 0x1E, StatusWord::CONDITIONS_NOT_SATISFIED, "the application is not blocked";
    PinOff = 0x1F, StatusWord::REFERENCE_DATA_NOT_USABLE, "the operation PIN is switched off";
    NotOpened = 0x20, StatusWord::CONDITIONS_NOT_SATISFIED, "the wallet is not opened";
    Suspended = 0x21, StatusWord::CONDITIONS_NOT_SATISFIED, "the wallet is suspended";
    Closing = 0x22, StatusWord::CONDITIONS_NOT_SATISFIED, "the wallet is closing: it can only spend what it has";
    Closed = 0x23, StatusWord::CONDITIONS_NOT_SATISFIED, "the wallet is closed";
    SecureMessagingMacWrong = 0x24, StatusWord::SECURE_MESSAGING_INCORRECT, "the secure messaging MAC is wrong";
    NotAuthorised = 0x25, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "neither an authenticated terminal nor secure messaging";
    PinNotVerified = 0x26, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "the operation PIN has not been verified";
    PinMismatch = 0x27, StatusWord::SECURE_MESSAGING_INCORRECT, "the PIN under the cipher is not the card's";
    PinWrong(tries: u8) = 0x28, StatusWord::tries_left(tries), "the PIN is wrong";
    AuthenticationFailed(tries: u8) = 0x29, StatusWord::tries_left(tries), "the cryptogram is wrong";
    CounterAtMaximum = 0x2A, StatusWord::COUNTER_AT_MAXIMUM, "the transaction counter is at its maximum";
    TransitionForbidden = 0x2B, StatusWord::CONDITIONS_NOT_SATISFIED, "the wallet cannot change from its state to that one";
    BalanceNotZero = 0x2C, StatusWord::CONDITIONS_NOT_SATISFIED, "there is money in the purse";
    CalibrationWindowClosed = 0x2D, StatusWord::CONDITIONS_NOT_SATISFIED, "more than an hour since power-on: calibration is refused";
    OverLimit = 0x2E, StatusWord::CONDITIONS_NOT_SATISFIED, "the amount is over the single-transaction limit";
    OverBalanceMaximum = 0x2F, StatusWord::CONDITIONS_NOT_SATISFIED, "the balance would pass its maximum";
    InsufficientBalance = 0x30, StatusWord::INSUFFICIENT_BALANCE, "the balance is insufficient";
    TransactionMacWrong = 0x31, StatusWord::TRANSACTION_MAC_WRONG, "the terminal's MAC is wrong";
    AlreadyCredited = 0x38, StatusWord::CONDITIONS_NOT_SATISFIED, "the load over the air has been credited";
    ProofNotAvailable = 0x32, StatusWord::PROOF_NOT_AVAILABLE, "the last transaction was not that one";
    ToolkitBusy = 0x35, StatusWord::TOOLKIT_BUSY, "the toolkit waits for the answer to a proactive command";
    NoCommandOutstanding = 0x36, StatusWord::CONDITIONS_NOT_SATISFIED, "no proactive command waits to be fetched or answered";
    CommandMismatch = 0x37, StatusWord::TECHNICAL_PROBLEM, "the answer is not to the command that is outstanding";
    NoAnswerWaiting = 0x33, StatusWord::CONDITIONS_NOT_SATISFIED, "no answer waits for GET RESPONSE";
    WrongAnswerLength(right: u8) = 0x34, StatusWord::right_length(right), "Le does not fit the answer there is";
}

impl Refusal {
    /// Returns the reason that takes precedence among those whose condition holds, as an error; `Ok` if none holds.
    pub fn first<const N: usize>(conditions: [(bool, Refusal); N]) -> Result<(), Refusal> {
        let holding = conditions.into_iter().filter_map(|(holds, refusal)| holds.then_some(refusal));
        match holding.min() {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    /// Returns the status word under class A0, where GSM 11.11 §9.4 has words of its own.
    pub const fn gsm_status(self) -> StatusWord {
        match self {
            Refusal::NoCurrentFile => StatusWord::GSM_NO_FILE_SELECTED,
            Refusal::FileNotFound => StatusWord::GSM_FILE_NOT_FOUND,
            Refusal::RecordNotFound => StatusWord::GSM_OUTSIDE_FILE,
            Refusal::WrongFileType => StatusWord::GSM_WRONG_FILE_TYPE,
            other => other.status(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::WrongLe(0) | Refusal::WrongAnswerLength(0) => write!(f, "{} (256 octets)", self.words()),
            Refusal::WrongLe(right) | Refusal::WrongAnswerLength(right) => {
                write!(f, "{} ({})", self.words(), Counted(*right, "octet"))
            }
            Refusal::PinWrong(tries) | Refusal::AuthenticationFailed(tries) => {
                write!(f, "{}, {} left", self.words(), Counted(*tries, "try"))
            }
            _ => f.write_str(self.words()),
        }
    }
}
