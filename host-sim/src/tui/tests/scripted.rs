//! A card that offers the proactive commands of a list one behind the other, and pictures of what is drawn.

use std::collections::VecDeque;

use applet::CardState;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use unicode_width::UnicodeWidthStr as _;

use crate::tui::{App, Desk, Ground, KeptLink, Language, PhoneCommand, keys};
use sim_codec::sms::Timestamp;
use sim_codec::time::Moment;
use sim_device::handset::{Handset, Model, Speech, Surroundings};
use sim_device::link::{Link, LinkContext, LinkError};
use sim_device::mobile_station::MobileStation;
use sim_i18n::phone::keys::PhoneKey;

/// Scripted card. A command that is `None` is silence.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Scripted {
    left: VecDeque<Option<Vec<u8>>>,
    announced: Option<Vec<u8>>,
}

/// Handset with that card in it, without a world around.
pub(in crate::tui) type Station = MobileStation<Scripted>;

impl Scripted {
    fn next(&mut self) -> Result<Vec<u8>, LinkError> {
        match self.left.pop_front() {
            None => Ok(vec![0x90, 0x00]),
            Some(None) => Err(LinkError::Silent),
            Some(Some(command)) => {
                let length = u8::try_from(command.len() % 256).unwrap();
                self.announced = Some(command);
                Ok(vec![0x91, length])
            }
        }
    }
}

impl Link for Scripted {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        Ok(vec![0x3B, 0x00])
    }

    fn power_off(&mut self) {}

    fn exchange(&mut self, _: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        match command[1] {
            0x12 => Ok([self.announced.take().unwrap(), vec![0x90, 0x00]].concat()),
            0x10 | 0x14 | 0xC2 => self.next(),
            _ => Ok(vec![0x90, 0x00]),
        }
    }
}

impl KeptLink for Scripted {
    fn state(&self) -> Option<CardState> {
        None
    }
}

/// Encodes a proactive command of these objects, in hexadecimal.
pub(in crate::tui) fn command(objects: &str) -> Option<Vec<u8>> {
    let objects = hex::decode(objects.replace(' ', "")).unwrap();
    let length = u8::try_from(objects.len()).unwrap();
    let head = if length < 0x80 { vec![0xD0, length] } else { vec![0xD0, 0x81, length] };
    Some([head, objects].concat())
}

/// Encodes a text in UCS2, in hexadecimal.
pub(in crate::tui) fn ucs2(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

fn sized(tag: &str, value: &str) -> String {
    let length = value.len() / 2;
    if length < 0x80 { format!("{tag}{length:02X}{value}") } else { format!("{tag}81{length:02X}{value}") }
}

/// Returns a DISPLAY TEXT that the person clears.
pub(in crate::tui) fn text(text: &str) -> Option<Vec<u8>> {
    command(&format!("8103012180 82028102 {}", sized("8D", &format!("08{}", ucs2(text)))))
}

fn lines(lines: &[&str]) -> String {
    (1..).zip(lines).map(|(id, line)| sized("8F", &format!("{id:02X}80{}", ucs2(line)))).collect()
}

/// Returns a SET UP MENU with help.
pub(in crate::tui) fn menu(title: &str, items: &[&str]) -> Option<Vec<u8>> {
    command(&format!("8103012580 82028182 {}{}", sized("85", &format!("80{}", ucs2(title))), lines(items)))
}

/// Returns a SELECT ITEM without help.
pub(in crate::tui) fn select(title: &str, items: &[&str]) -> Option<Vec<u8>> {
    command(&format!("8103012400 82028182 {}{}", sized("85", &format!("80{}", ucs2(title))), lines(items)))
}

/// Returns a GET INPUT with a qualifier and limits.
pub(in crate::tui) fn input(qualifier: u8, question: &str, least: u8, most: u8) -> Option<Vec<u8>> {
    let question = sized("8D", &format!("08{}", ucs2(question)));
    command(&format!("81030123{qualifier:02X} 82028182 {question} 9102{least:02X}{most:02X}"))
}

/// Returns a GET INKEY with a qualifier.
pub(in crate::tui) fn inkey(qualifier: u8, question: &str) -> Option<Vec<u8>> {
    let question = sized("8D", &format!("08{}", ucs2(question)));
    command(&format!("81030122{qualifier:02X} 82028182 {question}"))
}

/// Creates a phone with a card that offers these commands from its start on; the clock is set.
pub(in crate::tui) fn phone(language: Language, offers: &[Option<Vec<u8>>]) -> App<Station> {
    let now: Timestamp = "2009-11-18 10:30:00".parse::<Moment>().unwrap().stamp();
    let surroundings = Surroundings { now, language: language.code().to_owned(), ..Surroundings::default() };
    let handset = Handset::new(Model::feature_phone(), Speech::Gsm, surroundings);
    let card = Scripted { left: offers.iter().cloned().collect(), announced: None };
    App::new(Desk::new(MobileStation::switch_on(card, handset).unwrap()), language)
}

/// Performs one act after the other.
pub(in crate::tui) fn perform<G: Ground>(app: &mut App<G>, commands: &[PhoneCommand]) {
    for command in commands {
        app.update(command.clone());
    }
}

/// Types characters.
pub(in crate::tui) fn type_text<G: Ground>(app: &mut App<G>, text: &str) {
    text.chars().for_each(|character| app.update(PhoneCommand::Press(PhoneKey::Character(character))));
}

/// Renders what is drawn in a window of that size, a line each.
pub(in crate::tui) fn picture<G: Ground>(app: &mut App<G>, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let mut picture = String::new();
    for row in 0..height {
        let mut column = 0;
        let mut line = String::new();
        while column < width {
            let symbol = buffer[(column, row)].symbol();
            line.push_str(symbol);
            column += u16::try_from(symbol.width()).unwrap().max(1);
        }
        assert!(line.width() <= usize::from(width), "row {row} is wider than the window: {line:?}");
        picture.push_str(line.trim_end());
        picture.push('\n');
    }
    picture
}

/// Returns the column and the row where a text stands in a picture.
pub(in crate::tui) fn place(picture: &str, text: &str) -> (u16, u16) {
    let (row, line) = picture.lines().enumerate().find(|(_, line)| line.contains(text)).expect(text);
    let column = line.split(text).next().unwrap().width();
    (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
}

/// Clicks where a text stands in the picture of a large window.
pub(in crate::tui) fn click<G: Ground>(app: &mut App<G>, text: &str) {
    let seen = picture(app, 120, 40);
    let (column, row) = place(&seen, text);
    let event =
        MouseEvent { kind: MouseEventKind::Down(MouseButton::Left), column, row, modifiers: KeyModifiers::NONE };
    let command = keys::command(&Event::Mouse(event), app.is_typing(), app.drawn());
    app.update(command);
}
