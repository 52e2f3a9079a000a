//! Subjects, sights and advice of what does not hold, as values. Their English is here; other languages render the
//! values.

use std::fmt::{Display, Formatter};

use sim_device::mobile_station::StationError;
use sim_world::audit::AuditError;

use crate::trace::syntax::{Transaction, TransactionPart};
use crate::trace::words;
use crate::walk::syntax::ScreenKind;
use crate::walk::word_of_kind;

/// Subject of an expectation that does not hold, or act that had no effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MismatchSubject {
    /// Words on the screen.
    #[default]
    Screen,
    /// Handset.
    Handset,
    /// Handset and card, which do not come to rest.
    HandsetAndCard,
    /// Menu on the screen.
    Menu,
    /// Main menu.
    MainMenu,
    /// Line of the menu on the screen.
    MenuLine,
    /// Way to the line of a menu that has this name.
    MenuWay(String),
    /// Step or name, as the walk writes it.
    Written(String),
    /// Answer to a question of the handset.
    Answer,
    /// Short message that the handset sent.
    ShortMessage,
    /// Message in the inbox of the handset.
    InboxMessage,
    /// Receipt of a terminal or a hall.
    Receipt,
    /// Words of a service line.
    ServiceLine,
    /// Phone of the person, and its calls.
    Phone,
    /// Facts of the platform.
    Platform,
    /// State of the card.
    CardState,
    /// Act of a terminal.
    TerminalAct,
    /// Act of a hall.
    HallAct,
    /// Act of the platform.
    PlatformAct,
    /// Tap of the card.
    Tap,
    /// Void of a purchase.
    Void,
    /// Return of goods.
    Return,
    /// Way in which a purchase is taken back.
    TakeBackWay,
    /// Balance that a terminal reads.
    ReadBalance,
    /// Proof of the card to a terminal.
    CardProof,
    /// MAC1 of a load.
    LoadMac1,
    /// Number of octets in the answer to INITIALIZE.
    InitializeLength,
    /// Named value that the terminal computes.
    Computed {
        /// Name of the value.
        name: String,
        /// Kind of the transaction.
        kind: Transaction,
        /// Value of the transaction.
        part: TransactionPart,
    },
}

impl Display for MismatchSubject {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            MismatchSubject::Screen => "the screen",
            MismatchSubject::Handset => "the handset",
            MismatchSubject::HandsetAndCard => "handset and card",
            MismatchSubject::Menu => "the menu",
            MismatchSubject::MainMenu => "the main menu",
            MismatchSubject::MenuLine => "a line of the menu",
            MismatchSubject::MenuWay(name) => return write!(f, "the way to `{name}`"),
            MismatchSubject::Written(words) => return write!(f, "`{words}`"),
            MismatchSubject::Answer => "an answer",
            MismatchSubject::ShortMessage => "a short message",
            MismatchSubject::InboxMessage => "a message in the inbox",
            MismatchSubject::Receipt => "the receipt",
            MismatchSubject::ServiceLine => "the service line",
            MismatchSubject::Phone => "the phone",
            MismatchSubject::Platform => "the platform",
            MismatchSubject::CardState => "the card's state",
            MismatchSubject::TerminalAct => "what the terminal does",
            MismatchSubject::HallAct => "what the hall does",
            MismatchSubject::PlatformAct => "what the platform does",
            MismatchSubject::Tap => "the tap",
            MismatchSubject::Void => "the void",
            MismatchSubject::Return => "the return",
            MismatchSubject::TakeBackWay => "the way in which the purchase is taken back",
            MismatchSubject::ReadBalance => "the balance that the terminal reads",
            MismatchSubject::CardProof => "the card's proof to the terminal",
            MismatchSubject::LoadMac1 => "MAC1 of the load",
            MismatchSubject::InitializeLength => "octets in the answer to INITIALIZE",
            MismatchSubject::Computed { name, kind, part } => {
                let (kind, part) = (words::transaction_name(*kind), words::part_name(*part));
                return write!(f, "{name}, which the terminal computes as {kind} {part}");
            }
        })
    }
}

