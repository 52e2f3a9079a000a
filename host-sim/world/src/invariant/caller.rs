//! Callers on the service lines: what the keys of a call order, followed from outside by the menus that the lines
//! speak. Where a reply of the platform decides how a call goes on, both ways are followed.

use std::collections::BTreeSet;

use super::effect::Effect;
use super::orders::ObservedOrder;
use crate::line::{LineKey, LineKeys, ServiceLine};

/// Number of digits of a scratch card.
const CARD_DIGITS: usize = 18;

/// Largest number of keys that a line keeps before `#`.
const TYPED_MOST: usize = 24;

/// Place in the menus of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Language,
    VoiceMenu,
    VoiceWhose,
    CardDigits,
    AnotherCard,
    CareMenu,
    SecondLine,
    OldPassword,
    NewPassword,
    NewPasswordAgain,
    LoginReset,
    OperationPin,
    Closing,
    ClosingPassword,
    Agent,
    /// An agent asks for answers or facts.
    Verification,
}

/// Path that a call may have gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CallPath {
    place: Place,
    typed: String,
    /// Old and new pay password, as far as they were typed.
    fields: Vec<String>,
}

/// Call of a subscriber to a service line.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    line: ServiceLine,
    ways: BTreeSet<CallPath>,
    /// Answers and facts that the caller has said since the first verification; `None` before it.
    said: Option<Vec<String>>,
}

impl Place {
    const fn is_field(self) -> bool {
        matches!(
            self,
            Place::CardDigits
                | Place::OldPassword
                | Place::NewPassword
                | Place::NewPasswordAgain
                | Place::OperationPin
                | Place::ClosingPassword
        )
    }

    /// Returns the places to which a choice may lead; the same place if it is no choice there.
    const fn after_choice(self, line: ServiceLine, digit: u8) -> &'static [Place] {
        match (self, digit) {
            (Place::Language, 1 | 2) => match line {
                ServiceLine::Voice => &[Place::VoiceMenu],
                ServiceLine::Care => &[Place::CareMenu],
            },
            (Place::VoiceMenu, 1) => &[Place::VoiceWhose],
            (Place::VoiceWhose | Place::AnotherCard, 1) => &[Place::CardDigits],
            (Place::CareMenu, 1) => &[Place::SecondLine],
            (Place::SecondLine, 3) => &[Place::OldPassword],
            (Place::SecondLine, 4) | (Place::Agent, 2) => &[Place::LoginReset],
            // Without answers that could be asked for, the line goes back.
            (Place::SecondLine, 5) | (Place::Agent, 1) => &[Place::Verification, Place::SecondLine],
            (Place::SecondLine, 6) | (Place::Agent, 3) => &[Place::OperationPin],
            (Place::SecondLine, 7) => &[Place::Closing],
            (Place::SecondLine, 0) => &[Place::Agent],
            (Place::LoginReset, 1) => &[Place::SecondLine],
            (Place::Closing, 1) => &[Place::ClosingPassword],
            _ => &[],
        }
    }

    /// Returns the place to which `*` leads back; `None` at the beginning.
    const fn back(self) -> Option<Place> {
        Some(match self {
            Place::Language => return None,
            Place::VoiceMenu | Place::CareMenu => Place::Language,
            Place::VoiceWhose => Place::VoiceMenu,
            Place::CardDigits | Place::AnotherCard => Place::VoiceWhose,
            Place::SecondLine => Place::CareMenu,
            Place::Verification => Place::Agent,
            _ => Place::SecondLine,
        })
    }
}

impl CallPath {
    fn to(&self, place: Place) -> CallPath {
        let keeps = matches!(place, Place::NewPassword | Place::NewPasswordAgain);
        let fields = if keeps { self.fields.clone() } else { Vec::new() };
        CallPath { place, typed: String::new(), fields }
    }

    /// Returns the ways on after a field was completed, with the order that it may be.
    fn complete(&self) -> (Vec<CallPath>, Option<ObservedOrder>) {
        let typed = self.typed.clone();
        let is_password = super::dialogues::is_password(&typed);
        let again = CallPath { typed: String::new(), ..self.clone() };
        let under = |effect| (vec![self.to(Place::SecondLine)], Some(ObservedOrder::under(effect, typed.clone())));
        match self.place {
            Place::CardDigits if typed.len() == CARD_DIGITS => {
                (vec![self.to(Place::AnotherCard), again], Some(ObservedOrder::plain(Effect::ScratchCard)))
            }
            Place::OldPassword if is_password => {
                (vec![CallPath { fields: vec![typed], ..self.to(Place::NewPassword) }], None)
            }
            Place::NewPassword if is_password => {
                let fields = self.fields.first().cloned().into_iter().chain([typed]).collect();
                (vec![CallPath { fields, ..self.to(Place::NewPasswordAgain) }], None)
            }
            Place::NewPasswordAgain if is_password => match self.fields.as_slice() {
                [old, new] if *new == typed => {
                    let order = ObservedOrder::ChangePayPassword { old: old.clone(), new: new.clone() };
                    (vec![self.to(Place::SecondLine)], Some(order))
                }
                _ => (vec![self.to(Place::NewPassword)], None),
            },
            Place::OperationPin if is_password => under(Effect::OperationPinReset),
            Place::ClosingPassword if is_password => under(Effect::AccountClosed),
            _ => (vec![again], None),
        }
    }

