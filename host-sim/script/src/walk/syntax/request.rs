//! Expected requests to the payment platform, which are sent ciphered.

use sim_wire::Fen;

/// Expected request, as far as the walk describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Kind of the request.
    pub asked: RequestKind,
    /// Fields that the request must have; a field that is not listed may be anything.
    pub details: Vec<Detail>,
}

/// Kind of request to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// `open`: opening of the wallet.
    Open,
    /// `close`: closing of wallet and payment account.
    Close,
    /// `suspend`: suspension of the wallet.
    Suspend,
    /// `resume`: resumption of the wallet.
    Resume,
    /// `top-up 50.00 yuan password 123456`: load of the wallet from the account.
    TopUp,
    /// `account balance`.
    AccountBalance,
    /// `account transactions`.
    AccountTransactions,
    /// `scratch card`: recharge by a scratch card.
    ScratchCard,
    /// `own bill 20.00 yuan`.
    OwnBill,
    /// `other bill of 13800138000 20.00 yuan password 123456`.
    OtherBill,
    /// `pay password old 123456 new 654321`: change of the pay password.
    PayPassword,
    /// `hello imei 490154203237518`: message of the first start in a handset.
    Hello,
}

/// Field of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Detail {
    /// `50.00 yuan`: amount of the request.
    Amount(Fen),
    /// `of 13800138000`: number whose bill is paid.
    Of(String),
    /// `password 123456`: pay password.
    Password(String),
    /// `old 123456`: the pay password until now.
    Old(String),
    /// `new 654321`: the pay password from now on.
    New(String),
    /// `card 123456789012345678`: the digits of a scratch card.
    Card(String),
    /// `imei 490154203237518`: IMEI of the handset.
    Imei(String),
}

impl std::fmt::Debug for Detail {
    /// Formats the field without a secret.
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
