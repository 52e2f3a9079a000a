//! The SIM toolkit menu 【手机钱包】: the dialogs of person and card, as a state machine. A dialog is a value
//! named for what it waits for; an answer turns it into the next. The menu knows no octets and writes nothing: it makes
//! the same [`Request`] to the wallet as every other door.

mod bills;
mod closing;
mod entrance;
pub(crate) mod entry;
pub(crate) mod hello;
mod limit;
pub(crate) mod news;
pub(crate) mod notice;
mod operation_pin;
pub(crate) mod order;
mod pay_password;
pub(crate) mod phrases;
pub(crate) mod prompt;
mod records;
mod scratch_card;
mod start_up;
pub(crate) mod text;
mod top_up;
pub(crate) mod tree;

use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::wallet::Wallet;
use sim_wire::Fen;

use bills::{OthersBill, OwnBill};
use closing::Closing;
use entrance::Entrance;
use entry::EntryText;
use hello::Hello;
use limit::Limit;
use notice::Notice;
use operation_pin::{PinChange, PinSwitch};
use order::MenuOrder;
use pay_password::PayPasswordChange;
use phrases::{Phrase, Tongue};
use prompt::Prompt;
use records::Records;
use scratch_card::ScratchCard;
use start_up::StartUp;
pub(crate) use start_up::tongue;
use text::Text;
use top_up::TopUp;
use tree::{Branch, Item};

/// The part of the card that a dialog may look at.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) wallet: &'a Wallet,
    pub(crate) identity: &'a Identity,
    pub(crate) tongue: Tongue,
    /// Amount in fen of the top-up that is under way; `None` if there is none, or if it was asked for an hour ago.
    pub(crate) under_way: Option<Fen>,
}

impl View<'_> {
    /// Creates an empty text in the card's tongue.
    fn text(&self) -> Text {
        Text::new(self.tongue)
    }

    /// Returns the application serial number.
    pub(crate) const fn asn(&self) -> [u8; 10] {
        self.wallet.files.asn()
    }
}

/// A dialog between two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Dialog {
    /// The start-up, after TERMINAL PROFILE.
    StartUp(StartUp),
    /// The operation PIN, asked for before anything else.
    Entrance(Entrance),
    /// A list that waits for a choice.
    AwaitingChoice(Branch),
    TopUp(TopUp),
    Records(Records),
    Closing(Closing),
    ScratchCard(ScratchCard),
    OwnBill(OwnBill),
    OthersBill(OthersBill),
    PinSwitch(PinSwitch),
    PinChange(PinChange),
    PayPasswordChange(PayPasswordChange),
    Limit(Limit),
    /// The question for the handset's IMEI.
    Hello(Hello),
    /// A request on its way to the platform: its name, and its item; `None` if the card itself sends it.
    AwaitingSent(Phrase, Option<Item>),
    /// A last screen that waits to be read, and the list to which back leads; `None` if back ends the session.
    AwaitingRead(Notice, Option<Branch>),
}

/// Answer to a prompt, from the person or the handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The command was performed, or the answer was yes.
    Done,
    /// The answer was no.
    No,
    /// The line of this identifier was chosen.
    Chosen(u8),
    /// This text was typed; `None` if it was longer than any entry may be.
    Typed(Option<EntryText>),
    /// The handset uses this language, two letters (ISO 639).
    Language([u8; 2]),
    /// The handset has this IMEI.
    Imei([u8; 8]),
    /// The person went back.
    Back,
    /// The command could not be performed.
    Failed,
}

/// Next move of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// Shows the next dialog.
    Show(Dialog),
    /// Sends a request to the wallet; [`Dialog::heard`] takes the outcome.
    Ask(Request),
    /// Asks the wallet whether the platform may be asked, then sends the order to the platform. The item is the one
    /// that the order belongs to; `None` if the card itself sends it.
    Order(MenuOrder, Option<Item>),
    /// Sets the tongue that the handset uses, and shows the next dialog.
    Speak(Tongue, Dialog),
    /// Ends the dialog.
    End,
}

