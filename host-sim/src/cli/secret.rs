//! Keys and passwords on the command line. An argument stands in the list of processes and in the shell's history. So a
//! secret may also be the first line of a file (`@FILE`) or of standard input (`@-`), where a terminal shows nothing of
//! it.

use std::io::{self, IsTerminal as _};

use miette::miette;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal;
use sim_device::bounded::{ReadError, read_line};

use super::{raw_mode, signals};

/// Most octets of a line with a secret.
const LINE_MAX: u64 = 4096;

/// Reads the secret of an argument; `name` is the argument's name in messages.
pub(super) fn read(name: &str, argument: &str) -> miette::Result<String> {
    match argument.strip_prefix('@') {
        None => Ok(argument.to_owned()),
        Some("-") if io::stdin().is_terminal() => typed(name),
        Some("-") => first_line(name, "standard input", &mut io::stdin().lock()),
        Some(path) => {
            let file = std::fs::File::open(path).map_err(|error| miette!("{name}: {path} cannot be read: {error}"))?;
            first_line(name, path, &mut io::BufReader::new(file))
        }
    }
}

fn first_line(name: &str, place: &str, input: &mut impl io::BufRead) -> miette::Result<String> {
    let line = read_line(input, LINE_MAX).map_err(|error| match error {
        ReadError::TooLong(max) => miette!("{name}: the first line of {place} is longer than {max} octets"),
        error => miette!("{name}: {place} cannot be read: {error}"),
    })?;
    let line = String::from_utf8(line).map_err(|_| miette!("{name}: the first line of {place} is no text"))?;
    let secret = line.trim_end_matches(['\n', '\r']);
    if secret.is_empty() { Err(miette!("{name}: the first line of {place} is empty")) } else { Ok(secret.to_owned()) }
}

/// Asks at the terminal, which does not show what is typed.
fn typed(name: &str) -> miette::Result<String> {
    super::output::warn(&format!("{name}:"));
    let trouble = |error: io::Error| miette!("{name}: the terminal cannot be read: {error}");
    // Whatever ends or stops the process meanwhile, the terminal shows again what is typed.
    raw_mode::guard(signals::end_by).map_err(trouble)?;
    terminal::enable_raw_mode().map_err(trouble)?;
    let typed = keys();
    terminal::disable_raw_mode().map_err(trouble)?;
    match typed.map_err(trouble)? {
        Some(secret) if !secret.is_empty() => Ok(secret),
        _ => Err(miette!("{name}: nothing was typed")),
    }
}

/// Reads what is typed up to Enter; `None` if the person cancels.
fn keys() -> io::Result<Option<String>> {
    let mut typed = String::new();
    loop {
        let Event::Key(key) = event::read()? else { continue };
        match key.code {
            _ if key.kind == KeyEventKind::Release => {}
            KeyCode::Enter => return Ok(Some(typed)),
            KeyCode::Esc => return Ok(None),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => return Ok(None),
            KeyCode::Char(letter) => typed.push(letter),
            KeyCode::Backspace => _ = typed.pop(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_first_line_of_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let argument = format!("@{}", path.display());
        for (contents, secret) in [("123456\nother\n", "123456"), ("123456", "123456"), ("aes:00 11\r\n", "aes:00 11")]
        {
            std::fs::write(&path, contents).unwrap();
            assert_eq!(read("--kic", &argument).unwrap(), secret);
        }
        assert_eq!(read("--kic", "123456").unwrap(), "123456");
        for (contents, why) in [(&b"\n1"[..], "is empty"), (b"", "is empty"), (&[0xFF, b'\n'], "is no text")] {
            std::fs::write(&path, contents).unwrap();
            let told = read("--kic", &argument).unwrap_err().to_string();
            assert!(told.starts_with("--kic: the first line of ") && told.ends_with(why), "{told}");
        }
        std::fs::write(&path, "1".repeat(4096)).unwrap();
        assert_eq!(read("--kic", &argument).unwrap().len(), 4096);
        std::fs::write(&path, "1".repeat(4097)).unwrap();
        let told = read("--kic", &argument).unwrap_err().to_string();
        assert!(told.ends_with("is longer than 4096 octets"), "{told}");
        let told = read("--kid", "@/nowhere/key").unwrap_err().to_string();
        assert!(told.starts_with("--kid: /nowhere/key cannot be read: "), "{told}");
    }
}
