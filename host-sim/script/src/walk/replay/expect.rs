//! Checks of expectations: of the screen, the menu, the short messages sent, and the card itself.

use sim_codec::quotation::quote;
use sim_wire::secured_packet::Counter;

use super::player::{Player, StepResult};
use super::request;
use super::sight::Sight;
use crate::trace::outcome::{FailureKind, MismatchSubject, SightContent};
use crate::trace::replay::facts;
use crate::trace::replay::values::whole;
use crate::walk::patterns;
use crate::walk::syntax::{CardFact, Expectation, ExpectedSms, ScreenKind, SmsContent, Wording};
use sim_codec::sms::{MessageBody as SmsBody, Tpdu};
use sim_device::handset::{CardTransmission, Field, Screen, ScreenBody};

impl Player {
    /// Checks an expectation.
    pub(super) fn expect(&mut self, expectation: &Expectation) -> StepResult {
        let screen = self.screen();
        match expectation {
            Expectation::Screen(wording) => read_as(&screen, wording),
            Expectation::Sms(shown) => self.sms(shown),
            Expectation::Card(fact) => self.fact(fact),
            Expectation::Message(letter) => self.message(letter),
            Expectation::World(fact) => self.world_fact(*fact),
            Expectation::Receipt(wording) => self.receipt(wording),
            Expectation::NoReceipt => self.no_receipt(),
            Expectation::Hears(wording) => self.check_prompt(wording),
            Expectation::NoCall => self.check_no_call(),
            Expectation::Item { path, there } => {
                if self.has_item(path)? == *there {
                    return Ok(());
                }
                let sight = Sight::of(&screen).what(MismatchSubject::Menu).expected(expectation.to_string());
                Err(sight.but(if *there { SightContent::LineMissing } else { SightContent::LineThere }))
            }
            Expectation::Kind(kind) if kind.includes(ScreenKind::of(&screen.body)) => Ok(()),
            other => {
                let seen = self.in_place_of(other);
                if seen.as_ref() == Some(other) {
                    self.mark_looked_at(other);
                    return Ok(());
                }
                let actual = match &seen {
                    Some(seen) => SightContent::Written(seen.to_string()),
                    None => SightContent::KindWithout(ScreenKind::of(&screen.body)),
                };
                Err(Sight::of(&screen).what(MismatchSubject::Handset).expected(other.to_string()).but(actual))
            }
        }
    }

    /// Returns the expectation as it would have to be written to hold; `None` where no writing helps.
    pub(super) fn rewrite_expectation(&mut self, expectation: &Expectation) -> Option<Expectation> {
        if self.expect(expectation).is_ok() {
            return Some(expectation.clone());
        }
        match expectation {
            // What a pattern leaves open, a text would pin.
            Expectation::Screen(Wording::Matching(_)) => None,
            Expectation::Screen(Wording::Exactly(_)) => Some(Expectation::Screen(Wording::Exactly(self.screen().text))),
            Expectation::Screen(Wording::Contains(_)) => {
                Some(Expectation::Screen(Wording::Contains(self.screen().text)))
            }
            Expectation::Item { path, .. } => {
                let there = self.has_item(path).ok()?;
                Some(Expectation::Item { path: path.clone(), there })
            }
            Expectation::Card(fact) => {
                let state = self.state()?;
                Some(Expectation::Card(facts::actual(fact, &state, self.last_refusal())))
            }
            Expectation::Sms(_) | Expectation::NoReceipt | Expectation::NoCall => None,
            Expectation::Hears(wording) => self.heard_as_it_is(wording),
            Expectation::Receipt(wording) => self.receipt_as_it_is(wording),
            Expectation::Message(letter) => self.message_as_it_is(letter),
            Expectation::World(fact) => Some(Expectation::World(self.world_as_it_is(*fact))),
            other => {
                let seen = self.in_place_of(other);
                self.mark_looked_at(other);
                seen
            }
        }
    }

    /// Returns what holds now in place of an expectation that the handset alone decides; `None` where the screen has
    /// none.
    fn in_place_of(&self, expectation: &Expectation) -> Option<Expectation> {
        let screen = self.screen();
        let field = |of: fn(&Field) -> Expectation| match &screen.body {
            ScreenBody::Input(field) => Some(of(field)),
            _ => None,
        };
        match expectation {
            Expectation::Kind(_) => Some(Expectation::Kind(ScreenKind::of(&screen.body))),
            Expectation::Lines(_) => match &screen.body {
                ScreenBody::Items { items, .. } => {
                    Some(Expectation::Lines(items.iter().map(|item| item.text.clone()).collect()))
                }
                _ => None,
            },
            Expectation::Left(_) => field(|field| Expectation::Left(field.left())),
            Expectation::Typed(_) => field(|field| Expectation::Typed(field.typed.clone())),
            Expectation::Help(_) => Some(Expectation::Help(screen.help)),
            Expectation::SmsCount(_) => Some(Expectation::SmsCount(self.sent().len().saturating_sub(self.now.read))),
            Expectation::MessageCount(_) => Some(Expectation::MessageCount(self.unread())),
            Expectation::Screen(_)
            | Expectation::Item { .. }
            | Expectation::Sms(_)
            | Expectation::Message(_)
            | Expectation::Card(_)
            | Expectation::Receipt(_)
            | Expectation::NoReceipt
            | Expectation::Hears(_)
            | Expectation::NoCall
            | Expectation::World(_) => None,
        }
    }

