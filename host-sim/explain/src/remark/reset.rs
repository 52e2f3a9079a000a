//! Remarks about answers to reset (ISO 7816-3 §8).

use std::fmt::{Display, Formatter};

use crate::atr::LONGEST;

/// Classes of supply voltage, by their bits in the first TA behind T=15.
pub const SUPPLY_CLASSES: [(u8, &str); 3] = [(0x01, "A (5 V)"), (0x02, "B (3 V)"), (0x04, "C (1.8 V)")];

/// Remark about an answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResetRemark {
    /// TS that is no convention.
    WrongConvention(u8),
    /// Interface octet, by its name, that is announced and missing.
    MissingOctet(&'static str),
    /// Clock stop and supply voltage in an interface octet behind T=15: its name and value.
    Supply(&'static str, u8),
    /// Specific mode in TA2.
    SpecificMode(u8),
    /// Protocols that the interface octets name, T=15 included, which is none.
    Protocols(Vec<u8>),
    /// Historical octets that T0 announces (the first number), and that are there (the second).
    FewHistorical(usize, usize),
    /// Wrong TCK: the exclusive or, which is not 00.
    WrongCheck(u8),
    /// Octets behind the end: the end, and their number.
    BehindEnd(usize, usize),
    /// Too many octets, this many.
    LongReset(usize),
    /// Speed in TA1.
    Speed(u8),
    /// Compact-TLV object, by its first octet, that announces more octets than are left.
    CutObject(u8),
}

impl Display for ResetRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            ResetRemark::WrongConvention(ts) => {
                write!(f, "TS is {ts:02X}; it is 3B (direct) or 3F (inverse convention).")
            }
            ResetRemark::MissingOctet(name) => write!(f, "{} is announced and missing.", name.to_uppercase()),
            ResetRemark::Supply(name, ta) => f.write_str(&supply(name, *ta)),
            ResetRemark::SpecificMode(ta2) => f.write_str(&mode(*ta2)),
            ResetRemark::Protocols(protocols) => write!(f, "Protocol: {}.", named(protocols).join(", ")),
            ResetRemark::FewHistorical(length, present) => {
                write!(f, "T0 announces {length} historical octets, {present} are there.")
            }
            ResetRemark::WrongCheck(sum) => {
                write!(f, "TCK is wrong: the exclusive or from T0 on is {sum:02X}, not 00.")
            }
            ResetRemark::BehindEnd(end, behind) => write!(f, "The ATR ends at octet {end}; {behind} more follow."),
            ResetRemark::LongReset(length) => write!(f, "An ATR has at most {LONGEST} octets, here are {length}."),
            ResetRemark::Speed(ta1) => match speed(*ta1) {
                None => write!(f, "TA1 = {ta1:02X} is reserved."),
                Some((fi, di)) => {
                    let cycles = f64::from(fi) / f64::from(di);
                    write!(f, "TA1 = {ta1:02X}: Fi = {fi}, Di = {di}, {cycles} clock cycles a bit.")
                }
            },
            ResetRemark::CutObject(first) => {
                write!(f, "The compact-TLV object {first:02X} announces more octets than are left.")
            }
        }
    }
}

/// Returns the names of protocols, without T=15.
pub fn named(protocols: &[u8]) -> Vec<String> {
    protocols.iter().filter(|protocol| **protocol != 15).map(|protocol| format!("T={protocol}")).collect()
}

/// Returns the conversion factors Fi and Di of TA1; `None` where one of them is reserved.
pub fn speed(ta1: u8) -> Option<(u16, u16)> {
    const FI: [u16; 16] = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0];
    const DI: [u16; 16] = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0];
    let fi = FI.get(usize::from(ta1 >> 4)).copied().filter(|fi| *fi != 0);
    fi.zip(DI.get(usize::from(ta1 & 0x0F)).copied().filter(|di| *di != 0))
}

/// Returns the specific mode of TA2 in words.
fn mode(ta2: u8) -> String {
    let changes = if ta2 & 0x80 == 0 { "it can change to negotiable mode" } else { "it cannot change" };
    let speed = if ta2 & 0x10 == 0 { "at the speed of TA1" } else { "at a speed that is agreed otherwise" };
    format!("TA2 = {ta2:02X}: specific mode, T={}, {speed}; {changes}.", ta2 & 0x0F)
}

/// Returns clock stop and classes of supply voltage of the first TA behind T=15 in words.
fn supply(name: &str, ta: u8) -> String {
    let clock = match ta >> 6 {
        0 => "the clock may not be stopped",
        1 => "the clock may be stopped at state L",
        2 => "the clock may be stopped at state H",
        _ => "the clock may be stopped at either state",
    };
    let named: Vec<&str> = SUPPLY_CLASSES.iter().filter(|(bit, _)| ta & bit != 0).map(|(_, class)| *class).collect();
    let named = if named.is_empty() { "no class of supply voltage".to_owned() } else { named.join(", ") };
    format!("{} = {ta:02X}, behind T=15: {clock}; supply voltage {named}.", name.to_uppercase())
}
