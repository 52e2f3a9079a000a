//! Effects that a subscriber must have ordered: changes of money, accounts and errands from one look to the next.

use std::fmt;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::snapshot::{AccountView, Snapshot};
use crate::platform::account::AccountState;
use crate::platform::entry::{Book, Entry, EntryReason, LoadChannel};
use crate::platform::errand::Purpose;
use crate::platform::number::Msisdn;
use crate::platform::password::KeptPassword;
use crate::platform::serial::GoodsOrderNumber;
use crate::platform::website::Invitation;
use crate::world::World;

/// Effect that needs an order of its subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Cash was set aside for a top-up over the air (空中充值).
    TopUp(Fen),
    /// The card was invited to a top-up from the website (网络侧转存).
    WebTopUp(Fen),
    /// The card was invited to load what a bank had paid (网银充值).
    BankTopUp(Fen),
    /// The subscriber's own phone bill was paid (缴本机话费).
    OwnBill(Fen),
    /// Another subscriber's phone bill was paid (缴他人话费).
    AnothersBill {
        /// Number whose bill was paid.
        whose: Msisdn,
        /// Amount in fen.
        amount: Fen,
    },
    /// Money of a bank was credited (网银充值).
    BankRecharge(Fen),
    /// An order for goods was paid (消费).
    GoodsPayment(GoodsOrderNumber),
    /// Cash was frozen for a withdrawal (提现).
    Withdrawal(Fen),
    /// A scratch card was taken (充值卡充值).
    ScratchCard,
    /// A payment account was opened (开户).
    AccountOpened,
    /// The card is being moved to that state (开通、暂停、恢复、注销).
    WalletMoved(LifeCycle),
    /// The wallet on a card is being closed that a hall takes back (退订, 换卡登记).
    WalletTakenBack,
    /// The operation PIN is being reset (操作密码重置).
    OperationPinReset,
    /// The pay password was changed (修改支付密码).
    PayPasswordChanged,
    /// A new initial pay password came in place of a forgotten one (支付密码重置).
    PayPasswordReset,
    /// The login password was changed (登陆密码修改).
    LoginPasswordChanged,
    /// A new initial login password came in place of a forgotten one (登陆密码重置).
    LoginPasswordReset,
    /// The account became a real-name account (实名升级).
    RealNameUpgrade,
    /// A bank card was bound to the account (绑定提现银行卡).
    BankCardBound,
    /// The payment account was closed alone (销户).
    AccountClosed,
}

impl Effect {
    /// Returns whether the handbook requires the pay password for the effect (2.5, 2.6, 2.7.3, 2.8, 3.3.1).
    pub const fn has_password(&self) -> bool {
        match self {
            Effect::TopUp(_)
            | Effect::WebTopUp(_)
            | Effect::AnothersBill { .. }
            | Effect::Withdrawal(_)
            | Effect::GoodsPayment(_)
            | Effect::OperationPinReset
            | Effect::PayPasswordChanged
            | Effect::BankCardBound
            | Effect::AccountClosed
            | Effect::WalletMoved(LifeCycle::Closed) => true,
            Effect::BankTopUp(_)
            | Effect::BankRecharge(_)
            | Effect::OwnBill(_)
            | Effect::ScratchCard
            | Effect::AccountOpened
            | Effect::WalletMoved(_)
            | Effect::WalletTakenBack
            | Effect::PayPasswordReset
            | Effect::LoginPasswordChanged
            | Effect::LoginPasswordReset
            | Effect::RealNameUpgrade => false,
        }
    }
}

impl fmt::Display for Effect {
    /// Writes `a top-up of 50.00 yuan`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Effect::TopUp(fen) => write!(f, "a top-up of {fen}"),
            Effect::WebTopUp(fen) => write!(f, "a top-up of {fen} from the website"),
            Effect::BankTopUp(fen) => write!(f, "a top-up of {fen} from a bank"),
            Effect::OwnBill(fen) => write!(f, "a payment of {fen} for the own phone bill"),
            Effect::AnothersBill { whose, amount } => write!(f, "a payment of {amount} for the bill of {whose}"),
            Effect::BankRecharge(fen) => write!(f, "a recharge of {fen} from a bank"),
            Effect::GoodsPayment(order) => write!(f, "the payment of order {order} for goods"),
            Effect::Withdrawal(fen) => write!(f, "a withdrawal of {fen}"),
            Effect::ScratchCard => f.write_str("a recharge by scratch card"),
            Effect::AccountOpened => f.write_str("the opening of an account"),
            Effect::WalletMoved(state) => write!(f, "an errand to make the wallet {}", state.name()),
            Effect::WalletTakenBack => f.write_str("the closing of a card that a hall takes back"),
            Effect::OperationPinReset => f.write_str("a reset of the operation PIN"),
            Effect::PayPasswordChanged => f.write_str("a change of the pay password"),
            Effect::PayPasswordReset => f.write_str("a reset of the pay password"),
            Effect::LoginPasswordChanged => f.write_str("a change of the login password"),
            Effect::LoginPasswordReset => f.write_str("a reset of the login password"),
            Effect::RealNameUpgrade => f.write_str("the upgrade to a real-name account"),
            Effect::BankCardBound => f.write_str("the binding of a bank card"),
            Effect::AccountClosed => f.write_str("the closing of the account alone"),
        }
    }
}

