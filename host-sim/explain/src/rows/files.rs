//! Rows of commands that select, read and write files.

use applet::Refusal as R;
use sim_wire::instruction::Instruction as I;

use crate::coding::Coding;
use crate::layout::{LayoutField, part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW, Values, ZERO};

const MAC: LayoutField = part(
    "mac",
    4,
    Coding::Hex,
    "secure messaging MAC (ISO 9797-1 algorithm 3) over header and data, from the challenge",
);
const SHORT_FILE: Parameter =
    Parameter::Field(part("sfi", 1, Coding::ShortFile, "80 plus the short file identifier"), Values::Range(0x80, 0x9F));
const OFFSET: Parameter = Parameter::Field(part("offset", 1, Coding::Number, "offset of the first octet"), ANY);
const OFFSET_HIGH: Parameter = Parameter::Field(
    part("offset_high", 1, Coding::Number, "offset in the selected file, high octet"),
    Values::Range(0x00, 0x7F),
);
const OFFSET_LOW: Parameter =
    Parameter::Field(part("offset_low", 1, Coding::Number, "offset in the selected file, low octet"), ANY);
const RECORD: Parameter =
    Parameter::Field(part("record_number", 1, Coding::Number, "record number; 1 is the newest of a log"), ANY);
const RECORD_FILE: Parameter = Parameter::Field(
    part("sfi", 1, Coding::RecordFile, "short file identifier × 8, plus 4: the record of that number"),
    Values::RecordFile,
);
const WRITTEN: LayoutField = rest("data", (1, 255), Coding::Hex, "what is written");
const WRITTEN_SECURELY: LayoutField = rest("data", (1, 251), Coding::Hex, "what is written");
const FILE_ID: LayoutField = part("file", 2, Coding::File, "file identifier");
const CHALLENGE: &str = "GET CHALLENGE came just before: its random number starts the MAC.";
const SELECTED: &str = "The wallet application is selected, or the file is reached from the MF.";
const READING: &[R] = &[
    R::ApplicationBlockedForEver,
    R::ApplicationBlocked,
    R::NoCurrentFile,
    R::FileNotFound,
    R::WrongFileType,
    R::RecordNotFound,
    R::OffsetOutsideFile,
];
const SECURE_WRITE: &[R] = &[
    R::ApplicationBlockedForEver,
    R::ApplicationBlocked,
    R::NoChallenge,
    R::NoCurrentFile,
    R::FileNotFound,
    R::WrongFileType,
    R::RecordNotFound,
    R::OffsetOutsideFile,
    R::NotEnoughSpace,
    R::KeyNotFound,
    R::SecureMessagingMacWrong,
];
const SELECTING: &[R] = &[R::FileNotFound, R::ApplicationBlockedForEver, R::ApplicationBlocked];
const ISO_READ_BINARY: &str = "ISO 7816-4 §11.2.3; JR/T 0025";

