//! Traces of the project's own language in which every octet is written out, as a recording has them. Any session can
//! be printed so. Read back, a trace is a session only if it is literal: one with captures, computed values or tables
//! says how a session goes, and has to be replayed to become one.

use sim_wire::apdu::{Body, CommandApdu};

use super::super::syntax::{self, Content, Expected, Expression, Line, Part, Piece, Setting, Trace};
use super::{Exchange, Notes, Reply, Session, Step, comment_lines, one_line};

/// The distance that is put where a session does not tell it.
const REACH_CM: u16 = 3;

/// What a trace can hold; its time goes by in seconds, and it has no echoes.
pub(super) fn narrow(session: &Session, notes: &mut Notes) -> Session {
    let mut steps = Vec::new();
    let mut header = Header::default();
    for step in &session.steps {
        match step {
            Step::Setting(text) => steps.extend(header.setting(&one_line(text), notes)),
            Step::Comment(text) => steps.extend(comment_lines(text)),
            Step::Echo(text) => {
                notes.add("echoes written as comments", "a trace prints nothing");
                steps.push(Step::Comment(one_line(text)));
            }
            Step::Message(message) => {
                notes.add("messages written as comments", "a trace has commands and answers only");
                steps.push(Step::Comment(message.to_string()));
            }
            Step::Delay { ms } => steps.extend(delay(*ms, notes)),
            Step::Tap { reach_cm } => {
                if reach_cm.is_none() {
                    notes.add(
                        "distances put",
                        format!("a trace says how far the card is, and {REACH_CM} cm is put where it is not known"),
                    );
                }
                steps.push(Step::Tap { reach_cm: reach_cm.or(Some(REACH_CM)) });
            }
            Step::Exchange(exchange) => {
                let remark = exchange.remark.as_deref().map(one_line).filter(|remark| !remark.is_empty());
                steps.push(Step::Exchange(Exchange { remark, ..exchange.clone() }));
            }
            Step::PowerOn { .. } | Step::Reset { .. } | Step::PowerOff | Step::Contact => steps.push(step.clone()),
        }
        header.begun |= !matches!(step, Step::Setting(_) | Step::Comment(_) | Step::Echo(_));
    }
    Session { steps }
}

fn delay(ms: u64, notes: &mut Notes) -> Option<Step> {
    let seconds = ms.div_ceil(1000).min(u64::from(u32::MAX));
    if seconds.checked_mul(1000) != Some(ms) {
        notes.add("delays rounded", "a trace waits whole seconds");
    }
    (seconds > 0).then(|| Step::Delay { ms: seconds.saturating_mul(1000) })
}

/// The settings so far, which tell whether one more can be read behind them.
#[derive(Default)]
struct Header {
    text: String,
    begun: bool,
}

impl Header {
    /// A setting as the printer writes it, or as a comment where a trace cannot have it.
    fn setting(&mut self, text: &str, notes: &mut Notes) -> Option<Step> {
        let longer = format!("{}{text}\n", self.text);
        let line = super::super::parse("setting", &longer).map_or(None, |trace| trace.lines.into_iter().last());
        let content = line.filter(|line| line.comment.is_none()).map(|line| line.content);
        match content {
            Some(Content::Setting(setting)) if !self.begun || matches!(setting, Setting::Random(_)) => {
                self.text = longer;
                Some(Step::Setting(setting.to_string()))
            }
            Some(Content::Blank) => None,
            _ => {
                notes.add("settings written as comments", "a trace does not know them, or not behind a step");
                Some(Step::Comment(text.to_owned()))
            }
        }
    }
}

/// Prints a trace. What [`super::Format::narrow`] takes out is not printed.
pub fn print(session: &Session) -> String {
    session.steps.iter().flat_map(step_lines).map(|line| line + "\n").collect()
}

/// A step as the lines of a trace; none for what a trace has not.
pub fn step_lines(step: &Step) -> Vec<String> {
    let line = |step| Line::new(Content::Step(step)).to_string();
    let atr = |atr: &Option<Vec<u8>>| {
        let pattern = |octets| line(syntax::Step::Answer(Expected::Answer(vec![Part::octets(octets)])));
        atr.as_deref().filter(|octets| !octets.is_empty()).map(pattern)
    };
    match step {
        Step::PowerOn { atr: answer } => [line(syntax::Step::PowerOn)].into_iter().chain(atr(answer)).collect(),
        Step::Reset { atr: answer } => [line(syntax::Step::Reset)].into_iter().chain(atr(answer)).collect(),
        Step::PowerOff => vec![line(syntax::Step::PowerOff)],
        Step::Contact => vec![line(syntax::Step::Contact)],
        Step::Tap { reach_cm } => vec![line(syntax::Step::Tap(reach_cm.unwrap_or(REACH_CM)))],
        Step::Exchange(exchange) => print_exchange(exchange),
        Step::Comment(text) => vec![format!("# {text}").trim_end().to_owned()],
        Step::Echo(_) | Step::Message(_) => Vec::new(),
        Step::Delay { ms } => {
            let seconds = u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX);
            vec![line(syntax::Step::Wait(seconds))]
        }
        Step::Setting(text) => vec![text.clone()],
    }
}

