//! Recipes: how each command of the card is sent so that the card carries it out.

use super::draft::{Draft, Protection};

/// Recipe of a command.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    /// Name of the command's row.
    pub(super) command: &'static str,
    /// Facts of the `card` line; empty for the profile's card.
    facts: &'static str,
    /// Lines between the selection of the wallet and the command.
    before: &'static [&'static str],
    header: &'static str,
    data: &'static str,
    length: usize,
    le: &'static str,
    protection: Protection,
}

const EMPTY: Recipe = Recipe {
    command: "",
    facts: "",
    before: &[],
    header: "",
    data: "",
    length: 0,
    le: "",
    protection: Protection::None,
};

/// Returns the recipe of a command without data.
const fn bare(command: &'static str, header: &'static str, le: &'static str) -> Recipe {
    Recipe { command, header, le, ..EMPTY }
}

/// Returns the recipe of a command with data.
const fn with(command: &'static str, header: &'static str, data: &'static str, length: usize) -> Recipe {
    Recipe { command, header, data, length, ..EMPTY }
}

/// Returns the recipe of a command under secure messaging with the maintenance key.
const fn secured(command: &'static str, header: &'static str, data: &'static str, length: usize) -> Recipe {
    Recipe { protection: Protection::Key("maintenance 00"), ..with(command, header, data, length) }
}

const AID: &str = "D1560001018003800000000100000000";

/// Lines by which the terminal authenticates itself.
const AUTHENTICATE: &[&str] = &["> 00840000 08", "< challenge:8 9000", CRYPTOGRAM, "> 00820001 Lc {cryptogram}"];
const CRYPTOGRAM: &str =
    "cryptogram = external authentication cryptogram, key external authentication 01, challenge {challenge}";

/// Lines that block the operation PIN.
pub(super) const BLOCK_PIN: &[&str] =
    &["> 00200000 Lc 9999", "< 63C2", "> 00200000 Lc 9999", "< 63C1", "> 00200000 Lc 9999", "< 6983"];

