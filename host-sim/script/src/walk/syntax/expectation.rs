//! Expectations of a walk.

use super::{CardFact, ExpectedMessage, Name, Request, WorldFact};
use crate::trace::syntax::ValuePart;
use sim_device::handset::ScreenBody;

/// Condition that must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// `screen "…"`: words on the screen.
    Screen(Wording),
    /// `idle`, `menu`, `field`, …: purpose of the screen.
    Kind(ScreenKind),
    /// `lines A | B`: exactly these lines, in this order.
    Lines(Vec<String>),
    /// `item A > B` and `no item A > B`: line of the main menu, which a copy of the handset looks up.
    Item {
        /// Names of the lines on the way, the line itself last.
        path: Vec<Name>,
        /// `true` if the line must be there.
        there: bool,
    },
    /// `sms …`: the next short message that went out.
    Sms(ExpectedSms),
    /// `sms 2` and `no sms`: number of short messages that went out since one was last looked at.
    SmsCount(usize),
    /// `left 4`: number of characters that may still be typed.
    Left(usize),
    /// `typed "12"`: content of the field.
    Typed(String),
    /// `help` and `no help`: `true` if the card offers help here.
    Help(bool),
    /// `message …`: the next message in the handset's inbox.
    Message(ExpectedMessage),
    /// `message 2` and `no message`: number of messages that came since one was last looked at.
    MessageCount(usize),
    /// `receipt …`: wording of the last receipt that the terminal of a shop or a hall printed.
    Receipt(Wording),
    /// `no receipt`: the last tap or step of the hall printed none.
    NoReceipt,
    /// `hears …`: wording of what a service line said last.
    Hears(Wording),
    /// `no call`: the person is in no call to a service line.
    NoCall,
    /// `balance 50.00 yuan` and the other facts of the card.
    Card(CardFact),
    /// `cash 150.00 yuan`, `books hold` and the other facts of the world behind the handset.
    World(WorldFact),
}

/// Wording with which a text is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wording {
    /// `"…"`: text that stands somewhere on the screen.
    Contains(String),
    /// `exactly "…"`: text that is the whole text, or the title of a menu.
    Exactly(String),
    /// `matching /…/`: regular expression that matches somewhere.
    Matching(String),
}

/// Purpose of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenKind {
    /// `idle`: the toolkit shows nothing that waits.
    Idle,
    /// `main menu`: the card's main menu.
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
    /// `question`: a question of yes or no.
    Question,
    /// `confirmation`: a question whether the handset may do what the card asks for.
    Confirmation,
    /// `tone`.
    Tone,
    /// `waiting`: the card's next command has not come.
    Waiting,
}

impl ScreenKind {
    /// Returns the narrowest kind of a screen.
    pub const fn of(body: &ScreenBody) -> ScreenKind {
        match body {
            ScreenBody::Idle => ScreenKind::Idle,
            ScreenBody::Waiting => ScreenKind::Waiting,
            ScreenBody::Text { .. } => ScreenKind::Text,
            ScreenBody::Items { main: true, .. } => ScreenKind::MainMenu,
            ScreenBody::Items { main: false, .. } => ScreenKind::Menu,
            ScreenBody::Key { .. } => ScreenKind::Key,
            ScreenBody::YesNo => ScreenKind::Question,
            ScreenBody::Input(field) if field.hidden => ScreenKind::FieldHidden,
            ScreenBody::Input(_) => ScreenKind::Field,
            ScreenBody::Tone(_) => ScreenKind::Tone,
            ScreenBody::Confirm => ScreenKind::Confirmation,
        }
    }

    /// Returns whether a screen of the narrowest kind `shown` is of this kind.
    pub fn includes(self, shown: ScreenKind) -> bool {
        let widened = match shown {
            ScreenKind::MainMenu => ScreenKind::Menu,
            ScreenKind::FieldHidden => ScreenKind::Field,
            other => other,
        };
        self == shown || self == widened
    }
}

/// Expected short message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedSms {
    /// Number of the recipient; `None` stands for any.
    pub to: Option<String>,
    /// Content of the message; `None` stands for any.
    pub content: Option<SmsContent>,
}

/// Expected content of a short message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsContent {
    /// Wording of the text.
    Text(Wording),
    /// `request suspend`: a packet for the platform, opened with the card's keys.
    Request(Request),
    /// `octets 027000 ..`: user data of the message, as a pattern of the trace language.
    Octets(Vec<ValuePart>),
}
