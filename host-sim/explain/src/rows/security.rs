//! Rows of commands about the operation PIN, keys and blocking.

use applet::Refusal as R;
use sim_wire::instruction::Instruction as I;

use crate::coding::Coding;
use crate::layout::{FieldSize, LayoutField, part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW, ZERO};

const MAC: LayoutField = part(
    "mac",
    4,
    Coding::Hex,
    "secure messaging MAC (ISO 9797-1 algorithm 3) over header and data, from the challenge",
);
const CHALLENGE: &str = "GET CHALLENGE came just before: its random number starts the MAC.";
const SELECTED: &str = "The wallet application is selected.";
const PIN_OCTETS: (usize, usize) = (2, 6);

pub(super) static ROWS: &[CommandRow] = &[
    CommandRow {
        name: "VERIFY",
        whose: CommandOwner::Wallet(I::Verify),
        classes: &[0x00],
        p2: Parameter::Is(0x00, "the operation PIN"),
        data: &[rest(
            "pin",
            PIN_OCTETS,
            Coding::Pin,
            "operation PIN (操作密码), 4 to 12 digits in BCD, an odd count ending in F",
        )],
        data_optional: true,
        purpose: "Compares the operation PIN; with no data it asks how many tries are left and spends none.",
        preconditions: &[SELECTED, "The operation PIN is switched on.", "The PIN is not blocked."],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::ReferenceNotFound,
            R::MalformedPin,
            R::PinBlocked,
            R::PinOff,
            R::PinWrong(0),
        ],
        standard: "ISO 7816-4 §11.5.6; JR/T 0025",
        ..ROW
    },
    CommandRow {
        name: "PIN CHANGE",
        whose: CommandOwner::Wallet(I::ChangeReloadPin),
        classes: &[0x80],
        p1: Parameter::Is(0x01, "change: the old PIN proves the right"),
        data: &[
            LayoutField {
                name: "old_pin",
                size: FieldSize::UntilFf(2, 6),
                coding: Coding::Pin,
                meaning: "old PIN, 4 to 12 digits in BCD",
            },
            part("separator", 1, Coding::Hex, "FF between the two"),
            rest("new_pin", PIN_OCTETS, Coding::Pin, "new PIN, 4 to 12 digits in BCD"),
        ],
        purpose: "Replaces the operation PIN; a wrong old PIN spends a try.",
        preconditions: &[SELECTED, "The operation PIN is switched on.", "The PIN is not blocked."],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::MalformedPin,
            R::PinBlocked,
            R::PinOff,
            R::PinWrong(0),
        ],
        standard: "JR/T 0025.2 CHANGE PIN",
        ..ROW
    },
    CommandRow {
        name: "RELOAD PIN",
        whose: CommandOwner::Wallet(I::ChangeReloadPin),
        classes: &[0x80],
        p1: Parameter::Is(0x00, "reload: the MAC proves the right"),
        data: &[
            rest("new_pin", PIN_OCTETS, Coding::Pin, "new PIN, 4 to 12 digits in BCD"),
            part("mac", 4, Coding::Hex, "MAC over the PIN under DRPK left XOR right, starting from zero"),
        ],
        purpose: "Puts a new operation PIN in place of a forgotten one, under the PIN reload key (DRPK).",
        preconditions: &[
            SELECTED,
            "The operation PIN is switched on.",
            "Three wrong MACs block the application for ever.",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::MalformedPin,
            R::KeyNotFound,
            R::SecureMessagingMacWrong,
        ],
        standard: "JR/T 0025.2 RELOAD PIN",
        ..ROW
    },
    CommandRow {
        name: "PIN UNBLOCK",
        whose: CommandOwner::Wallet(I::PinUnblock),
        classes: &[0x84],
        data: &[
            part("enciphered_pin", 8, Coding::Hex, "length, PIN and padding 80 00…, enciphered under DPUK (3DES)"),
            part("mac", 4, Coding::Hex, "secure messaging MAC under DPUK over header and cipher, from the challenge"),
        ],
        purpose: "Gives a blocked operation PIN its tries again, under the PIN unblock key (DPUK).",
        preconditions: &[SELECTED, CHALLENGE, "The PIN is blocked.", "The PIN under the cipher is the card's PIN."],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::NoChallenge,
            R::KeyNotFound,
            R::KeyBlocked,
            R::PinNotBlocked,
            R::PinOff,
            R::SecureMessagingMacWrong,
            R::PinMismatch,
        ],
        standard: "JR/T 0025.2 PIN UNBLOCK",
        ..ROW
    },
    CommandRow {
        name: "GET CHALLENGE",
        whose: CommandOwner::Wallet(I::GetChallenge),
        classes: &[0x00],
        answers: Answers::Asked("random", &[0x04, 0x08]),
        purpose: "Draws a random number of 4 or 8 octets; it is good for the next command only.",
        preconditions: &[],
        refusals: &[],
        standard: "ISO 7816-4 §11.5.3; JR/T 0025",
        ..ROW
    },
    CommandRow {
        name: "EXTERNAL AUTHENTICATE",
        whose: CommandOwner::Wallet(I::ExternalAuthenticate),
        classes: &[0x00],
        p2: Parameter::Field(part("key_index", 1, Coding::Number, "index of the external authentication key"), ANY),
        data: &[part("cryptogram", 8, Coding::Hex, "the challenge, filled up with zeros to 8 octets, under 3DES")],
        purpose: "The terminal shows that it has the key, and may then set the wallet's state and parameters.",
        preconditions: &[SELECTED, "GET CHALLENGE came just before.", "The key has tries left."],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::NoChallenge,
            R::KeyNotFound,
            R::KeyBlocked,
            R::AuthenticationFailed(0),
        ],
        standard: "ISO 7816-4 §11.5.4; JR/T 0025",
        ..ROW
    },
    CommandRow {
        name: "INTERNAL AUTHENTICATE",
        whose: CommandOwner::Wallet(I::InternalAuthenticate),
        classes: &[0x00],
        p2: Parameter::Field(part("key_index", 1, Coding::Number, "index of the internal authentication key"), ANY),
        data: &[rest("data", (1, 255), Coding::Hex, "the terminal's challenge")],
        answers: Answers::Asked("cryptogram", &[]),
        purpose: "The card shows that it has the key: it enciphers the terminal's data under 3DES.",
        preconditions: &[SELECTED],
        refusals: &[R::ApplicationNotSelected, R::ApplicationBlockedForEver, R::ApplicationBlocked, R::KeyNotFound],
        standard: "ISO 7816-4 §11.5.2",
        ..ROW
    },
    CommandRow {
        name: "APPLICATION BLOCK, temporary",
        whose: CommandOwner::Wallet(I::ApplicationBlock),
        classes: &[0x84],
        p2: Parameter::Is(0x00, "for a time: APPLICATION UNBLOCK lifts it"),
        data: &[MAC],
        purpose: "Blocks the application until APPLICATION UNBLOCK.",
        preconditions: &[SELECTED, CHALLENGE],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::NoChallenge,
            R::KeyNotFound,
            R::SecureMessagingMacWrong,
        ],
        standard: "JR/T 0025.2 APPLICATION BLOCK",
        ..ROW
    },
    CommandRow {
        name: "APPLICATION BLOCK, permanent",
        whose: CommandOwner::Wallet(I::ApplicationBlock),
        classes: &[0x84],
        p2: Parameter::Is(0x01, "for ever"),
        data: &[MAC],
        purpose: "Blocks the application for ever: SELECT answers 9303 from then on.",
        preconditions: &[SELECTED, CHALLENGE],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::NoChallenge,
            R::KeyNotFound,
            R::SecureMessagingMacWrong,
        ],
        standard: "JR/T 0025.2 APPLICATION BLOCK",
        ..ROW
    },
    CommandRow {
        name: "APPLICATION UNBLOCK",
        whose: CommandOwner::Wallet(I::ApplicationUnblock),
        classes: &[0x84],
        data: &[MAC],
        purpose: "Lifts a temporary block; three wrong MACs block the application for ever.",
        preconditions: &[SELECTED, CHALLENGE, "The application is temporarily blocked."],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::NoChallenge,
            R::KeyNotFound,
            R::ApplicationNotBlocked,
            R::SecureMessagingMacWrong,
        ],
        standard: "JR/T 0025.2 APPLICATION UNBLOCK",
        ..ROW
    },
    CommandRow {
        name: "CARD BLOCK",
        whose: CommandOwner::Wallet(I::CardBlock),
        classes: &[0x84],
        p1: ZERO,
        data: &[MAC],
        purpose: "Blocks the whole card for ever: every command answers 6A81 from then on.",
        preconditions: &[CHALLENGE],
        refusals: &[R::NoChallenge, R::KeyNotFound, R::SecureMessagingMacWrong],
        standard: "JR/T 0025.2 CARD BLOCK",
        ..ROW
    },
];