pub(super) static ROWS: &[CommandRow] = &[
    CommandRow {
        name: "SELECT by AID",
        whose: CommandOwner::Wallet(I::Select),
        classes: &[0x00],
        p1: Parameter::Is(0x04, "select by application identifier"),
        p2: Parameter::Field(
            part("form", 1, Coding::Number, "00 first occurrence, 0C the same without an answer, 02 next occurrence"),
            Values::OneOf(&[0x00, 0x0C, 0x02]),
        ),
        data: &[rest("aid", (5, 16), Coding::Aid, "application identifier (AID)")],
        answers: Answers::FileControl,
        purpose: "Selects the application, here the wallet, and asks for its file control information.",
        preconditions: &["The card is not blocked."],
        refusals: SELECTING,
        standard: "ISO 7816-4 §11.1.1; JR/T 0025",
        ..ROW
    },
    CommandRow {
        name: "SELECT by file identifier",
        whose: CommandOwner::Wallet(I::Select),
        classes: &[0x00],
        p1: Parameter::Is(0x00, "select by file identifier"),
        p2: Parameter::Field(
            part("form", 1, Coding::Number, "00 file control information asked for, 0C no answer asked for"),
            Values::OneOf(&[0x00, 0x0C]),
        ),
        data: &[FILE_ID],
        data_optional: true,
        answers: Answers::FileControl,
        purpose: "Selects a file by its two-octet identifier; with no data the MF.",
        preconditions: &["The card is not blocked."],
        refusals: SELECTING,
        standard: "ISO 7816-4 §11.1.1; JR/T 0025",
    },
    CommandRow {
        name: "SELECT (GSM)",
        whose: CommandOwner::Wallet(I::Select),
        classes: &[0xA0],
        data: &[FILE_ID],
        data_optional: true,
        answers: Answers::FileControl,
        purpose: "Selects a file as a handset does; the answer waits under 9Fxx.",
        preconditions: &["The card is not blocked."],
        refusals: SELECTING,
        standard: "GSM 11.11 §9.2.1",
        ..ROW
    },
    CommandRow {
        name: "READ BINARY",
        whose: CommandOwner::Wallet(I::ReadBinary),
        classes: &[0x00],
        p1: SHORT_FILE,
        p2: OFFSET,
        answers: Answers::File,
        purpose: "Reads a transparent file by its short identifier; Le = 00 reads the rest of the file.",
        preconditions: &["The wallet application is selected."],
        refusals: READING,
        standard: ISO_READ_BINARY,
        ..ROW
    },
    CommandRow {
        name: "READ BINARY of the selected file",
        whose: CommandOwner::Wallet(I::ReadBinary),
        classes: &[0x00, 0xA0],
        p1: OFFSET_HIGH,
        p2: OFFSET_LOW,
        answers: Answers::File,
        purpose: "Reads the selected transparent file; Le = 00 reads the rest of the file.",
        preconditions: &["An elementary file is selected."],
        refusals: READING,
        standard: "ISO 7816-4 §11.2.3; GSM 11.11 §9.2.3",
        ..ROW
    },
    CommandRow {
        name: "UPDATE BINARY",
        whose: CommandOwner::Wallet(I::UpdateBinary),
        classes: &[0x00],
        p1: SHORT_FILE,
        p2: OFFSET,
        data: &[WRITTEN],
        purpose: "Writes into a transparent file without protection; the wallet's files are all protected, so it answers 6900.",
        preconditions: &["The file is not protected."],
        refusals: &[R::ProtectionMismatch, R::ApplicationBlockedForEver, R::ApplicationBlocked],
        standard: "ISO 7816-4 §11.2.5",
        ..ROW
    },
    CommandRow {
        name: "UPDATE BINARY under secure messaging",
        whose: CommandOwner::Wallet(I::UpdateBinary),
        classes: &[0x04],
        p1: SHORT_FILE,
        p2: OFFSET,
        data: &[WRITTEN_SECURELY, MAC],
        purpose: "Writes into file 15 or 16 under the maintenance key (DAMK); Lc counts the MAC.",
        preconditions: &["The wallet application is selected.", CHALLENGE],
        refusals: SECURE_WRITE,
        standard: "ISO 7816-4 §11.2.5; JR/T 0025 secure messaging",
        ..ROW
    },
    CommandRow {
        name: "UPDATE BINARY of the selected file",
        whose: CommandOwner::Wallet(I::UpdateBinary),
        classes: &[0x00],
        p1: OFFSET_HIGH,
        p2: OFFSET_LOW,
        data: &[WRITTEN],
        purpose: "Writes into the selected file without protection; the wallet's files are all protected, so it answers 6900.",
        preconditions: &["The file is not protected."],
        refusals: &[R::ProtectionMismatch, R::ApplicationBlockedForEver, R::ApplicationBlocked],
        standard: "ISO 7816-4 §11.2.5",
        ..ROW
    },
    CommandRow {
        name: "UPDATE BINARY of the selected file under secure messaging",
        whose: CommandOwner::Wallet(I::UpdateBinary),
        classes: &[0x04],
        p1: OFFSET_HIGH,
        p2: OFFSET_LOW,
        data: &[WRITTEN_SECURELY, MAC],
        purpose: "Writes into the selected file under the maintenance key (DAMK); Lc counts the MAC.",
        preconditions: &["File 15 or 16 is selected.", CHALLENGE],
        refusals: SECURE_WRITE,
        standard: "ISO 7816-4 §11.2.5; JR/T 0025 secure messaging",
        ..ROW
    },
    CommandRow {
        name: "READ RECORD",
        whose: CommandOwner::Wallet(I::ReadRecord),
        classes: &[0x00],
        p1: RECORD,
        p2: RECORD_FILE,
        answers: Answers::Record,
        purpose: "Reads a record by number; of file 18 that is a transaction of the log, the newest first.",
        preconditions: &[
            "The wallet application is selected.",
            "The record was written; the log starts empty and fills.",
        ],
        refusals: READING,
        standard: "ISO 7816-4 §11.3.3; JR/T 0025",
        ..ROW
    },
    CommandRow {
        name: "READ RECORD (GSM)",
        whose: CommandOwner::Wallet(I::ReadRecord),
        classes: &[0xA0],
        p1: RECORD,
        p2: Parameter::Is(0x04, "the record of that number, in the selected file"),
        answers: Answers::Record,
        purpose: "Reads a record of the selected file as a handset does.",
        preconditions: &[SELECTED],
        refusals: READING,
        standard: "GSM 11.11 §9.2.5",
        ..ROW
    },
    CommandRow {
        name: "UPDATE RECORD",
        whose: CommandOwner::Wallet(I::UpdateRecord),
        classes: &[0x00],
        p1: RECORD,
        p2: RECORD_FILE,
        data: &[WRITTEN],
        purpose: "Writes a record without protection; the wallet's files are all protected, so it answers 6900.",
        preconditions: &["The file is not protected."],
        refusals: &[R::ProtectionMismatch, R::ApplicationBlockedForEver, R::ApplicationBlocked],
        standard: "ISO 7816-4 §11.3.5",
        ..ROW
    },
    CommandRow {
        name: "UPDATE RECORD under secure messaging",
        whose: CommandOwner::Wallet(I::UpdateRecord),
        classes: &[0x04],
        p1: RECORD,
        p2: RECORD_FILE,
        data: &[WRITTEN_SECURELY, MAC],
        purpose: "Writes a record of file 17 under the maintenance key; Lc counts the MAC. The log cannot be written.",
        preconditions: &["The wallet application is selected.", CHALLENGE],
        refusals: SECURE_WRITE,
        standard: "ISO 7816-4 §11.3.5; JR/T 0025 secure messaging",
        ..ROW
    },
    CommandRow {
        name: "GET RESPONSE",
        whose: CommandOwner::Wallet(I::GetResponse),
        classes: &[0x00, 0x80, 0xA0],
        p1: ZERO,
        p2: ZERO,
        answers: Answers::Waiting,
        purpose: "Fetches the answer that 61xx or 9Fxx announced.",
        preconditions: &["The command just before was answered with 61xx or 9Fxx."],
        refusals: &[R::NoAnswerWaiting],
        standard: "ISO 7816-4 §11.7.1; GSM 11.11 §9.2.18",
        ..ROW
    },
];
