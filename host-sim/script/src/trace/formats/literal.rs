//! Traces of the project's own language in which every octet is written out, as a recording has them. Any session can
//! be printed so. Read back, only a literal trace is a session. A trace with captures, computed values or tables says
//! how a session goes, and has to be replayed to become one.

use sim_wire::apdu::{CommandApdu, CommandBody};

use super::super::syntax::{
    self, ExpectedAnswer, Expression, LineContent, Piece, Trace, TraceLine, TraceSetting, ValuePart,
};
use super::{Notes, Reply, Session, SessionExchange, SessionStep, comment_lines, one_line};

/// Distance in centimetres for a session that does not tell any.
const REACH_CM: u16 = 3;

/// Returns a session as a trace can hold it: time passes in seconds, and there are no echoes.
pub(super) fn narrow(session: &Session, notes: &mut Notes) -> Session {
    let mut steps = Vec::new();
    let mut header = Header::default();
    for step in &session.steps {
        match step {
            SessionStep::Setting(text) => steps.extend(header.setting(&one_line(text), notes)),
            SessionStep::Comment(text) => steps.extend(comment_lines(text)),
            SessionStep::Echo(text) => {
                notes.add("echoes written as comments", "a trace prints nothing");
                steps.push(SessionStep::Comment(one_line(text)));
            }
            SessionStep::Message(message) => {
                notes.add("messages written as comments", "a trace has commands and answers only");
                steps.push(SessionStep::Comment(message.to_string()));
            }
            SessionStep::Delay { ms } => steps.extend(delay(*ms, notes)),
            SessionStep::Tap { reach_cm } => {
                if reach_cm.is_none() {
                    notes.add(
                        "distances put",
                        format!("a trace says how far the card is, and {REACH_CM} cm is put where it is not known"),
                    );
                }
                steps.push(SessionStep::Tap { reach_cm: reach_cm.or(Some(REACH_CM)) });
            }
            SessionStep::Exchange(exchange) => {
                let remark = exchange.remark.as_deref().map(one_line).filter(|remark| !remark.is_empty());
                steps.push(SessionStep::Exchange(SessionExchange { remark, ..exchange.clone() }));
            }
            SessionStep::PowerOn { .. } | SessionStep::Reset { .. } | SessionStep::PowerOff | SessionStep::Contact => {
                steps.push(step.clone())
            }
        }
        header.begun |= !matches!(step, SessionStep::Setting(_) | SessionStep::Comment(_) | SessionStep::Echo(_));
    }
    Session { steps }
}

fn delay(ms: u64, notes: &mut Notes) -> Option<SessionStep> {
    let seconds = ms.div_ceil(1000).min(u64::from(u32::MAX));
    if seconds.checked_mul(1000) != Some(ms) {
        notes.add("delays rounded", "a trace waits whole seconds");
    }
    (seconds > 0).then(|| SessionStep::Delay { ms: seconds.saturating_mul(1000) })
}

/// Settings so far, which decide whether one more can be read after them.
#[derive(Default)]
struct Header {
    text: String,
    begun: bool,
}

impl Header {
    /// Returns a setting as the printer writes it, or as a comment where a trace cannot have it; `None` for a blank
    /// line.
    fn setting(&mut self, text: &str, notes: &mut Notes) -> Option<SessionStep> {
        let longer = format!("{}{text}\n", self.text);
        let line = super::super::parse("setting", &longer).map_or(None, |trace| trace.lines.into_iter().last());
        let content = line.filter(|line| line.comment.is_none()).map(|line| line.content);
        match content {
            Some(LineContent::Setting(setting)) if !self.begun || matches!(setting, TraceSetting::Random(_)) => {
                self.text = longer;
                Some(SessionStep::Setting(setting.to_string()))
            }
            Some(LineContent::Blank) => None,
            _ => {
                notes.add("settings written as comments", "a trace does not know them, or not behind a step");
                Some(SessionStep::Comment(text.to_owned()))
            }
        }
    }
}