impl Dialog {
    /// Dialog that the card begins after TERMINAL PROFILE.
    pub(crate) const START_UP: Dialog = Dialog::StartUp(StartUp::Language);

    /// Dialog that announces the main menu again.
    pub(crate) const MAIN_MENU: Dialog = Dialog::StartUp(StartUp::Menu);

    /// Creates the help screen of a line of the main menu, from which back ends the session.
    pub(crate) const fn helping(branch: Branch) -> Dialog {
        Dialog::AwaitingRead(Notice::Says(branch.help()), None)
    }

    /// Creates the first dialog of a branch of the main menu. The operation PIN comes first if it is on.
    pub(crate) fn entering(branch: Branch, view: &View<'_>) -> Dialog {
        let pin = view.wallet.pin;
        if let Err(refusal) = view.wallet.unblocked() {
            return Dialog::AwaitingRead(Notice::refused(refusal), None);
        }
        match (pin.on, pin.tries_left) {
            (false, _) => Dialog::AwaitingChoice(branch),
            (true, 0) => Dialog::AwaitingRead(Notice::Says(Phrase::PinIsBlocked), None),
            (true, _) => Dialog::Entrance(Entrance { branch, complaint: None }),
        }
    }

    /// Returns the first move of an item.
    fn of(item: Item, view: &View<'_>) -> Move {
        if let Err(refusal) = view.wallet.unblocked() {
            return Move::Show(Dialog::last(Notice::refused(refusal), item));
        }
        Move::Show(match item {
            Item::Open => return Move::Order(MenuOrder::Open, Some(item)),
            Item::Suspend => return Move::Order(MenuOrder::Suspend, Some(item)),
            Item::Resume => return Move::Order(MenuOrder::Resume, Some(item)),
            Item::AccountBalance => return Move::Order(MenuOrder::AccountBalance, Some(item)),
            Item::AccountRecords => return Move::Order(MenuOrder::AccountRecords, Some(item)),
            Item::Close | Item::CloseService => Closing::begin(item, view),
            Item::TopUp => TopUp::begin(view),
            Item::Balance => Dialog::last(Notice::Balance, item),
            Item::Records => Records::begin(view),
            Item::ScratchCard => Dialog::ScratchCard(ScratchCard { complaint: None }),
            Item::OwnBill => Dialog::OwnBill(OwnBill::Amount { complaint: None }),
            Item::OthersBill => Dialog::OthersBill(OthersBill::Number { complaint: None }),
            Item::PinOn => Dialog::PinSwitch(PinSwitch { on: true }),
            Item::PinOff => Dialog::PinSwitch(PinSwitch { on: false }),
            Item::PinChange => PinChange::begin(view),
            Item::PayPasswordChange => Dialog::PayPasswordChange(PayPasswordChange::Old { complaint: None }),
            Item::Limit => Dialog::Limit(Limit { complaint: None }),
        })
    }

    /// Creates a last screen of an item.
    fn last(notice: Notice, item: Item) -> Dialog {
        Dialog::AwaitingRead(notice, item.parent())
    }

    /// Returns the prompt that the dialog shows now.
    pub(crate) fn prompt(&self, view: &View<'_>) -> Prompt {
        match self {
            Dialog::StartUp(dialog) => dialog.prompt(),
            Dialog::Entrance(dialog) => dialog.prompt(view),
            Dialog::AwaitingChoice(branch) => Prompt::Choice { title: branch.name(), lines: branch.lines(view) },
            Dialog::TopUp(dialog) => dialog.prompt(view),
            Dialog::Records(dialog) => dialog.prompt(view),
            Dialog::Closing(dialog) => dialog.prompt(view),
            Dialog::ScratchCard(dialog) => dialog.prompt(view),
            Dialog::OwnBill(dialog) => dialog.prompt(view),
            Dialog::OthersBill(dialog) => dialog.prompt(view),
            Dialog::PinSwitch(dialog) => dialog.prompt(view),
            Dialog::PinChange(dialog) => dialog.prompt(view),
            Dialog::PayPasswordChange(dialog) => dialog.prompt(view),
            Dialog::Limit(dialog) => dialog.prompt(view),
            Dialog::Hello(dialog) => dialog.prompt(),
            Dialog::AwaitingSent(name, item) => Prompt::Send(item.map(|_| *name)),
            Dialog::AwaitingRead(notice, _) => Prompt::Notice(notice.text(view)),
        }
    }

