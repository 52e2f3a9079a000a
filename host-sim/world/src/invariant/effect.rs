//! Effects that a subscriber must have ordered: changes of money, accounts and errands from one look to the next.

use std::fmt;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::snapshot::Snapshot;
use crate::platform::entry::{Book, Entry, EntryReason, LoadChannel};
use crate::platform::errand::Purpose;
use crate::platform::number::Msisdn;
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
            | Effect::WalletMoved(LifeCycle::Closed) => true,
            Effect::BankTopUp(_)
            | Effect::BankRecharge(_)
            | Effect::OwnBill(_)
            | Effect::ScratchCard
            | Effect::AccountOpened
            | Effect::WalletMoved(_)
            | Effect::WalletTakenBack => false,
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
            let before = self.accounts.get(number);
            let is_set = before.is_none_or(|before| !before.pay.is_same_setting(&account.pay));
            if is_set {
                let effect = if account.pay.is_initial() { Effect::AccountOpened } else { Effect::PayPasswordChanged };
                effects.push((*number, effect));
            }
        }
        effects
    }
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
