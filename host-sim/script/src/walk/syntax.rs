//! Syntax tree of a walk, which [`super::parse()`] reads, [`mod@super::replay`] plays and [`super::record`] writes.
//! Parsing what was printed gives an equal tree but for the spans.

use std::sync::Arc;

use crate::lang::procedure::{Procedure, ProcedureCall, UnreadLine};
use crate::lang::{Source, Span};
use crate::trace;
use crate::trace::syntax::{ExpectedAnswer, Fact, TableRow, ValuePart};
use crate::walk::story;
use sim_device::handset::{Handset, Model, Quirks, Speech, Surroundings};
use sim_wire::Fen;

pub use action::{ActionEnding, ActionStep};
pub use expectation::{Expectation, ExpectedSms, ScreenKind, SmsContent, Wording};
pub use request::{Detail, Request, RequestKind};
pub(in crate::walk) use shop::settled_sum;
pub use shop::{CounterRefusal, RefusalReason, ShownReceipt, TakeBackStep};
pub use world::{
    AccountFact, ExpectedMessage, PayPasswordState, PlatformFact, Purse, Scratch, SecretDigits, SecretWords,
    WorldChoice, WorldFact,
};

mod action;
mod expectation;
mod request;
mod shop;
mod world;

/// Walk as its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Text that the walk was read from.
    pub source: Arc<Source>,
    /// Lines in order, blank ones included.
    pub lines: Vec<Line>,
}

impl Walk {
    /// Returns the settings of the header, those of included fragments too.
    pub fn settings(&self) -> Vec<Setting> {
        let mut settings = Vec::new();
        for line in &self.lines {
            match &line.content {
                WalkContent::Setting(setting) => settings.push(setting.clone()),
                WalkContent::Include(WalkInclude { walk: Some(walk), .. }) => settings.extend(walk.settings()),
                _ => {}
            }
        }
        settings
    }

    /// Returns whether the walk has no step, neither in its story nor in a table.
    pub fn is_empty(&self) -> bool {
        let mut is_empty = true;
        story::each_line(&self.lines, &mut |line| is_empty &= !matches!(line.content, WalkContent::Step(_)));
        is_empty
    }

    /// Returns the texts that the walk is made of: its own and those of included fragments.
    pub fn sources(&self) -> Vec<Arc<Source>> {
        let mut sources = vec![self.source.clone()];
        for line in &self.lines {
            if let WalkContent::Include(WalkInclude { walk: Some(walk), .. }) = &line.content {
                sources.extend(walk.sources());
            }
        }
        sources
    }
}

/// Line of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Place of the line, without the comment.
    pub span: Span,
    /// Content of the line.
    pub content: WalkContent,
    /// Prose after `#`, without the sign and the blank after it; `None` if there is no comment.
    pub comment: Option<String>,
    /// Set if values stand in the line that its text does not have: arguments of a call, or cells of a row.
    pub is_filled: bool,
}

impl Line {
    /// Creates a line that was built, not read.
    pub const fn new(content: WalkContent) -> Line {
        Line { span: Span::NONE, content, comment: None, is_filled: false }
    }
}

/// Content of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkContent {
    /// Nothing, or a comment alone.
    Blank,
    /// Setting of the header. Settings stand before the first step.
    Setting(Setting),
    /// Step: an act, an action or an expectation.
    Step(Step),
    /// `include "fragment.inc"`: the lines of a fragment.
    Include(WalkInclude),
    /// `cases … end`: steps that are played for every row of a table, each time in a world of their own.
    Cases(WalkCases),
    /// `repeat 3 … end`: steps that are played several times.
    Repeat(WalkRepeat),
    /// `procedure name … end`: lines that calls play.
    Procedure(Procedure),
    /// `call name …`: the lines of a procedure.
    Call(CalledWalk),
}

/// Inclusion of a fragment: `include "path"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkInclude {
    /// Path as written, relative to the including file.
    pub path: String,
    /// Walk at the path; `None` until [`super::files`] has read it.
    pub walk: Option<Walk>,
}

/// Table of cases. A cell stands wherever its column stands in braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkCases {
    /// Title of the table, in prose; may be empty.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Prose after `#` in the line of the columns' names; `None` if there is no comment.
    pub columns_comment: Option<String>,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<TableRow>,
    /// Lines as written, with columns in braces.
    pub body: Vec<UnreadLine>,
    /// Prose after `#` in the line `end`; `None` if there is no comment.
    pub end_comment: Option<String>,
    /// Lines that are played for each row.
    pub played: Vec<Vec<Line>>,
}

/// Repetition: `repeat 3`, steps, `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkRepeat {
    /// Number of times that the steps are played.
    pub count: u32,
    /// Lines that are played each time.
    pub body: Vec<Line>,
    /// Prose after `#` in the line `end`; `None` if there is no comment.
    pub end_comment: Option<String>,
}

