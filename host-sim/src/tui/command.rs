//! What the person at the terminal wants, whichever key, button or line it came by.

use super::form::FormKind;
use sim_world::action::{Action, ByHand, Switch};
use sim_world::smsc::MessageId;

/// A pane beside the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// What crosses the contacts.
    Exchanges,
    /// What the card holds.
    Card,
    /// Short messages.
    Messages,
    /// The payment platform: the account, what is under way, the ledger, what happened.
    Platform,
    /// What the card has set up in the handset, and what is around it.
    Handset,
}

impl Pane {
    /// Every pane, in the order of Tab.
    pub const ALL: [Pane; 5] = [Pane::Exchanges, Pane::Card, Pane::Messages, Pane::Platform, Pane::Handset];

    /// Its place among them.
    pub fn place(self) -> usize {
        Pane::ALL.iter().position(|pane| *pane == self).unwrap_or(0)
    }
}

/// What arrow keys and Enter work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The phone.
    Phone,
    /// A pane.
    Pane(Pane),
}

/// How far something moves.
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

/// What the person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneCommand {
    /// Moves what has the focus.
    Move(Move),
    /// Moves something by the wheel, whatever has the focus.
    Wheel(Focus, Move),
    /// Confirms.
    Ok,
    /// Goes back.
    Back,
    /// Takes back a character, or goes back where there is none.
    Erase,
    /// No.
    No,
    /// Ends the session.
    End,
    /// Asks the card for help.
    Help,
    /// Opens the card's menu.
    Menu,
    /// Types a character, or chooses by number.
    Character(char),
    /// Types a text.
    Paste(String),
    /// Takes that line of the menu, counted from 0.
    Line(usize),
    /// Gives the focus to the next.
    Next,
    /// Gives the focus to the one before.
    Previous,
    /// Gives the focus.
    Focus(Focus),
    /// Selects that exchange, counted from 0.
    Select(usize),
    /// Selects a message under way.
    SelectMessage(MessageId),
    /// Does something to the selected message.
    ByHand(ByHand),
    /// Holds every message as it comes, or lets all go that are held: the other of what is so now.
    ToggleHolding,
    /// Holds every message as it comes, or lets all go that are held.
    HoldAll(Switch),
    /// Opens a form.
    Open(FormKind),
    /// Performs an action of somebody in the world around the phone.
    Perform(Action),
    /// The network goes, or comes back.
    Serve,
    /// Takes the last step back.
    Undo,
    /// Takes it again.
    Redo,
    /// Lets so many milliseconds go by.
    Pass(u32),
    /// Does nothing until the handset gives up waiting.
    GiveUp,
    /// Presses the home key.
    Home,
    /// Touches the screen beside the dialog.
    Outside,
    /// Something else needs the screen.
    TakeScreen,
    /// Switches the phone off and on.
    Restart,
    /// Shows which key does what, or shows it no longer.
    Keys,
    /// Leaves.
    Quit,
    /// Nothing.
    Nothing,
}
