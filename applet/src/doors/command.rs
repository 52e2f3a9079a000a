//! Typed form of every APDU of the card: CLA INS P1 P2 and lengths go no further than this module.

use crate::doors::files::Place;
use crate::doors::secure_messaging::Seal;
use crate::doors::toolkit::ToolkitInput;
use crate::doors::{parameters, select};
use crate::refusal::Refusal;
use crate::request::{Initialize, Request};
use sim_wire::Fen;
use sim_wire::apdu::{CommandApdu, CommandBody, Header};
use sim_wire::instruction::Instruction;
use sim_wire::pin::PinDigits;
use sim_wire::record::TerminalTime;
use sim_wire::tag::ParameterTag;

/// A command with all parameters that its octets carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command<'a> {
    Select(select::Target<'a>, select::Form),
    ReadBinary {
        place: Place,
        offset: u16,
        le: u8,
    },
    UpdateBinary {
        place: Place,
        offset: u16,
        data: &'a [u8],
    },
    ReadRecord {
        place: Place,
        number: u8,
    },
    UpdateRecord {
        place: Place,
        number: u8,
        data: &'a [u8],
    },
    GetChallenge {
        length: u8,
    },
    ExternalAuthenticate {
        key_index: u8,
        cryptogram: [u8; 8],
    },
    InternalAuthenticate {
        key_index: u8,
        data: &'a [u8],
    },
    GetData(ParameterTag),
    /// TERMINAL PROFILE, ENVELOPE or TERMINAL RESPONSE, with its data.
    Brings(ToolkitInput<'a>),
    Fetch,
    Status(select::Form),
    /// Request to an application with its AID; it is carried out if the AID is the wallet's.
    ForApplication(&'a [u8], Request),
    BlockApplication {
        for_ever: bool,
    },
    UnblockApplication,
    BlockCard,
    UnblockPin {
        cipher: [u8; 8],
    },
    Wallet(Request),
}

/// Length and form of the answer that the terminal expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// No answer, or one of any length: the command has taken Le itself.
    Whatever,
    /// Case 2: exactly this Le; 00 is 256.
    Le(u8),
    /// Case 4 with Le: exactly this Le; 00 accepts any length.
    AtMost(u8),
    /// Case 4 without Le: over the contacts GET RESPONSE will fetch the answer.
    Fetched,
}

/// A parsed command, with its seal and the expected answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ParsedCommand<'a> {
    pub(crate) command: Command<'a>,
    pub(crate) seal: Option<Seal<'a>>,
    pub(crate) expected: Expected,
}

type Result<'a> = core::result::Result<ParsedCommand<'a>, Refusal>;

/// Parses a command whose instruction and class have been found. Wrong parameters take precedence over wrong lengths.
pub(crate) fn parse<'a>(instruction: Instruction, apdu: &CommandApdu<'a>) -> Result<'a> {
    use Instruction::*;
    let Header { p1, p2, .. } = apdu.header;
    match instruction {
        Select => select::parse(apdu),
        ReadBinary => read_binary(apdu),
        UpdateBinary => update_binary(apdu),
        ReadRecord => read_record(apdu),
        UpdateRecord => update_record(apdu),
        Verify => verify(apdu),
        GetChallenge => get_challenge(apdu),
        ExternalAuthenticate => external_authenticate(apdu),
        InternalAuthenticate => internal_authenticate(apdu),
        Initialize => initialize(apdu),
        CreditForLoad => credit(apdu),
        Debit => debit(apdu),
        GetTransactionProve => prove(apdu),
        GetBalance => {
            parameters_are((p1, p2) == (0, 2))?;
            Ok(plain(Command::Wallet(Request::Balance), outgoing_exactly(apdu, 4)?))
        }
        ChangeReloadPin => change_or_reload_pin(apdu),
        PinUnblock => {
            parameters_are((p1, p2) == (0, 0))?;
            sealed(apdu, |cipher| Ok(Command::UnblockPin { cipher: exactly(cipher)? }))
        }
        ApplicationBlock => block(apdu, p2 <= 1, Command::BlockApplication { for_ever: p2 == 1 }),
        ApplicationUnblock => block(apdu, p2 == 0, Command::UnblockApplication),
        CardBlock => block(apdu, p2 == 0, Command::BlockCard),
        GetData => parameters::get(apdu),
        PutData => {
            let tag = parameters::writable(p1, p2)?;
            either(apdu, 0x84, |data| parameters::put(tag, data))
        }
        SetStatus => {
            let state = parameters::state(p1, p2)?;
            either(apdu, 0x84, |data| parameters::set_status(state, data))
        }
        TerminalProfile => bring(apdu, ToolkitInput::Profile),
        Envelope => bring(apdu, ToolkitInput::Envelope),
        TerminalResponse => bring(apdu, ToolkitInput::Response),
        Fetch => {
            parameters_are((p1, p2) == (0, 0))?;
            Ok(plain(Command::Fetch, outgoing(apdu)?))
        }
        Status => select::parse_status(apdu),
        // GET RESPONSE is the transport's and never comes here.
        GetResponse => Err(Refusal::NoAnswerWaiting),
    }
}

