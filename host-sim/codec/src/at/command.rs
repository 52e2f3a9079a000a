//! Command line (ITU-T V.250 §5.2): `AT`, then basic commands of a letter and a number, and extended commands behind a
//! sign, several in a row.

use super::AtParameter;

/// Most commands in one line.
const COMMANDS_MAX: usize = 64;

/// Signs that begin the name of an extended command; those other than `+` are of manufacturers.
const SIGNS: &[char] = &['+', '^', '%', '$', '*', '#'];

/// Form of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtAction {
    /// Command as it is: `+CNMA`, `Z`; a basic command may have its number, as `E0`.
    Execute(Option<u32>),
    /// Question about the present value: `+CPIN?`.
    Read,
    /// Question about the values that may be set: `+CPIN=?`.
    Test,
    /// Command with parameters: `+CMEE=1`.
    Set(Vec<AtParameter>),
    /// Rest of the line behind `D`: the number to be dialled.
    Dial(String),
}

/// Command of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtCommand {
    /// Name in capital letters, with its sign: `+CPIN`, `E`, `&F`, `S3`.
    pub name: String,
    /// Form of the command.
    pub action: AtAction,
}

/// Reason for which a line is no command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AtSyntaxError {
    /// The line does not begin with `AT`.
    #[error("the line does not begin with AT")]
    NoPrefix,
    /// No command begins with this character.
    #[error("no command begins with {0:?}")]
    NoCommand(char),
    /// The sign of an extended command without a name behind it.
    #[error("a name is missing behind {0:?}")]
    NoName(char),
    /// Something stands between a command and the next.
    #[error("{1:?} is not expected behind {0}")]
    Unexpected(String, String),
    /// A parameter is no number, word or string.
    #[error("{1:?} is no parameter of {0}")]
    Parameter(String, String),
    /// The number of a basic command is too great.
    #[error("the number of {0} is too great")]
    Number(String),
    /// There are more than 64 commands.
    #[error("the line has more than {COMMANDS_MAX} commands")]
    TooMany,
}

/// Parses a line without its end. `AT` alone has no command.
pub fn parse(line: &str) -> Result<Vec<AtCommand>, AtSyntaxError> {
    let prefix = line.get(..2).filter(|prefix| prefix.eq_ignore_ascii_case("AT"));
    let mut rest = prefix.and_then(|_| line.get(2..)).ok_or(AtSyntaxError::NoPrefix)?;
    let mut commands = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', ';']);
        let Some(first) = rest.chars().next() else { return Ok(commands) };
        if commands.len() >= COMMANDS_MAX {
            return Err(AtSyntaxError::TooMany);
        }
        let (command, behind) = if SIGNS.contains(&first) { extended(first, rest)? } else { basic(first, rest)? };
        commands.push(command);
        rest = behind;
    }
}

/// Writes the line of commands.
pub fn emit(commands: &[AtCommand]) -> String {
    let mut line = String::from("AT");
    let mut is_behind_extended = false;
    for (place, command) in commands.iter().enumerate() {
        let is_extended = command.name.starts_with(SIGNS);
        if is_behind_extended || (place > 0 && is_extended) {
            line.push(';');
        }
        command.emit(&mut line);
        is_behind_extended = is_extended;
    }
    line
}

impl AtCommand {
    /// Writes the command without `AT`.
    pub fn emit(&self, into: &mut String) {
        into.push_str(&self.name);
        match &self.action {
            AtAction::Execute(number) => number.iter().for_each(|number| into.push_str(&number.to_string())),
            AtAction::Read => into.push('?'),
            AtAction::Test => into.push_str("=?"),
            AtAction::Set(parameters) => {
                into.push('=');
                for (place, parameter) in parameters.iter().enumerate() {
                    if place > 0 {
                        into.push(',');
                    }
                    parameter.emit(into);
                }
            }
            AtAction::Dial(number) => into.push_str(number),
        }
    }
}

