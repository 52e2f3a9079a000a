//! Contents of remote management packets: scripts of commands to the card, and the card's answers (ETSI TS 102 226
//! §5). In the compact form commands stand back to back and only the last one's answer comes back. In the expanded
//! form each command and each answer is an object of its own.

use sim_wire::count::{Counted, CountedVerb};
pub use sim_wire::instruction::is_followed_by_data;
use sim_wire::status::StatusWord;
use sim_wire::tlv::Ber;

/// Tag of a script in the expanded form.
pub const EXPANDED: u8 = 0xAA;

/// Tag of a script in the expanded form whose length is not known beforehand (`AE 80 … 00 00`).
pub const EXPANDED_OPEN: u8 = 0xAE;

/// Tag of an answer in the expanded form.
pub const EXPANDED_ANSWER: u8 = 0xAB;

/// Tag of an answer in the expanded form whose length is not known beforehand (`AF 80 … 00 00`).
pub const EXPANDED_ANSWER_OPEN: u8 = 0xAF;

const COMMAND: u8 = 0x22;
const ANSWER: u8 = 0x23;
const COUNT: u8 = 0x80;
const BAD_FORMAT: u8 = 0x90;

/// Script of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandScript {
    /// Commands back to back: each CLA INS P1 P2 P3, and where the command takes data, P3 octets of data.
    Compact(Vec<Vec<u8>>),
    /// Commands as objects.
    Expanded {
        /// Commands of the script.
        commands: Vec<Vec<u8>>,
        /// `true` if the length is left open.
        open: bool,
    },
}

/// Reason for which octets are no script or no answer to one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtaScriptError {
    /// A command ends early.
    #[error("command {number} ends after {}; {wanted} were expected", Counted(*present, "octet"))]
    EndsInCommand {
        /// Number of the command, counted from 1.
        number: usize,
        /// Octets that are there.
        present: usize,
        /// Octets that the command announces, its header included.
        wanted: usize,
    },
    /// The script has no command.
    #[error("there is no command")]
    Empty,
    /// An object is malformed.
    #[error("{0}")]
    Tlv(#[from] sim_wire::tlv::TlvError),
    /// This many octets follow the end.
    #[error("{} {} the end", Counted(*.0, "octet"), CountedVerb(*.0, "follows", "follow"))]
    Behind(usize),
    /// The end of an open length is missing.
    #[error("the length is left open, and 00 00 does not end it")]
    NotEnded,
    /// An object of this tag does not belong there.
    #[error("an object of tag {0:02X} does not belong there")]
    Tag(u8),
    /// An answer of this many octets is too short for a count and a status word.
    #[error("an answer has a count and a status word, three octets at least; here are {0}")]
    AnswerTooShort(usize),
    /// The object of this tag has a wrong length.
    #[error("the object of tag {0:02X} has a wrong length")]
    Length(u8),
    /// A command or the whole, of this many octets, is too long for a length field.
    #[error("{} {} not fit", Counted(*.0, "octet"), CountedVerb(*.0, "does", "do"))]
    TooLong(usize),
}

impl CommandScript {
    /// Returns the commands.
    pub fn commands(&self) -> &[Vec<u8>] {
        match self {
            CommandScript::Compact(commands) | CommandScript::Expanded { commands, .. } => commands,
        }
    }

    /// Parses a script. The first octet tells the form: a tag of the expanded form is no class of a command.
    pub fn parse(octets: &[u8]) -> Result<CommandScript, OtaScriptError> {
        match octets.first() {
            None => Err(OtaScriptError::Empty),
            Some(&(EXPANDED | EXPANDED_OPEN)) => {
                let (open, inside) = unfolded(octets, EXPANDED_OPEN)?;
                let commands = objects(inside)?.into_iter().map(|(tag, value)| match tag {
                    COMMAND => Ok(value.to_vec()),
                    other => Err(OtaScriptError::Tag(other)),
                });
                Ok(CommandScript::Expanded { commands: commands.collect::<Result<_, _>>()?, open })
            }
            Some(_) => compact(octets).map(CommandScript::Compact),
        }
    }

    /// Encodes the script.
    pub fn emit(&self) -> Result<Vec<u8>, OtaScriptError> {
        match self {
            CommandScript::Compact(commands) => Ok(commands.concat()),
            CommandScript::Expanded { commands, open } => {
                let objects = commands.iter().map(|command| object(COMMAND, command)).collect::<Result<Vec<_>, _>>()?;
                folded(EXPANDED, EXPANDED_OPEN, *open, &objects.concat())
            }
        }
    }
}

/// Parses commands that stand back to back.
fn compact(octets: &[u8]) -> Result<Vec<Vec<u8>>, OtaScriptError> {
    let mut commands = Vec::new();
    let mut left = octets;
    while !left.is_empty() {
        let data = match left {
            [_, ins, _, _, length, ..] if is_followed_by_data(*ins) => usize::from(*length),
            _ => 0,
        };
        let ends = OtaScriptError::EndsInCommand { number: commands.len() + 1, present: left.len(), wanted: 5 + data };
        let (command, behind) = left.split_at_checked(5 + data).ok_or(ends)?;
        commands.push(command.to_vec());
        left = behind;
    }
    Ok(commands)
}

