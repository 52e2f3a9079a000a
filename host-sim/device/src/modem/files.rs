//! Files of the card for the computer (+CRSM, 3GPP TS 27.007 §8.18). The modem selects the file, then reads or writes
//! it.

use super::Modem;
use super::outcome::{Answer, AnswerResult, line};
use super::{incorrect, no_such_form};
use crate::handset::Speech;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, FinalResult};
use sim_wire::instruction::Instruction;

/// Identifiers of the master file, of DF.TELECOM, DF.GSM, and of the application that is selected.
const MASTER: u16 = 0x3F00;
const TELECOM: u16 = 0x7F10;
const GSM: u16 = 0x7F20;
const APPLICATION: u16 = 0x7FFF;

/// First octets of a USIM's name (ETSI TS 101 220 annex E).
const USIM: &[u8] = &[0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02];

/// Files of DF.TELECOM (3GPP TS 51.011 §10.5).
const TELECOM_FILES: &[u16] = &[
    0x6F3A, 0x6F3B, 0x6F3C, 0x6F3D, 0x6F40, 0x6F42, 0x6F43, 0x6F44, 0x6F47, 0x6F49, 0x6F4A, 0x6F4B, 0x6F4C, 0x6F4D,
    0x6F4E, 0x6F4F, 0x6F54,
];

/// Command of +CRSM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileCommand {
    ReadBinary,
    ReadRecord,
    GetResponse,
    UpdateBinary,
    UpdateRecord,
    Status,
}

impl FileCommand {
    /// Returns the command of a number, which is that of the instruction.
    const fn of(number: u32) -> Option<FileCommand> {
        Some(match number {
            176 => FileCommand::ReadBinary,
            178 => FileCommand::ReadRecord,
            192 => FileCommand::GetResponse,
            214 => FileCommand::UpdateBinary,
            220 => FileCommand::UpdateRecord,
            242 => FileCommand::Status,
            _ => return None,
        })
    }

    /// Returns the number of the command, which is that of the instruction.
    const fn number(self) -> u8 {
        match self {
            FileCommand::ReadBinary => 176,
            FileCommand::ReadRecord => 178,
            FileCommand::GetResponse => 192,
            FileCommand::UpdateBinary => 214,
            FileCommand::UpdateRecord => 220,
            FileCommand::Status => 242,
        }
    }

    const fn has_data(self) -> bool {
        matches!(self, FileCommand::UpdateBinary | FileCommand::UpdateRecord)
    }
}

/// Request for a file of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FileRequest {
    command: FileCommand,
    /// Identifier of the file; `None` for the one that is selected.
    file: Option<u16>,
    p1: u8,
    p2: u8,
    p3: u8,
    data: Vec<u8>,
    /// Directories from the master file on; `None` for the usual place of the file.
    path: Option<Vec<u16>>,
}

impl FileRequest {
    fn parse(parameters: &[AtParameter]) -> Option<FileRequest> {
        let [command, rest @ ..] = parameters else { return None };
        let command = FileCommand::of(command.number()?)?;
        let mut rest = rest.iter();
        let octet = |parameter: Option<&AtParameter>| match parameter {
            None | Some(AtParameter::Absent) => Some(0),
            Some(given) => given.number().and_then(|number| u8::try_from(number).ok()),
        };
        let file = match rest.next() {
            None | Some(AtParameter::Absent) => None,
            Some(file) => Some(u16::try_from(file.number()?).ok()?),
        };
        let (p1, p2, p3) = (octet(rest.next())?, octet(rest.next())?, octet(rest.next())?);
        let data = match rest.next() {
            None | Some(AtParameter::Absent) => Vec::new(),
            Some(data) => data.octets()?,
        };
        let path = match rest.next() {
            None | Some(AtParameter::Absent) => None,
            Some(path) => Some(identifiers(&path.octets()?)?),
        };
        let is_whole = rest.next().is_none() && (!command.has_data() || data.len() == usize::from(p3));
        let is_named = file.is_some() || command == FileCommand::Status;
        (is_whole && is_named).then_some(FileRequest { command, file, p1, p2, p3, data, path })
    }
}

/// Returns the identifiers of a path, two octets each.
fn identifiers(octets: &[u8]) -> Option<Vec<u16>> {
    let pairs = octets.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok().map(u16::from_be_bytes));
    pairs.collect()
}

/// Answer of the card about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileAnswer {
    pub(super) status: [u8; 2],
    pub(super) data: Vec<u8>,
}

impl FileAnswer {
    /// Returns whether the card did what it was asked for.
    pub(super) const fn is_done(&self) -> bool {
        matches!(self.status, [0x90 | 0x91, _])
    }
}

impl Modem {
    /// Executes `+CRSM`.
    pub(super) fn access_file<L: Link>(&mut self, action: &AtAction, station: &mut MobileStation<L>) -> AnswerResult {
        let parameters = match action {
            AtAction::Set(parameters) => parameters,
            AtAction::Test => return Ok(Answer::Lines(Vec::new())),
            action => return Err(no_such_form(action)),
        };
        let request = FileRequest::parse(parameters).ok_or_else(incorrect)?;
        let FileAnswer { status, data } = self.carry_out(&request, station)?;
        let [sw1, sw2] = status;
        // What 91xx announces, the handset has fetched.
        let (sw1, sw2) = if sw1 == 0x91 { (0x90, 0x00) } else { (sw1, sw2) };
        line(match data.as_slice() {
            [] => format!("+CRSM: {sw1},{sw2}"),
            data => format!("+CRSM: {sw1},{sw2},\"{}\"", hex::encode_upper(data)),
        })
    }