/// Splits the digits off the beginning of a text.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Parses a basic command at the beginning of a text: a letter, or `&` and a letter, and a number; `S` has two.
fn basic(first: char, text: &str) -> Result<(AtCommand, &str), AtSyntaxError> {
    let length = if first == '&' { 2 } else { 1 };
    let name = text.get(..length).filter(|name| name.ends_with(|last: char| last.is_ascii_alphabetic()));
    let mut name = name.ok_or(AtSyntaxError::NoCommand(first))?.to_ascii_uppercase();
    let mut rest = text.get(length..).unwrap_or_default();
    if name == "D" {
        return Ok((AtCommand { name, action: AtAction::Dial(rest.trim().to_owned()) }, ""));
    }
    if name == "S" {
        let (register, behind) = digits(rest);
        name.push_str(register);
        rest = behind;
    }
    if let Some(behind) = rest.strip_prefix("=?") {
        return Ok((AtCommand { name, action: AtAction::Test }, behind));
    }
    if let Some(behind) = rest.strip_prefix('?') {
        return Ok((AtCommand { name, action: AtAction::Read }, behind));
    }
    if let Some(behind) = rest.strip_prefix('=') {
        let (number, behind) = digits(behind);
        let parameter = AtParameter::parse(number).unwrap_or(AtParameter::Absent);
        return Ok((AtCommand { name, action: AtAction::Set(vec![parameter]) }, behind));
    }
    let (number, behind) = digits(rest);
    let number = match number {
        "" => None,
        number => Some(number.parse().map_err(|_| AtSyntaxError::Number(name.clone()))?),
    };
    Ok((AtCommand { name, action: AtAction::Execute(number) }, behind))
}

/// Parses an extended command at the beginning of a text, up to the semicolon behind it.
fn extended(sign: char, text: &str) -> Result<(AtCommand, &str), AtSyntaxError> {
    let behind_sign = text.get(sign.len_utf8()..).unwrap_or_default();
    let is_named = |character: char| character.is_ascii_alphanumeric() || "!-./:_".contains(character);
    let end = behind_sign.find(|character| !is_named(character)).unwrap_or(behind_sign.len());
    let (name, rest) = behind_sign.split_at_checked(end).unwrap_or((behind_sign, ""));
    if name.is_empty() {
        return Err(AtSyntaxError::NoName(sign));
    }
    let name = format!("{sign}{}", name.to_ascii_uppercase());
    let (own, behind) = split_command(rest);
    let own = own.trim_matches(' ');
    let action = match (own, own.strip_prefix('=')) {
        ("", _) => AtAction::Execute(None),
        ("?", _) => AtAction::Read,
        ("=?", _) => AtAction::Test,
        (_, Some(parameters)) => AtAction::Set(parse_parameters(&name, parameters)?),
        (own, None) => return Err(AtSyntaxError::Unexpected(name, own.to_owned())),
    };
    Ok((AtCommand { name, action }, behind))
}

/// Splits a text at the first `separator` outside of quotation marks, which is dropped; the rest is `None` without one.
fn split_outside(text: &str, separator: char) -> (&str, Option<&str>) {
    let mut is_quoted = false;
    for (place, character) in text.char_indices() {
        is_quoted ^= character == '"';
        if character == separator && !is_quoted {
            let behind = text.get(place.saturating_add(separator.len_utf8())..);
            return (text.get(..place).unwrap_or_default(), behind);
        }
    }
    (text, None)
}

/// Splits a command's parameters from the commands behind it.
fn split_command(text: &str) -> (&str, &str) {
    let (own, behind) = split_outside(text, ';');
    (own, behind.unwrap_or_default())
}