/// Answer of a card to a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptAnswer {
    /// Number of commands done, the one that failed among them, with the status word and data of the last.
    Compact {
        /// Commands done.
        count: u8,
        /// Status word of the last command.
        status: StatusWord,
        /// Data of the last command.
        data: Vec<u8>,
    },
    /// Number of commands done, and the answer to each, its data and a status word.
    Expanded {
        /// Commands done; `None` where the answer does not say it.
        count: Option<u16>,
        /// Answers, each with the status word at its end.
        answers: Vec<Vec<u8>>,
        /// Fault of the script's own form: 01 unknown tag, 02 wrong length, 03 a length that does not fit. `None` where
        /// the form is sound.
        bad_format: Option<u8>,
        /// `true` if the length is left open.
        open: bool,
    },
}

impl ScriptAnswer {
    /// Parses an answer. The first octet tells the form: no script has as many commands in the compact form.
    pub fn parse(octets: &[u8]) -> Result<ScriptAnswer, OtaScriptError> {
        match octets {
            [EXPANDED_ANSWER | EXPANDED_ANSWER_OPEN, ..] => expanded_answer(octets),
            [count, high, low, data @ ..] => {
                let status = StatusWord::from_bytes([*high, *low]);
                Ok(ScriptAnswer::Compact { count: *count, status, data: data.to_vec() })
            }
            _ => Err(OtaScriptError::AnswerTooShort(octets.len())),
        }
    }

    /// Encodes the answer.
    pub fn emit(&self) -> Result<Vec<u8>, OtaScriptError> {
        match self {
            ScriptAnswer::Compact { count, status, data } => {
                Ok([&[*count], &status.to_bytes()[..], data.as_slice()].concat())
            }
            ScriptAnswer::Expanded { count, answers, bad_format, open } => {
                let mut inside = Vec::new();
                if let Some(count) = count {
                    let [high, low] = count.to_be_bytes();
                    inside.extend(if high == 0 { object(COUNT, &[low]) } else { object(COUNT, &[high, low]) }?);
                }
                for answer in answers {
                    inside.extend(object(ANSWER, answer)?);
                }
                if let Some(reason) = bad_format {
                    inside.extend(object(BAD_FORMAT, &[*reason])?);
                }
                folded(EXPANDED_ANSWER, EXPANDED_ANSWER_OPEN, *open, &inside)
            }
        }
    }
}

fn expanded_answer(octets: &[u8]) -> Result<ScriptAnswer, OtaScriptError> {
    let (open, inside) = unfolded(octets, EXPANDED_ANSWER_OPEN)?;
    let (mut count, mut answers, mut bad_format) = (None, Vec::new(), None);
    for (tag, value) in objects(inside)? {
        match (tag, value) {
            (COUNT, [low]) => count = Some(u16::from(*low)),
            (COUNT, [high, low]) => count = Some(u16::from_be_bytes([*high, *low])),
            (BAD_FORMAT, [reason]) => bad_format = Some(*reason),
            (ANSWER, answer) => answers.push(answer.to_vec()),
            (COUNT | BAD_FORMAT, _) => return Err(OtaScriptError::Length(tag)),
            (other, _) => return Err(OtaScriptError::Tag(other)),
        }
    }
    Ok(ScriptAnswer::Expanded { count, answers, bad_format, open })
}

/// Returns `true` if the length of the outer tag was left open, and the octets inside.
fn unfolded(octets: &[u8], open: u8) -> Result<(bool, &[u8]), OtaScriptError> {
    if let [tag, 0x80, inside @ ..] = octets
        && *tag == open
    {
        let (inside, end) = inside.split_last_chunk::<2>().ok_or(OtaScriptError::NotEnded)?;
        return if *end == [0, 0] { Ok((true, inside)) } else { Err(OtaScriptError::NotEnded) };
    }
    let (outer, behind) = Ber::parse(octets)?;
    match (outer.tag == open, behind) {
        (true, _) => Err(OtaScriptError::NotEnded),
        (false, []) => Ok((false, outer.value)),
        (false, _) => Err(OtaScriptError::Behind(behind.len())),
    }
}

fn folded(tag: u8, open_tag: u8, open: bool, inside: &[u8]) -> Result<Vec<u8>, OtaScriptError> {
    if open { Ok([&[open_tag, 0x80], inside, &[0, 0]].concat()) } else { object(tag, inside) }
}

/// Returns tag and value of each object.
fn objects(octets: &[u8]) -> Result<Vec<(u8, &[u8])>, OtaScriptError> {
    let mut found = Vec::new();
    let mut left = octets;
    while !left.is_empty() {
        let (object, behind) = Ber::parse(left)?;
        found.push((object.tag, object.value));
        left = behind;
    }
    Ok(found)
}

fn object(tag: u8, value: &[u8]) -> Result<Vec<u8>, OtaScriptError> {
    let too_long = || OtaScriptError::TooLong(value.len());
    let form = sim_wire::tlv::LengthForm::of(value.len()).ok_or_else(too_long)?;
    crate::cat::written(|into| into.ber(&Ber { tag, form, value })).map_err(|_| too_long())
}
