//! Phone of a person as the terminal's phone shows it: status bar, page, soft keys and keypad.

use maud::{Markup, html};

use super::view::LabView;
use sim_codec::sms::Timestamp;
use sim_device::handset::{Choice, Field, Handset, Screen, ScreenBody};
use sim_i18n::phone::keys::PhoneKey;
use sim_i18n::phone::{self, IdleUse, SoftKey};
use sim_i18n::{Language, Word};
use sim_world::line::LineCall;
use sim_world::platform::number::Msisdn;
use sim_world::world::{Person, Power, World};

/// Twelve keys, each with the character that it types and the letters on it.
const KEYS: [(char, &str); 12] = [
    ('1', ""),
    ('2', "abc"),
    ('3', "def"),
    ('4', "ghi"),
    ('5', "jkl"),
    ('6', "mno"),
    ('7', "pqrs"),
    ('8', "tuv"),
    ('9', "wxyz"),
    ('*', "+"),
    ('0', ""),
    ('#', ""),
];

/// Returns a key as a form carries it.
fn value(key: PhoneKey) -> String {
    match key {
        PhoneKey::Ok => "ok".to_owned(),
        PhoneKey::Back => "back".to_owned(),
        PhoneKey::Erase => "erase".to_owned(),
        PhoneKey::No => "no".to_owned(),
        PhoneKey::End => "end".to_owned(),
        PhoneKey::Help => "help".to_owned(),
        PhoneKey::Menu => "menu".to_owned(),
        PhoneKey::Home => "home".to_owned(),
        PhoneKey::Character(character) => format!("char:{character}"),
        PhoneKey::Line(place) => format!("line:{place}"),
    }
}

/// Returns the key of a form's text; `None` if the text is no key.
pub(super) fn parse_key(text: &str) -> Option<PhoneKey> {
    Some(match text.split_once(':').unwrap_or((text, "")) {
        ("ok", "") => PhoneKey::Ok,
        ("back", "") => PhoneKey::Back,
        ("erase", "") => PhoneKey::Erase,
        ("no", "") => PhoneKey::No,
        ("end", "") => PhoneKey::End,
        ("help", "") => PhoneKey::Help,
        ("menu", "") => PhoneKey::Menu,
        ("home", "") => PhoneKey::Home,
        // A form's text has no blanks around it.
        ("char", "") => PhoneKey::Character(' '),
        ("char", typed) => PhoneKey::Character(typed.chars().next().filter(|_| typed.chars().count() == 1)?),
        ("line", place) => PhoneKey::Line(place.parse().ok()?),
        _ => return None,
    })
}

/// Button of a phone: its number, its value and its name for those who do not see its sign.
struct PhoneButton<'a> {
    number: Msisdn,
    value: &'a str,
    name: Option<&'a str>,
    class: &'a str,
}

impl PhoneButton<'_> {
    fn render(&self, sign: &Markup) -> Markup {
        html! {
            button id={ "key-" (self.number) "-" (self.value) } class=(self.class) type="submit" name="key"
                value=(self.value) aria-label=[self.name] { (sign) }
        }
    }
}

/// Renders the phone of a person, with the marked line of its menu and the digits that are dialled.
pub(super) fn phone(view: &LabView, world: &World, person: &Person, hand: (usize, &str)) -> Markup {
    let number = person.number();
    let station = person.station();
    let typing = matches!(&station.screen().body, ScreenBody::Input(field) if field.hidden);
    html! {
        section.phone id={ "phone-" (number) } data-phone=(number) tabindex="0" aria-labelledby={ "name-" (number) } {
            h2.name id={ "name-" (number) } { (number) " " span.soft { (station.handset().model().sold_as) } }
            form method="post" action="/lab/phone" data-live {
                (view.hidden())
                input type="hidden" name="number" value=(number);
                @if person.power() == Power::Off {
                    div.screen.dark aria-live="polite" { p.page { (view.say("已关机", "Switched off")) } }
                } @else {
                    (screen(view.language, world, person, hand))
                }
                (keypad(view, number))
            }
            form.typed-text method="post" action="/lab/phone" data-live data-clear autocomplete="off" {
                (view.hidden())
                input type="hidden" name="number" value=(number);
                input type="hidden" name="key" value="text";
                label for={ "text-" (number) } { (view.say("输入文字", "Type a text")) }
                input id={ "text-" (number) } name="text" type=(if typing { "password" } else { "text" })
                    autocomplete="off" spellcheck="false";
                button.second id={ "type-" (number) } type="submit" { (view.say("输入", "Type")) }
            }
        }
    }
}

/// Renders the screen of a person's phone: status bar, page and soft keys. `marked` is the line of the menu that is
/// marked, counted from 0; `dialled` has the digits that are dialled.
pub fn screen(language: Language, world: &World, person: &Person, (marked, dialled): (usize, &str)) -> Markup {
    let (handset, number) = (person.station().handset(), person.number());
    let screen = person.station().screen();
    let around = &handset.surroundings;
    let now = clock(world, handset);
    let call = world.call_of(&number);
    let keys = phone::soft_keys(&screen, handset.has_menu(), IdleUse::of(call, dialled));
    html! {
        div.screen {
            div.status {
                span aria-hidden="true" { (phone::signal(around)) }
                span { (phone::operator(language, around)) }
                span.signs { (phone::signs(handset)) }
                span { (phone::time(now)) }
                span aria-hidden="true" { (phone::battery(around)) }
            }
            div.page aria-live="polite" {
                @match call {
                    Some(call) if screen.body == ScreenBody::Idle => (in_call(language, call)),
                    None if screen.body == ScreenBody::Idle && !dialled.is_empty() => p.clock { (dialled) },
                    _ => (page(language, (world, number), handset, &screen, marked)),
                }
            }
            div.soft-keys { @for key in &keys { (soft_key(language, number, key)) } }
        }
    }
}

