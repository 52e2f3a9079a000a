//! Answer to reset, octet by octet (ISO 7816-3 §8).

use super::coding::Coding;
use super::layout::Field;
use super::{Explanation, Kind};

/// Explains an answer to reset.
pub fn atr(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Atr, "answer to reset (ATR)", octets);
    match octets.first() {
        Some(0x3B) => explanation.notes.push("Direct convention.".into()),
        Some(0x3F) => explanation.notes.push("Inverse convention.".into()),
        Some(other) => explanation
            .problems
            .push(format!("TS is {other:02X}; it is 3B (direct) or 3F (inverse convention).").into()),
        None => explanation.problems.push("There is no octet at all; an ATR begins with TS.".into()),
    }
    let mut walk = Walk { octets, at: 0 };
    walk.take("ts", 1, "initial character: the convention", &mut explanation);
    let Some(t0) = walk.take(
        "t0",
        1,
        "format: high nibble says which interface octets follow, low nibble how many historical ones",
        &mut explanation,
    ) else {
        explanation.problems.push("T0 is missing.".into());
        return explanation;
    };
    let protocols = walk.interface_octets(t0, &mut explanation);
    walk.historical(t0, &mut explanation);
    walk.check(&protocols, &mut explanation);
    speed(&mut explanation);
    explanation
}

/// Whether the octets are a whole ATR with nothing behind it.
pub(super) fn is_whole(octets: &[u8]) -> bool {
    matches!(octets.first(), Some(0x3B | 0x3F)) && octets.len() >= 2 && atr(octets).problems.is_empty()
}

struct Walk<'a> {
    octets: &'a [u8],
    at: usize,
}

const NAMES: [[&str; 4]; 4] = [
    ["ta1", "tb1", "tc1", "td1"],
    ["ta2", "tb2", "tc2", "td2"],
    ["ta3", "tb3", "tc3", "td3"],
    ["ta4", "tb4", "tc4", "td4"],
];

const MEANINGS: [[&str; 4]; 2] = [
    [
        "Fi and Di: clock rate conversion and baud rate adjustment",
        "programming voltage, no longer used",
        "N: extra guard time",
        "next interface octets, and a protocol",
    ],
    [
        "specific to the protocol",
        "specific to the protocol",
        "specific to the protocol",
        "next interface octets, and a protocol",
    ],
];

impl<'a> Walk<'a> {
    fn take(
        &mut self,
        name: &'static str,
        length: usize,
        meaning: &'static str,
        into: &mut Explanation<'a>,
    ) -> Option<u8> {
        let octets = self.octets.get(self.at..self.at + length).filter(|octets| !octets.is_empty())?;
        self.at += length;
        into.fields.push(Field { name, octets, coding: Coding::Hex, meaning });
        octets.first().copied()
    }

    /// TA1 to TD4; answers the protocols named, T=0 where none is.
    fn interface_octets(&mut self, t0: u8, into: &mut Explanation<'a>) -> Vec<u8> {
        let mut protocols = Vec::new();
        let mut announced = t0 >> 4;
        for (round, names) in NAMES.iter().enumerate() {
            let meanings = MEANINGS.get(round.min(1)).copied().unwrap_or_default();
            let mut next = 0;
            for (bit, (name, meaning)) in names.iter().zip(meanings).enumerate() {
                if announced & (1 << bit) == 0 {
                    continue;
                }
                let Some(octet) = self.take(name, 1, meaning, into) else {
                    into.problems.push(format!("{} is announced and missing.", name.to_uppercase()).into());
                    return protocols;
                };
                if bit == 3 {
                    protocols.push(octet & 0x0F);
                    next = octet >> 4;
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
        let words: Vec<String> = protocols.iter().map(|protocol| format!("T={protocol}")).collect();
        into.notes.push(format!("Protocol: {}.", words.join(", ")).into());
        protocols
    }

    fn historical(&mut self, t0: u8, into: &mut Explanation<'a>) {
        let length = usize::from(t0 & 0x0F);
        let present = self.octets.len().saturating_sub(self.at);
        if present < length {
            into.problems.push(format!("T0 announces {length} historical octets, {present} are there.").into());
        }
        self.take("historical", length.min(present), "historical octets, the issuer's own", into);
        if let Some(field) = into.fields.last_mut().filter(|field| field.name == "historical") {
            let readable = field.octets.iter().all(|octet| (0x20..0x7F).contains(octet));
            field.coding = if readable { Coding::Text } else { Coding::Hex };
        }
    }

    /// TCK is there, and makes the sum zero, unless T=0 is the only protocol.
    fn check(&mut self, protocols: &[u8], into: &mut Explanation<'a>) {
        let due = protocols.iter().any(|protocol| *protocol != 0);
        let sum = self.octets.iter().skip(1).fold(0, |sum, octet| sum ^ octet);
        let left = self.octets.len().saturating_sub(self.at);
        if due && left == 0 {
            into.problems.push("TCK, the check octet, is missing.".into());
        }
        if due && left >= 1 {
            self.take("tck", 1, "check octet: the exclusive or of all octets from T0 on is 0", into);
            if left == 1 && sum != 0 {
                into.problems.push(format!("TCK is wrong: the exclusive or from T0 on is {sum:02X}, not 00.").into());
            }
        }
        let behind = self.octets.len().saturating_sub(self.at);
        if behind > 0 {
            into.problems.push(format!("The ATR ends at octet {}; {behind} more follow.", self.at).into());
            self.take("surplus", behind, "octets behind the ATR", into);
        }
    }
}

/// Says what TA1 means for the line.
fn speed(explanation: &mut Explanation<'_>) {
    const FI: [u16; 16] = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0];
    const DI: [u16; 16] = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0];
    let Some(ta1) = explanation.field("ta1").and_then(|field| field.octets.first().copied()) else { return };
    let fi = FI.get(usize::from(ta1 >> 4)).copied().unwrap_or(0);
    let di = DI.get(usize::from(ta1 & 0x0F)).copied().unwrap_or(0);
    explanation.notes.push(if fi == 0 || di == 0 {
        format!("TA1 = {ta1:02X} is reserved.").into()
    } else {
        format!("TA1 = {ta1:02X}: Fi = {fi}, Di = {di}, {} clock cycles a bit.", fi / di).into()
    });
}