impl Snapshot {
    /// Returns every effect between this snapshot and a later one of the same world, with the subscriber whose order
    /// each effect needs.
    pub(super) fn effects(&self, later: &Snapshot, world: &World) -> Vec<(Msisdn, Effect)> {
        let entries = world.platform().books.ledger.entries();
        let new = entries.get(self.entries..).unwrap_or_default();
        let mut effects: Vec<_> = new.iter().filter_map(paid).collect();
        for (asn, file) in &later.files {
            let before = self.files.get(asn).map(|file| file.purposes.as_slice()).unwrap_or_default();
            let at_hall = |effect| match effect {
                Effect::WalletMoved(LifeCycle::Closed) if file.is_closed_at_hall() => Effect::WalletTakenBack,
                effect => effect,
            };
            effects.extend(begun(before, &file.purposes).map(|effect| (file.number, at_hall(effect))));
        }
        for (number, account) in &later.accounts {
            let is_closed_with_wallet = self.has_closed_wallet(later, number);
            let changes = account_changes(self.accounts.get(number), account);
            let changes =
                changes.into_iter().filter(|change| !is_closed_with_wallet || *change != Effect::AccountClosed);
            effects.extend(changes.map(|effect| (*number, effect)));
        }
        effects
    }
}

/// Returns the changes of an account that need an order.
fn account_changes(before: Option<&AccountView>, after: &AccountView) -> Vec<Effect> {
    let Some(before) = before.filter(|before| !after.is_opened_after(before)) else {
        return vec![Effect::AccountOpened];
    };
    let set = |was: &KeptPassword, is: &KeptPassword, (reset, changed): (Effect, Effect)| {
        (!was.is_same_setting(is)).then(|| if is.is_initial() { reset } else { changed })
    };
    let pay = set(&before.pay, &after.pay, (Effect::PayPasswordReset, Effect::PayPasswordChanged));
    let login = set(&before.login, &after.login, (Effect::LoginPasswordReset, Effect::LoginPasswordChanged));
    let upgrade = (!before.is_real_name && after.is_real_name).then_some(Effect::RealNameUpgrade);
    let bound = (before.bank_card != after.bank_card).then_some(Effect::BankCardBound);
    // The account of a cancelled number closes by itself.
    let is_closed = (before.state, after.state) == (AccountState::Open, AccountState::Closed);
    let closed = is_closed.then_some(Effect::AccountClosed);
    [pay, login, upgrade, bound, closed].into_iter().flatten().collect()
}

/// Returns the effect of a ledger entry that needs an order, with its subscriber.
fn paid(entry: &Entry) -> Option<(Msisdn, Effect)> {
    let gained = |wanted: fn(Book) -> bool| {
        let legs = entry.legs.iter().filter(|(book, _)| wanted(*book));
        let sum = legs.fold(0_i64, |sum, (_, fen)| sum.saturating_add(*fen));
        Fen(u32::try_from(sum).unwrap_or(u32::MAX))
    };
    let bill = || gained(|book| book == Book::PhoneBills);
    let effect = match entry.why {
        EntryReason::LoadReserved { channel: LoadChannel::OverTheAir, .. } => {
            Effect::TopUp(gained(|book| matches!(book, Book::InFlight(_))))
        }
        EntryReason::OwnBill { .. } => Effect::OwnBill(bill()),
        EntryReason::AnothersBill { whose, .. } => Effect::AnothersBill { whose, amount: bill() },
        EntryReason::ScratchCard { .. } => Effect::ScratchCard,
        EntryReason::WebBank { .. } => Effect::BankRecharge(gained(|book| matches!(book, Book::Cash(_)))),
        EntryReason::RemotePurchase { order, .. } => Effect::GoodsPayment(order),
        EntryReason::WithdrawalFrozen { .. } => Effect::Withdrawal(gained(|book| matches!(book, Book::Frozen(_)))),
        _ => return None,
    };
    Some((entry.why.number(), effect))
}

/// Returns the effects of a card's new errands. Errands of one purpose are counted, for they have no names.
fn begun(before: &[Purpose], after: &[Purpose]) -> impl Iterator<Item = Effect> {
    let count = |purposes: &[Purpose], wanted: &Purpose| purposes.iter().filter(|purpose| *purpose == wanted).count();
    let is_new = |place: usize, purpose: &Purpose| {
        let upto = after.get(..=place).unwrap_or_default();
        count(upto, purpose) > count(before, purpose)
    };
    let new = after.iter().enumerate().filter(move |(place, purpose)| is_new(*place, purpose));
    new.filter_map(|(_, purpose)| match purpose {
        Purpose::State(state) => Some(Effect::WalletMoved(*state)),
        Purpose::OperationPin => Some(Effect::OperationPinReset),
        Purpose::Invitation(Invitation { amount, bank: Some(_), .. }) => Some(Effect::BankTopUp(*amount)),
        Purpose::Invitation(Invitation { amount, bank: None, .. }) => Some(Effect::WebTopUp(*amount)),
        Purpose::TopUp(_) | Purpose::Refusal | Purpose::Calibration => None,
    })
    .collect::<Vec<_>>()
    .into_iter()
}