fn parse_parameters(name: &str, text: &str) -> Result<Vec<AtParameter>, AtSyntaxError> {
    let mut parameters = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (one, behind) = split_outside(text, ',');
        let wrong = || AtSyntaxError::Parameter(name.to_owned(), one.to_owned());
        parameters.push(AtParameter::parse(one).ok_or_else(wrong)?);
        rest = behind;
    }
    Ok(parameters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(line: &str) -> Vec<String> {
        parse(line).unwrap().into_iter().map(|command| command.name).collect()
    }

    #[test]
    fn commands_stand_in_a_row() {
        assert_eq!(names("ATE0V1&C1S0=0+CMEE=1;+CPIN?;X4"), ["E", "V", "&C", "S0", "+CMEE", "+CPIN", "X"]);
        assert_eq!(names("at e0 ; +cgmi"), ["E", "+CGMI"]);
        assert_eq!(names("AT"), <[&str; 0]>::default());
    }

    #[test]
    fn action_follows_from_the_form() {
        let action = |line: &str| parse(line).unwrap().remove(0).action;
        assert_eq!(action("ATE0"), AtAction::Execute(Some(0)));
        assert_eq!(action("ATZ"), AtAction::Execute(None));
        assert_eq!(action("AT+CSMS=?"), AtAction::Test);
        assert_eq!(action("ATS3?"), AtAction::Read);
        assert_eq!(action("ATD*99#;"), AtAction::Dial("*99#;".to_owned()));
        let quoted = AtParameter::Quoted("a;b,c".to_owned());
        assert_eq!(action("AT+X=1,,\"a;b,c\""), AtAction::Set(vec![bare("1"), AtParameter::Absent, quoted]));
        assert_eq!(action("AT+X="), AtAction::Set(vec![AtParameter::Absent]));
    }

    fn bare(text: &str) -> AtParameter {
        AtParameter::Bare(text.to_owned())
    }

    #[test]
    fn malformed_line_is_refused_with_its_reason() {
        for (line, error) in [
            ("", AtSyntaxError::NoPrefix),
            ("A", AtSyntaxError::NoPrefix),
            ("ÄT", AtSyntaxError::NoPrefix),
            ("AT?", AtSyntaxError::NoCommand('?')),
            ("AT&", AtSyntaxError::NoCommand('&')),
            ("AT+", AtSyntaxError::NoName('+')),
            ("AT+CPIN?x", AtSyntaxError::Unexpected("+CPIN".to_owned(), "?x".to_owned())),
            ("ATE99999999999", AtSyntaxError::Number("E".to_owned())),
            ("AT+X=a\"b\"", AtSyntaxError::Parameter("+X".to_owned(), "a\"b\"".to_owned())),
        ] {
            assert_eq!(parse(line), Err(error), "{line}");
        }
        assert_eq!(parse(&format!("AT{}", "Z".repeat(65))), Err(AtSyntaxError::TooMany));
    }

    fn parameter() -> impl Strategy<Value = AtParameter> {
        prop_oneof![
            Just(AtParameter::Absent),
            "[0-9A-Fa-z]{1,12}".prop_map(AtParameter::Bare),
            "[ -~äπ\r]{0,12}".prop_map(AtParameter::Quoted),
        ]
    }

    fn any_command() -> impl Strategy<Value = AtCommand> {
        let extended = (
            "[+*%$#^][A-Z][A-Z0-9]{0,6}",
            prop_oneof![
                Just(AtAction::Execute(None)),
                Just(AtAction::Read),
                Just(AtAction::Test),
                prop::collection::vec(parameter(), 1..4).prop_map(AtAction::Set),
            ],
        );
        let basic = (
            "&[A-Z]|[A-CE-RT-Z]",
            prop_oneof![
                Just(AtAction::Execute(None)),
                any::<u32>().prop_map(|number| AtAction::Execute(Some(number))),
                Just(AtAction::Read),
                Just(AtAction::Test),
            ],
        );
        prop_oneof![extended, basic].prop_map(|(name, action)| AtCommand { name, action })
    }

    proptest! {
        #[test]
        fn commands_round_trip(commands in prop::collection::vec(any_command(), 0..6)) {
            let line = emit(&commands);
            prop_assert_eq!(parse(&line), Ok(commands), "{}", line);
        }

        #[test]
        fn any_line_parses_or_is_refused(line in "\\PC{0,60}|(AT|at)[ -~\"]{0,60}") {
            if let Ok(commands) = parse(&line) {
                let again = emit(&commands);
                prop_assert_eq!(parse(&again), Ok(commands), "{}", again);
            }
        }
    }
}