fn print_exchange(exchange: &Exchange) -> Vec<String> {
    let command = Line::new(Content::Step(syntax::Step::Command(command_parts(&exchange.command))));
    let command = match &exchange.remark {
        Some(remark) => command.with_comment(remark),
        None => command,
    };
    let answer = match &exchange.answer {
        Some(Reply::Octets(octets)) => Line::answer(Some(octets)),
        Some(Reply::Silence) => Line::answer(None),
        None => Line::new(Content::Step(syntax::Step::Answer(Expected::Answer(vec![any()])))),
    };
    vec![command.to_string(), answer.to_string()]
}

/// `..`: any octets.
fn any() -> Part {
    Part { span: crate::lang::Span::NONE, piece: Piece::Any }
}

/// Header, Lc, data and Le apart where the octets are an APDU.
fn command_parts(command: &[u8]) -> Vec<Part> {
    let Ok(apdu) = CommandApdu::parse(command) else { return vec![Part::octets(command)] };
    let mut parts = vec![Part::octets(&apdu.header.to_bytes())];
    let lc = |data: &[u8]| u8::try_from(data.len()).unwrap_or(0);
    match apdu.body {
        Body::Empty => {}
        Body::P3(p3) => parts.push(Part::octets(&[p3])),
        Body::Data(data) => parts.extend([Part::octets(&[lc(data)]), Part::octets(data)]),
        Body::DataLe(data, le) => parts.extend([Part::octets(&[lc(data)]), Part::octets(data), Part::octets(&[le])]),
    }
    parts
}

/// The session that a literal trace is; `None` if it has to be replayed. Checks and expectations are counted into the
/// notes, for no other format has them.
pub fn read(trace: &Trace, notes: &mut Notes) -> Option<Session> {
    let mut steps = Vec::new();
    read_lines(&trace.lines, &mut steps, notes)?;
    Some(Session { steps })
}

fn read_lines(lines: &[Line], steps: &mut Vec<Step>, notes: &mut Notes) -> Option<()> {
    for line in lines {
        let mut comment = line.comment.clone();
        match &line.content {
            Content::Blank => {}
            Content::Setting(setting) => steps.push(Step::Setting(setting.to_string())),
            Content::Include(include) => read_lines(&include.trace.as_ref()?.lines, steps, notes)?,
            Content::Step(syntax::Step::Command(parts)) => {
                let remark = comment.take().filter(|remark| !remark.is_empty());
                steps.push(Step::Exchange(Exchange { command: octets(parts)?, answer: None, remark }));
            }
            Content::Step(syntax::Step::Answer(expected)) => read_answer(expected, steps)?,
            Content::Step(step) => steps.extend(read_step(step, notes)?),
            Content::Cases(_) => return None,
        }
        steps.extend(comment.map(Step::Comment));
    }
    Some(())
}

/// A step that is no exchange; the outer `None` says that the trace has to be replayed.
fn read_step(step: &syntax::Step, notes: &mut Notes) -> Option<Option<Step>> {
    const NO_EXPECTATIONS: &str = "a recording says what came, not what must come";
    Some(match step {
        syntax::Step::Reset => Some(Step::Reset { atr: None }),
        syntax::Step::PowerOn => Some(Step::PowerOn { atr: None }),
        syntax::Step::PowerOff => Some(Step::PowerOff),
        syntax::Step::Tap(reach) => Some(Step::Tap { reach_cm: Some(*reach) }),
        syntax::Step::Contact => Some(Step::Contact),
        syntax::Step::Wait(seconds) => Some(Step::Delay { ms: u64::from(*seconds).saturating_mul(1000) }),
        syntax::Step::Check(_) => {
            notes.add("checks left out", NO_EXPECTATIONS);
            None
        }
        syntax::Step::Expect(_) => {
            notes.add("expectations left out", NO_EXPECTATIONS);
            None
        }
        syntax::Step::Cut(_) | syntax::Step::Assign(_) | syntax::Step::Command(_) | syntax::Step::Answer(_) => {
            return None;
        }
    })
}

/// An answer belongs to the last step that can have one; prose may stand between.
fn read_answer(expected: &Expected, steps: &mut [Step]) -> Option<()> {
    let reply = match expected {
        Expected::NoAnswer => Some(Reply::Silence),
        Expected::Answer(parts) if matches!(parts.as_slice(), [Part { piece: Piece::Any, .. }]) => None,
        Expected::Answer(parts) => Some(Reply::Octets(octets(parts)?)),
    };
    for step in steps.iter_mut().rev() {
        match step {
            Step::Exchange(exchange) => exchange.answer = reply,
            Step::PowerOn { atr } | Step::Reset { atr } => *atr = reply.map(|reply| reply.octets().to_vec()),
            _ => continue,
        }
        break;
    }
    Some(())
}

/// The octets of parts that are all written out.
fn octets(parts: &[Part]) -> Option<Vec<u8>> {
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
