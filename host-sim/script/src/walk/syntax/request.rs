//! What a walk expects of a request that went to the payment platform, ciphered.

use sim_wire::Fen;

/// A request, as far as it is said what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub asked: RequestKind,
    /// What is said of its fields; what is not said may be anything.
    pub details: Vec<Detail>,
}

/// What the platform is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// `open`: the wallet.
    Open,
    /// `close`: wallet and payment account.
    Close,
    /// `suspend`.
    Suspend,
    /// `resume`.
    Resume,
    /// `top-up 50.00 yuan password 123456`.
    TopUp,
    /// `account balance`.
    AccountBalance,
    /// `account transactions`.
    AccountTransactions,
    /// `scratch card`: recharge by one.
    ScratchCard,
    /// `own bill 20.00 yuan`.
    OwnBill,
    /// `other bill of 13800138000 20.00 yuan password 123456`.
    OtherBill,
    /// `pay password old 123456 new 654321`: its change.
    PayPassword,
    /// `hello imei 490154203237518`: the first start in a handset.
    Hello,
}

/// One field of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Detail {
    /// `50.00 yuan`.
    Amount(Fen),
    /// `of 13800138000`: whose bill.
    Of(String),
    /// `password 123456`.
    Password(String),
    /// `old 123456`: the pay password until now.
    Old(String),
    /// `new 654321`: the one from now on.
    New(String),
    /// `card 123456789012345678`: the digits of a scratch card.
    Card(String),
    /// `imei 490154203237518`.
    Imei(String),
}

impl std::fmt::Debug for Detail {
    /// A secret is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Detail::Amount(amount) => f.debug_tuple("Amount").field(amount).finish(),
            Detail::Of(number) => f.debug_tuple("Of").field(number).finish(),
            Detail::Imei(imei) => f.debug_tuple("Imei").field(imei).finish(),
            Detail::Password(_) => f.write_str("Password(..)"),
            Detail::Old(_) => f.write_str("Old(..)"),
            Detail::New(_) => f.write_str("New(..)"),
            Detail::Card(_) => f.write_str("Card(..)"),
        }
    }
}
