//! The phone as every face shows it, on a terminal and in a browser: soft keys, status bar, and what is asked for. The
//! meaning of keys is in `keys`.

use sim_codec::sms::Timestamp;
use sim_codec::time::Moment;
use sim_device::handset::{Field, Handset, Screen, ScreenBody, Surroundings, Typing};
use sim_world::line::LineCall;
use sim_world::platform::number::Msisdn;
use sim_world::world::{Person, World};

use super::{Language, Word, counter, left, limits};

pub mod keys;

use keys::PhoneKey;

/// Key below the screen, whose meaning the screen sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoftKey {
    /// Word on the key.
    pub word: Word,
    /// Key of the phone that the soft key stands for.
    pub key: PhoneKey,
    /// `true` while the key does something.
    pub enabled: bool,
}

const fn key(word: Word, key: PhoneKey) -> SoftKey {
    SoftKey { word, key, enabled: true }
}

/// Use of the idle screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleUse {
    /// The phone is at rest.
    Rest,
    /// A number is dialled.
    Dialling,
    /// The phone is in a call to a service line.
    Calling,
}

impl IdleUse {
    /// Returns the use by the call and the number that is dialled.
    pub const fn of(call: Option<&LineCall>, dialled: &str) -> IdleUse {
        match call {
            Some(_) => IdleUse::Calling,
            None if dialled.is_empty() => IdleUse::Rest,
            None => IdleUse::Dialling,
        }
    }
}

/// Returns the soft keys of a screen from left to right; `has_menu` is set if the card's menu can be opened.
pub fn soft_keys(screen: &Screen, has_menu: bool, idle: IdleUse) -> Vec<SoftKey> {
    let back = || key(Word::Back, PhoneKey::Back);
    let (first, last) = match &screen.body {
        ScreenBody::Idle if idle == IdleUse::Dialling => {
            return vec![key(Word::Dial, PhoneKey::Ok), key(Word::Clear, PhoneKey::Erase)];
        }
        ScreenBody::Idle if idle == IdleUse::Calling => {
            let menu = SoftKey { enabled: has_menu, ..key(Word::Menu, PhoneKey::Menu) };
            return vec![menu, key(Word::HangUp, PhoneKey::End)];
        }
        ScreenBody::Idle => return vec![SoftKey { enabled: has_menu, ..key(Word::Menu, PhoneKey::Menu) }],
        ScreenBody::Waiting => return Vec::new(),
        ScreenBody::Text { .. } => (Some(key(Word::Ok, PhoneKey::Ok)), back()),
        ScreenBody::Items { .. } => (Some(key(Word::Select, PhoneKey::Ok)), back()),
        ScreenBody::Key { .. } => (None, back()),
        ScreenBody::YesNo => (Some(key(Word::Yes, PhoneKey::Ok)), key(Word::No, PhoneKey::No)),
        ScreenBody::Input(field) => {
            let ok = SoftKey { enabled: field.is_enough(), ..key(Word::Ok, PhoneKey::Ok) };
            let last = if field.typed.is_empty() { back() } else { key(Word::Clear, PhoneKey::Erase) };
            (Some(ok), last)
        }
        ScreenBody::Tone(_) => (Some(key(Word::Stop, PhoneKey::Ok)), back()),
        ScreenBody::Confirm => (Some(key(Word::Allow, PhoneKey::Ok)), key(Word::Refuse, PhoneKey::No)),
    };
    let mut keys: Vec<SoftKey> = first.into_iter().collect();
    if screen.help {
        keys.push(key(Word::Help, PhoneKey::Help));
    }
    if !matches!(screen.body, ScreenBody::Items { main: true, .. }) {
        keys.push(key(Word::End, PhoneKey::End));
    }
    keys.push(last);
    keys
}

/// Returns the line of a menu that is marked at first, counted from 0; 0 on a screen without a menu.
pub fn first_marked(screen: &Screen) -> usize {
    let ScreenBody::Items { items, default: Some(id), .. } = &screen.body else { return 0 };
    items.iter().position(|item| item.id == *id).unwrap_or(0)
}

/// Returns `true` if two screens are the same page, whatever was typed on it.
pub fn is_same_page(one: &Screen, other: &Screen) -> bool {
    let same_body = match (&one.body, &other.body) {
        (ScreenBody::Input(_), ScreenBody::Input(_)) => true,
        (one, other) => one == other,
    };
    same_body && one.text == other.text
}