/// Sight of a handset or its world, expected or actual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SightContent {
    /// Text as the walk writes it, or as it was read.
    Written(String),
    /// Purpose of a screen.
    Kind(ScreenKind),
    /// Purpose of a screen that has not what was expected of it.
    KindWithout(ScreenKind),
    /// Any menu.
    AnyMenu,
    /// Handset that can open the main menu.
    MenuOpener,
    /// Field that hides what is typed.
    HiddenField,
    /// Question of yes or no.
    YesNoQuestion,
    /// Screen that waits for the person.
    WaitingScreen,
    /// Handset that waits for nothing.
    NothingAwaited,
    /// Screen on which the act means something.
    FittingScreen,
    /// Act that the handset does not take.
    ActRefused,
    /// Act that the handset took.
    ActTaken,
    /// Line that the menu has.
    LineThere,
    /// Line that the menu has not.
    LineMissing,
    /// No message that was not looked at.
    NoUnreadMessage,
    /// No words of a service line.
    NoWords,
    /// No receipt so far.
    NoReceipt,
    /// No receipt of the last tap or hall.
    NoNewReceipt,
    /// No call.
    NoCall,
    /// Call to this number.
    CallTo(String),
    /// Handset and card at rest.
    Rest,
    /// Reason for which handset and card do not come to rest.
    Unrest(StationError),
}

impl Default for SightContent {
    fn default() -> SightContent {
        SightContent::Written(String::new())
    }
}

impl From<String> for SightContent {
    fn from(text: String) -> SightContent {
        SightContent::Written(text)
    }
}

impl From<ScreenKind> for SightContent {
    fn from(kind: ScreenKind) -> SightContent {
        SightContent::Kind(kind)
    }
}

impl SightContent {
    /// Returns whether this is a text that was written or read, which is the same in every language.
    pub const fn is_written(&self) -> bool {
        matches!(self, SightContent::Written(_))
    }
}

impl Display for SightContent {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            SightContent::Written(text) => text,
            SightContent::Kind(kind) => word_of_kind(*kind),
            SightContent::KindWithout(kind) => return write!(f, "{}, which has none", word_of_kind(*kind)),
            SightContent::AnyMenu => "a menu",
            SightContent::MenuOpener => "a handset that can open it",
            SightContent::HiddenField => "a field that hides what is typed",
            SightContent::YesNoQuestion => "a question of yes or no",
            SightContent::WaitingScreen => "a screen that waits for the person",
            SightContent::NothingAwaited => "the handset waits for nothing here",
            SightContent::FittingScreen => "a screen where that means something",
            SightContent::ActRefused => "that the handset does not take it",
            SightContent::ActTaken => "it took it",
            SightContent::LineThere => "such a line",
            SightContent::LineMissing => "no such line",
            SightContent::NoUnreadMessage => "none that was not looked at",
            SightContent::NoWords => "nothing was said",
            SightContent::NoReceipt => "none was printed",
            SightContent::NoNewReceipt => "none of the last tap or hall",
            SightContent::NoCall => "no call",
            SightContent::CallTo(number) => return write!(f, "a call to {number}"),
            SightContent::Rest => "both at rest",
            SightContent::Unrest(unrest) => return unrest.fmt(f),
        })
    }
}

/// Advice about an expectation that does not hold, or an act that had no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MismatchAdvice {
    /// Name that was probably meant.
    Nearest(String),
    /// Several lines have the name.
    SeveralLines,
    /// The handset waits for no time-out, so that the walk must say how long.
    SayHowLong,
    /// The screen has no field.
    NoField,
    /// The character cannot be typed into the field.
    Untypable(char),
    /// The field has not enough room.
    NoRoom {
        /// Number of characters that can still be typed.
        left: usize,
        /// Number of characters that were to be typed.
        typed: usize,
    },
    /// Findings of an audit of the books.
    Findings(Vec<AuditError>),
}

impl Display for MismatchAdvice {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            MismatchAdvice::Nearest(name) => write!(f, "did you mean `{name}`?"),
            MismatchAdvice::SeveralLines => f.write_str("several lines are called so: say `line 2`, counted from 1"),
            MismatchAdvice::SayHowLong => f.write_str("say how long: wait 30 s"),
            MismatchAdvice::NoField => f.write_str("there is no field here in which something could be typed"),
            MismatchAdvice::Untypable(letter) => write!(f, "`{letter}` cannot be typed here"),
            MismatchAdvice::NoRoom { left, typed } => write!(f, "there is room for {left} more, and this is {typed}"),
            MismatchAdvice::Findings(findings) => {
                f.write_str(&findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            }
        }
    }
}
