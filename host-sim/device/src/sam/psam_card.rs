//! A security module as a card over its contacts: the files that a terminal reads from it, and its commands as T=0
//! carries them. What the module computes is [`Psam`]'s.

use sim_wire::apdu::{CommandApdu, CommandBody};
use sim_wire::status::StatusWord;

use super::psam::Psam;
use crate::link::{Link, LinkContext, LinkError, Transport};

/// Answer to reset: T=0, and the historical octets `PSAM`.
const ATR: [u8; 8] = [0x3B, 0x64, 0x00, 0x00, b'P', b'S', b'A', b'M'];

/// Name of the application with the purchase keys.
pub const APPLICATION: &[u8; 14] = b"1PAY.SYS.ADF01";

/// Version of the module, in its file 0015.
const VERSION: u8 = 0x01;

/// Elementary files of a PSAM, by the last octet of their identifier, which is also the short one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PsamFile {
    /// Public information 0015: serial number 10, version 1, type 1, FCI 2.
    Public,
    /// Terminal number 0016, six octets.
    Terminal,
    /// Information 0017 of the application: key index 1, issuer 8, acquirer 8, first day 4, last day 4.
    Application,
}

impl PsamFile {
    /// Returns the file with an identifier.
    const fn find(identifier: u8) -> Option<PsamFile> {
        match identifier {
            0x15 => Some(PsamFile::Public),
            0x16 => Some(PsamFile::Terminal),
            0x17 => Some(PsamFile::Application),
            _ => None,
        }
    }
}

/// Place in the module's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Selection {
    /// Set while the application with the purchase keys is selected.
    in_application: bool,
    /// Elementary file; `None` after a folder was selected.
    file: Option<PsamFile>,
}

/// Answer as T=0 carries it: data that can be sent at once, or octets that wait for GET RESPONSE.
type Answer = Result<Vec<u8>, StatusWord>;

/// PSAM as a card.
#[derive(Clone, Debug)]
pub struct PsamCard {
    psam: Psam,
    /// Data that wait for GET RESPONSE.
    waiting: Vec<u8>,
    selection: Selection,
    is_powered: bool,
}

impl PsamCard {
    /// Puts a module into a card, without power.
    pub fn new(psam: Psam) -> PsamCard {
        PsamCard { psam, waiting: Vec::new(), selection: Selection::default(), is_powered: false }
    }

    /// Returns the module, to keep its counter.
    pub const fn psam(&self) -> &Psam {
        &self.psam
    }

    /// Answers a command as it crosses the contacts.
    fn respond(&mut self, octets: &[u8]) -> Vec<u8> {
        let waiting = std::mem::take(&mut self.waiting);
        let Ok(command) = CommandApdu::parse(octets) else {
            self.psam.power_off();
            return StatusWord::WRONG_LENGTH.to_bytes().to_vec();
        };
        match (command.header.to_bytes(), command.body) {
            ([0x80, ..], _) => self.compute(octets),
            ([0x00, 0xC0, 0x00, 0x00], body) => self.get_response(waiting, body),
            // Whatever else comes abandons the purchase under way.
            (header, body) => {
                self.psam.power_off();
                let answer = match header {
                    [0x00, 0xA4, p1, _] => self.select(p1, body).map(|()| Vec::new()),
                    [0x00, 0xB0, p1, p2] => self.read(p1, p2, body),
                    [0x00, ..] => Err(StatusWord::INSTRUCTION_NOT_SUPPORTED),
                    _ => Err(StatusWord::CLASS_NOT_SUPPORTED),
                };
                match answer {
                    Ok(data) => [&data[..], &StatusWord::SUCCESS.to_bytes()].concat(),
                    Err(status) => status.to_bytes().to_vec(),
                }
            }
        }
    }

    /// Passes a command to the module; data wait for GET RESPONSE.
    fn compute(&mut self, octets: &[u8]) -> Vec<u8> {
        let answer = self.psam.transmit(octets);
        let status = match u8::try_from(answer.data.len()) {
            Ok(length @ 1..) => StatusWord::bytes_waiting(length),
            _ => answer.status,
        };
        self.waiting = answer.data;
        status.to_bytes().to_vec()
    }

