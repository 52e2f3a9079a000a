//! The syntax tree of a walk: what [`super::parse()`] reads, [`mod@super::replay`] plays and [`super::record`] writes.
//! Parsing what was printed gives an equal tree but for the spans.

use std::sync::Arc;

use crate::lang::{Source, Span};
use crate::trace;
use crate::trace::syntax::{ExpectedAnswer, Fact, ValuePart};
use sim_device::handset::{Handset, Model, Quirks, Speech, Surroundings};

pub use action::{ActionEnding, ActionStep};
pub use expectation::{Expectation, Kind, Shown, SmsContent, Wording};
pub use request::{Detail, Request, RequestKind};
pub use world::{
    AccountFact, ExpectedMessage, PayPasswordState, PlatformFact, Purse, Scratch, SecretDigits, WorldFact,
};

mod action;
mod expectation;
mod request;
mod world;

/// A whole walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Where it was read from.
    pub source: Arc<Source>,
    /// Its lines in order, blank ones included.
    pub lines: Vec<Line>,
}

impl Walk {
    /// The settings of the header.
    pub fn settings(&self) -> Vec<Setting> {
        let settings = self.lines.iter().filter_map(|line| match &line.content {
            Content::Setting(setting) => Some(setting.clone()),
            _ => None,
        });
        settings.collect()
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, without the comment.
    pub span: Span,
    /// What it says.
    pub content: Content,
    /// The prose after `#`, without the sign and the blank after it.
    pub comment: Option<String>,
}

impl Line {
    /// A line that was built, not read.
    pub const fn new(content: Content) -> Line {
        Line { span: Span::NONE, content, comment: None }
    }
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing, or prose only.
    Blank,
    /// A setting of the header. Settings stand before the first step.
    Setting(Setting),
    /// Something that is done, or looked at.
    Step(Step),
}

/// A setting of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `profile …`, `card …`, `seed …` and the other settings of a trace that are not the reader's.
    Card(trace::syntax::TraceSetting),
    /// `phone feature-phone, zh`: the handset that the card is in.
    Phone(Phone),
    /// `account cash 200.00 yuan, pay password 123456`: the number's payment account.
    Account(Vec<AccountFact>),
    /// `scratch card …`: a scratch card that was sold.
    Scratch(Scratch),
    /// `platform red list feature-phone`: what is particular about the platform.
    Platform(Vec<PlatformFact>),
}

/// The handset of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// What kind of phone, by a name that [`Model::named`] knows.
    pub model: &'static str,
    /// Its language in two letters; `zh` where the walk says none.
    pub language: Option<String>,
    /// How it speaks to the card; as its model usually does where the walk says nothing.
    pub speech: Option<Speech>,
    /// The bugs that it has.
    pub quirks: Quirks,
}

impl Default for Phone {
    fn default() -> Phone {
        Phone { model: "feature-phone", language: None, speech: None, quirks: Quirks::NONE }
    }
}

impl Phone {
    /// The handset, with a card in it that has just been powered on. Phones with keys are of the second generation
    /// unless the walk says otherwise.
    pub fn handset(&self) -> Handset {
        let model = Model::named(self.model).unwrap_or_else(Model::feature_phone).with_quirks(self.quirks);
        let usual = model.usual_speech();
        let mut surroundings = Surroundings::default();
        self.language.as_deref().unwrap_or(LANGUAGE).clone_into(&mut surroundings.language);
        Handset::new(model, self.speech.unwrap_or(usual), surroundings)
    }
}

/// The language of a handset whose walk says none.
const LANGUAGE: &str = "zh";

/// A line of a menu, as a walk names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// By its text.
    Text(String),
    /// `line 2`: by its place, counted from 1.
    Line(usize),
}

/// Something that is done, or looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `choose 我的钱包 > 钱包暂停`: one line of a menu after the other.
    Choose(Vec<Name>),
    /// `press OK`.
    Press(Press),
    /// `type "1234"`, `type secret "1234"`.
    Type(Typed),
    /// `answer yes` or `answer no`.
    Answer(bool),
    /// `wait out`: nobody does anything as long as the handset waits.
    WaitOut,
    /// `interrupt`: something else needs the screen.
    Interrupt,
    /// `expect …`, each of them.
    Expect(Vec<Expectation>),
    /// `apdu > … < …`: someone beside the handset sends the card a command over the contacts.
    Apdu(Apdu),
    /// `tap purchase 1.00 yuan -> done`, `wait 30 s`, `hall …`, `lose next …`: an action of somebody in the world.
    Action(ActionStep),
    /// `deliver`: everything under way arrives and is answered; `deliver 2`: two messages.
    Deliver(Option<u32>),
    /// `undo`: the last thing done was not done.
    Undo,
}

/// A key that is pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// Which.
    pub key: Key,
    /// `-> refused`: it must mean nothing here.
    pub refused: bool,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// `OK`.
    Ok,
    /// `back`.
    Back,
    /// `end`.
    End,
    /// `menu`: opens the card's main menu.
    Menu,
    /// `erase`: takes back the last character.
    Erase,
    /// `home`: leaves the toolkit.
    Home,
    /// `outside`: the screen beside the dialog is touched.
    Outside,
    /// `help`, in a menu with the line that is marked, or `help 钱包充值` with that line.
    Help(Option<Name>),
    /// `1`, `*`, `#` written `hash`.
    Character(char),
}

/// What is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The characters.
    pub text: String,
    /// `secret`: the field must hide it.
    pub secret: bool,
    /// `-> refused`: the handset must not take it.
    pub refused: bool,
}

/// A command beside the handset's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apdu {
    /// The command, as a trace writes it.
    pub command: Vec<ValuePart>,
    /// The answer; where none is written the command must succeed.
    pub answer: Option<ExpectedAnswer>,
}

/// A fact of the trace language, which a walk takes without a table's columns.
pub type CardFact = Fact;
