//! The menu's tree: its branches and items, with name, parent, and the state in which each is offered. Identifiers are
//! the card's own and the same in every state, so that a choice that arrives late keeps its meaning.

use heapless::Vec;
use serde::{Deserialize, Serialize};

use sim_wire::lifecycle::LifeCycle;

use super::View;
use super::phrases::Phrase;

/// Most lines of a branch.
pub(crate) const LINES_MAX: usize = 8;

/// Lines of a list: identifier and name.
pub(crate) type Lines = Vec<(u8, Phrase), LINES_MAX>;

/// Writes branches or items once: identifier, parent, name, help.
macro_rules! nodes {
    ($(#[doc = $about:literal])* $type:ident; $($name:ident = $id:literal, $parent:expr, $words:ident, $help:ident;)+) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) enum $type { $($name,)+ }

        impl $type {
            /// Every node, in the order of the tree.
            pub(crate) const ALL: &'static [$type] = &[$($type::$name,)+];

            /// Returns the identifier by which the handset names the node.
            pub(crate) const fn identifier(self) -> u8 {
                match self { $($type::$name => $id,)+ }
            }

            /// Returns the branch that holds the node; `None` for the main menu.
            pub(crate) const fn parent(self) -> Option<Branch> {
                match self { $($type::$name => $parent,)+ }
            }

            /// Returns the node's name.
            pub(crate) const fn name(self) -> Phrase {
                match self { $($type::$name => Phrase::$words,)+ }
            }

            /// Returns the node's help text.
            pub(crate) const fn help(self) -> Phrase {
                match self { $($type::$name => Phrase::$help,)+ }
            }

            /// Returns the node of an identifier; `None` if there is none.
            pub(crate) fn find(identifier: u8) -> Option<$type> {
                $type::ALL.iter().copied().find(|node| node.identifier() == identifier)
            }
        }
    };
}

nodes! {
    /// Branch of the menu: a list.
    Branch;
    MyWallet = 0x01, None, MyWallet, HelpMyWallet;
    MyAccount = 0x02, None, MyAccount, HelpMyAccount;
    PayBills = 0x03, None, PayBills, HelpPayBills;
    Services = 0x04, None, Services, HelpServices;
    AccountQueries = 0x05, Some(Branch::MyAccount), AccountQueries, HelpAccount;
    OperationPin = 0x06, Some(Branch::Services), OperationPin, HelpPin;
    PayPassword = 0x07, Some(Branch::Services), PayPassword, HelpPayPassword;
}

nodes! {
    /// Item of the menu: an operation.
    Item;
    Open = 0x11, Some(Branch::MyWallet), OpenWallet, HelpOpen;
    Close = 0x12, Some(Branch::MyWallet), CloseWallet, HelpClose;
    TopUp = 0x13, Some(Branch::MyWallet), TopUp, HelpTopUp;
    Balance = 0x14, Some(Branch::MyWallet), WalletBalance, HelpBalance;
    Records = 0x15, Some(Branch::MyWallet), WalletRecords, HelpRecords;
    Suspend = 0x16, Some(Branch::MyWallet), SuspendWallet, HelpSuspend;
    Resume = 0x17, Some(Branch::MyWallet), ResumeWallet, HelpResume;
    AccountBalance = 0x21, Some(Branch::AccountQueries), AccountBalance, HelpAccount;
    AccountRecords = 0x22, Some(Branch::AccountQueries), AccountRecords, HelpAccount;
    ScratchCard = 0x23, Some(Branch::MyAccount), ScratchCard, HelpScratchCard;
    OwnBill = 0x31, Some(Branch::PayBills), OwnBill, HelpBill;
    OthersBill = 0x32, Some(Branch::PayBills), OthersBill, HelpBill;
    PinOn = 0x41, Some(Branch::OperationPin), PinOn, HelpPin;
    PinOff = 0x42, Some(Branch::OperationPin), PinOff, HelpPin;
    PinChange = 0x43, Some(Branch::OperationPin), PinChange, HelpPin;
    PayPasswordChange = 0x44, Some(Branch::PayPassword), PayPasswordChange, HelpPayPassword;
    Limit = 0x45, Some(Branch::Services), Limit, HelpLimit;
    CloseService = 0x46, Some(Branch::Services), CloseWallet, HelpClose;
}

impl Branch {
    /// Returns the lists and items of the branch, lists first, as the state of the wallet allows.
    pub(crate) fn lines(self, view: &View<'_>) -> Lines {
        let lists = Branch::ALL.iter().filter(|list| list.parent() == Some(self));
        let lists = lists.map(|list| (list.identifier(), list.name()));
        let things = Item::ALL.iter().filter(|item| item.parent() == Some(self) && item.is_offered(view));
        let things = things.map(|item| (item.identifier(), item.name()));
        lists.chain(things).take(LINES_MAX).collect()
    }

    /// Returns the lines of the main menu.
    pub(crate) fn main() -> Lines {
        let lists = Branch::ALL.iter().filter(|list| list.parent().is_none());
        lists.map(|list| (list.identifier(), list.name())).take(LINES_MAX).collect()
    }
}

impl Item {
    /// Returns whether the item is offered in the wallet's state. Of two items that undo each other, one is offered.
    fn is_offered(self, view: &View<'_>) -> bool {
        let wallet = view.wallet;
        let opened = !matches!(wallet.lifecycle, LifeCycle::Unopened | LifeCycle::Closed);
        match self {
            Item::Open => !opened,
            Item::Close | Item::CloseService => opened,
            Item::Suspend => wallet.lifecycle != LifeCycle::Suspended,
            Item::Resume => wallet.lifecycle == LifeCycle::Suspended,
            Item::PinOn => !wallet.pin.on,
            Item::PinOff => wallet.pin.on,
            _ => true,
        }
    }
}