    /// Answers GET RESPONSE. A wrong Le is told the right one, and the data go on waiting.
    fn get_response(&mut self, waiting: Vec<u8>, body: CommandBody<'_>) -> Vec<u8> {
        let length = u8::try_from(waiting.len()).unwrap_or(u8::MAX);
        match body {
            _ if waiting.is_empty() => StatusWord::CONDITIONS_NOT_SATISFIED.to_bytes().to_vec(),
            CommandBody::P3(le) if le == length => [&waiting[..], &StatusWord::SUCCESS.to_bytes()].concat(),
            _ => {
                self.waiting = waiting;
                StatusWord::right_length(length).to_bytes().to_vec()
            }
        }
    }

    /// Selects the application by its name, or a file by its identifier.
    fn select(&mut self, p1: u8, body: CommandBody<'_>) -> Result<(), StatusWord> {
        let (CommandBody::Data(name) | CommandBody::DataLe(name, _)) = body else {
            return Err(StatusWord::WRONG_LENGTH);
        };
        let in_application = self.selection.in_application;
        self.selection = match (p1, name) {
            (0x04, name) if name == APPLICATION => Selection { in_application: true, file: None },
            (0x00, [0x3F, 0x00]) => Selection::default(),
            (0x00, [0x00, identifier]) => {
                let file = PsamFile::find(*identifier).ok_or(StatusWord::FILE_NOT_FOUND)?;
                if !self.has(file) {
                    return Err(StatusWord::FILE_NOT_FOUND);
                }
                Selection { in_application, file: Some(file) }
            }
            (0x00 | 0x04, _) => return Err(StatusWord::FILE_NOT_FOUND),
            _ => return Err(StatusWord::WRONG_PARAMETERS),
        };
        Ok(())
    }

    /// Returns whether a file is where the selection stands.
    fn has(&self, file: PsamFile) -> bool {
        file != PsamFile::Application || self.selection.in_application
    }

    /// Reads a file: the selected one, or the one whose short identifier P1 holds.
    fn read(&self, p1: u8, p2: u8, body: CommandBody<'_>) -> Answer {
        let CommandBody::P3(le) = body else { return Err(StatusWord::WRONG_LENGTH) };
        let (file, offset) = match p1 & 0x80 {
            0 => (self.selection.file.ok_or(StatusWord::NO_CURRENT_FILE)?, u16::from_be_bytes([p1, p2])),
            _ => (PsamFile::find(p1 & 0x1F).ok_or(StatusWord::FILE_NOT_FOUND)?, p2.into()),
        };
        if !self.has(file) {
            return Err(StatusWord::FILE_NOT_FOUND);
        }
        let contents = self.contents(file);
        let rest = contents.get(usize::from(offset)..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or(StatusWord::WRONG_OFFSET)?;
        match rest.get(..usize::from(le)).filter(|data| !data.is_empty()) {
            Some(data) => Ok(data.to_vec()),
            None => Err(StatusWord::right_length(u8::try_from(rest.len()).unwrap_or(u8::MAX))),
        }
    }

    fn contents(&self, file: PsamFile) -> Vec<u8> {
        let terminal = self.psam.terminal();
        match file {
            PsamFile::Public => [&[0; 4][..], &terminal, &[VERSION, 0, 0, 0]].concat(),
            PsamFile::Terminal => terminal.to_vec(),
            PsamFile::Application => {
                let days = [[0x20, 0x09, 0x01, 0x01], [0x20, 0x99, 0x12, 0x31]].concat();
                [&[crate::pos::tap::PURCHASE_KEY_INDEX][..], &[0; 16], &days].concat()
            }
        }
    }
}

impl Link for PsamCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.power_off();
        self.is_powered = true;
        Ok(ATR.to_vec())
    }

    fn power_off(&mut self) {
        self.psam.power_off();
        self.waiting.clear();
        self.selection = Selection::default();
        self.is_powered = false;
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if !self.is_powered || situation.way != Transport::Contacts {
            return Err(LinkError::Silent);
        }
        Ok(self.respond(command))
    }
}

#[cfg(test)]
mod tests {
    use sim_wire::Fen;
    use sim_wire::record::{TerminalTime, TransactionKind};

    use super::*;
    use crate::reader::{ReaderMode, transmit};
    use crate::sam::psam::{InitSam, KeyScope, MasterKey, credit_sam};
    use crate::sam::{SessionKey, psam};

