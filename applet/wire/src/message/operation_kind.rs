//! What a request asks for, without what stands in its fields: passwords and amounts.

use serde::{Deserialize, Serialize};

use super::Operation;

/// The kind of an operation: what is asked, without passwords and amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperationKind {
    /// Open the wallet.
    Open,
    /// Close wallet and payment account.
    Close,
    /// Suspend the wallet.
    Suspend,
    /// Resume it.
    Resume,
    /// Load the purse.
    TopUp,
    /// Balance of the payment account.
    AccountBalance,
    /// Its last transactions.
    AccountTransactions,
    /// Recharge by scratch card.
    ScratchCard,
    /// Pay the own phone bill.
    OwnBill,
    /// Pay another's phone bill.
    OthersBill,
    /// Change the pay password.
    ChangePayPassword,
    /// The first start in a handset.
    Hello,
}

impl OperationKind {
    /// Every kind, in the order of the codes.
    pub const ALL: [OperationKind; 12] = [
        OperationKind::Open,
        OperationKind::Close,
        OperationKind::Suspend,
        OperationKind::Resume,
        OperationKind::TopUp,
        OperationKind::AccountBalance,
        OperationKind::AccountTransactions,
        OperationKind::ScratchCard,
        OperationKind::OwnBill,
        OperationKind::OthersBill,
        OperationKind::ChangePayPassword,
        OperationKind::Hello,
    ];

    /// Returns the kind in words.
    pub const fn name(self) -> &'static str {
        match self {
            OperationKind::Open => "open",
            OperationKind::Close => "close",
            OperationKind::Suspend => "suspend",
            OperationKind::Resume => "resume",
            OperationKind::TopUp => "top up",
            OperationKind::AccountBalance => "account balance",
            OperationKind::AccountTransactions => "account transactions",
            OperationKind::ScratchCard => "scratch card",
            OperationKind::OwnBill => "own phone bill",
            OperationKind::OthersBill => "another's phone bill",
            OperationKind::ChangePayPassword => "change of the pay password",
            OperationKind::Hello => "hello from a handset",
        }
    }
}

impl Operation {
    /// Returns what is asked, without its fields.
    pub const fn kind(&self) -> OperationKind {
        match self {
            Operation::Open => OperationKind::Open,
            Operation::Close { .. } => OperationKind::Close,
            Operation::Suspend => OperationKind::Suspend,
            Operation::Resume => OperationKind::Resume,
            Operation::TopUp { .. } => OperationKind::TopUp,
            Operation::AccountBalance => OperationKind::AccountBalance,
            Operation::AccountTransactions => OperationKind::AccountTransactions,
            Operation::ScratchCard { .. } => OperationKind::ScratchCard,
            Operation::OwnBill { .. } => OperationKind::OwnBill,
            Operation::OthersBill { .. } => OperationKind::OthersBill,
            Operation::ChangePayPassword { .. } => OperationKind::ChangePayPassword,
            Operation::Hello { .. } => OperationKind::Hello,
        }
    }
}