/// Call of a procedure, with the lines that it plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledWalk {
    /// Call as written.
    pub call: ProcedureCall,
    /// Lines of the procedure with the arguments in them; `None` until the procedure is known.
    pub walk: Option<Walk>,
}

/// Setting of the header.
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
    /// `platform red list feature-phone`: properties of the platform.
    Platform(Vec<PlatformFact>),
    /// `neighbour balance 5.00 yuan`: another person with an open wallet on an uncalibrated card, and its balance in
    /// fen.
    Neighbour(Fen),
    /// `world "shop.world", person 13807310001`: world of a file with which the walk goes on.
    World(WorldChoice),
    /// `text zh "我的钱包", en "My wallet"`: a text of the card, or a piece of one, in several languages.
    Text(TranslatedText),
}

/// Text of the card, or a piece of one, in several languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslatedText {
    /// Languages in two letters, each with the text in it; at least two, no language twice.
    pub wordings: Vec<(String, String)>,
}

impl TranslatedText {
    /// Returns the text in a language; `None` if it is not known.
    pub fn wording(&self, language: &str) -> Option<&str> {
        self.wordings.iter().find(|(known, _)| known == language).map(|(_, text)| text.as_str())
    }
}

/// Handset of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// Name of the model, which [`Model::named`] knows.
    pub model: &'static str,
    /// Languages in two letters, in which the walk is played one after the other; it is written in the first. None
    /// stands for `zh` alone.
    pub languages: Vec<String>,
    /// Generation by which the handset speaks to the card; `None` stands for the model's usual one.
    pub speech: Option<Speech>,
    /// Bugs of the handset.
    pub quirks: Quirks,
}

impl Default for Phone {
    fn default() -> Phone {
        Phone { model: "feature-phone", languages: Vec::new(), speech: None, quirks: Quirks::NONE }
    }
}

impl Phone {
    /// Creates the handset, which shows the first language, for a card that has just been powered on. A phone with keys
    /// is of the second generation unless the walk says otherwise.
    pub fn handset(&self) -> Handset {
        let model = Model::named(self.model).unwrap_or_else(Model::feature_phone).with_quirks(self.quirks);
        let usual = model.usual_speech();
        let mut surroundings = Surroundings::default();
        self.languages.first().map_or(LANGUAGE, String::as_str).clone_into(&mut surroundings.language);
        Handset::new(model, self.speech.unwrap_or(usual), surroundings)
    }
}

/// Language of a handset for which the walk names none.
const LANGUAGE: &str = "zh";

/// Name of a menu's line in a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// Text of the line.
    Text(String),
    /// `line 2`: place of the line, counted from 1.
    Line(usize),
}

/// Step of a walk: an act, an action or an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `choose 我的钱包 > 钱包暂停`: lines of menus, one after the other.
    Choose(Vec<Name>),
    /// `press OK`: a key is pressed.
    Press(KeyPress),
    /// `type "1234"`, `type secret "1234"`: a text is typed.
    Type(TypedInput),
    /// `type secret initial pay password`: the initial pay password of the last message that brought one is typed.
    TypeInitialPassword,
    /// `answer yes` (`true`) or `answer no`.
    Answer(bool),
    /// `wait out`: the person does nothing as long as the handset waits.
    WaitOut,
    /// `interrupt`: something else needs the screen.
    Interrupt,
    /// `expect …`: expectations that must all hold.
    Expect(Vec<Expectation>),
    /// `apdu > … < …`: a command to the card over the contacts, beside the handset's own.
    Apdu(Apdu),
    /// `tap purchase 1.00 yuan -> done`, `wait 30 s`, `hall …`, `lose next …`: an action of somebody in the world.
    Action(ActionStep),
    /// `void`, `return voucher 1 of batch 1`: a purchase is taken back for its receipt.
    TakeBack(TakeBackStep),
    /// `deliver`: everything under way arrives and is answered (`None`); `deliver 2`: two messages.
    Deliver(Option<u32>),
    /// `undo`: the last step is taken back.
    Undo,
}

/// Press of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPress {
    /// Key that is pressed.
    pub key: Key,
    /// `-> refused`: set if the key must have no effect.
    pub refused: bool,
}

/// Key of a handset, or a touch that stands for one.
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
    /// `outside`: a touch of the screen beside the dialog.
    Outside,
    /// `help`: help for a menu, with the marked line; `help 钱包充值`: help for that line.
    Help(Option<Name>),
    /// `1`, `*` or `+`; any other character stands in quotation marks.
    Character(char),
}

/// Text that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedInput {
    /// Characters to type.
    pub text: String,
    /// `secret`: set if the field must hide the characters.
    pub secret: bool,
    /// `-> refused`: set if the handset must refuse the characters.
    pub refused: bool,
}

/// Command to the card beside the handset's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apdu {
    /// Command, as a trace writes it.
    pub command: Vec<ValuePart>,
    /// Expected answer; `None` if the command must only succeed.
    pub answer: Option<ExpectedAnswer>,
}

/// Fact of the trace language, which a walk uses without the columns of a table.
pub type CardFact = Fact;
