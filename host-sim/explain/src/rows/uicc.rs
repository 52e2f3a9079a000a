//! Rows of commands of a UICC and a USIM (TS 102 221 §11, TS 31.102 §7), on every logical channel. They stand in the
//! logs of terminals. Where this wallet has the command too, the wallet's row comes first; on a logical channel other
//! than 0 the wallet has none.

use crate::coding::Coding;
use crate::layout::{LayoutField, part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW, Values, ZERO};

use super::foreign::{P1, WRITTEN, named, plain, silent};

/// Classes of ISO 7816-4 on the channels 0 to 3. Classes 40 to 4F, the channels 4 to 19, are looked up as 01.
const ISO: &[u8] = &[0x00, 0x01, 0x02, 0x03];
/// Classes of TS 102 221 on the channels 0 to 3. Classes C0 to CF, the channels 4 to 19, are looked up as 81.
const UICC: &[u8] = &[0x80, 0x81, 0x82, 0x83];
const PIN: &[LayoutField] = &[rest("pin", (0, 8), Coding::Secret, "PIN in 8 octets, filled with FF")];
const TWO_PINS: &[LayoutField] = &[
    part("pin", 8, Coding::Secret, "old PIN or unblock key, filled with FF"),
    part("new_pin", 8, Coding::Secret, "new PIN, filled with FF"),
];
const FORM: Parameter = Parameter::Field(
    part(
        "form",
        1,
        Coding::SelectForm,
        "low two bits: which occurrence; then what is answered: file control information, parameters, or nothing",
    ),
    Values::OneOf(&[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0C]),
);
const WHICH_PIN: Parameter = Parameter::Field(part("which_pin", 1, Coding::PinReference, "which PIN"), ANY);
const RECORD: Parameter = Parameter::Field(part("record_number", 1, Coding::Number, "record number"), ANY);
const RECORD_MODE: Parameter = Parameter::Field(
    part(
        "mode",
        1,
        Coding::RecordMode,
        "high five bits: short file identifier, 0 for the selected file; low three bits: which record",
    ),
    ANY,
);
const ISO_RECORDS: &str = "ISO 7816-4 §11.3; TS 102 221 §11.1";

/// Makes a row of SELECT for a value of P1.
const fn select(name: &'static str, p1: Parameter, data: &'static [LayoutField], purpose: &'static str) -> CommandRow {
    CommandRow {
        name,
        whose: CommandOwner::World(0xA4),
        classes: ISO,
        p1,
        p2: FORM,
        data,
        data_optional: true,
        answers: Answers::FileControl,
        purpose,
        standard: "ISO 7816-4 §11.1.1; TS 102 221 §11.1.1",
        ..ROW
    }
}

const fn pin(name: &'static str, ins: u8, data: &'static [LayoutField], purpose: &'static str) -> CommandRow {
    CommandRow {
        name,
        whose: CommandOwner::World(ins),
        classes: ISO,
        p2: WHICH_PIN,
        data,
        data_optional: true,
        purpose,
        standard: "TS 102 221 §11.1.9 to §11.1.13",
        ..ROW
    }
}

const FILE_ID: &[LayoutField] = &[part("file", 2, Coding::File, "file identifier")];
const PATH: &[LayoutField] = &[rest("path", (2, 16), Coding::Path, "file identifiers one behind the other")];
const NAME: &[LayoutField] = &[rest("aid", (1, 16), Coding::Aid, "application identifier (AID)")];