    /// Returns the move that an answer leads to.
    pub(crate) fn answered(self, answer: Answer, view: &View<'_>) -> Move {
        if answer == Answer::Back {
            return self.before().map_or(Move::End, Move::Show);
        }
        match self {
            Dialog::StartUp(dialog) => dialog.answered(answer),
            Dialog::Entrance(dialog) => dialog.answered(answer),
            Dialog::AwaitingChoice(branch) => chosen(branch, answer, view),
            Dialog::TopUp(dialog) => dialog.answered(answer, view),
            Dialog::Records(dialog) => dialog.answered(answer, view),
            Dialog::Closing(dialog) => dialog.answered(answer),
            Dialog::ScratchCard(dialog) => dialog.answered(answer),
            Dialog::OwnBill(dialog) => dialog.answered(answer),
            Dialog::OthersBill(dialog) => dialog.answered(answer),
            Dialog::PinSwitch(dialog) => dialog.answered(answer),
            Dialog::PinChange(dialog) => dialog.answered(answer),
            Dialog::PayPasswordChange(dialog) => dialog.answered(answer),
            Dialog::Limit(dialog) => dialog.answered(answer),
            Dialog::Hello(dialog) => dialog.answered(answer, view),
            Dialog::AwaitingSent(name, Some(item)) => {
                Move::Show(Dialog::last(Notice::Outcome { name, sent: answer == Answer::Done }, item))
            }
            Dialog::AwaitingSent(_, None) | Dialog::AwaitingRead(..) => Move::End,
        }
    }

    /// Returns whether a request granted by the wallet proves that the person is the holder: the PIN was right, or has
    /// just been switched on.
    pub(crate) const fn has_shown_holder(&self) -> bool {
        matches!(self, Dialog::Entrance(_) | Dialog::PinSwitch(PinSwitch { on: true }))
    }

    /// Returns the move after the wallet's outcome of [`Move::Ask`] or [`Move::Order`].
    pub(crate) fn heard(self, outcome: Result<(), Refusal>, view: &View<'_>) -> Move {
        match self {
            Dialog::Entrance(dialog) => dialog.heard(outcome),
            Dialog::PinSwitch(dialog) => dialog.heard(outcome),
            Dialog::PinChange(dialog) => dialog.heard(outcome),
            Dialog::Limit(_) => Limit::heard(outcome, view),
            Dialog::AwaitingSent(_, item) => match (outcome, item) {
                (Ok(()), _) => Move::Show(self),
                (Err(refusal), Some(item)) => Move::Show(Dialog::last(Notice::refused(refusal), item)),
                (Err(_), None) => Move::End,
            },
            _ => Move::End,
        }
    }

    /// Returns the dialog that replaces this one on a handset that cannot show its prompt; `None` to end.
    pub(crate) fn unable(self, view: &View<'_>) -> Option<Dialog> {
        match self {
            Dialog::StartUp(_) | Dialog::Hello(_) | Dialog::AwaitingSent(..) => {
                match self.answered(Answer::Failed, view) {
                    Move::Show(dialog) => Some(dialog),
                    _ => None,
                }
            }
            Dialog::AwaitingRead(..) | Dialog::Records(_) => None,
            _ => Some(Dialog::AwaitingRead(Notice::Says(Phrase::PhoneCannot), self.item().and_then(Item::parent))),
        }
    }

