//! Table of commands: the wallet's, then those that this wallet does not have and that logs of other cards show. The
//! first row whose class, INS, P1 and P2 fit is the command.

use super::row::CommandRow;

mod files;
mod foreign;
mod gsm;
mod parameters;
mod psam;
mod purse;
mod security;
mod toolkit;
mod uicc;
mod world;

/// Parts of the table, the wallet's own first.
pub(super) static TABLES: [(&str, &[CommandRow]); 9] = [
    ("Files", files::ROWS),
    ("PIN, authentication and blocking", security::ROWS),
    ("The purse", purse::ROWS),
    ("The wallet's own parameters", parameters::ROWS),
    ("The SIM toolkit", toolkit::ROWS),
    ("Other purses' commands", world::ROWS),
    ("Terminal security modules (PSAM)", psam::ROWS),
    ("UICC and USIM", uicc::ROWS),
    ("GSM and GlobalPlatform", gsm::ROWS),
];

/// Returns every row.
pub(super) fn all() -> impl Iterator<Item = &'static CommandRow> {
    TABLES.iter().flat_map(|(_, rows)| rows.iter())
}

/// Returns the rows of a class and an INS. The classes of the channels 4 to 19 are those of channel 1 (ISO 7816-4
/// §5.4.1).
pub(super) fn of_header(cla: u8, ins: u8) -> impl Iterator<Item = &'static CommandRow> {
    let cla = match cla {
        0x40..=0x4F => 0x01,
        0xC0..=0xCF => 0x81,
        other => other,
    };
    all().filter(move |row| row.whose.ins() == ins && row.classes.contains(&cla))
}

/// Returns the rows of an INS under any class.
pub(super) fn of_instruction(ins: u8) -> impl Iterator<Item = &'static CommandRow> {
    all().filter(move |row| row.whose.ins() == ins)
}
