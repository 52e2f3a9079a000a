//! SELECT: by identifier or by AID, answered with FCI under class 00 and with the status block of GSM 11.11 §9.2.1
//! under class A0.

use crate::doors::command::{Command, ParsedCommand, answered, outgoing, plain};
use crate::doors::files::{ElementaryFile, Structure};
use crate::refusal::Refusal;
use crate::request::Interface;
use crate::session::{Directory, Session};
use crate::wallet::Context;
use crate::wallet::change::Change;
use crate::wallet::decision::{Data, Decision, join};
use crate::wallet::lifecycle::BlockState;
use sim_wire::apdu::{CommandApdu, Header};
use sim_wire::status::StatusWord;

/// Name of the master file (JR/T 0025: payment system environment).
const MASTER_NAME: &[u8] = b"1PAY.SYS.DDF01";

/// Identifier of the master file.
const MASTER: u16 = 0x3F00;

/// Identifier of the wallet application's directory.
const WALLET: u16 = 0xDF04;

/// Fewest octets of an AID by which an application may be selected: the registered provider (ISO 7816-5).
const AID_LENGTH_MIN: usize = 5;

/// Target of a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    Identifier(u16),
    Name(&'a [u8]),
    /// The next application of the same name; there is only one.
    NextOfName,
}

/// Form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Fci,
    Nothing,
    Gsm,
}

/// Result of a search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SelectedFile {
    Directory(Directory),
    File(ElementaryFile),
}

/// Parses SELECT.
pub(super) fn parse<'a>(apdu: &CommandApdu<'a>) -> Result<ParsedCommand<'a>, Refusal> {
    let Header { cla, p1, p2, .. } = apdu.header;
    let form = match (cla, p2) {
        (0xA0, 0x00) => Form::Gsm,
        (0xA0, _) => return Err(Refusal::WrongParameters),
        (_, 0x0C) => Form::Nothing,
        _ => Form::Fci,
    };
    let (data, expected) = answered(apdu)?;
    let target = match (p1, p2, data) {
        (0x00, 0x00 | 0x0C, []) => Target::Identifier(MASTER),
        (0x00, 0x00 | 0x0C, [high, low]) => Target::Identifier(u16::from_be_bytes([*high, *low])),
        (0x00, 0x00 | 0x0C, _) => return Err(Refusal::WrongLength),
        (0x04, 0x00 | 0x0C, name) if cla != 0xA0 => Target::Name(named(name)?),
        (0x04, 0x02, name) if cla != 0xA0 => named(name).map(|_| Target::NextOfName)?,
        _ => return Err(Refusal::WrongParameters),
    };
    Ok(plain(Command::Select(target, form), expected))
}

/// Parses STATUS: under A0 it asks for the block of the current directory, under 80 for its FCI, or with P2 = 0C for
/// nothing.
pub(super) fn parse_status<'a>(apdu: &CommandApdu<'a>) -> Result<ParsedCommand<'a>, Refusal> {
    let Header { cla, p1, p2, .. } = apdu.header;
    let form = match (cla, p1, p2) {
        (0xA0, 0x00, 0x00) => Form::Gsm,
        (0x80, 0x00..=0x02, 0x00) => Form::Fci,
        (0x80, 0x00..=0x02, 0x0C) => Form::Nothing,
        _ => return Err(Refusal::WrongParameters),
    };
    Ok(plain(Command::Status(form), outgoing(apdu)?))
}

fn named(name: &[u8]) -> Result<&[u8], Refusal> {
    if (AID_LENGTH_MIN..=16).contains(&name.len()) { Ok(name) } else { Err(Refusal::WrongLength) }
}

/// Carries out SELECT. A temporarily blocked application is selected, and the status word reports the block.
pub(super) fn select(context: Context<'_>, target: Target<'_>, form: Form) -> Result<Decision, Refusal> {
    let found = find(&context, target)?;
    let block = context.wallet.block_in_force();
    let is_wallet = found == SelectedFile::Directory(Directory::Wallet);
    Refusal::first([(is_wallet && block == BlockState::Permanent, Refusal::ApplicationBlockedForEver)])?;
    let session = match found {
        // Another application, or this one afresh: what was proved to the one before does not count. The sender of a
        // script has proved himself by the packet, whatever he selects.
        SelectedFile::Directory(directory) => {
            let authenticated = context.next.authenticated && context.surroundings.interface == Interface::OverTheAir;
            Session { directory, file: None, pin_verified: false, authenticated, ..context.next }
        }
        SelectedFile::File(file) => Session { file: Some(file.identifier()), ..context.next },
    };
    let data = match form {
        Form::Nothing => Data::new(),
        Form::Fci => fci(&context, found),
        Form::Gsm => gsm_status(found),
    };
    let blocked = is_wallet && block == BlockState::Temporary;
    let status = if blocked { StatusWord::FUNCTION_NOT_SUPPORTED } else { StatusWord::SUCCESS };
    Ok(Decision { change: Change::Nothing, session, data, status })
}