    /// Returns the previous dialog; `None` if back ends the session.
    fn before(self) -> Option<Dialog> {
        match self {
            Dialog::StartUp(_) | Dialog::Hello(_) | Dialog::Entrance(_) => None,
            Dialog::AwaitingChoice(branch) => branch.parent().map(Dialog::AwaitingChoice),
            Dialog::TopUp(dialog) => Some(dialog.before()),
            Dialog::Records(dialog) => Some(dialog.before()),
            Dialog::Closing(dialog) => Some(dialog.before()),
            Dialog::OwnBill(dialog) => Some(dialog.before()),
            Dialog::OthersBill(dialog) => Some(dialog.before()),
            Dialog::PinChange(dialog) => Some(dialog.before()),
            Dialog::PayPasswordChange(dialog) => Some(dialog.before()),
            Dialog::ScratchCard(_) | Dialog::PinSwitch(_) | Dialog::Limit(_) | Dialog::AwaitingSent(..) => {
                self.item().and_then(Item::parent).map(Dialog::AwaitingChoice)
            }
            Dialog::AwaitingRead(_, branch) => branch.map(Dialog::AwaitingChoice),
        }
    }

    /// Returns the item that the dialog belongs to; `None` for a list, a last screen, and dialogs outside the tree.
    const fn item(&self) -> Option<Item> {
        Some(match self {
            Dialog::StartUp(_) | Dialog::Hello(_) | Dialog::Entrance(_) => return None,
            Dialog::AwaitingChoice(_) | Dialog::AwaitingRead(..) => return None,
            Dialog::TopUp(_) => Item::TopUp,
            Dialog::Records(_) => Item::Records,
            Dialog::Closing(dialog) => dialog.item(),
            Dialog::ScratchCard(_) => Item::ScratchCard,
            Dialog::OwnBill(_) => Item::OwnBill,
            Dialog::OthersBill(_) => Item::OthersBill,
            Dialog::PinSwitch(dialog) => dialog.item(),
            Dialog::PinChange(_) => Item::PinChange,
            Dialog::PayPasswordChange(_) => Item::PayPasswordChange,
            Dialog::Limit(_) => Item::Limit,
            Dialog::AwaitingSent(_, item) => return *item,
        })
    }

    /// Returns the help text of the dialog. For a list, `line` is the line that help is wanted with.
    pub(crate) fn help(&self, line: Option<u8>) -> Phrase {
        if let (Dialog::AwaitingChoice(branch), line) = (self, line.unwrap_or_default()) {
            let list = Branch::find(line).map(Branch::help);
            return list.or_else(|| Item::find(line).map(Item::help)).unwrap_or(branch.help());
        }
        match self {
            Dialog::Entrance(_) => Phrase::HelpPin,
            _ => self.item().map_or(Phrase::MobileWallet, Item::help),
        }
    }
}

/// Returns the move after the choice of a line. A line that is no longer offered shows the list again, as it is now.
fn chosen(branch: Branch, answer: Answer, view: &View<'_>) -> Move {
    let Answer::Chosen(identifier) = answer else { return Move::End };
    let is_offered = branch.lines(view).iter().any(|(line, _)| *line == identifier);
    let list = Branch::find(identifier).map(Dialog::AwaitingChoice);
    let item = || Item::find(identifier).map(|item| Dialog::of(item, view));
    let next = list.map(Move::Show).or_else(item).filter(|_| is_offered);
    next.unwrap_or(Move::Show(Dialog::AwaitingChoice(branch)))
}

/// Reads the typed text with `read`, or returns the complaint with which the entry is asked for again; `None` for any
/// other answer.
fn typed<T>(
    answer: Answer,
    otherwise: Phrase,
    read: impl FnOnce(&str) -> Result<T, entry::RetryReason>,
) -> Option<Result<T, entry::RetryReason>> {
    match answer {
        Answer::Typed(Some(typed)) => Some(read(&typed)),
        Answer::Typed(None) => Some(Err(entry::RetryReason::Is(otherwise))),
        _ => None,
    }
}
