//! Commands of the person at the terminal, whichever key, button or line gave them.

use super::form::FormKind;
use sim_i18n::phone::keys::PhoneKey;
use sim_world::action::{Action, CardLoss, CentreAction, HallService, PosPlace, Switch};
use sim_world::smsc::MessageId;

/// A pane beside the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// Exchanges that crossed the contacts.
    Exchanges,
    /// State of the wallet on the card.
    Card,
    /// Short messages.
    Messages,
    /// Payment platform: the account, the messages under way, the ledger, the events.
    Platform,
    /// POS terminals of the shops, and the last receipt.
    Shops,
    /// Business hall: the account, the card, and the services.
    Hall,
    /// Settings of the handset that the card made, and the surroundings of the handset.
    Handset,
}

impl Pane {
    /// Every pane, in the order of Tab.
    pub const ALL: [Pane; 7] =
        [Pane::Exchanges, Pane::Card, Pane::Messages, Pane::Platform, Pane::Shops, Pane::Hall, Pane::Handset];

    /// Number of panes.
    pub(super) const COUNT: usize = Pane::ALL.len();

    /// Panes that share one frame where all panes are drawn: those of the world around the phone.
    pub(super) const AROUND: [Pane; 3] = [Pane::Platform, Pane::Shops, Pane::Hall];

    /// Returns the place of this pane in [`Pane::ALL`], counted from 0.
    pub fn place(self) -> usize {
        Pane::ALL.iter().position(|pane| *pane == self).unwrap_or(0)
    }
}

/// Part of the window that arrow keys and Enter work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The phone.
    Phone,
    /// A pane.
    Pane(Pane),
}

/// Distance and direction of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
}

/// Command at the counter of a shop that needs no input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterCommand {
    /// Takes back the purchase of the last receipt.
    TakeBackLast,
    /// Uploads the batch.
    Upload,
    /// Reads the balance of the phone's card.
    ReadBalance,
    /// Reads the records of the phone's card.
    ReadRecords,
    /// Asks the platform for the terminal's parameters.
    AskParameters,
}

/// Command of the person at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneCommand {
    /// Moves the part that has the focus.
    Move(Move),
    /// Moves a part by the wheel, whatever has the focus.
    Wheel(Focus, Move),
    /// Presses a key of the phone; with the focus elsewhere, the key of the window.
    Press(PhoneKey),
    /// Types a text.
    Paste(String),
    /// Moves the focus to the next place.
    Next,
    /// Moves the focus to the previous place.
    Previous,
    /// Moves the focus to a given place.
    Focus(Focus),
    /// Selects an exchange, counted from 0.
    Select(usize),
    /// Selects a message under way.
    SelectMessage(MessageId),
    /// Does something to the selected message.
    ByHand(CentreAction),
    /// Switches between holding every message as it comes and holding none.
    ToggleHolding,
    /// Holds every message as it comes, or releases all that are held.
    HoldAll(Switch),
    /// Opens a form.
    Open(FormKind),
    /// Selects the terminal of a shop.
    SelectPos(PosPlace),
    /// Works at the terminal of a shop; `None` means the selected one.
    AtCounter(CounterCommand, Option<PosPlace>),
    /// Takes the phone away from every terminal.
    GoAway,
    /// Asks a business hall for a service, with the right document.
    AtHall(HallService),
    /// Loses the card or breaks it.
    LoseCard(CardLoss),
    /// Performs an action of a party in the world around the phone.
    Perform(Action),
    /// Switches the network of the phone off or on.
    Serve,
    /// Undoes the last step.
    Undo,
    /// Redoes the step that was undone last.
    Redo,
    /// Expects of the recorded walk what messages, wallet and account are now.
    Expect,
    /// Lets a number of milliseconds pass.
    Pass(u32),
    /// Does nothing until the handset gives up waiting.
    GiveUp,
    /// Touches the screen beside the dialog.
    Outside,
    /// Takes the screen away for something else, such as a call.
    TakeScreen,
    /// Switches the phone off and on.
    Restart,
    /// Shows the list of keys, or closes it.
    Keys,
    /// Leaves.
    Quit,
    /// Does nothing.
    Nothing,
}

impl PhoneCommand {
    /// Returns `true` for a command at the counter of a shop or a hall, or one about the card as a thing.
    pub(super) const fn is_at_counter(&self) -> bool {
        matches!(
            self,
            PhoneCommand::SelectPos(_)
                | PhoneCommand::AtCounter(..)
                | PhoneCommand::GoAway
                | PhoneCommand::AtHall(_)
                | PhoneCommand::LoseCard(_)
        )
    }
}