pub(super) static ROWS: &[CommandRow] = &[
    select(
        "SELECT by file identifier (UICC)",
        Parameter::Is(0x00, "select MF, DF or EF by file identifier"),
        FILE_ID,
        "Selects a file by its two-octet identifier.",
    ),
    select(
        "SELECT a child DF",
        Parameter::Is(0x01, "select a DF under the current one by file identifier"),
        FILE_ID,
        "Selects a directory under the current one.",
    ),
    select(
        "SELECT an EF of the current DF",
        Parameter::Is(0x02, "select an EF under the current DF by file identifier"),
        FILE_ID,
        "Selects an elementary file under the current directory.",
    ),
    select(
        "SELECT the parent DF",
        Parameter::Is(0x03, "select the parent of the current DF"),
        &[],
        "Selects the directory above the current one.",
    ),
    select(
        "SELECT by AID (UICC)",
        Parameter::Is(0x04, "select by application identifier"),
        NAME,
        "Selects, or ends, an application by its identifier or the beginning of it.",
    ),
    select(
        "SELECT by path from the MF",
        Parameter::Is(0x08, "select by path from the MF"),
        PATH,
        "Selects a file by its path from the master file; 7FFF stands for the application that is active.",
    ),
    select(
        "SELECT by path from the current DF",
        Parameter::Is(0x09, "select by path from the current DF"),
        PATH,
        "Selects a file by its path from the current directory.",
    ),
    CommandRow {
        p1: Parameter::Field(
            part("p1", 1, Coding::Hex, "00 nothing, 01 active, 02 being ended"),
            Values::Range(0x00, 0x02),
        ),
        p2: Parameter::Field(
            part("form", 1, Coding::Hex, "00 parameters of the current directory, 01 its name, 0C no answer"),
            Values::OneOf(&[0x00, 0x01, 0x0C]),
        ),
        data: &[],
        answers: Answers::FileControl,
        ..named(
            "STATUS (UICC)",
            UICC,
            0xF2,
            "TS 102 221 §11.1.2",
            "The terminal asks for the current directory or application; P2 = 01 asks for its name.",
        )
    },
    CommandRow {
        answers: Answers::File,
        data: &[],
        ..named(
            "READ BINARY (UICC)",
            ISO,
            0xB0,
            "ISO 7816-4 §11.2.3; TS 102 221 §11.1.3",
            "Reads a transparent file: the selected one, or that of the short identifier in P1.",
        )
    },
    silent(CommandRow {
        data: WRITTEN,
        ..named(
            "UPDATE BINARY (UICC)",
            ISO,
            0xD6,
            "TS 102 221 §11.1.4",
            "Writes into a transparent file: the selected one, or that of the short identifier in P1.",
        )
    }),
    CommandRow {
        p1: RECORD,
        p2: RECORD_MODE,
        data: &[],
        answers: Answers::Record,
        ..named("READ RECORD (UICC)", ISO, 0xB2, ISO_RECORDS, "Reads a record of a file.")
    },
    silent(CommandRow {
        p1: RECORD,
        p2: RECORD_MODE,
        data: WRITTEN,
        ..named("UPDATE RECORD (UICC)", ISO, 0xDC, ISO_RECORDS, "Writes a record of a file.")
    }),
    CommandRow {
        p1: RECORD,
        ..named("SEARCH RECORD", ISO, 0xA2, ISO_RECORDS, "Searches the records of a file for a text.")
    },
    CommandRow {
        p2: ZERO,
        data: &[rest("value", (1, 127), Coding::Number, "what is added")],
        data_optional: false,
        ..named(
            "INCREASE (UICC)",
            UICC,
            0x32,
            "TS 102 221 §11.1.8",
            "Adds to the last increased record of a cyclic file.",
        )
    },
    pin("VERIFY PIN (UICC)", 0x20, PIN, "Compares a PIN of the UICC; without data it asks how many tries are left."),
    pin("CHANGE PIN (UICC)", 0x24, TWO_PINS, "Replaces a PIN of the UICC."),
    CommandRow { p1: P1, ..pin("DISABLE PIN (UICC)", 0x26, PIN, "Switches a PIN of the UICC off.") },
    pin("ENABLE PIN (UICC)", 0x28, PIN, "Switches a PIN of the UICC on."),
    pin("UNBLOCK PIN (UICC)", 0x2C, TWO_PINS, "Unblocks a PIN; without data it asks how many tries are left."),
    silent(CommandRow {
        data: PATH,
        ..named(
            "DEACTIVATE FILE",
            ISO,
            0x04,
            "TS 102 221 §11.1.14",
            "Makes a file unusable until it is activated again.",
        )
    }),
    silent(CommandRow {
        data: PATH,
        ..named("ACTIVATE FILE", ISO, 0x44, "TS 102 221 §11.1.15", "Makes a file usable again.")
    }),
    named(
        "AUTHENTICATE",
        ISO,
        0x88,
        "TS 31.102 §7.1.2; TS 102 221 §11.1.16",
        "Authenticates to the network: RAND and AUTN in, RES and keys out.",
    ),
    named("AUTHENTICATE (BER-TLV)", ISO, 0x89, "TS 102 221 §11.1.16", "Authenticates with data objects."),
    CommandRow {
        p1: Parameter::Field(part("what", 1, Coding::Hex, "00 opens, 80 closes"), Values::OneOf(&[0x00, 0x80])),
        p2: Parameter::Field(part("channel", 1, Coding::Number, "logical channel"), Values::Range(0, 19)),
        data: &[],
        ..named("MANAGE CHANNEL", ISO, 0x70, "ISO 7816-4 §11.1.2", "Opens or closes a logical channel.")
    },
    CommandRow {
        p1: ZERO,
        p2: ZERO,
        data: &[],
        ..named("GET CHALLENGE (UICC)", ISO, 0x84, "TS 102 221 §11.1.18", "Asks for a random number.")
    },
    silent(plain(named(
        "TERMINAL CAPABILITY",
        UICC,
        0xAA,
        "TS 102 221 §11.1.19",
        "The terminal tells its power supply and what it supports.",
    ))),
    named(
        "MANAGE SECURE CHANNEL",
        UICC,
        0x73,
        "TS 102 221 §11.1.20",
        "Sets up a secure channel between terminal and UICC.",
    ),
    named("TRANSACT DATA", UICC, 0x75, "TS 102 221 §11.1.21", "Carries data of a secure channel."),
    named("SUSPEND UICC", UICC, 0x76, "TS 102 221 §11.1.22", "Suspends the UICC for a time."),
    named("GET IDENTITY", UICC, 0x78, "TS 102 221 §11.1.23", "Asks for a concealed identity (SUCI)."),
    named("RETRIEVE DATA", UICC, 0xCB, "TS 102 221 §11.3.1", "Reads a data object of a BER-TLV file."),
    named("SET DATA", UICC, 0xDB, "TS 102 221 §11.3.2", "Writes a data object of a BER-TLV file."),
    silent(plain(named("CREATE FILE", ISO, 0xE0, "TS 102 222 §6.3", "Creates a file."))),
    silent(plain(named("DELETE FILE", ISO, 0xE4, "TS 102 222 §6.4", "Deletes a file."))),
    silent(plain(named("RESIZE FILE", UICC, 0xD4, "TS 102 222 §6.10", "Changes the size of a file."))),
    silent(named("TERMINATE DF", ISO, 0xE6, "TS 102 222 §6.7", "Ends the use of a directory for ever.")),
    silent(named("TERMINATE EF", ISO, 0xE8, "TS 102 222 §6.8", "Ends the use of a file for ever.")),
    silent(plain(named("TERMINATE CARD USAGE", ISO, 0xFE, "TS 102 222 §6.9", "Ends the use of the card for ever."))),
    CommandRow {
        answers: Answers::Waiting,
        data: &[],
        ..named(
            "GET RESPONSE (UICC)",
            &[0x01, 0x02, 0x03, 0x81, 0x82, 0x83],
            0xC0,
            "ISO 7816-4 §11.7.1",
            "Fetches the answer that 61xx announced, on a logical channel.",
        )
    },
];
