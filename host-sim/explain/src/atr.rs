//! Answer to reset, octet by octet (ISO 7816-3 §8).

mod historical;

use super::coding::Coding;
use super::layout::field;
use super::remark::{OctetRemark, ResetRemark};
use super::tree::Span;
use super::{ContentKind, Explanation};

/// Most octets of an ATR: TS and 32 more (ISO 7816-3 §8.2.1).
pub const LONGEST: usize = 33;

/// Answer to reset, with its explanation.
pub(super) struct Atr<'a> {
    /// Explanation of the octets.
    pub(super) explanation: Explanation<'a>,
    /// `true` if every announced octet is there, TCK aside, and no other.
    pub(super) is_complete: bool,
}

/// Explains an answer to reset.
pub fn atr(octets: &[u8]) -> Explanation<'_> {
    read(octets).explanation
}

/// Reads an answer to reset as far as it goes.
pub(super) fn read(octets: &[u8]) -> Atr<'_> {
    let mut explanation = Explanation::new(ContentKind::Atr, "answer to reset (ATR)", octets);
    match octets.first() {
        Some(0x3B) => explanation.notes.push("Direct convention.".into()),
        Some(0x3F) => explanation.notes.push("Inverse convention.".into()),
        Some(other) => explanation.problems.push(ResetRemark::WrongConvention(*other).into()),
        None => explanation.problems.push("There is no octet at all; an ATR begins with TS.".into()),
    }
    let mut walk = Walk { octets, left: Span::whole(octets) };
    walk.take("ts", 1, "initial character: the convention", &mut explanation);
    let Some(t0) = walk.take(
        "t0",
        1,
        "format: high nibble says which interface octets follow, low nibble how many historical ones",
        &mut explanation,
    ) else {
        explanation.problems.push("T0 is missing.".into());
        return Atr { explanation: explanation.covered(), is_complete: false };
    };
    let protocols = walk.interface_octets(t0, &mut explanation);
    walk.historical(t0, &mut explanation);
    let before_check = explanation.problems.len();
    let check = walk.check(&protocols, &mut explanation);
    walk.surplus(&mut explanation);
    if octets.len() > LONGEST {
        explanation.problems.push(ResetRemark::LongReset(octets.len()).into());
    }
    let is_complete = explanation.problems.is_empty();
    explanation.problems.splice(before_check..before_check, check);
    note_speed(&mut explanation);
    Atr { explanation: explanation.covered(), is_complete }
}

struct Walk<'a> {
    octets: &'a [u8],
    left: Span<'a>,
}

/// Names of the interface octets by round: as many rounds as fit into an ATR of 33 octets, with one octet each.
const NAMES: [[&str; 4]; 8] = [
    ["ta1", "tb1", "tc1", "td1"],
    ["ta2", "tb2", "tc2", "td2"],
    ["ta3", "tb3", "tc3", "td3"],
    ["ta4", "tb4", "tc4", "td4"],
    ["ta5", "tb5", "tc5", "td5"],
    ["ta6", "tb6", "tc6", "td6"],
    ["ta7", "tb7", "tc7", "td7"],
    ["ta8", "tb8", "tc8", "td8"],
];

const NEXT: &str = "next interface octets, and a protocol";
const FIRST: [&str; 4] = [
    "Fi and Di: clock rate conversion and baud rate adjustment",
    "programming voltage, no longer used",
    "N: extra guard time",
    NEXT,
];
const SECOND: [&str; 4] = [
    "specific mode: the protocol and speed that are used at once",
    "programming voltage, no longer used",
    "WI: waiting time of T=0",
    NEXT,
];
const OF_T1: [&str; 4] = [
    "IFSC: octets that the card takes in a block",
    "waiting times between characters and blocks",
    "check of blocks: 0 LRC, 1 CRC",
    NEXT,
];
/// Meanings of the interface octets behind T=15, which are of no protocol (ISO 7816-3 §8.3).
const GLOBAL: [&str; 4] = ["clock stop and supply voltage", "use of contact C6 (SPU)", "global, not used", NEXT];
const OF_OTHERS: [&str; 4] = ["specific to the protocol", "specific to the protocol", "specific to the protocol", NEXT];