/// Returns the phone's clock. A phone at rest is not visited as time passes, so a clock that was set is the world's.
fn clock(world: &World, handset: &Handset) -> Timestamp {
    let own = handset.surroundings.now;
    if phone::date(own).is_some() { world.now().stamp() } else { own }
}

fn soft_key(language: Language, number: Msisdn, key: &SoftKey) -> Markup {
    html! {
        button id={ "soft-" (number) "-" (value(key.key)) } type="submit" name="key" value=(value(key.key))
            disabled[!key.enabled] { (key.word.in_language(language)) }
    }
}

/// Returns a text of the card, in which a carriage return begins a line.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Renders the page between status bar and soft keys, by the kind of the screen.
fn page(
    language: Language,
    (world, number): (&World, Msisdn),
    handset: &Handset,
    screen: &Screen,
    marked: usize,
) -> Markup {
    let text = html! { @if !screen.text.is_empty() { p.text { (lines(&screen.text)) } } };
    let say = |word: Word| word.in_language(language);
    match &screen.body {
        ScreenBody::Idle => html! {
            p.clock { (phone::time(clock(world, handset))) }
            @if let Some(date) = phone::date(clock(world, handset)) { p.date { (date) } }
            (text)
            @for reminder in phone::reminders(language, world, number) { p.reminder { (reminder) } }
            p.hint { (say(phone::idle_hint(handset))) }
        },
        ScreenBody::Waiting => html! { p.clock { "…" } p { (say(Word::Waiting)) } },
        ScreenBody::Items { items, .. } => html! { (text) (menu(number, items, marked)) },
        ScreenBody::Input(field) => html! { (text) (typed(language, field)) },
        body => html! { (text) @if let Some(word) = phone::request(body) { p.request { (say(word)) } } },
    }
}

/// Renders a call to a service line: its number, a dot for each key since the prompt, and what was said last.
fn in_call(language: Language, call: &LineCall) -> Markup {
    html! {
        p.request { "✆ " (call.line()) " " ("●".repeat(call.typed())) }
        @if call.step().is_spoken() { p.hint { (Word::SayHint.in_language(language)) } }
        @for line in call.prompt().lines() { p.text { (line) } }
    }
}

fn menu(number: Msisdn, items: &[Choice], marked: usize) -> Markup {
    html! {
        ol.menu {
            @for (place, item) in items.iter().enumerate() {
                @let key = value(PhoneKey::Line(place));
                li {
                    button.marked[place == marked] id={ "item-" (number) "-" (place) } type="submit" name="key"
                        value=(key) aria-current=[(place == marked).then_some("true")] {
                        span.place { (place.saturating_add(1)) } " " (item.text)
                    }
                }
            }
        }
    }
}

fn typed(language: Language, field: &Field) -> Markup {
    let (limits, left) = phone::hints(language, field);
    html! {
        p.typed { (phone::shown(field)) span.cursor aria-hidden="true" {} }
        p.limits { span { (limits) } " " span { (left) } }
    }
}

fn keypad(view: &LabView, number: Msisdn) -> Markup {
    let above = [
        ("menu", view.say("菜单", "Menu"), None),
        ("up", "▲", Some(view.say("上一项", "Line above"))),
        ("down", "▼", Some(view.say("下一项", "Line below"))),
        ("end", view.say("结束", "End"), None),
    ];
    let below = [
        ("back", view.say("返回", "Back"), None),
        ("ok", view.say("确定", "OK"), None),
        ("home", view.say("主屏", "Home"), None),
        ("power", view.say("开关机", "Power"), None),
    ];
    let row = |keys: [(&str, &str, Option<&str>); 4]| {
        html! {
            @for (value, sign, name) in keys {
                (PhoneButton { number, value, name, class: "side" }.render(&html! { (sign) }))
            }
        }
    };
    html! {
        div.keypad role="group" aria-label=(view.say("按键", "Keys")) {
            div.four { (row(above)) }
            div.three {
                @for (typed, letters) in KEYS {
                    @let key = value(PhoneKey::Character(typed));
                    (PhoneButton { number, value: &key, name: None, class: "digit" }.render(&html! {
                        b { (typed) } @if !letters.is_empty() { " " span aria-hidden="true" { (letters) } }
                    }))
                }
            }
            div.four { (row(below)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip_through_forms() {
        let keys = [
            PhoneKey::Ok,
            PhoneKey::Back,
            PhoneKey::Erase,
            PhoneKey::No,
            PhoneKey::End,
            PhoneKey::Help,
            PhoneKey::Menu,
            PhoneKey::Home,
            PhoneKey::Line(12),
            PhoneKey::Character(':'),
            PhoneKey::Character('是'),
        ];
        for key in keys {
            assert_eq!(parse_key(&value(key)), Some(key));
        }
        assert_eq!(parse_key("char:"), Some(PhoneKey::Character(' ')));
        for wrong in ["", "okay", "char:12", "line:x", "line:-1", "power", "ok:1"] {
            assert_eq!(parse_key(wrong), None, "{wrong}");
        }
    }
}
