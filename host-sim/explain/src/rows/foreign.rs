//! Base of the rows of commands that this wallet does not have: any parameters, any data, any answer. Each part of the
//! table narrows these where its standard does.

use crate::coding::Coding;
use crate::layout::{LayoutField, part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW, ZERO};

/// Most octets of data that a command can have, by an extended Lc (ISO 7816-4 §5.2).
pub(super) const DATA_MAX: usize = 65_535;

/// P1 of any value.
pub(super) const P1: Parameter = Parameter::Field(part("p1", 1, Coding::Hex, "first parameter"), ANY);
/// P2 of any value.
pub(super) const P2: Parameter = Parameter::Field(part("p2", 1, Coding::Hex, "second parameter"), ANY);
const ANYTHING: &[LayoutField] = &[rest("data", (0, DATA_MAX), Coding::Hex, "command data")];
/// Data that is written into a file.
pub(super) const WRITTEN: &[LayoutField] = &[rest("data", (1, DATA_MAX), Coding::Hex, "what is written")];

/// Makes a row of any parameters, any data and any answer.
pub(super) const fn named(
    name: &'static str,
    classes: &'static [u8],
    ins: u8,
    standard: &'static str,
    purpose: &'static str,
) -> CommandRow {
    CommandRow {
        name,
        whose: CommandOwner::World(ins),
        classes,
        p1: P1,
        p2: P2,
        data: ANYTHING,
        data_optional: true,
        answers: Answers::Asked("data", &[]),
        purpose,
        standard,
        ..ROW
    }
}

/// Changes the data of a row.
pub(super) const fn with(data: &'static [LayoutField], row: CommandRow) -> CommandRow {
    CommandRow { data, ..row }
}

/// Sets P1 and P2 of a row to 00.
pub(super) const fn plain(row: CommandRow) -> CommandRow {
    CommandRow { p1: ZERO, p2: ZERO, ..row }
}

/// Removes the answer data of a row.
pub(super) const fn silent(row: CommandRow) -> CommandRow {
    CommandRow { answers: Answers::Nothing, ..row }
}