    /// Reads the first octets of a file at its usual place.
    pub(super) fn read_file<L: Link>(
        &mut self,
        file: u16,
        length: u8,
        station: &mut MobileStation<L>,
    ) -> Result<FileAnswer, FinalResult> {
        let command = FileCommand::ReadBinary;
        let request = FileRequest { command, file: Some(file), p1: 0, p2: 0, p3: length, data: Vec::new(), path: None };
        self.carry_out(&request, station)
    }

    /// Returns what the card says of its master file in a protocol.
    pub(super) fn master_file<L: Link>(
        &mut self,
        speech: Speech,
        station: &mut MobileStation<L>,
    ) -> Result<FileAnswer, FinalResult> {
        self.select(speech, MASTER, station)
    }

    /// Returns the protocol in which the card is asked for files: the handset's, but that of a SIM for a card without
    /// files for a UICC.
    pub(super) fn speech_of_files<L: Link>(&mut self, station: &mut MobileStation<L>) -> Result<Speech, FinalResult> {
        Ok(match station.handset().speech() {
            Speech::Uicc if !self.select(Speech::Uicc, MASTER, station)?.is_done() => Speech::Gsm,
            speech => speech,
        })
    }

    /// Carries a request out in the protocol of the card.
    fn carry_out<L: Link>(
        &mut self,
        request: &FileRequest,
        station: &mut MobileStation<L>,
    ) -> Result<FileAnswer, FinalResult> {
        let speech = self.speech_of_files(station)?;
        let Some(file) = request.file else { return self.command(speech, request, station) };
        for directory in self.directories(speech, file, request.path.as_deref(), station)? {
            let selected = self.select(speech, directory, station)?;
            if !selected.is_done() {
                return Ok(FileAnswer { data: Vec::new(), ..selected });
            }
        }
        let selected = self.select(speech, file, station)?;
        match (selected.is_done(), request.command) {
            (true, FileCommand::GetResponse) => Ok(selected),
            (true, _) => self.command(speech, request, station),
            (false, _) => Ok(FileAnswer { data: Vec::new(), ..selected }),
        }
    }

    /// Returns the directories to be selected before a file. The USIM is selected by its name, if it is among them.
    fn directories<L: Link>(
        &mut self,
        speech: Speech,
        file: u16,
        path: Option<&[u16]>,
        station: &mut MobileStation<L>,
    ) -> Result<Vec<u16>, FinalResult> {
        let application = if speech == Speech::Gsm { GSM } else { APPLICATION };
        let mut directories = match path {
            Some(path) => path.to_vec(),
            None if file == MASTER || file >> 8 == 0x2F || file >> 8 == 0x7F => Vec::new(),
            None if TELECOM_FILES.contains(&file) => vec![TELECOM],
            None => vec![application],
        };
        directories.retain(|directory| *directory != MASTER);
        if speech == Speech::Gsm {
            directories.iter_mut().filter(|directory| **directory == APPLICATION).for_each(|found| *found = GSM);
        } else if directories.first() == Some(&APPLICATION) {
            let length = u8::try_from(USIM.len()).unwrap_or_default();
            let select = [&[0x00, Instruction::Select.ins(), 0x04, 0x04, length], USIM].concat();
            let (_, status) = self.transmit(&select, station)?;
            if matches!(status, [0x90 | 0x91, _]) {
                directories.remove(0);
                return Ok(directories);
            }
        }
        directories.insert(0, MASTER);
        Ok(directories)
    }

    fn select<L: Link>(
        &mut self,
        speech: Speech,
        file: u16,
        station: &mut MobileStation<L>,
    ) -> Result<FileAnswer, FinalResult> {
        let (class, p2) = if speech == Speech::Gsm { (0xA0, 0x00) } else { (0x00, 0x04) };
        let [high, low] = file.to_be_bytes();
        let command = [class, Instruction::Select.ins(), 0x00, p2, 0x02, high, low];
        let (data, status) = self.transmit(&command, station)?;
        Ok(FileAnswer { status, data })
    }

    /// Sends the command of a request for the file that is selected.
    fn command<L: Link>(
        &mut self,
        speech: Speech,
        request: &FileRequest,
        station: &mut MobileStation<L>,
    ) -> Result<FileAnswer, FinalResult> {
        let class = match (speech, request.command) {
            (Speech::Gsm, _) => 0xA0,
            (Speech::Uicc, FileCommand::Status) => 0x80,
            (Speech::Uicc, _) => 0x00,
        };
        let FileRequest { command, p1, p2, p3, ref data, .. } = *request;
        let mut apdu = vec![class, command.number(), p1, p2, p3];
        if command.has_data() {
            apdu.extend_from_slice(data);
        }
        let (data, status) = self.transmit(&apdu, station)?;
        Ok(FileAnswer { status, data })
    }
}

/// Executes `+CSIM`: the command goes to the card as it is, and so does the answer.
pub(super) fn pass_on<L: Link>(modem: &mut Modem, action: &AtAction, station: &mut MobileStation<L>) -> AnswerResult {
    let parameters = match action {
        AtAction::Set(parameters) => parameters,
        AtAction::Test => return Ok(Answer::Lines(Vec::new())),
        action => return Err(no_such_form(action)),
    };
    let [length, command] = parameters.as_slice() else { return Err(incorrect()) };
    let octets = command.octets().ok_or_else(incorrect)?;
    let digits = octets.len().saturating_mul(2);
    if length.number().map(usize::try_from) != Some(Ok(digits)) || octets.len() < 4 {
        return Err(incorrect());
    }
    let answer = station.transmit_raw(&octets).map_err(|trouble| modem.fail(trouble))?;
    line(format!("+CSIM: {},\"{}\"", answer.len().saturating_mul(2), hex::encode_upper(answer)))
}