    /// Returns the ways on after a key, with the order that it may be.
    fn press(&self, line: ServiceLine, key: LineKey) -> (Vec<CallPath>, Option<ObservedOrder>) {
        let stay = || (vec![self.clone()], None);
        match key {
            LineKey::Star if !self.typed.is_empty() => (vec![CallPath { typed: String::new(), ..self.clone() }], None),
            LineKey::Star => self.place.back().map_or_else(stay, |back| (vec![self.to(back)], None)),
            LineKey::Digit(digit) if self.place.is_field() => {
                let mut way = self.clone();
                if way.typed.len() < TYPED_MOST {
                    way.typed.push_str(&digit.to_string());
                }
                (vec![way], None)
            }
            LineKey::Hash if self.place.is_field() => self.complete(),
            LineKey::Hash => stay(),
            LineKey::Digit(digit) => match self.place.after_choice(line, digit) {
                [] => stay(),
                places => {
                    let order = (self.place == Place::LoginReset).then_some(Effect::LoginPasswordReset);
                    (places.iter().map(|place| self.to(*place)).collect(), order.map(ObservedOrder::plain))
                }
            },
        }
    }
}

impl Caller {
    /// Begins to follow a call.
    pub(super) fn new(line: ServiceLine) -> Caller {
        let way = CallPath { place: Place::Language, typed: String::new(), fields: Vec::new() };
        Caller { line, ways: BTreeSet::from([way]), said: None }
    }

    /// Follows keys. Returns the orders that they may be.
    pub(super) fn press(&mut self, keys: &LineKeys) -> Vec<ObservedOrder> {
        let mut orders = Vec::new();
        // The line may have counted a silence since the last key.
        self.ways.extend(self.forgotten());
        for key in keys.keys() {
            let mut ordered: Vec<ObservedOrder> = Vec::new();
            let mut ways = BTreeSet::new();
            for way in &self.ways {
                let (on, order) = way.press(self.line, *key);
                ways.extend(on);
                ordered.extend(order.filter(|order| !ordered.contains(order)));
            }
            self.ways = ways;
            orders.extend(ordered);
            if self.ways.iter().any(|way| way.place == Place::Verification) {
                self.said.get_or_insert_default();
            }
        }
        orders
    }

    /// Follows a silence, after which the line has forgotten the keys before `#`.
    pub(super) fn be_silent(&mut self) {
        self.ways = self.forgotten();
    }

    /// Returns the ways without the keys before `#`.
    fn forgotten(&self) -> BTreeSet<CallPath> {
        self.ways.iter().map(|way| CallPath { typed: String::new(), ..way.clone() }).collect()
    }

    /// Notes something that the caller says. Returns all that was said in the verification; `None` before one.
    pub(super) fn say(&mut self, said: &str) -> Option<&[String]> {
        self.be_silent();
        let all = self.said.as_mut()?;
        all.push(said.to_owned());
        self.ways.extend([Place::SecondLine, Place::Verification].map(|place| CallPath {
            place,
            typed: String::new(),
            fields: Vec::new(),
        }));
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(line: ServiceLine, keys: &str) -> Vec<ObservedOrder> {
        Caller::new(line).press(&keys.parse().unwrap())
    }

    #[test]
    fn keys_order_what_menus_say() {
        let under = |effect| vec![ObservedOrder::under(effect, "654321".to_owned())];
        let change = ObservedOrder::ChangePayPassword { old: "654321".to_owned(), new: "123456".to_owned() };
        let card = vec![ObservedOrder::plain(Effect::ScratchCard)];
        for (line, keys, orders) in [
            (ServiceLine::Voice, "111123456789012345678#", card.clone()),
            (ServiceLine::Voice, "2119*123456789012345678#", card),
            (ServiceLine::Voice, "11112345678901234567#", Vec::new()),
            (ServiceLine::Care, "116654321#", under(Effect::OperationPinReset)),
            (ServiceLine::Care, "1103654321#", under(Effect::OperationPinReset)),
            (ServiceLine::Care, "1171654321#", under(Effect::AccountClosed)),
            (ServiceLine::Care, "11654321#", Vec::new()),
            (ServiceLine::Care, "117654321#", Vec::new()),
            (ServiceLine::Care, "113654321#123456#123456#", vec![change.clone()]),
            (ServiceLine::Care, "113654321#123456#111111#123456#123456#", vec![change]),
            (ServiceLine::Care, "1141", vec![ObservedOrder::plain(Effect::LoginPasswordReset)]),
            (ServiceLine::Care, "11021", vec![ObservedOrder::plain(Effect::LoginPasswordReset)]),
        ] {
            assert_eq!(ordered(line, keys), orders, "{line} {keys}");
        }
    }

    #[test]
    fn words_and_silence_forget_keys() {
        let forgets: [fn(&mut Caller); 3] = [|caller| assert_eq!(caller.say("li"), None), Caller::be_silent, |_| ()];
        for forget in forgets {
            let mut caller = Caller::new(ServiceLine::Voice);
            caller.press(&"1111".parse().unwrap());
            forget(&mut caller);
            let ordered = caller.press(&"123456789012345678#".parse().unwrap());
            assert_eq!(ordered, [ObservedOrder::plain(Effect::ScratchCard)]);
        }
    }

    #[test]
    fn caller_is_verified_before_words_count() {
        let mut caller = Caller::new(ServiceLine::Care);
        assert_eq!(caller.say("本人"), None);
        caller.press(&"115".parse().unwrap());
        assert_eq!(caller.say("本人"), Some(&["本人".to_owned()][..]));
        // The line may have gone back to its menu.
        assert_eq!(
            caller.press(&"6654321#".parse().unwrap()),
            [ObservedOrder::under(Effect::OperationPinReset, "654321".to_owned())]
        );
    }
}
