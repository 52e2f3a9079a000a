//! Contents of forms that count once: what a person has entered on one page and confirms on the next. The content stays
//! on the server, so that what is confirmed is what was shown.

use sim_wire::Fen;
use sim_world::platform::account::alias::SignInName;
use sim_world::platform::bank_card::BankCard;
use sim_world::platform::code::SmsCode;
use sim_world::platform::number::Msisdn;
use sim_world::platform::serial::GoodsOrderNumber;

/// Content of a form that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Draft {
    /// Number that is to be registered, whose phone got a code.
    Registration(Msisdn),
    /// Number that is to be registered, with the right code.
    CheckedRegistration {
        /// Number of the account.
        number: Msisdn,
        /// Code that its phone got.
        code: SmsCode,
    },
    /// Name whose login password is to be reset.
    LoginReset(SignInName),
    /// Upgrade to a real-name account.
    Upgrade,
    /// Top-up of the wallet from the account, in fen.
    TopUp(Fen),
    /// Payment of a phone bill.
    Bill {
        /// Number whose bill is paid.
        whose: Msisdn,
        /// Amount in fen.
        amount: Fen,
    },
    /// Withdrawal to the bank card, in fen.
    Withdrawal(Fen),
    /// Bank card that is to be bound.
    BankCard(BankCard),
    /// Payment of a merchant's order.
    GoodsPayment(GoodsOrderNumber),
    /// Closing of the account.
    Closing,
}
