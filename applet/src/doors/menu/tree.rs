//! The menu's tree: its branches and items, what each is called, where it hangs, and when it is offered. Identifiers
//! are the card's own and the same in every state, so that a choice that arrives late means what it meant.

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
            /// Every one, in the order of the tree.
            pub(crate) const ALL: &'static [$type] = &[$($type::$name,)+];

            /// By which the handset names it.
            pub(crate) const fn identifier(self) -> u8 {
                match self { $($type::$name => $id,)+ }
            }

            /// The branch it hangs under; the main menu is none.
            pub(crate) const fn parent(self) -> Option<Branch> {
                match self { $($type::$name => $parent,)+ }
            }

            /// What it is called.
            pub(crate) const fn name(self) -> Phrase {
                match self { $($type::$name => Phrase::$words,)+ }
            }

            /// What its help says.
            pub(crate) const fn help(self) -> Phrase {
                match self { $($type::$name => Phrase::$help,)+ }
            }

            /// The one of an identifier.
            pub(crate) fn find(identifier: u8) -> Option<$type> {
                $type::ALL.iter().copied().find(|node| node.identifier() == identifier)
            }
        }
    };
}

nodes! {
    /// A list of the menu.
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
    /// A thing to do.
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
    /// The lists and things in it, lists first, as the wallet stands.
    pub(crate) fn lines(self, view: &View<'_>) -> Lines {
        let lists = Branch::ALL.iter().filter(|list| list.parent() == Some(self));
        let lists = lists.map(|list| (list.identifier(), list.name()));
        let things = Item::ALL.iter().filter(|item| item.parent() == Some(self) && item.is_offered(view));
        let things = things.map(|item| (item.identifier(), item.name()));
        lists.chain(things).take(LINES_MAX).collect()
    }

    /// The lines of the main menu.
    pub(crate) fn main() -> Lines {
        let lists = Branch::ALL.iter().filter(|list| list.parent().is_none());
        lists.map(|list| (list.identifier(), list.name())).take(LINES_MAX).collect()
    }
}

impl Item {
    /// Whether it is offered as the wallet stands: of two that turn into each other, one.
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