/// Carries out STATUS: answers for the current directory and selects nothing.
pub(super) fn status(context: Context<'_>, form: Form) -> Decision {
    let found = SelectedFile::Directory(context.session.directory);
    let data = match form {
        Form::Nothing => Data::new(),
        Form::Fci => fci(&context, found),
        Form::Gsm => gsm_status(found),
    };
    Decision { data, ..Decision::answering(context.next, &[]) }
}

fn find(context: &Context<'_>, target: Target<'_>) -> Result<SelectedFile, Refusal> {
    let found = match target {
        Target::Identifier(MASTER) => Some(SelectedFile::Directory(Directory::Master)),
        Target::Identifier(WALLET) => Some(SelectedFile::Directory(Directory::Wallet)),
        Target::Identifier(identifier) => {
            ElementaryFile::find(context.session.directory, identifier).map(SelectedFile::File)
        }
        Target::Name(name) if context.identity.aid.starts_with(name) => {
            Some(SelectedFile::Directory(Directory::Wallet))
        }
        Target::Name(name) if MASTER_NAME.starts_with(name) => Some(SelectedFile::Directory(Directory::Master)),
        Target::Name(_) | Target::NextOfName => None,
    };
    found.ok_or(Refusal::FileNotFound)
}

/// Builds the file control information (ISO 7816-4 §5.3.3, JR/T 0025 for the application's).
fn fci(context: &Context<'_>, found: SelectedFile) -> Data {
    match found {
        SelectedFile::Directory(Directory::Master) => {
            template(&[&[0x84, MASTER_NAME.len() as u8], MASTER_NAME, &[0xA5, 0x03, 0x88, 0x01, 0x01]])
        }
        SelectedFile::Directory(Directory::Wallet) => {
            let aid = &context.identity.aid;
            let proprietary = [0xA5, 0x25, 0x9F, 0x08, 0x01, 0x02, 0x9F, 0x0C, 0x1E];
            template(&[&[0x84, aid.len() as u8], aid, &proprietary, &context.wallet.files.public_data])
        }
        SelectedFile::File(file) => {
            let [id_high, id_low] = file.identifier().to_be_bytes();
            let short = file.short_identifier() << 3;
            let identifiers = [0x83, 0x02, id_high, id_low, 0x88, 0x01, short];
            match file.structure() {
                Structure::Transparent { size } => {
                    template(&[&[0x80, 0x02, 0x00, size, 0x82, 0x01, 0x01], &identifiers])
                }
                Structure::Linear { record, count } => {
                    template(&[&[0x82, 0x05, 0x02, 0x01, 0x00, record, count], &identifiers])
                }
                Structure::Cyclic { record, count } => {
                    template(&[&[0x82, 0x05, 0x06, 0x01, 0x00, record, count], &identifiers])
                }
            }
        }
    }
}

/// Builds a template of 6F, length and parts.
fn template(parts: &[&[u8]]) -> Data {
    let length = parts.iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let mut whole = join(&[&[0x6F, length.min(0x7F) as u8]]);
    for part in parts {
        if whole.extend_from_slice(part).is_err() {
            return Data::new();
        }
    }
    whole
}

/// Builds the answer of GSM 11.11 §9.2.1: 22 octets for a directory, 15 for a file.
fn gsm_status(found: SelectedFile) -> Data {
    let directory = |identifier: u16, kind: u8, directories: u8, files: u8| {
        let head = [0x00, 0x00, 0x00, 0x00];
        let characteristics = [kind, 0, 0, 0, 0, 0, 0x09, 0x00, directories, files, 0x00, 0x00, 0, 0, 0, 0];
        join(&[&head, &identifier.to_be_bytes(), &characteristics])
    };
    match found {
        SelectedFile::Directory(Directory::Master) => directory(MASTER, 0x01, 1, 1),
        SelectedFile::Directory(Directory::Wallet) => directory(WALLET, 0x02, 0, 4),
        SelectedFile::File(file) => {
            let (size, structure, record) = match file.structure() {
                Structure::Transparent { size } => (u16::from(size), 0x00, 0),
                Structure::Linear { record, count } => (u16::from(record).wrapping_mul(u16::from(count)), 0x01, record),
                Structure::Cyclic { record, count } => (u16::from(record).wrapping_mul(u16::from(count)), 0x03, record),
            };
            let access = [0x04, 0x00, 0x0F, 0xFF, 0xFF, 0x01, 0x02, structure, record];
            join(&[&[0x00, 0x00], &size.to_be_bytes(), &file.identifier().to_be_bytes(), &access])
        }
    }
}
