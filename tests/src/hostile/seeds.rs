//! Seeds of the fuzzer: short scripts that reach each part of the card, and the commands of the published examples as
//! they stand. They are committed under `tests/fuzz/corpus/apdu`; a test holds the files to this list.

use super::corpus::{KNOWN, SECURED};

/// SELECT of the wallet, as a step of a script.
pub const SELECT: [u8; 2] = [3, 0];

/// Sessions, each with a name and a script behind SELECT.
const SESSIONS: &[(&str, &[u8])] = &[
    ("load", &[8, 0, 0x10, 0x00, 10]),
    ("load-fetch-prove", &[8, 0, 0x10, 0x00, 10, 3, 45]),
    ("load-to-the-maximum", &[8, 0, 0xFF, 0xFF, 10, 8, 0, 0x73, 0x19, 10, 8, 0, 0, 1]),
    ("purchase", &[8, 2, 0x00, 0x64, 10, 3, 46]),
    ("purchase-balance-in-between", &[8, 2, 0x00, 0x64, 3, 34, 10]),
    ("purchase-abandoned", &[8, 2, 0x00, 0x64, 3, 0, 10]),
    ("purchase-of-nothing", &[8, 2, 0, 0, 10]),
    ("purchase-of-all", &[8, 2, 0x13, 0x88, 10, 8, 2, 0, 1]),
    ("purchase-wrong-mac", &[8, 2, 0x00, 0x64, 12, 19, 1, 10]),
    ("purchase-by-tap", &[7, 8, 2, 0x00, 0x64, 10]),
    ("unload", &[8, 3, 0x00, 0x64, 10, 3, 47]),
    ("unload-of-all", &[8, 3, 0x13, 0x88, 10, 8, 3, 0, 1]),
    (
        "eleven-purchases",
        &[
            8, 2, 0, 1, 10, 8, 2, 0, 2, 10, 8, 2, 0, 3, 10, 8, 2, 0, 4, 10, 8, 2, 0, 5, 10, 8, 2, 0, 6, 10, 8, 2, 0, 7,
            10, 8, 2, 0, 8, 10, 8, 2, 0, 9, 10, 8, 2, 0, 10, 10, 8, 2, 0, 11, 10, 3, 15, 3, 16, 3, 17,
        ],
    ),
    ("cut-load-before", &[8, 0, 0x10, 0x00, 5, 0, 0, 10, 3, 0, 3, 34]),
    ("cut-load-after", &[8, 0, 0x10, 0x00, 5, 0, 1, 10, 3, 0, 3, 45]),
    ("cut-purchase-octets", &[8, 2, 0, 0x64, 5, 0, 0x12, 10, 3, 0, 8, 2, 0, 0x64, 10]),
    ("cut-purchase-bits", &[8, 2, 0, 0x64, 5, 0, 0x13, 10, 3, 0, 8, 2, 0, 0x64, 10]),
    ("cut-twice", &[8, 2, 0, 0x64, 5, 0, 0x16, 10, 3, 0, 8, 2, 0, 0x64, 5, 0, 0x17, 10, 3, 0, 3, 34]),
    ("cut-pin-try", &[3, 32, 5, 0, 3, 15, 1, 0, 0, 3, 0, 15, 1, 0, 0]),
    ("pin-on-verify-off", &[3, 32, 3, 24, 3, 33]),
    ("pin-wrong-until-blocked-then-unblocked", &[3, 32, 15, 1, 0, 0, 15, 1, 0, 0, 15, 1, 0, 0, 15, 3, 0, 0, 3, 24]),
    ("pin-reload", &[3, 32, 15, 2, 0, 0]),
    ("pin-reload-mac-wrong-three-times", &[3, 32, 3, 31, 3, 31, 3, 31, 3, 0, 3, 48]),
    ("pin-needed-for-load", &[3, 32, 8, 0, 0, 1, 3, 24, 8, 0, 0, 1, 10]),
    ("limit", &[3, 62, 8, 2, 0x03, 0xE9, 8, 2, 0x03, 0xE8, 10, 3, 63]),
    ("calibration", &[14, 3, 64, 3, 59, 6, 61, 14, 3, 64]),
    ("suspend-resume", &[14, 3, 66, 8, 2, 0, 1, 14, 3, 67, 8, 2, 0, 1, 10]),
    ("close-by-spending", &[14, 3, 68, 8, 2, 0x13, 0x88, 10, 14, 3, 67]),
    ("close-refused-with-money", &[14, 3, 69]),
    ("block-unblock", &[13, 0, 0, 0, 3, 0, 8, 2, 0, 1, 13, 1, 0, 0, 3, 0]),
    ("block-for-ever", &[13, 12, 0, 0, 3, 0, 3, 48]),
    ("block-card", &[13, 13, 0, 0, 3, 0, 3, 48, 4, 3, 0]),
    ("secured-mac-wrong", &[13, 6, 36, 1, 13, 6, 0, 0, 3, 7]),
    ("secured-record", &[13, 8, 0, 0, 3, 21]),
    ("challenge-grown-stale", &[3, 48, 3, 34, 3, 51]),
    ("packet-invite-credit-prove", &[1, 3, 5, 1, 0, 0, 0, 0, 1, 3, 7, 1, 0, 0, 0, 0, 1, 3, 10, 1, 0, 0, 0, 0]),
    ("packet-invite-cancel-credit", &[1, 3, 5, 1, 0, 0, 0, 0, 1, 3, 9, 1, 0, 0, 0, 0, 1, 3, 7, 1, 0, 0, 0, 0]),
    ("packet-twice-and-spoilt", &[1, 3, 1, 1, 0, 0, 0, 0, 1, 3, 1, 0, 0, 1, 0, 0, 1, 3, 2, 2, 0, 0, 90, 1]),
    ("packet-in-parts", &[1, 3, 1, 1, 0, 2, 0, 0, 0, 0, 0, 0]),
    ("packet-credit-cut", &[1, 3, 5, 1, 0, 0, 0, 0, 5, 1, 0x12, 1, 3, 7, 1, 0, 0, 0, 0, 1, 3, 7, 1, 0, 0, 0, 0]),
    ("packet-proof-by-submit", &[1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 3, 0, 1, 0x39, 0, 0, 0, 1, 2, 0, 0, 0, 0]),
    ("menu-start-up", &[1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0]),
    (
        "menu-balance",
        &[
            1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 2, 0, 3, 0, 0, 1, 2, 9,
            0, 0, 0, 1, 2, 8, 0, 0, 0,
        ],
    ),
    (
        "menu-limit",
        &[
            1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 4, 0, 0, 1, 2, 0, 19, 0, 0, 1, 2,
            0, 6, 0, 0, 1, 2, 0, 0, 0, 0, 8, 2, 4, 0xE3, 10,
        ],
    ),
    (
        "menu-pin-on-and-asked-for",
        &[
            1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 4, 0, 0, 1, 2, 0, 8, 0, 0, 1, 2, 0,
            15, 0, 0, 1, 2, 0, 1, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 2, 0, 1, 0, 0, 1, 2, 0, 0, 0, 0,
        ],
    ),
    (
        "menu-top-up",
        &[
            1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 2, 0, 2, 0, 0, 1, 2, 0,
            6, 0, 0, 1, 2, 0, 1, 0, 0, 1, 2, 0, 3, 0, 0, 1, 2, 14, 0, 0, 0,
        ],
    ),
    ("reset-forgets", &[3, 32, 3, 24, 4, 3, 0, 8, 0, 0, 1]),
];

/// Returns all seeds, each with a name and a script.
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let behind_select = |script: &[u8]| [&SELECT, script].concat();
    let sessions = SESSIONS.iter().map(|(name, script)| ((*name).to_owned(), behind_select(script)));
    let raw = KNOWN
        .iter()
        .enumerate()
        .map(|(number, command)| (format!("command-{number:02}"), behind_select(&as_sent(command))));
    let secured =
        (0..SECURED.len()).map(|number| (format!("secured-{number:02}"), behind_select(&[13, small(number), 0, 0])));
    sessions.chain(raw).chain(secured).collect()
}

/// Returns the step that sends these octets.
pub fn as_sent(command: &[u8]) -> Vec<u8> {
    [&[0, small(command.len())], command].concat()
}

fn small(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
