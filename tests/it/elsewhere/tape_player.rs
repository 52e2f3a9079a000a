//! Playing of a tape to two cards at once: one in this process, which says what is right, and one at the end of a line.

use std::ops::Add;

use applet::{Card, Entropy, Interface};
use sim_device::link::{Chance, PoweredMemory};
use sim_device::memory::Eeprom;

use super::tape::{Tape, TapeEvent, TapedExchange};

/// Line of text with a card at its end.
pub trait RequestLine {
    /// Sends a request; returns the answer without its end of line.
    fn ask(&mut self, request: &str) -> String;
}

/// Numbers of events that were the same on both cards.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlayReport {
    /// Cards that were made.
    pub cards: usize,
    /// Answers to reset.
    pub power_ons: usize,
    /// Commands with their answers or silences.
    pub exchanges: usize,
    /// Commands by radio among them.
    pub by_radio: usize,
    /// Writes that were torn.
    pub cuts: usize,
    /// Random numbers that were drawn.
    pub numbers: usize,
}

impl Add for PlayReport {
    type Output = PlayReport;

    fn add(self, other: PlayReport) -> PlayReport {
        PlayReport {
            cards: self.cards + other.cards,
            power_ons: self.power_ons + other.power_ons,
            exchanges: self.exchanges + other.exchanges,
            by_radio: self.by_radio + other.by_radio,
            cuts: self.cuts + other.cuts,
            numbers: self.numbers + other.numbers,
        }
    }
}

/// Random numbers of the card in this process, which notes what it draws.
#[derive(Clone)]
struct NotedNumbers {
    chance: Chance,
    drawn: Vec<String>,
}

impl Entropy for NotedNumbers {
    fn fill(&mut self, into: &mut [u8]) {
        self.chance.fill(into);
        self.drawn.push(hex::encode_upper(into));
    }
}

/// Plays a tape; the error names the first difference.
pub fn play(tape: &Tape, line: &mut dyn RequestLine) -> Result<PlayReport, String> {
    let mut player = TapePlayer {
        card: Card::new(Eeprom::blank(), NotedNumbers { chance: Chance::seeded(0), drawn: Vec::new() }),
        line,
        report: PlayReport::default(),
    };
    for card in &tape.cards {
        player.make_card(&card.image)?;
        player.play(&card.events)?;
    }
    Ok(player.report)
}

/// Player of a tape.
struct TapePlayer<'l> {
    card: Card<Eeprom, NotedNumbers>,
    line: &'l mut dyn RequestLine,
    report: PlayReport,
}

impl TapePlayer<'_> {
    /// Sends a request, whose answer must be as expected.
    fn expect(&mut self, request: &str, expected: &str) -> Result<(), String> {
        let answer = self.line.ask(request);
        if answer == expected { Ok(()) } else { Err(format!("{request}: expected {expected}, and it says {answer}")) }
    }

    fn make_card(&mut self, image: &[u8]) -> Result<(), String> {
        self.report.cards += 1;
        self.card.power_off();
        *self.card.memory_mut() = Eeprom::from_image(image).unwrap();
        self.expect("off", "ok")?;
        self.expect(&format!("write 0 {}", hex::encode_upper(image)), "ok")
    }

    fn play(&mut self, events: &[TapeEvent]) -> Result<(), String> {
        for event in events {
            match event {
                TapeEvent::PowerOn => self.power_on()?,
                TapeEvent::Arm(cut) => self.card.memory_mut().arm(*cut),
                TapeEvent::Exchange(exchange) => self.exchange(exchange)?,
            }
        }
        Ok(())
    }

    fn power_on(&mut self) -> Result<(), String> {
        self.report.power_ons += 1;
        self.card.memory_mut().power_restored();
        let atr = self.card.power_on().expect("every card of a trace comes up");
        self.expect("on", &format!("atr {}", hex::encode_upper(&*atr)))
    }

    /// Sends a command to both cards, and compares answer and memory. The card in this process is asked first: it says
    /// which numbers are drawn, and what a torn write leaves.
    fn exchange(&mut self, taped: &TapedExchange) -> Result<(), String> {
        assert_eq!(self.card.session(), taped.session.as_ref(), "the tape tells all that changes the card");
        assert_eq!(self.card.memory().image(), taped.image, "the tape tells all that changes the memory");
        self.report.exchanges += 1;
        let interface = match taped.context.interface {
            Interface::Contact => "contacts",
            Interface::Contactless => "radio",
            Interface::OverTheAir => panic!("no command reaches the card so"),
        };
        self.report.by_radio += usize::from(interface == "radio");

        *self.card.entropy_mut() = NotedNumbers { chance: taped.chance.clone(), drawn: Vec::new() };
        let writes = self.card.memory().write_count();
        PoweredMemory::exchange_begins(self.card.memory_mut(), &taped.command).expect("cuts are in writes");
        let answer = self.card.transmit(taped.context, &taped.command);
        PoweredMemory::exchange_ends(self.card.memory_mut()).expect("cuts are in writes");

        let drawn = &self.card.entropy_mut().drawn;
        self.report.numbers += drawn.len();
        let random = [&["random".to_owned()], drawn.as_slice()].concat().join(" ");
        self.expect(&random, "ok")?;
        if let (true, Some(torn)) = (self.card.memory().power_failed(), self.card.memory().last_write()) {
            self.report.cuts += 1;
            let before = self.card.memory().write_count() - writes - 1;
            let left = &self.card.memory().image()[torn.offset..torn.offset + torn.length];
            let cut = format!("cut {before} {}", hex::encode_upper(left));
            self.expect(&cut, "ok")?;
        }
        let expected = match answer {
            Ok(answer) => format!("answer {}{:04X}", hex::encode_upper(&*answer.data), answer.status.0),
            Err(_) => "no answer".to_owned(),
        };
        let command = hex::encode_upper(&taped.command);
        self.expect(&format!("exchange {interface} {} {command}", taped.context.uptime_s), &expected)?;
        let image = format!("octets {}", hex::encode_upper(self.card.memory().image()));
        self.expect(&format!("read 0 {}", applet::MEMORY_SIZE), &image)
    }
}
