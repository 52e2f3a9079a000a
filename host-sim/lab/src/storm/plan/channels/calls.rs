//! Calls to the service lines, with right and wrong keys, and hang-ups anywhere.

use super::Scene;
use sim_world::action::LineAction;
use sim_world::line::ServiceLine;

/// Texts that a caller says: amounts, and answers to security questions.
const SAID: [&str; 5] = ["50", "100", "none", "li", "wang"];

/// Day on which worlds begin, and most accounts are opened.
const BEGINNING: &str = "20091118";

impl Scene<'_> {
    /// Calls the voice line and recharges.
    pub(super) fn call_voice_line(&mut self) {
        self.line(LineAction::Dial(ServiceLine::Voice));
        self.keys("1");
        if self.draw.percent(15) {
            self.stray();
        }
        self.keys("1 1");
        for _ in 0..self.draw.up_to(2) {
            let card = match self.draw.below(8) {
                0 => "123456789012345678#".to_owned(),
                1 => "1234#".to_owned(),
                _ => format!("{{card {}}}#", self.draw.up_to(3)),
            };
            self.keys(&card);
            self.keys("1");
            if self.draw.percent(15) {
                self.stray();
            }
        }
        self.end_call();
    }

    /// Calls customer care, and asks for one or two services.
    pub(super) fn call_care(&mut self) {
        self.line(LineAction::Dial(ServiceLine::Care));
        self.keys("2 1");
        for _ in 0..self.draw.up_to(2) {
            if self.draw.percent(15) {
                self.stray();
            }
            self.care_service();
            if self.draw.percent(20) {
                self.pause();
            }
        }
        self.end_call();
    }

    fn care_service(&mut self) {
        match self.draw.below(8) {
            0 => self.keys("1"),
            1 => self.keys("2"),
            2 => {
                let old = if self.draw.percent(40) { "{initial}".to_owned() } else { self.digits(20) };
                let new = self.digits(15);
                let again = if self.draw.percent(15) { self.digits(50) } else { new.clone() };
                self.keys(&format!("3 {old}# {new}# {again}#"));
            }
            3 => self.keys("4 1"),
            4 | 5 => self.verify(),
            6 => {
                let password = self.digits(25);
                self.keys(&format!("6 {password}#"));
            }
            _ => {
                let password = self.digits(15);
                self.keys(&format!("7 1 {password}#"));
            }
        }
    }

    /// Asks for a reset of the pay password, and answers what the line asks then.
    pub(super) fn verify(&mut self) {
        self.keys("5");
        // Name, document, day of the opening, last recharge, last purchase.
        let facts =
            ["本人".to_owned(), format!("G{}", self.who), BEGINNING.to_owned(), String::new(), "none".to_owned()];
        for fact in facts {
            let other = self.draw.one(&SAID).copied().unwrap_or("none").to_owned();
            let said = if fact.is_empty() || self.draw.percent(15) { other } else { fact };
            self.line(LineAction::Say(said));
        }
    }

    fn keys(&mut self, keys: &str) {
        self.line(LineAction::Press(keys.to_owned()));
    }

    /// Does what a caller should not: a wrong key, words where keys are awaited, silence.
    fn stray(&mut self) {
        match self.draw.below(4) {
            0 => self.keys("9"),
            1 => self.keys("*"),
            2 => self.line(LineAction::Say("li".to_owned())),
            _ => self.line(LineAction::KeepSilent),
        }
    }

    pub(super) fn end_call(&mut self) {
        // Whoever does not hang up is hung up on.
        if self.draw.percent(70) {
            self.line(LineAction::HangUp);
        }
    }
}
