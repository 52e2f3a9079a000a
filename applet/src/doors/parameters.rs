//! The wallet's own parameters by PUT DATA and GET DATA, and its state by SET STATUS.

use crate::doors::command::{Command, ParsedCommand, exactly, outgoing_exactly, parameters_are, plain};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::wallet::Context;
use crate::wallet::calibration::is_in_range;
use crate::wallet::decision::{Decision, join};
use sim_wire::Fen;
use sim_wire::apdu::CommandApdu;
use sim_wire::calibration::Calibration;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::tag::ParameterTag;

/// Limit that stands for no limit on the wire.
const NO_LIMIT: Fen = Fen(u32::MAX);

/// P1 of SET STATUS: the status is that of an application (GlobalPlatform §11.10.2.1).
const APPLICATION: u8 = 0x40;

/// Parses GET DATA.
pub(super) fn get<'a>(apdu: &CommandApdu<'a>) -> Result<ParsedCommand<'a>, Refusal> {
    let tag = tag(apdu.header.p1, apdu.header.p2)?;
    Ok(plain(Command::GetData(tag), outgoing_exactly(apdu, tag.answer_length())?))
}

/// Returns the parameter that PUT DATA names; refuses one that is read only.
pub(super) fn writable(p1: u8, p2: u8) -> Result<ParameterTag, Refusal> {
    match tag(p1, p2)? {
        ParameterTag::LastRefusal | ParameterTag::LifeCycle => Err(Refusal::ReadOnly),
        tag => Ok(tag),
    }
}

/// Parses the data of PUT DATA.
pub(super) fn put(tag: ParameterTag, data: &[u8]) -> Result<Command<'_>, Refusal> {
    let request = match tag {
        ParameterTag::Limit => {
            let limit = Fen::from_bytes(exactly(data)?);
            Request::SetLimit((limit != NO_LIMIT).then_some(limit))
        }
        ParameterTag::PinSwitch => match exactly(data)? {
            [on @ (0 | 1)] => Request::SwitchPin { on: on == 1 },
            _ => return Err(Refusal::WrongData),
        },
        ParameterTag::Calibration => {
            let calibration = Calibration::parse(exactly(data)?);
            Refusal::first([(!is_in_range(&calibration), Refusal::WrongData)])?;
            Request::Calibrate(calibration)
        }
        ParameterTag::RemoteLoad => {
            let [high, low, random @ ..] = exactly::<6>(data)?;
            Request::CancelLoad { counter: u16::from_be_bytes([high, low]), random }
        }
        ParameterTag::LastRefusal | ParameterTag::LifeCycle => return Err(Refusal::ReadOnly),
    };
    Ok(Command::Wallet(request))
}

/// Returns the state that SET STATUS names: P1 40, P2 the new state.
pub(super) fn state(p1: u8, p2: u8) -> Result<LifeCycle, Refusal> {
    parameters_are(p1 == APPLICATION)?;
    LifeCycle::from_code(p2).ok_or(Refusal::WrongParameters)
}

/// Parses the data of SET STATUS, which is the application's AID.
pub(super) fn set_status(state: LifeCycle, data: &[u8]) -> Result<Command<'_>, Refusal> {
    Refusal::first([(!(5..=16).contains(&data.len()), Refusal::WrongLength)])?;
    Ok(Command::ForApplication(data, Request::ChangeLifeCycle(state)))
}

/// Answers GET DATA.
pub(super) fn read(context: Context<'_>, tag: ParameterTag) -> Decision {
    let wallet = context.wallet;
    let answer = Decision::answering(context.next, &[]);
    let data = match tag {
        ParameterTag::Limit => join(&[&wallet.limit.unwrap_or(NO_LIMIT).to_bytes()]),
        ParameterTag::PinSwitch => join(&[&[u8::from(wallet.pin.on), wallet.pin.tries_left]]),
        ParameterTag::Calibration => match wallet.calibration {
            Some(calibration) => join(&[&calibration.emit()]),
            None => join(&[&[0; 9]]),
        },
        ParameterTag::LastRefusal => match context.session.last_refusal {
            Some(refusal) => join(&[&[refusal.code()], &refusal.status().to_bytes()]),
            None => join(&[&[0; 3]]),
        },
        ParameterTag::LifeCycle => join(&[&[wallet.lifecycle.code()]]),
        ParameterTag::RemoteLoad => match wallet.awaited_load() {
            Some(load) => join(&[&[1], &load.counter.to_be_bytes()]),
            None => join(&[&[0; 3]]),
        },
    };
    Decision { data, ..answer }
}

fn tag(p1: u8, p2: u8) -> Result<ParameterTag, Refusal> {
    ParameterTag::from_code(u16::from_be_bytes([p1, p2])).ok_or(Refusal::ReferenceNotFound)
}
