//! Screen as the person sees it, as a value: it can be drawn in any way and compared with another.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::CommandType;
use sim_wire::text::spelling;

use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{Action, GetInput, SendSms};
use sim_codec::cat::content::{Icon, Icons, Item, Octets, ResponseLength};
use sim_codec::cat::message::Object;
use sim_codec::cat::texts::{Alpha, Text};
use sim_codec::sms::Tpdu;

/// Line of a menu.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Item identifier, by which the card knows the line.
    pub id: u8,
    /// Text of the line.
    pub text: String,
    /// Record of EF IMG of the icon; `None` if the line has no icon.
    pub icon: Option<u8>,
    /// Type of command that follows when the line is taken, as the card announces it; `None` if it announces none.
    /// [`Choice::next_action_name`] names it.
    pub next_action: Option<u8>,
    /// Text attributes, which [`sim_codec::cat::styled::runs`] reads.
    pub attribute: Vec<u8>,
}

impl Choice {
    /// Returns the name of the command that follows when the line is taken; `None` if the card announces none that is
    /// known.
    pub fn next_action_name(&self) -> Option<&'static str> {
        self.next_action.and_then(CommandType::from_code).map(CommandType::name)
    }
}

/// Characters that may be typed, and their coding to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Typing {
    /// Characters `0` to `9`, `*`, `#`, `+`; sent one octet a digit.
    Digits,
    /// GSM default alphabet.
    Gsm,
    /// Any character of UCS2; sent in UCS2.
    Ucs2,
}

impl Typing {
    /// Returns whether the character may be typed.
    pub fn has_character(self, character: char) -> bool {
        match self {
            Typing::Digits => character.is_ascii_digit() || matches!(character, '*' | '#' | '+'),
            Typing::Gsm => spelling(character).is_some(),
            Typing::Ucs2 => u16::try_from(u32::from(character)).is_ok(),
        }
    }
}

/// Input field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Characters that may be typed.
    pub typing: Typing,
    /// `true` if the text is sent in packed septets.
    pub packed: bool,
    /// Limits of the length as the card gives them; a maximum of FF means no limit.
    pub limits: ResponseLength,
    /// `true` if the text is shown as dots.
    pub hidden: bool,
    /// Text in the field.
    pub typed: String,
}

impl Field {
    /// Returns the most characters: as many as the card allows and a TERMINAL RESPONSE of 255 octets holds.
    pub fn most(&self) -> usize {
        let held = match (self.typing, self.packed) {
            (Typing::Ucs2, _) => 118,
            (_, true) => 239 * 8 / 7,
            (_, false) => 239,
        };
        if self.limits.max == 0xFF { held } else { held.min(usize::from(self.limits.max)) }
    }

    /// Returns the number of characters that may still be typed.
    pub fn left(&self) -> usize {
        self.most().saturating_sub(self.typed.chars().count())
    }

    /// Returns whether the length of the text is within the limits, so that it can be sent.
    pub fn is_enough(&self) -> bool {
        let length = self.typed.chars().count();
        length >= usize::from(self.limits.min) && length <= self.most()
    }
}

/// Kind of a screen, with what only that kind has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScreenBody {
    /// Idle screen, with the card's idle text or none.
    Idle,
    /// Wait for the card's next command.
    Waiting,
    /// Text that stays until the person clears it, or goes by itself.
    Text {
        /// `true` if the person has to clear the text.
        stays: bool,
    },
    /// Menu: the card's main menu, or a choice that a command asks for.
    Items {
        /// Lines of the menu.
        items: Vec<Choice>,
        /// Identifier of the line that is marked at first; `None` if the card names none.
        default: Option<u8>,
        /// `true` if this is the main menu.
        main: bool,
    },
    /// Question for one key.
    Key {
        /// Characters that may be pressed.
        typing: Typing,
        /// `true` if a digit is sent as soon as it is pressed, and not shown.
        immediate: bool,
    },
    /// Question for yes or no.
    YesNo,
    /// Question for a text.
    Input(Field),
    /// Tone that sounds; its code by TS 102 223 §8.16.
    Tone(u8),
    /// Question for permission to do what the card asks for.
    Confirm,
}

impl ScreenBody {
    /// Returns whether the screen is a tone that the standard knows (TS 102 223 §8.16).
    pub const fn is_playable(&self) -> bool {
        matches!(self, ScreenBody::Tone(0x01..=0x08 | 0x10..=0x15 | 0x20 | 0x30..=0x34 | 0x40..=0x47))
    }
}

/// Screen as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Kind of the screen.
    pub body: ScreenBody,
    /// Text or title, without its attributes.
    pub text: String,
    /// Text attributes, which [`sim_codec::cat::styled::runs`] reads.
    pub attribute: Vec<u8>,
    /// Icon beside the text, or instead of it; `None` if there is no icon.
    pub icon: Option<Icon>,
    /// `true` for a text of high priority.
    pub urgent: bool,
    /// `true` if the card offers help.
    pub help: bool,
    /// `true` if the lines of the menu are on soft keys.
    pub soft_keys: bool,
}

/// Returns the number to which the card wants a short message sent; empty if there is none.
fn receiver(sms: &SendSms) -> &str {
    match sms.message.as_ref().map(|message| &message.value) {
        Some(Tpdu::Submit(message)) => &message.destination.number,
        _ => "",
    }
}

impl Screen {
    /// Creates the screen of a handset that asks before it sends a short message.
    pub(super) fn before_sending(sms: &SendSms) -> Screen {
        let shown = if title(&sms.alpha).is_empty() { receiver(sms) } else { title(&sms.alpha) };
        Screen::plain(ScreenBody::Confirm, shown).styled(&sms.text_attribute, &sms.icon)
    }

