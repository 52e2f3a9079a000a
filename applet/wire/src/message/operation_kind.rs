//! Kinds of request, without the passwords and amounts of its fields.

use serde::{Deserialize, Serialize};

use super::Operation;

/// Kind of an operation, without its passwords and amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperationKind {
    /// Opens the wallet.
    Open,
    /// Closes wallet and payment account.
    Close,
    /// Suspends the wallet.
    Suspend,
    /// Resumes the wallet.
    Resume,
    /// Loads the purse.
    TopUp,
    /// Asks for the balance of the payment account.
    AccountBalance,
    /// Asks for the last transactions of the payment account.
    AccountTransactions,
    /// Recharges the payment account by scratch card.
    ScratchCard,
    /// Pays the phone bill of the own number.
    OwnBill,
    /// Pays the phone bill of another number.
    OthersBill,
    /// Changes the pay password.
    ChangePayPassword,
    /// Reports the first start in a handset.
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
    /// Returns the kind of the operation.
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
