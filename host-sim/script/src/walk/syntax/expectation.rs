//! What a walk expects.

use super::{CardFact, ExpectedMessage, Name, Request, WorldFact};
use crate::trace::syntax::ValuePart;
use sim_device::handset::Body;

/// One thing that must be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// `screen "…"`: the words on the screen.
    Screen(Wording),
    /// `idle`, `menu`, `field`, …: what the screen is for.
    Kind(Kind),
    /// `lines A | B`: just these lines, in this order.
    Lines(Vec<String>),
    /// `item A > B` and `no item A > B`: whether the main menu has that line; a copy of the handset goes and looks.
    Item {
        /// The way to it.
        path: Vec<Name>,
        /// Whether it must be there.
        there: bool,
    },
    /// `sms …`: the next short message that went out.
    Sms(Shown),
    /// `sms 2` and `no sms`: how many went out since one was last looked at.
    SmsCount(usize),
    /// `left 4`: how many characters may still be typed.
    Left(usize),
    /// `typed "12"`: what stands in the field.
    Typed(String),
    /// `help` and `no help`: whether the card offers help here.
    Help(bool),
    /// `message …`: the next message in the handset's inbox.
    Message(ExpectedMessage),
    /// `message 2` and `no message`: how many came since one was last looked at.
    MessageCount(usize),
    /// `balance 50.00 yuan` and the other facts of the card.
    Card(CardFact),
    /// `cash 150.00 yuan`, `books hold` and what else the world behind the handset can be asked for.
    World(WorldFact),
}

/// How words are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wording {
    /// `"…"`: it stands somewhere on the screen.
    Contains(String),
    /// `exactly "…"`: the text, or the title of a menu, is this and nothing more.
    Exactly(String),
    /// `matching /…/`: a regular expression fits somewhere.
    Matching(String),
}

/// What a screen is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `idle`: the toolkit shows nothing that waits.
    Idle,
    /// `main menu`.
    MainMenu,
    /// `menu`: any menu.
    Menu,
    /// `text`: a text that waits to be read.
    Text,
    /// `field`: something is to be typed.
    Field,
    /// `field hidden`: something is to be typed, and is not shown.
    FieldHidden,
    /// `key`: one key is to be pressed.
    Key,
    /// `question`: yes or no.
    Question,
    /// `confirmation`: whether the handset may do what the card asks for.
    Confirmation,
    /// `tone`.
    Tone,
    /// `waiting`: the card's next command has not come.
    Waiting,
}

impl Kind {
    /// The narrowest kind of a screen.
    pub const fn of(body: &Body) -> Kind {
        match body {
            Body::Idle => Kind::Idle,
            Body::Waiting => Kind::Waiting,
            Body::Text { .. } => Kind::Text,
            Body::Items { main: true, .. } => Kind::MainMenu,
            Body::Items { main: false, .. } => Kind::Menu,
            Body::Key { .. } => Kind::Key,
            Body::YesNo => Kind::Question,
            Body::Input(field) if field.hidden => Kind::FieldHidden,
            Body::Input(_) => Kind::Field,
            Body::Tone(_) => Kind::Tone,
            Body::Confirm => Kind::Confirmation,
        }
    }

    /// Whether a screen of the narrowest kind `shown` is of this kind.
    pub fn includes(self, shown: Kind) -> bool {
        let widened = match shown {
            Kind::MainMenu => Kind::Menu,
            Kind::FieldHidden => Kind::Field,
            other => other,
        };
        self == shown || self == widened
    }
}

/// What is expected of a short message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// To whom.
    pub to: Option<String>,
    /// What is in it.
    pub content: Option<SmsContent>,
}

/// What is in a short message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsContent {
    /// Its text.
    Text(Wording),
    /// `request suspend`: a packet for the platform, opened with the card's keys.
    Request(Request),
    /// `octets 027000 ..`: its user data as a pattern of the trace language.
    Octets(Vec<ValuePart>),
}
