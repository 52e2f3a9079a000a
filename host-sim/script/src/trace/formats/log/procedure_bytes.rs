//! Octets as they cross the contacts under T=0 (ISO 7816-3 §10.3). There are a header of five octets, procedure bytes
//! that ask for data or send them, and a status word. QXDM writes them as `TX:` and `RX:`; beside them it writes whole
//! APDUs.

use super::Fragment;
use super::assembly::Assembly;
use super::octets::{behind, payload};

/// Command whose octets are crossing.
#[derive(Debug, Default)]
struct CrossingCommand {
    /// CLA INS P1 P2 P3, as far as they were sent.
    header: Vec<u8>,
    /// Data to the card.
    sent: Vec<u8>,
    /// Data from the card.
    came: Vec<u8>,
    /// First octet of the status word; `None` before it came.
    sw1: Option<u8>,
    /// Set after a whole command in one line, since its answer then comes in one line too.
    is_whole: bool,
    /// Number of octets that the card has asked for or is sending.
    asked: usize,
}

/// Reads the lines of a log.
pub(super) fn read(lines: &[&str], assembly: &mut Assembly) {
    let mut crossing = CrossingCommand::default();
    for (line, number) in lines.iter().zip(1_usize..) {
        let whole = [("APDU (Command):", true), ("APDU (Response):", false)];
        let apdu = whole.iter().find_map(|(mark, is_command)| Some((*is_command, behind(line, mark)?.1)));
        let octets =
            ["TX:", "RX:"].iter().zip([true, false]).find_map(|(mark, sent)| Some((sent, behind(line, mark)?.1)));
        match (apdu, octets) {
            (Some((is_command, rest)), _) => match payload(rest) {
                Some(payload) if payload.is_open() => assembly.take(
                    number,
                    if is_command { Fragment::Command(payload.octets) } else { Fragment::Answer(payload.octets) },
                ),
                _ => assembly.refuse(number, "its octets are not hexadecimal"),
            },
            (None, Some((sent, rest))) => match payload(rest) {
                Some(payload) if payload.is_open() => {
                    if let Err(why) = crossing.take(sent, &payload.octets, number, assembly) {
                        assembly.refuse(number, why);
                        crossing = CrossingCommand::default();
                    }
                }
                _ => assembly.refuse(number, "its octets are not hexadecimal"),
            },
            (None, None) => assembly.pass_over(line),
        }
    }
    if !crossing.header.is_empty() {
        assembly.refuse(lines.len(), "the log ends before the card has answered with a status word");
    }
}

impl CrossingCommand {
    fn take(&mut self, sent: bool, octets: &[u8], line: usize, assembly: &mut Assembly) -> Result<(), String> {
        // Some write no procedure bytes: the command in one line, and what came back in another.
        if sent && self.header.is_empty() && octets.len() > 5 {
            self.is_whole = true;
            assembly.take(line, Fragment::Command(octets.to_vec()));
            return Ok(());
        }
        if !sent && std::mem::take(&mut self.is_whole) {
            assembly.take(line, Fragment::Answer(octets.to_vec()));
            return Ok(());
        }
        for octet in octets {
            if sent {
                self.send(*octet)?;
            } else if self.receive(*octet)? {
                let CrossingCommand { header, sent, came, sw1, .. } = std::mem::take(self);
                assembly.take(line, Fragment::Command([header, sent].concat()));
                assembly.take(line, Fragment::Answer([came, sw1.into_iter().chain([*octet]).collect()].concat()));
            }
        }
        Ok(())
    }

    /// Sends an octet: of the header, or of the data that the card has asked for.
    fn send(&mut self, octet: u8) -> Result<(), String> {
        if self.header.len() < 5 {
            self.header.push(octet);
            return Ok(());
        }
        self.asked = self.asked.checked_sub(1).ok_or("data for which the card has not asked")?;
        self.sent.push(octet);
        Ok(())
    }

    /// Receives an octet; `true` where it ends the status word.
    fn receive(&mut self, octet: u8) -> Result<bool, String> {
        let (Some(ins), Some(p3), 5) = (self.header.get(1).copied(), self.header.get(4).copied(), self.header.len())
        else {
            return Err("the card answers, and no whole header was sent".to_owned());
        };
        if self.sw1.is_some() {
            return Ok(true);
        }
        if self.asked > 0 {
            self.asked = self.asked.saturating_sub(1);
            self.came.push(octet);
            return Ok(false);
        }
        match octet {
            // Both ways of data are told apart by what comes next: who sends it.
            _ if octet == ins => {
                let done = self.sent.len().max(self.came.len());
                let length = if p3 == 0 { 256 } else { usize::from(p3) };
                self.asked = length.saturating_sub(done);
            }
            _ if octet == ins ^ 0xFF => self.asked = 1,
            0x60 => {}
            0x61..=0x6F | 0x90..=0x9F => self.sw1 = Some(octet),
            _ => return Err(format!("{octet:02X} is no procedure byte of a command with INS {ins:02X}")),
        }
        Ok(false)
    }
}