/// Prints a trace. What [`super::Format::narrow`] takes out is not printed.
pub fn print(session: &Session) -> String {
    session.steps.iter().flat_map(step_lines).map(|line| line + "\n").collect()
}

/// Returns a step as the lines of a trace; none for a step that a trace cannot have.
pub fn step_lines(step: &SessionStep) -> Vec<String> {
    let line = |step| TraceLine::new(LineContent::Step(step)).to_string();
    let atr = |atr: &Option<Vec<u8>>| {
        let pattern = |octets| line(syntax::TraceStep::Answer(ExpectedAnswer::Answer(vec![ValuePart::octets(octets)])));
        atr.as_deref().filter(|octets| !octets.is_empty()).map(pattern)
    };
    match step {
        SessionStep::PowerOn { atr: answer } => {
            [line(syntax::TraceStep::PowerOn)].into_iter().chain(atr(answer)).collect()
        }
        SessionStep::Reset { atr: answer } => [line(syntax::TraceStep::Reset)].into_iter().chain(atr(answer)).collect(),
        SessionStep::PowerOff => vec![line(syntax::TraceStep::PowerOff)],
        SessionStep::Contact => vec![line(syntax::TraceStep::Contact)],
        SessionStep::Tap { reach_cm } => vec![line(syntax::TraceStep::Tap(reach_cm.unwrap_or(REACH_CM)))],
        SessionStep::Exchange(exchange) => print_exchange(exchange),
        SessionStep::Comment(text) => vec![format!("# {text}").trim_end().to_owned()],
        SessionStep::Echo(_) | SessionStep::Message(_) => Vec::new(),
        SessionStep::Delay { ms } => {
            let seconds = u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX);
            vec![line(syntax::TraceStep::Wait(seconds))]
        }
        SessionStep::Setting(text) => vec![text.clone()],
    }
}

fn print_exchange(exchange: &SessionExchange) -> Vec<String> {
    let command = TraceLine::new(LineContent::Step(syntax::TraceStep::Command(command_parts(&exchange.command))));
    let command = match &exchange.remark {
        Some(remark) => command.with_comment(remark),
        None => command,
    };
    let answer = match &exchange.answer {
        Some(Reply::Octets(octets)) => TraceLine::answer(Some(octets)),
        Some(Reply::Silence) => TraceLine::answer(None),
        None => TraceLine::new(LineContent::Step(syntax::TraceStep::Answer(ExpectedAnswer::Answer(vec![any()])))),
    };
    vec![command.to_string(), answer.to_string()]
}

/// Returns the part `..`: any octets.
fn any() -> ValuePart {
    ValuePart { span: crate::lang::Span::NONE, piece: Piece::Any }
}

/// Returns header, Lc, data and Le as parts where the octets are an APDU, otherwise one part.
fn command_parts(command: &[u8]) -> Vec<ValuePart> {
    let Ok(apdu) = CommandApdu::parse(command) else { return vec![ValuePart::octets(command)] };
    let mut parts = vec![ValuePart::octets(&apdu.header.to_bytes())];
    let lc = |data: &[u8]| u8::try_from(data.len()).unwrap_or(0);
    match apdu.body {
        CommandBody::Empty => {}
        CommandBody::P3(p3) => parts.push(ValuePart::octets(&[p3])),
        CommandBody::Data(data) => parts.extend([ValuePart::octets(&[lc(data)]), ValuePart::octets(data)]),
        CommandBody::DataLe(data, le) => {
            parts.extend([ValuePart::octets(&[lc(data)]), ValuePart::octets(data), ValuePart::octets(&[le])])
        }
    }
    parts
}

/// Returns the session of a literal trace; `None` if the trace has to be replayed.
///
/// Checks and expectations are counted into the notes, since no other format has them.
pub fn read(trace: &Trace, notes: &mut Notes) -> Option<Session> {
    let mut steps = Vec::new();
    read_lines(&trace.lines, &mut steps, notes)?;
    Some(Session { steps })
}