    fn card() -> PsamCard {
        let key = MasterKey { version: 1, scope: KeyScope::Diversified, key: [0x31; 16] };
        let mut card = PsamCard::new(psam::Psam::new([0x11, 0x22, 0x33, 0x44, 0x55, 0x66], vec![key], 9));
        card.power_on().unwrap();
        card
    }

    fn asked() -> InitSam {
        InitSam {
            random: [1, 2, 3, 4],
            offline_counter: 5,
            amount: Fen(100),
            kind: TransactionKind::Purchase,
            at: TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]),
            key_version: 1,
            algorithm: 0,
            factors: vec![[7; 8]],
        }
    }

    fn raw(card: &mut PsamCard, command: &str) -> String {
        let command = hex::decode(command.replace(' ', "")).unwrap();
        hex::encode_upper(card.exchange(LinkContext::default(), &command).unwrap())
    }

    #[test]
    fn purchase_goes_through_as_with_the_module_alone() {
        let mut card = card();
        let init = asked().emit().unwrap();
        let answer = transmit(&mut card, ReaderMode::Auto, LinkContext::default(), &init).unwrap();
        assert_eq!((answer.len(), &answer[..4]), (10, &[0, 0, 0, 9][..]));
        let session = SessionKey::purchase(&asked().purchase_key(&[0x31; 16]), [1, 2, 3, 4], 5, 9);
        let credit = credit_sam(session.mac(&Fen(100).to_bytes()));
        assert_eq!(card.exchange(LinkContext::default(), &credit), Ok(vec![0x90, 0x00]));
        assert_eq!(card.psam().next_counter(), 10);
    }

    #[test]
    fn terminal_number_is_read_by_short_identifier_and_by_selection() {
        let mut card = card();
        assert_eq!(raw(&mut card, "00B09600 06"), "1122334455669000");
        assert_eq!(raw(&mut card, "00B09600 00"), "6C06");
        assert_eq!(raw(&mut card, "00A40000 02 0016"), "9000");
        assert_eq!(raw(&mut card, "00B00002 02"), "33449000");
        assert_eq!(raw(&mut card, "00B00006 01"), "6B00");
        assert_eq!(raw(&mut card, "00B09500 0E"), "00000000112233445566010000009000");
    }

    #[test]
    fn application_file_is_there_after_its_selection() {
        let mut card = card();
        assert_eq!(raw(&mut card, "00B09700 19"), "6A82");
        assert_eq!(raw(&mut card, &format!("00A40400 0E {}", hex::encode(APPLICATION))), "9000");
        assert_eq!(raw(&mut card, "00B09700 19").len(), 2 * 27);
        assert_eq!(raw(&mut card, "00A40000 02 3F00"), "9000");
        assert_eq!(raw(&mut card, "00B09700 19"), "6A82");
    }

    #[test]
    fn wrong_commands_of_a_psam_are_refused() {
        let mut card = card();
        for (command, status) in [
            ("00C00000 08", "6985"),
            ("00A40000 02 2F00", "6A82"),
            ("00A40800 02 0016", "6A86"),
            ("00A40000", "6700"),
            ("00B00000 01", "6986"),
            ("0084000004", "6D00"),
            ("A0A4000002 3F00", "6E00"),
            ("80", "6700"),
        ] {
            assert_eq!(raw(&mut card, command), status, "{command}");
        }
    }

    #[test]
    fn get_response_keeps_the_purchase_and_other_commands_end_it() {
        let init = asked().emit().unwrap();
        let mut card = card();
        assert_eq!(card.exchange(LinkContext::default(), &init), Ok(vec![0x61, 8]));
        assert_eq!(raw(&mut card, "00C00000 00"), "6C08");
        assert_eq!(raw(&mut card, "00C00000 08").len(), 20);
        assert_eq!(raw(&mut card, "80720000 04 00000000"), "9302", "the purchase was under way");
        card.exchange(LinkContext::default(), &init).unwrap();
        raw(&mut card, "00B09600 06");
        assert_eq!(raw(&mut card, "80720000 04 00000000"), "6901", "a read abandons it");
        card.power_off();
        assert_eq!(card.exchange(LinkContext::default(), &init), Err(LinkError::Silent));
    }
}