/// Parses APPLICATION BLOCK, APPLICATION UNBLOCK or CARD BLOCK: a MAC and no data.
fn block<'a>(apdu: &CommandApdu<'a>, p2_is_right: bool, command: Command<'a>) -> Result<'a> {
    parameters_are(apdu.header.p1 == 0 && p2_is_right)?;
    sealed(apdu, |data| nothing(data).map(|()| command))
}

/// Parses TERMINAL PROFILE, ENVELOPE or TERMINAL RESPONSE. A 3G terminal may add Le to an envelope: it asks for the
/// proof of receipt of a secured packet. Nothing else has an answer.
fn bring<'a>(apdu: &CommandApdu<'a>, brought: impl FnOnce(&'a [u8]) -> ToolkitInput<'a>) -> Result<'a> {
    parameters_are((apdu.header.p1, apdu.header.p2) == (0, 0))?;
    let (data, expected) = answered(apdu)?;
    Ok(plain(Command::Brings(brought(data)), expected))
}

fn read_binary<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let (place, offset) = Place::of_binary(apdu.header)?;
    let le = outgoing_le(apdu)?;
    Ok(plain(Command::ReadBinary { place, offset, le }, Expected::Whatever))
}

fn update_binary<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let (place, offset) = Place::of_binary(apdu.header)?;
    update(apdu, |data| Command::UpdateBinary { place, offset, data })
}

fn read_record<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let place = Place::of_record(apdu.header)?;
    Ok(plain(Command::ReadRecord { place, number: apdu.header.p1 }, outgoing(apdu)?))
}

fn update_record<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let place = Place::of_record(apdu.header)?;
    let number = apdu.header.p1;
    update(apdu, |data| Command::UpdateRecord { place, number, data })
}

fn update<'a>(apdu: &CommandApdu<'a>, command: impl FnOnce(&'a [u8]) -> Command<'a>) -> Result<'a> {
    either(apdu, 0x04, |data| something(data).map(command))
}

fn verify<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    parameters_are(apdu.header.p1 == 0)?;
    Refusal::first([(apdu.header.p2 != 0, Refusal::ReferenceNotFound)])?;
    let request = match incoming(apdu)? {
        [] => Request::AskPin,
        digits => Request::VerifyPin(pin(digits)?),
    };
    Ok(plain(Command::Wallet(request), Expected::Whatever))
}

fn get_challenge<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    parameters_are((apdu.header.p1, apdu.header.p2) == (0, 0))?;
    match outgoing_le(apdu)? {
        length @ (4 | 8) => Ok(plain(Command::GetChallenge { length }, Expected::Whatever)),
        _ => Err(Refusal::WrongLength),
    }
}

fn external_authenticate<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    parameters_are(apdu.header.p1 == 0)?;
    let cryptogram = exactly(incoming(apdu)?)?;
    let command = Command::ExternalAuthenticate { key_index: apdu.header.p2, cryptogram };
    Ok(plain(command, Expected::Whatever))
}

fn internal_authenticate<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    parameters_are(apdu.header.p1 == 0)?;
    let (data, expected) = answered(apdu)?;
    let command = Command::InternalAuthenticate { key_index: apdu.header.p2, data: something(data)? };
    Ok(plain(command, expected))
}