    /// Marks the counted messages as looked at.
    fn mark_looked_at(&mut self, counted: &Expectation) {
        match counted {
            Expectation::SmsCount(_) => self.now.read = self.sent().len(),
            Expectation::MessageCount(_) => self.read_all(),
            _ => {}
        }
    }

    /// Returns the short messages that went out.
    pub(super) fn sent(&self) -> Vec<&Tpdu> {
        let sent = self.handset().into_iter().flat_map(|handset| handset.standing().sent.iter());
        sent.filter_map(|sent| match sent {
            CardTransmission::Sms(_, message) => Some(message.as_ref()),
            _ => None,
        })
        .collect()
    }

    /// Checks the next short message that was not looked at.
    fn sms(&mut self, wanted: &ExpectedSms) -> StepResult {
        let sight = Sight::of(&self.screen()).what(MismatchSubject::ShortMessage).expected(wanted.to_string());
        let Some(message) = self.sent().get(self.now.read).copied().cloned() else {
            return Err(sight.but(SightContent::NoUnreadMessage));
        };
        let number = message.address().map(|address| address.number.clone()).unwrap_or_default();
        let carries = wanted.content.as_ref().map_or(Ok(Ok(())), |content| self.check_carried(content, &message))?;
        if carries.is_ok() && wanted.to.as_ref().is_none_or(|wanted| *wanted == number) {
            self.now.read += 1;
            return Ok(());
        }
        let carried = carries.err().unwrap_or_else(|| self.carried(&message));
        Err(sight.but(format!("sms to {number} {carried}")))
    }

    /// Checks the content of a message; the inner error is the content that it has.
    fn check_carried(&mut self, wanted: &SmsContent, message: &Tpdu) -> Result<Result<(), String>, Box<FailureKind>> {
        let body = message.user_data().map(|user| &user.body);
        let holds = match wanted {
            SmsContent::Text(wording) => matches!(body, Some(SmsBody::Text(text)) if is_worded(wording, text, text)),
            SmsContent::Octets(parts) => {
                let segments = self.now.values.pattern(parts).map_err(|why| Box::new(FailureKind::Impossible(why)))?;
                let octets = message.user_data().and_then(|user| user.octets(message.dcs().unwrap_or(0x04)).ok());
                let captured = whole(&segments).captures(&octets.unwrap_or_default());
                let holds = captured.is_some();
                let captured = captured.into_iter().flatten();
                captured.for_each(|(name, octets)| self.now.values.set(name, octets));
                holds
            }
            SmsContent::Request(wanted) => match request::open(message, self.profile(), self.now.counter) {
                Ok((counter, actual)) if wanted.is_met_by(&actual) => {
                    self.now.counter = counter;
                    true
                }
                Ok(_) => false,
                Err(why) => return Ok(Err(format!("{}, which is not believed: {why}", self.carried(message)))),
            },
        };
        Ok(if holds { Ok(()) } else { Err(self.carried(message)) })
    }

    /// Returns the content of a short message in words; a request to the platform without its secrets.
    fn carried(&self, message: &Tpdu) -> String {
        if let Ok((_, request)) = request::open(message, self.profile(), Counter::default()) {
            return format!("request {}", request.masked());
        }
        match message.user_data().map(|user| &user.body) {
            Some(SmsBody::Text(text)) => quote(text),
            Some(SmsBody::Octets(octets)) => format!("octets {}", hex::encode_upper(octets)),
            None => "without content".to_owned(),
        }
    }

    fn fact(&self, wanted: &CardFact) -> StepResult {
        let off = "the card has no power, and nothing can be seen of it";
        let state = self.state().ok_or_else(|| Box::new(FailureKind::Impossible(off.to_owned())))?;
        let actual = facts::actual(wanted, &state, self.last_refusal());
        if actual == *wanted {
            return Ok(());
        }
        let sight = Sight::of(&self.screen()).what(MismatchSubject::CardState).expected(wanted.to_string());
        Err(sight.but(actual.to_string()))
    }
}

/// Returns everything that can be read on a screen.
fn all_words(screen: &Screen) -> String {
    let mut words = screen.text.clone();
    match &screen.body {
        ScreenBody::Items { items, .. } => {
            for item in items {
                words.push('\n');
                words.push_str(&item.text);
            }
        }
        ScreenBody::Input(field) if !field.hidden => {
            words.push('\n');
            words.push_str(&field.typed);
        }
        _ => {}
    }
    words
}

fn read_as(screen: &Screen, wording: &Wording) -> StepResult {
    if is_worded(wording, &screen.text, &all_words(screen)) {
        return Ok(());
    }
    let sight = Sight::of(screen).what(MismatchSubject::Screen);
    Err(match wording {
        // Side by side, the first difference can be marked.
        Wording::Exactly(text) | Wording::Contains(text) => sight.expected(quote(text)).but(quote(&screen.text)),
        Wording::Matching(_) => sight.expected(wording.to_string()).but(quote(&screen.text)),
    })
}

/// Returns whether a wording fits: an exact one `text`, any other one `all` that can be read.
pub(super) fn is_worded(wording: &Wording, text: &str, all: &str) -> bool {
    match wording {
        Wording::Contains(wanted) => all.contains(wanted.as_str()),
        Wording::Exactly(wanted) => text == wanted,
        Wording::Matching(pattern) => patterns::is_match(pattern, all),
    }
}