/// Returns the meanings of the interface octets of a round, where the round before named that protocol.
fn meanings(round: usize, protocol: Option<u8>) -> [&'static str; 4] {
    match (round, protocol) {
        (0, _) => FIRST,
        (1, _) => SECOND,
        (_, Some(1)) => OF_T1,
        (_, Some(15)) => GLOBAL,
        _ => OF_OTHERS,
    }
}

impl<'a> Walk<'a> {
    fn take(
        &mut self,
        name: &'static str,
        length: usize,
        meaning: &'static str,
        into: &mut Explanation<'a>,
    ) -> Option<u8> {
        if self.left.octets.len() < length || length == 0 {
            return None;
        }
        let span = self.left.take(length);
        into.nodes.push(field(name, span, Coding::Hex, meaning));
        span.octets.first().copied()
    }

    /// Takes TA1 to TD8, and returns the protocols that they name, T=0 where they name none. T=15 is no protocol.
    fn interface_octets(&mut self, t0: u8, into: &mut Explanation<'a>) -> Vec<u8> {
        let mut protocols = Vec::new();
        let mut announced = t0 >> 4;
        for (round, names) in NAMES.iter().enumerate() {
            let protocol = protocols.last().copied();
            let mut next = 0;
            for (bit, (name, meaning)) in names.iter().zip(meanings(round, protocol)).enumerate() {
                if announced & (1 << bit) == 0 {
                    continue;
                }
                let Some(octet) = self.take(name, 1, meaning, into) else {
                    into.problems.push(ResetRemark::MissingOctet(name).into());
                    return protocols;
                };
                match bit {
                    0 if round >= 1 && protocol == Some(15) => into.notes.push(ResetRemark::Supply(name, octet).into()),
                    0 if round == 1 => into.notes.push(ResetRemark::SpecificMode(octet).into()),
                    3 => {
                        protocols.push(octet & 0x0F);
                        next = octet >> 4;
                    }
                    _ => {}
                }
            }
            announced = next;
            if announced == 0 {
                break;
            }
        }
        if protocols.is_empty() {
            protocols.push(0);
        }
        into.notes.push(ResetRemark::Protocols(protocols.clone()).into());
        protocols
    }

    fn historical(&mut self, t0: u8, into: &mut Explanation<'a>) {
        let length = usize::from(t0 & 0x0F);
        let present = self.left.octets.len();
        if present < length {
            into.problems.push(ResetRemark::FewHistorical(length, present).into());
        }
        let span = self.left.take(length);
        if span.octets.is_empty() {
            return;
        }
        let readable = span.octets.iter().all(|octet| (0x20..0x7F).contains(octet));
        let coding = if readable { Coding::Text } else { Coding::Hex };
        let inside = historical::nodes(span, &mut into.notes);
        into.nodes.push(field("historical", span, coding, "historical octets").with(inside));
    }

    /// Takes TCK, and returns its problem. TCK makes the sum zero; it is left out only if T=0 is the only protocol.
    fn check(&mut self, protocols: &[u8], into: &mut Explanation<'a>) -> Option<OctetRemark> {
        if protocols.iter().all(|protocol| *protocol == 0) {
            return None;
        }
        let sum = self.octets.iter().skip(1).fold(0, |sum, octet| sum ^ octet);
        let left = self.left.octets.len();
        if left == 0 {
            return Some("TCK, the check octet, is missing.".into());
        }
        self.take("tck", 1, "check octet: the exclusive or of all octets from T0 on is 0", into);
        (left == 1 && sum != 0).then(|| ResetRemark::WrongCheck(sum).into())
    }

    /// Takes the octets behind the end, and adds a problem for them.
    fn surplus(&mut self, into: &mut Explanation<'a>) {
        let behind = self.left.octets.len();
        if behind > 0 {
            into.problems.push(ResetRemark::BehindEnd(self.left.offset, behind).into());
            self.take("surplus", behind, "octets behind the ATR", into);
        }
    }
}

/// Notes the conversion factors and the bit length of TA1.
fn note_speed(explanation: &mut Explanation<'_>) {
    let ta1 = explanation.field("ta1").and_then(|field| field.octets(explanation.octets).first().copied());
    explanation.notes.extend(ta1.map(|ta1| ResetRemark::Speed(ta1).into()));
}

#[cfg(test)]
mod tests;