fn initialize<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let (request, answer): (fn(Initialize) -> Request, u8) = match (apdu.header.p1, apdu.header.p2) {
        (0x00, 0x02) => (Request::InitializeForLoad, 16),
        (0x01, 0x02) => (Request::InitializeForPurchase, 15),
        (0x05, 0x02) => (Request::InitializeForUnload, 16),
        _ => return Err(Refusal::WrongParameters),
    };
    let ([key_index, a0, a1, a2, a3, terminal @ ..], expected) = answered_exactly::<11>(apdu, answer)?;
    let ask = Initialize { key_index, amount: Fen::from_bytes([a0, a1, a2, a3]), terminal };
    Ok(plain(Command::Wallet(request(ask)), expected))
}

fn credit<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    parameters_are((apdu.header.p1, apdu.header.p2) == (0, 0))?;
    let ([at @ .., m0, m1, m2, m3], expected) = answered_exactly::<11>(apdu, 4)?;
    let request = Request::CreditForLoad { at: TerminalTime(at), mac2: [m0, m1, m2, m3] };
    Ok(plain(Command::Wallet(request), expected))
}

fn debit<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    match (apdu.header.p1, apdu.header.p2) {
        (0x01, 0x00) => {
            let (data, expected) = answered_exactly::<15>(apdu, 8)?;
            let [c0, c1, c2, c3, at @ .., m0, m1, m2, m3] = data;
            let terminal_counter = [c0, c1, c2, c3];
            let request = Request::DebitForPurchase { terminal_counter, at: TerminalTime(at), mac1: [m0, m1, m2, m3] };
            Ok(plain(Command::Wallet(request), expected))
        }
        (0x03, 0x00) => {
            let ([at @ .., m0, m1, m2, m3], expected) = answered_exactly::<11>(apdu, 4)?;
            let request = Request::DebitForUnload { at: TerminalTime(at), mac2: [m0, m1, m2, m3] };
            Ok(plain(Command::Wallet(request), expected))
        }
        _ => Err(Refusal::WrongParameters),
    }
}

fn prove<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let Header { p1, p2: kind, .. } = apdu.header;
    parameters_are(p1 == 0 && matches!(kind, 0x01..=0x07 | 0x09))?;
    let (counter, expected) = answered_exactly::<2>(apdu, 8)?;
    let counter = u16::from_be_bytes(counter);
    Ok(plain(Command::Wallet(Request::Prove { kind, counter }), expected))
}

fn change_or_reload_pin<'a>(apdu: &CommandApdu<'a>) -> Result<'a> {
    let request = match (apdu.header.p1, apdu.header.p2) {
        (0x01, 0x00) => {
            let data = length_within(incoming(apdu)?, 5..=13)?;
            let separator = data.iter().position(|octet| *octet == 0xFF).ok_or(Refusal::MalformedPin)?;
            let (old, new) = data.split_at_checked(separator).ok_or(Refusal::MalformedPin)?;
            let (_separator, new) = new.split_first().ok_or(Refusal::MalformedPin)?;
            Request::ChangePin { old: pin(old)?, new: pin(new)? }
        }
        (0x00, 0x00) => {
            let data = length_within(incoming(apdu)?, 6..=10)?;
            let (digits, mac) = data.split_last_chunk::<4>().ok_or(Refusal::WrongLength)?;
            Request::ReloadPin { pin: pin(digits)?, mac: *mac }
        }
        _ => return Err(Refusal::WrongParameters),
    };
    Ok(plain(Command::Wallet(request), Expected::Whatever))
}

/// Creates a command without secure messaging.
pub(super) fn plain(command: Command<'_>, expected: Expected) -> ParsedCommand<'_> {
    ParsedCommand { command, seal: None, expected }
}

/// Parses a command under secure messaging: the last four octets of its data are the MAC.
fn sealed<'a>(
    apdu: &CommandApdu<'a>,
    command: impl FnOnce(&'a [u8]) -> core::result::Result<Command<'a>, Refusal>,
) -> Result<'a> {
    let seal = Seal::of(apdu.header, incoming(apdu)?)?;
    Ok(ParsedCommand { command: command(seal.data)?, seal: Some(seal), expected: Expected::Whatever })
}

/// Parses a command under secure messaging if its class is `sealed_class`, else one without.
fn either<'a>(
    apdu: &CommandApdu<'a>,
    sealed_class: u8,
    command: impl FnOnce(&'a [u8]) -> core::result::Result<Command<'a>, Refusal>,
) -> Result<'a> {
    if apdu.header.cla == sealed_class {
        return sealed(apdu, command);
    }
    Ok(plain(command(incoming(apdu)?)?, Expected::Whatever))
}