/// Returns what the phone itself asks for below the card's text; `None` if the page says all.
pub const fn request(body: &ScreenBody) -> Option<Word> {
    match body {
        ScreenBody::Key { typing: Typing::Digits, .. } => Some(Word::PressDigit),
        ScreenBody::Key { .. } => Some(Word::PressKey),
        ScreenBody::Tone(_) => Some(Word::Tone),
        ScreenBody::Confirm => Some(Word::AllowQuestion),
        _ => None,
    }
}

/// Returns what may be typed into a field, in two short phrases: the limits, and how many characters are left.
pub fn hints(language: Language, field: &Field) -> (String, String) {
    let most = (field.limits.max != 0xFF).then(|| field.most());
    (limits(language, usize::from(field.limits.min), most), left(language, field.left()))
}

/// Returns what stands in a field: the text that was typed, or a dot for each hidden character.
pub fn shown(field: &Field) -> String {
    field.typed.chars().map(|character| if field.hidden { '●' } else { character }).collect()
}

/// Returns the name of the operator by the network's codes, or that there is no service.
pub fn operator(language: Language, around: &Surroundings) -> String {
    if !around.service {
        return Word::NoService.in_language(language).to_owned();
    }
    let network = &around.location.network;
    let name = |chinese, english| language.of(chinese, english).to_owned();
    match (network.mcc.as_str(), network.mnc.as_str()) {
        ("460", "00" | "02" | "07" | "08") => name("中国移动", "China Mobile"),
        ("460", "01" | "06") => name("中国联通", "China Unicom"),
        ("460", "03" | "05" | "11") => name("中国电信", "China Telecom"),
        (mcc, mnc) => format!("{mcc} {mnc}"),
    }
}

/// Returns the bars of the signal.
pub const fn signal(around: &Surroundings) -> &'static str {
    if around.service { "▂▄▆█" } else { "▁▁▁▁" }
}

/// Returns the bars of the battery.
pub fn battery(around: &Surroundings) -> String {
    let full = usize::from(around.battery.min(4));
    format!("{}{}", "▮".repeat(full), "▯".repeat(4_usize.saturating_sub(full)))
}

/// Returns the part of the status bar before the time: messages in the inbox, and a call.
pub fn signs(handset: &Handset) -> String {
    let call = if handset.surroundings.in_call { "✆ " } else { "" };
    match handset.inbox().messages().len() {
        0 => call.to_owned(),
        count => format!("✉{count} {call}"),
    }
}

/// Returns hours and minutes of the phone's clock; `--:--` for a clock that was never set.
pub fn time(now: Timestamp) -> String {
    let [.., hour, minute, _] = now.fields();
    Moment::from_stamp(now).map_or_else(|| "--:--".to_owned(), |_| format!("{hour:02}:{minute:02}"))
}

/// Returns the date of the phone's clock; `None` for a clock that was never set.
pub fn date(now: Timestamp) -> Option<String> {
    let [year, month, day, ..] = now.fields();
    Moment::from_stamp(now).map(|_| format!("20{year:02}-{month:02}-{day:02}"))
}

/// Returns the word about the card's menu on an idle phone.
pub fn idle_hint(handset: &Handset) -> Word {
    if handset.has_menu() { Word::MenuHint } else { Word::NoMenu }
}

/// Returns the reminders of the world around an idle phone: a card that is gone, errands of the platform for the card,
/// and purchases that a terminal has not completed.
pub fn reminders(language: Language, world: &World, number: Msisdn) -> Vec<String> {
    let gone = world.person(&number).and_then(Person::loss).map(|loss| counter::card_gone(language, loss).to_owned());
    let card_number = world.person(&number).map(Person::asn).unwrap_or_default();
    let file = world.platform().card_of(&number);
    let errand = file.and_then(|file| file.errands.first().map(|first| (first, file.errands.len())));
    let errand = errand.map(|(first, count)| counter::errands(language, first, count));
    let pending = world.shops().all().flat_map(|(place, shop)| {
        let own = shop.terminal().pending().iter().filter(|one| hex::encode_upper(one.asn) == card_number);
        own.map(move |one| counter::tap_again(language, place, one))
    });
    gone.into_iter().chain(errand).chain(pending).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_clock_shows_time_and_date() {
        let at: Moment = "2012-02-29 23:59:58".parse().unwrap();
        assert_eq!((time(at.stamp()), date(at.stamp())), ("23:59".to_owned(), Some("2012-02-29".to_owned())));
        let never = Timestamp([0xFF; 7]);
        assert_eq!((time(never), date(never)), ("--:--".to_owned(), None));
    }
}
