//! T=0 exchange in one string of octets, as SIMtrace and GSMTAP have it: header, P3, the data of the command or of the
//! answer, status word (ISO 7816-3 §10.3). P3 does not tell whose the data is; the table of commands does.

use super::row::CommandRow;
use super::{command, joined, status};

/// Command and answer of such octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitExchange<'a> {
    /// Command APDU, without Le where data follows P3.
    pub command: &'a [u8],
    /// Data and status word.
    pub answer: &'a [u8],
    /// `false` if the command is in no table, and the data was given to one of the two by its length alone.
    pub is_certain: bool,
}

/// Splits octets into command and answer; `None` if they end in no status word, or their lengths cannot be those of an
/// exchange.
pub fn split(octets: &[u8]) -> Option<SplitExchange<'_>> {
    let (head, word) = octets.split_last_chunk::<2>()?;
    if !status::possible(u16::from_be_bytes(*word)) {
        return None;
    }
    let at = |end: usize, is_certain| {
        let (command, answer) = octets.split_at_checked(end)?;
        Some(SplitExchange { command, answer, is_certain })
    };
    let &[_, _, _, _, p3, ref data @ ..] = head else { return if head.len() == 4 { at(4, true) } else { None } };
    if data.is_empty() {
        return at(5, true);
    }
    let lc = usize::from(p3);
    let Some(row) = command::of_header(octets) else { return at(unlisted(lc, data.len()), false) };
    if let Some(end) = listed(row, lc, data.len()) {
        return at(end, true);
    }
    // Command data and answer data in one are no TPDU, but readers that complete exchanges write them so.
    let longer = || if lc > 0 && data.len() > lc && !row.data.is_empty() { at(5 + lc, true) } else { None };
    joined::split(octets).map(|(command, answer)| SplitExchange { command, answer, is_certain: true }).or_else(longer)
}

/// Returns the end of a command of the table whose data flows in one direction; `None` if the lengths are others.
fn listed(row: &CommandRow, lc: usize, data: usize) -> Option<usize> {
    let asked = if lc == 0 { 256 } else { lc };
    match row.data.is_empty() {
        false => (data == lc).then_some(5 + lc),
        true => (data <= asked).then_some(5),
    }
}

/// Returns the end of a command that is in no table. As much data as P3 says is taken for the command's.
fn unlisted(lc: usize, data: usize) -> usize {
    if lc > 0 && data >= lc { 5 + lc } else { 5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(hex: &str) -> Option<(String, String, bool)> {
        let octets = hex::decode(hex.replace(' ', "")).unwrap();
        let found = split(&octets)?;
        Some((hex::encode_upper(found.command), hex::encode_upper(found.answer), found.is_certain))
    }

    fn some(command: &str, answer: &str, is_certain: bool) -> Option<(String, String, bool)> {
        Some((command.replace(' ', ""), answer.replace(' ', ""), is_certain))
    }

    #[test]
    fn data_goes_where_the_table_says() {
        for (octets, command, answer, is_certain) in [
            ("00A4000402 3F00 612F", "00A4000402 3F00", "612F", true),
            ("A0A4000002 3F00 9F16", "A0A4000002 3F00", "9F16", true),
            ("00C0000002 6200 9000", "00C0000002", "6200 9000", true),
            ("00B0000000 6C0A", "00B0000000", "6C0A", true),
            ("00B000000A 9868 6282", "00B000000A", "9868 6282", true),
            ("805C000204 00001388 9000", "805C000204", "00001388 9000", true),
            ("8054010002 0102 9302", "8054010002 0102", "9302", true),
            ("00440000 9000", "00440000", "9000", true),
            ("0044000000 9000", "0044000000", "9000", true),
            ("00A4000402 3F00 6200 9000", "00A4000402 3F00", "6200 9000", true),
            ("00B0000000 0102 9000", "00B0000000", "0102 9000", true),
            ("80FE000002 0102 9000", "80FE000002 0102", "9000", false),
            ("80FE000002 01 9000", "80FE000002", "01 9000", false),
        ] {
            assert_eq!(parts(octets), some(command, answer, is_certain), "{octets}");
        }
    }

    #[test]
    fn octets_that_are_no_exchange_are_none() {
        for octets in ["", "9000", "00A400 9000", "00A4000402 3F00", "00B0000002 010203 9000", "00A4000403 3F00 9000"] {
            assert_eq!(parts(octets), None, "{octets}");
        }
    }
}