/// Refuses unless P1 and P2 are right.
pub(super) fn parameters_are(right: bool) -> core::result::Result<(), Refusal> {
    if right { Ok(()) } else { Err(Refusal::WrongParameters) }
}

/// Returns the data of a command that only takes data (case 3; P3 = 00 is no data).
pub(super) fn incoming<'a>(apdu: &CommandApdu<'a>) -> core::result::Result<&'a [u8], Refusal> {
    match apdu.body {
        CommandBody::Empty | CommandBody::P3(0) => Ok(&[]),
        CommandBody::Data(data) => Ok(data),
        CommandBody::P3(_) | CommandBody::DataLe(..) => Err(Refusal::WrongLength),
    }
}

/// Returns Le of a command that only answers (case 2); 0 without P3, as over T=0 with P3 = 00.
fn outgoing_le(apdu: &CommandApdu<'_>) -> core::result::Result<u8, Refusal> {
    match apdu.body {
        CommandBody::Empty => Ok(0),
        CommandBody::P3(le) => Ok(le),
        CommandBody::Data(_) | CommandBody::DataLe(..) => Err(Refusal::WrongLength),
    }
}

/// Returns the expected answer of a command that only answers.
pub(super) fn outgoing(apdu: &CommandApdu<'_>) -> core::result::Result<Expected, Refusal> {
    outgoing_le(apdu).map(Expected::Le)
}

/// Returns the expected answer of a command whose answer always has the same length. P3 = 00 asks for 256 octets over
/// the contacts and for any length over the radio. That value is therefore checked against the answer later.
pub(super) fn outgoing_exactly(apdu: &CommandApdu<'_>, length: u8) -> core::result::Result<Expected, Refusal> {
    match outgoing_le(apdu)? {
        le if le == 0 || le == length => Ok(Expected::Le(le)),
        _ => Err(Refusal::WrongLe(length)),
    }
}

/// Returns the data and the expected answer of a command that takes data and answers (case 4).
pub(super) fn answered<'a>(apdu: &CommandApdu<'a>) -> core::result::Result<(&'a [u8], Expected), Refusal> {
    match apdu.body {
        CommandBody::DataLe(data, le) => Ok((data, Expected::AtMost(le))),
        CommandBody::P3(lc) if lc != 0 => Err(Refusal::WrongLength),
        CommandBody::Empty | CommandBody::P3(_) => Ok((&[], Expected::Fetched)),
        CommandBody::Data(data) => Ok((data, Expected::Fetched)),
    }
}

/// Returns the data and the expected answer of a command (case 4) whose data and answer always have the same length.
/// Another Le is refused here, before a random number is drawn.
fn answered_exactly<const N: usize>(
    apdu: &CommandApdu<'_>,
    length: u8,
) -> core::result::Result<([u8; N], Expected), Refusal> {
    let (data, expected) = answered(apdu)?;
    let data = exactly(data)?;
    match expected {
        Expected::AtMost(le) if le != 0 && le != length => Err(Refusal::WrongLe(length)),
        expected => Ok((data, expected)),
    }
}

/// Returns exactly `N` octets of data; refuses another length.
pub(super) fn exactly<const N: usize>(data: &[u8]) -> core::result::Result<[u8; N], Refusal> {
    data.try_into().map_err(|_| Refusal::WrongLength)
}

fn something(data: &[u8]) -> core::result::Result<&[u8], Refusal> {
    if data.is_empty() { Err(Refusal::WrongLength) } else { Ok(data) }
}

fn nothing(data: &[u8]) -> core::result::Result<(), Refusal> {
    if data.is_empty() { Ok(()) } else { Err(Refusal::WrongLength) }
}

fn length_within(data: &[u8], lengths: core::ops::RangeInclusive<usize>) -> core::result::Result<&[u8], Refusal> {
    if lengths.contains(&data.len()) { Ok(data) } else { Err(Refusal::WrongLength) }
}

/// Parses a PIN of 2 to 6 octets. Another length is refused as a wrong length, other octets as a malformed PIN.
fn pin(octets: &[u8]) -> core::result::Result<PinDigits, Refusal> {
    length_within(octets, 2..=6)?;
    PinDigits::parse(octets).ok_or(Refusal::MalformedPin)
}