/// Recipes of all commands, in the order of `docs/APDUS.md`.
#[rustfmt::skip]
pub(super) const RECIPES: &[Recipe] = &[
    with("SELECT by AID", "00A40400", AID, 16),
    with("SELECT by file identifier", "00A40000", "3F00", 2),
    with("SELECT (GSM)", "A0A40000", "3F00", 2),
    bare("READ BINARY", "00B09500", "1E"),
    Recipe { before: &["> 00A4000C Lc 0015"], ..bare("READ BINARY of the selected file", "00B00000", "1E") },
    with("UPDATE BINARY", "00D69600", "01020304", 4),
    secured("UPDATE BINARY under secure messaging", "04D69600", "01020304", 4),
    Recipe { before: &["> 00A4000C Lc 0016"], ..with("UPDATE BINARY of the selected file", "00D60000", "01020304", 4) },
    Recipe {
        before: &["> 00A4000C Lc 0016"],
        ..secured("UPDATE BINARY of the selected file under secure messaging", "04D60000", "01020304", 4)
    },
    bare("READ RECORD", "00B201BC", "18"),
    Recipe { before: &["> 00A4000C Lc 0017"], ..bare("READ RECORD (GSM)", "A0B20104", "18") },
    with("UPDATE RECORD", "00DC01BC", "01020304", 4),
    secured("UPDATE RECORD under secure messaging", "04DC01BC", "01020304", 4),
    Recipe { before: &["> 80500102 Lc 03 {1.00 yuan} 112233445566", "< 610F"], facts: "balance 5.00 yuan", ..bare("GET RESPONSE", "00C00000", "0F") },
    Recipe { facts: "pin on", ..with("VERIFY", "00200000", "1234", 2) },
    Recipe { facts: "pin on", ..with("PIN CHANGE", "805E0100", "1234 FF 5678", 5) },
    Recipe {
        facts: "pin on",
        before: &["pin_mac = reload PIN MAC of 1234"],
        ..with("RELOAD PIN", "805E0000", "1234 {pin_mac}", 6)
    },
    Recipe {
        facts: "pin on",
        before: &[
            "> 00200000 Lc 9999", "< 63C2", "> 00200000 Lc 9999", "< 63C1", "> 00200000 Lc 9999", "< 6983",
            "cipher = PIN unblock cipher of 1234",
        ],
        protection: Protection::Key("PIN unblock 00"),
        ..with("PIN UNBLOCK", "84240000", "{cipher}", 8)
    },
    bare("GET CHALLENGE", "00840000", "04"),
    Recipe {
        before: &["> 00840000 08", "< challenge:8 9000", CRYPTOGRAM],
        ..with("EXTERNAL AUTHENTICATE", "00820001", "{cryptogram}", 8)
    },
    Recipe { le: "08", ..with("INTERNAL AUTHENTICATE", "00880000", "0102030405060708", 8) },
    secured("APPLICATION BLOCK, temporary", "841E0000", "", 0),
    secured("APPLICATION BLOCK, permanent", "841E0001", "", 0),
    Recipe {
        before: &[
            "> 00840000 04", "< challenge:4 9000", "command = 841E0000 04",
            "mac = secure messaging MAC of {command}, key maintenance 00, challenge {challenge}", "> {command} {mac}",
        ],
        ..secured("APPLICATION UNBLOCK", "84180000", "", 0)
    },
    secured("CARD BLOCK", "84160000", "", 0),
    Recipe { facts: "balance 5.00 yuan", le: "10", ..with("INITIALIZE FOR LOAD", "80500002", "01 {1.00 yuan} 112233445566", 11) },
    Recipe {
        facts: "balance 5.00 yuan",
        before: &["> 80500002 Lc 01 {1.00 yuan} 112233445566 Le 10", "mac2 = load MAC2 on 2009-11-18 10:30:00"],
        le: "04",
        ..with("CREDIT FOR LOAD", "80520000", "20091118103000 {mac2}", 11)
    },
    Recipe { facts: "balance 5.00 yuan", le: "0F", ..with("INITIALIZE FOR PURCHASE", "80500102", "03 {1.00 yuan} 112233445566", 11) },
    Recipe {
        facts: "balance 5.00 yuan",
        before: &[
            "> 80500102 Lc 03 {1.00 yuan} 112233445566 Le 0F",
            "mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 1",
        ],
        le: "08",
        ..with("DEBIT FOR PURCHASE", "80540100", "00000001 20091118103000 {mac1}", 15)
    },
    Recipe { facts: "balance 5.00 yuan", le: "10", ..with("INITIALIZE FOR UNLOAD", "80500502", "01 {1.00 yuan} 112233445566", 11) },
    Recipe {
        facts: "balance 5.00 yuan",
        before: &["> 80500502 Lc 01 {1.00 yuan} 112233445566 Le 10", "mac2 = unload MAC2 on 2009-11-18 10:30:00"],
        le: "04",
        ..with("DEBIT FOR UNLOAD", "80540300", "20091118103000 {mac2}", 11)
    },
    Recipe {
        facts: "balance 5.00 yuan",
        before: &[
            "> 80500002 Lc 01 {1.00 yuan} 112233445566 Le 10", "mac2 = load MAC2 on 2009-11-18 10:30:00",
            "> 80520000 Lc 20091118103000 {mac2} Le 04",
        ],
        le: "08",
        ..with("GET TRANSACTION PROVE", "805A0002", "0001", 2)
    },
    bare("GET BALANCE", "805C0002", "04"),
    bare("GET DATA, single-transaction limit", "80CADF20", "04"),
    bare("GET DATA, operation PIN switch", "80CADF21", "02"),
    bare("GET DATA, distance calibration", "80CADF22", "09"),
    bare("GET DATA, last refusal", "80CADF23", "03"),
    bare("GET DATA, wallet state", "80CADF24", "01"),
    bare("GET DATA, load over the air", "80CADF25", "03"),
    with("PUT DATA, single-transaction limit", "80DADF20", "{100.00 yuan}", 4),
    secured("PUT DATA, single-transaction limit, under secure messaging", "84DADF20", "00002710", 4),
    with("PUT DATA, operation PIN switch", "80DADF21", "01", 1),
    secured("PUT DATA, operation PIN switch, under secure messaging", "84DADF21", "01", 1),
    Recipe { before: AUTHENTICATE, ..with("PUT DATA, distance calibration", "80DADF22", "03 3549870123456780", 9) },
    secured("PUT DATA, distance calibration, under secure messaging", "84DADF22", "03 3549870123456780", 9),
    with("PUT DATA, cancel of a load over the air", "80DADF25", "0000 00000000", 6),
    Recipe { before: AUTHENTICATE, ..with("SET STATUS", "80F0408F", AID, 16) },
    secured("SET STATUS under secure messaging", "84F0408F", AID, 16),
    with("TERMINAL PROFILE", "80100000", "FFFFFFFFFFFFFFFFFF", 9),
    Recipe { before: &["> 80100000 Lc FFFFFFFFFFFFFFFFFF", "< 910B"], ..bare("FETCH", "80120000", "0B") },
    Recipe {
        before: &["> 80100000 Lc FFFFFFFFFFFFFFFFFF", "< 910B", "> 80120000 0B", "< .. 9000"],
        ..with("TERMINAL RESPONSE", "80140000", "810301260482028281830100", 12)
    },
    with("ENVELOPE", "80C20000", "D60B 9901 07 82028281 AD02656E", 13),
    bare("STATUS", "80F20000", ""),
    bare("STATUS (GSM)", "A0F20000", "16"),
];

impl Recipe {
    /// Returns the recipe of a command; `None` if there is none.
    pub(super) fn of(command: &str) -> Option<&'static Recipe> {
        RECIPES.iter().find(|recipe| recipe.command == command)
    }

    /// Returns the draft of a trace in which the card carries the command out.
    pub(super) fn draft(&self) -> Draft {
        let card = (!self.facts.is_empty()).then(|| format!("card {}", self.facts));
        Draft {
            has_few_keys: false,
            settings: card.into_iter().collect(),
            first: Vec::new(),
            selects: true,
            before: self.before.iter().map(|line| (*line).to_owned()).collect(),
            header: self.header.to_owned(),
            data: self.data.to_owned(),
            length: self.length,
            le: self.le,
            protection: self.protection,
            tail: "",
            answer: String::new(),
            after: Vec::new(),
        }
    }
}