fn read_lines(lines: &[TraceLine], steps: &mut Vec<SessionStep>, notes: &mut Notes) -> Option<()> {
    for line in lines {
        let mut comment = line.comment.clone();
        match &line.content {
            LineContent::Blank => {}
            LineContent::Setting(setting) => steps.push(SessionStep::Setting(setting.to_string())),
            LineContent::Include(include) => read_lines(&include.trace.as_ref()?.lines, steps, notes)?,
            LineContent::Step(syntax::TraceStep::Command(parts)) => {
                let remark = comment.take().filter(|remark| !remark.is_empty());
                steps.push(SessionStep::Exchange(SessionExchange { command: octets(parts)?, answer: None, remark }));
            }
            LineContent::Step(syntax::TraceStep::Answer(expected)) => read_answer(expected, steps)?,
            LineContent::Step(step) => steps.extend(read_step(step, notes)?),
            LineContent::Cases(_)
            | LineContent::Repeat(_)
            | LineContent::Procedure(_)
            | LineContent::Call(_)
            | LineContent::RowLine(_) => return None,
        }
        steps.extend(comment.map(SessionStep::Comment));
    }
    Some(())
}

/// Returns a step that is no exchange; the outer `None` says that the trace has to be replayed.
fn read_step(step: &syntax::TraceStep, notes: &mut Notes) -> Option<Option<SessionStep>> {
    const NO_EXPECTATIONS: &str = "a recording says what came, not what must come";
    Some(match step {
        syntax::TraceStep::Reset => Some(SessionStep::Reset { atr: None }),
        syntax::TraceStep::PowerOn => Some(SessionStep::PowerOn { atr: None }),
        syntax::TraceStep::PowerOff => Some(SessionStep::PowerOff),
        syntax::TraceStep::Tap(reach) => Some(SessionStep::Tap { reach_cm: Some(*reach) }),
        syntax::TraceStep::Contact => Some(SessionStep::Contact),
        syntax::TraceStep::Wait(seconds) => Some(SessionStep::Delay { ms: u64::from(*seconds).saturating_mul(1000) }),
        syntax::TraceStep::Check(_) => {
            notes.add("checks left out", NO_EXPECTATIONS);
            None
        }
        syntax::TraceStep::Expect(_) => {
            notes.add("expectations left out", NO_EXPECTATIONS);
            None
        }
        syntax::TraceStep::Show(_) => None,
        syntax::TraceStep::Cut(_)
        | syntax::TraceStep::Assign(_)
        | syntax::TraceStep::Command(_)
        | syntax::TraceStep::Answer(_) => {
            return None;
        }
    })
}

/// Adds an answer to the last step that can have one; prose may stand between.
fn read_answer(expected: &ExpectedAnswer, steps: &mut [SessionStep]) -> Option<()> {
    let reply = match expected {
        ExpectedAnswer::NoAnswer => Some(Reply::Silence),
        ExpectedAnswer::Answer(parts) if matches!(parts.as_slice(), [ValuePart { piece: Piece::Any, .. }]) => None,
        ExpectedAnswer::Answer(parts) => Some(Reply::Octets(octets(parts)?)),
    };
    for step in steps.iter_mut().rev() {
        match step {
            SessionStep::Exchange(exchange) => exchange.answer = reply,
            SessionStep::PowerOn { atr } | SessionStep::Reset { atr } => {
                *atr = reply.map(|reply| reply.octets().to_vec())
            }
            _ => continue,
        }
        break;
    }
    Some(())
}

/// Returns the octets of parts that are all written out; `None` if one is not.
pub(in crate::trace) fn octets(parts: &[ValuePart]) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    for part in parts {
        match &part.piece {
            Piece::Octets(octets) | Piece::Value(Expression::Octets(octets)) => all.extend(octets),
            Piece::Value(Expression::Amount(amount)) => all.extend(amount.to_bytes()),
            Piece::Nibbles(_) | Piece::Any | Piece::Capture(_) | Piece::Value(_) | Piece::Lc | Piece::Le => {
                return None;
            }
        }
    }
    Some(all)
}