    /// Creates a screen with a text and nothing more.
    pub fn plain(body: ScreenBody, text: &str) -> Screen {
        Screen {
            body,
            text: text.to_owned(),
            attribute: Vec::new(),
            icon: None,
            urgent: false,
            help: false,
            soft_keys: false,
        }
    }

    /// Returns the screen of a command; `None` if the command shows nothing that waits for the person.
    pub fn of(command: &ProactiveCommand) -> Option<Screen> {
        let qualifier = command.details.value.qualifier;
        Some(match &command.action {
            Action::DisplayText(c) => {
                let body = ScreenBody::Text { stays: qualifier & 0x80 != 0 };
                let screen = Screen { urgent: qualifier & 0x01 != 0, ..Screen::plain(body, text(&c.text)) };
                screen.styled(&c.text_attribute, &c.icon)
            }
            Action::GetInkey(c) => {
                let screen = Screen::helped(qualifier, key(qualifier), text(&c.text));
                screen.styled(&c.text_attribute, &c.icon)
            }
            Action::GetInput(c) => {
                let screen = Screen::helped(qualifier, ScreenBody::Input(field(qualifier, c)), text(&c.text));
                screen.styled(&c.text_attribute, &c.icon)
            }
            Action::SelectItem(c) => {
                let default = c.default_item.as_ref().map(|item| item.value);
                let items = choices(&c.items, &c.item_icons, &c.next_actions, &c.item_text_attributes);
                let body = ScreenBody::Items { items, default, main: false };
                let screen = Screen::helped(qualifier, body, title(&c.alpha)).styled(&c.text_attribute, &c.icon);
                Screen { soft_keys: qualifier & 0x04 != 0, ..screen }
            }
            Action::SetupMenu(c) => {
                let items = choices(&c.items, &c.item_icons, &c.next_actions, &c.item_text_attributes);
                let body = ScreenBody::Items { items, default: None, main: true };
                let screen = Screen::helped(qualifier, body, title(&c.alpha)).styled(&c.text_attribute, &c.icon);
                Screen { soft_keys: qualifier & 0x01 != 0, ..screen }
            }
            Action::PlayTone(c) => {
                let tone = c.tone.as_ref().map_or(0x10, |tone| tone.value);
                Screen::plain(ScreenBody::Tone(tone), title(&c.alpha)).styled(&c.text_attribute, &c.icon)
            }
            Action::SetupCall(c) => {
                let number = c.address.as_ref().map_or("", |address| &address.value.number);
                let shown = if title(&c.confirmation).is_empty() { number } else { title(&c.confirmation) };
                Screen::plain(ScreenBody::Confirm, shown).styled(&c.confirmation_attribute, &c.confirmation_icon)
            }
            Action::LaunchBrowser(c) => {
                let url = c.url.as_ref().map_or("", |url| &url.value.0);
                let shown = if title(&c.alpha).is_empty() { url } else { title(&c.alpha) };
                Screen::plain(ScreenBody::Confirm, shown).styled(&c.text_attribute, &c.icon)
            }
            _ => return None,
        })
    }

    /// Creates the screen of a command; the highest bit of the qualifier states whether help is offered.
    fn helped(qualifier: u8, body: ScreenBody, text: &str) -> Screen {
        Screen { help: qualifier & 0x80 != 0, ..Screen::plain(body, text) }
    }

    fn styled(self, attribute: &Option<Object<Octets>>, icon: &Option<Object<Icon>>) -> Screen {
        let attribute = attribute.as_ref().map(|object| object.value.0.clone()).unwrap_or_default();
        Screen { attribute, icon: icon.as_ref().map(|object| object.value), ..self }
    }
}

pub(super) fn text(text: &Option<Object<Text>>) -> &str {
    text.as_ref().map_or("", |object| &object.value.text)
}

pub(super) fn title(alpha: &Option<Object<Alpha>>) -> &str {
    alpha.as_ref().map_or("", |object| &object.value.text)
}

const fn typing(qualifier: u8) -> Typing {
    match qualifier & 0x03 {
        0x03 => Typing::Ucs2,
        0x01 => Typing::Gsm,
        _ => Typing::Digits,
    }
}

fn field(qualifier: u8, input: &GetInput) -> Field {
    Field {
        typing: typing(qualifier),
        packed: qualifier & 0x08 != 0,
        limits: input.length.as_ref().map_or(ResponseLength { min: 0, max: 0xFF }, |length| length.value),
        hidden: qualifier & 0x04 != 0,
        typed: text(&input.default).to_owned(),
    }
}

const fn key(qualifier: u8) -> ScreenBody {
    if qualifier & 0x04 != 0 {
        return ScreenBody::YesNo;
    }
    ScreenBody::Key { typing: typing(qualifier), immediate: qualifier & 0x08 != 0 }
}

/// Returns the lines of a menu. Icons, actions and attributes stand in lists of their own, in the order of the lines.
fn choices(
    items: &[Object<Item>],
    icons: &Option<Object<Icons>>,
    actions: &Option<Object<Octets>>,
    attributes: &Option<Object<Octets>>,
) -> Vec<Choice> {
    let octets = |list: &Option<Object<Octets>>| list.as_ref().map(|list| list.value.0.clone()).unwrap_or_default();
    let (actions, attributes) = (octets(actions), octets(attributes));
    let icon = |place: usize| icons.as_ref().and_then(|icons| icons.value.list.get(place).copied());
    let lines = items.iter().enumerate();
    lines
        .filter_map(|(place, item)| {
            Some(Choice {
                id: item.value.id?,
                text: item.value.text.text.clone(),
                icon: icon(place),
                next_action: actions.get(place).copied().filter(|action| *action != 0x00),
                attribute: attributes.chunks_exact(4).nth(place).unwrap_or_default().to_vec(),
            })
        })
        .collect()
}
