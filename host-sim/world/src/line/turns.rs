//! Turns of a call: what each input does at each step.

use super::step::LineStep;
use super::{CallerReply, CallerRequest, LineCall, LineInput, LineKey, LineLanguage, LineTurn, ServiceLine, texts};
use super::{MISTAKES_MOST, SILENCES_MOST, TYPED_MOST};

impl LineCall {
    /// Takes an input of the caller.
    pub fn take(&mut self, input: &LineInput) -> LineTurn {
        match input {
            _ if self.step == LineStep::Over => LineTurn::HungUp,
            LineInput::Silence => self.be_silent(),
            LineInput::Key(key) => {
                self.silences = 0;
                self.press(*key)
            }
            LineInput::Said(said) => {
                self.silences = 0;
                self.hear(said)
            }
        }
    }

    /// Takes the platform's reply to the request of the last turn.
    pub fn reply(&mut self, reply: &CallerReply) -> LineTurn {
        self.typed.clear();
        match self.line {
            _ if self.step == LineStep::Over => LineTurn::HungUp,
            ServiceLine::Voice => self.reply_on_voice_line(reply),
            ServiceLine::Care => self.reply_at_care(reply),
        }
    }

    /// Ends the call from the caller's side.
    pub fn end(&mut self) {
        self.step = LineStep::Over;
        self.typed.clear();
        self.fields.clear();
    }

    fn press(&mut self, key: LineKey) -> LineTurn {
        match key {
            LineKey::Star if !self.typed.is_empty() => {
                self.typed.clear();
                self.repeat()
            }
            LineKey::Star => match self.step.back() {
                Some(back) => self.go_on(back),
                None => self.mistake(None),
            },
            LineKey::Digit(digit) if self.step.is_field() => {
                if self.typed.len() < TYPED_MOST {
                    self.typed.push_str(&digit.to_string());
                }
                LineTurn::Listens
            }
            LineKey::Hash if self.step.is_field() => {
                let typed = std::mem::take(&mut self.typed);
                self.complete(typed)
            }
            LineKey::Digit(digit) => self.choose(digit),
            LineKey::Hash => self.mistake(None),
        }
    }

    /// Takes a choice of a menu.
    fn choose(&mut self, digit: u8) -> LineTurn {
        match (self.step, digit) {
            (LineStep::Language, 1 | 2) => {
                self.language = if digit == 1 { LineLanguage::Chinese } else { LineLanguage::English };
                self.go_on(match self.line {
                    ServiceLine::Voice => LineStep::VoiceMenu,
                    ServiceLine::Care => LineStep::CareMenu,
                })
            }
            (LineStep::VoiceMenu, 1) => self.go_on(LineStep::VoiceWhose),
            (LineStep::VoiceWhose | LineStep::AnotherCard, 1) => LineTurn::Asks(CallerRequest::RechargeCheck),
            _ => self.choose_at_care(digit),
        }
    }

    /// Takes a field that `#` completes.
    fn complete(&mut self, typed: String) -> LineTurn {
        match self.step {
            LineStep::CardDigits => match typed.parse() {
                Ok(digits) => LineTurn::Asks(CallerRequest::Recharge(digits)),
                Err(_) => self.mistake(Some(texts::card_digits_wrong(self.language))),
            },
            _ => self.complete_at_care(typed),
        }
    }

    fn reply_on_voice_line(&mut self, reply: &CallerReply) -> LineTurn {
        match (self.step, reply) {
            (LineStep::CardDigits, CallerReply::Recharged(recharge)) => {
                self.mistakes = 0;
                let said = texts::recharged(self.language, *recharge);
                self.enter(LineStep::AnotherCard, Some(said))
            }
            // A card can be typed again, as long as the platform takes any.
            (LineStep::CardDigits, CallerReply::Refused(why)) => {
                let said = texts::refused(self.language, why);
                if texts::is_about_card(why) { self.mistake(Some(said)) } else { self.hang_up(Some(said)) }
            }
            (_, CallerReply::Refused(why)) => self.hang_up(Some(texts::refused(self.language, why))),
            _ => self.go_on(LineStep::CardDigits),
        }
    }

    /// Enters a step after an input that was in order.
    pub(super) fn go_on(&mut self, step: LineStep) -> LineTurn {
        self.mistakes = 0;
        self.enter(step, None)
    }

    /// Enters a step, and speaks its prompt after what is to be said before.
    pub(super) fn enter(&mut self, step: LineStep, before: Option<String>) -> LineTurn {
        self.step = step;
        self.typed.clear();
        if !matches!(step, LineStep::NewPayPassword | LineStep::NewPayPasswordAgain) {
            self.fields.clear();
        }
        self.speak(before)
    }

    fn speak(&mut self, before: Option<String>) -> LineTurn {
        let prompt = texts::prompt(self.language, (self.line, self.step));
        self.prompt = texts::joined(self.language, before, prompt);
        LineTurn::Spoke
    }

    fn repeat(&mut self) -> LineTurn {
        self.speak(None)
    }

    /// Says that an input is wrong, and repeats the prompt. Too many mistakes in a row end the call.
    pub(super) fn mistake(&mut self, said: Option<String>) -> LineTurn {
        self.typed.clear();
        self.mistakes = self.mistakes.saturating_add(1);
        let said = said.unwrap_or_else(|| texts::wrong_input(self.language, self.step));
        if self.mistakes >= MISTAKES_MOST { self.hang_up(Some(said)) } else { self.speak(Some(said)) }
    }

    fn be_silent(&mut self) -> LineTurn {
        self.silences = self.silences.saturating_add(1);
        self.typed.clear();
        if self.silences >= SILENCES_MOST { self.hang_up(None) } else { self.repeat() }
    }

    /// Says goodbye and ends the call.
    pub(super) fn hang_up(&mut self, before: Option<String>) -> LineTurn {
        self.end();
        self.prompt = texts::joined(self.language, before, texts::farewell(self.language));
        LineTurn::HungUp
    }
}
