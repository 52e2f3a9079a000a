//! The books of the platform as one value: ledger, accounts, scratch cards, allowances, transfers, and the terms of the
//! business. Each method of [`Books`] takes effect whole or not at all.

use applet::Entropy;
use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::account::{AccountState, Accounts, NumberState};
use super::allowance::{Allowance, DailyMost};
use super::bank_order::BankOrder;
use super::code::{CodeTerms, SmsCodes};
use super::due_map::DueMap;
use super::entry::Book;
use super::error::PlatformError;
use super::goods_order::{GoodsOrder, GoodsOrderTerms};
use super::ledger::Ledger;
use super::load::Transfer;
use super::number::Msisdn;
use super::orders::Dialogs;
use super::password::{Initials, LoginPassword, NewInitial, PasswordCost, PayPassword, salt};
use super::province::Province;
use super::rules::{ProtectedOrder, Rulebook};
use super::scratch_card::ScratchCards;
use super::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use super::withdrawal::{Withdrawal, WithdrawalTerms};
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Terms of the business, which may differ between platforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Cost of hashing a password.
    pub password_cost: PasswordCost,
    /// Provinces whose scratch cards are accepted: at first only Hunan (2.4.1.2).
    pub provinces: Vec<Province>,
    /// Daily limits of top-ups over the air.
    pub top_ups: DailyMost,
    /// Time for which the platform waits for the answer to a text order, in milliseconds.
    pub dialog_ms: u64,
    /// Terms of verification codes.
    pub codes: CodeTerms,
    /// Terms of withdrawals.
    pub withdrawals: WithdrawalTerms,
    /// Time after which an order to a bank lapses, in milliseconds.
    pub bank_order_lapses: u64,
    /// Terms of orders for goods.
    pub goods_orders: GoodsOrderTerms,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            password_cost: PasswordCost::STRONG,
            provinces: vec![Province::Hunan],
            top_ups: DailyMost::default(),
            dialog_ms: 10 * sim_codec::time::MINUTE,
            codes: CodeTerms::default(),
            withdrawals: WithdrawalTerms::default(),
            bank_order_lapses: 30 * sim_codec::time::MINUTE,
            goods_orders: GoodsOrderTerms::default(),
        }
    }
}

impl Terms {
    /// Returns the default terms with passwords that cost little, for tests and storms.
    pub fn light() -> Terms {
        Terms { password_cost: PasswordCost::LIGHT, ..Terms::default() }
    }
}

/// Books of the platform: ledger, accounts, scratch cards and transfers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    /// Terms of the business.
    pub terms: Terms,
    /// Ledger: where the money is.
    pub ledger: Ledger,
    /// Payment accounts by number.
    pub accounts: Accounts,
    /// Scratch cards that were sold.
    pub scratch_cards: ScratchCards,
    /// Top-ups of the day, which count against the daily limits.
    pub allowance: Allowance,
    /// Dialogs of text orders that wait for an answer.
    pub dialogs: Dialogs,
    /// Verification codes that were sent.
    pub(super) codes: SmsCodes,
    pub(super) transfers: TrackedMap<u64, Transfer>,
    #[serde(default)]
    pub(super) withdrawals: DueMap<WithdrawalNumber, Withdrawal>,
    #[serde(default)]
    pub(super) bank_orders: DueMap<BankOrderNumber, BankOrder>,
    #[serde(default)]
    pub(super) goods_orders: DueMap<GoodsOrderNumber, GoodsOrder>,
    /// Rules that the books follow, which no file keeps.
    #[serde(skip)]
    pub(super) rules: Rulebook,
}

impl Books {
    /// Creates empty books. `chance` supplies the key under which scratch cards are kept.
    pub fn new(terms: Terms, chance: &mut dyn Entropy) -> Books {
        let scratch_cards = ScratchCards::new(chance);
        Books {
            terms,
            ledger: Ledger::default(),
            accounts: Accounts::default(),
            codes: SmsCodes::new(scratch_cards.derive_key(b"verification codes")),
            scratch_cards,
            allowance: Allowance::default(),
            dialogs: Dialogs::default(),
            transfers: TrackedMap::default(),
            withdrawals: DueMap::default(),
            bank_orders: DueMap::default(),
            goods_orders: DueMap::default(),
            rules: Rulebook::default(),
        }
    }

    /// Opens a payment account (开户). Returns the initial passwords, which are to be sent to their owner and are not
    /// kept in clear.
    pub fn open_account(
        &mut self,
        now: Moment,
        number: &Msisdn,
        chance: &mut dyn Entropy,
    ) -> Result<Initials, PlatformError> {
        self.open_account_with(now, number, NewInitial::Drawn, chance)
    }

    /// Opens a payment account as [`Books::open_account`] does, with initial passwords that may be prepared.
    pub(super) fn open_account_with(
        &mut self,
        now: Moment,
        number: &Msisdn,
        initials: NewInitial<Initials>,
        chance: &mut dyn Entropy,
    ) -> Result<Initials, PlatformError> {
        let initials = initials.take(|| Initials::draw(chance));
        let salts = (salt(chance), salt(chance));
        self.rules.check_opening(&self.accounts, number)?;
        self.accounts.enter(now, *number, &initials, salts, self.terms.password_cost)?;
        Ok(initials)
    }

    /// Opens an account with that pay password already set and so much cash paid in. The account is opened whole or not
    /// at all.
    pub(super) fn open_funded(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (password, cash): (&PayPassword, Fen),
        chance: &mut dyn Entropy,
    ) -> Result<(), PlatformError> {
        let before = self.accounts.get(number).cloned();
        let opened = self.open_then_fund(now, number, (password, cash), chance);
        if opened.is_err() {
            self.accounts.accounts.restore(*number, before);
        }
        opened
    }

    /// Opens an account, and stops at the first failure. The money comes last, so that only the account is left then.
    fn open_then_fund(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (password, cash): (&PayPassword, Fen),
        chance: &mut dyn Entropy,
    ) -> Result<(), PlatformError> {
        let initials = self.open_account(now, number, chance)?;
        self.change_pay_password(now, number, (&initials.pay, password), chance)?;
        if cash != Fen::ZERO {
            self.hall_deposit(now, number, cash)?;
        }
        Ok(())
    }

    /// Checks the pay password. Wrong tries count, and the initial password is refused.
    pub fn check_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        self.accounts.check_pay_password(now, number, password)
    }

    /// Checks the pay password of an order, if the rules ask for it.
    pub(super) fn authorise(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
        order: ProtectedOrder,
    ) -> Result<(), PlatformError> {
        if !self.rules.is_password_needed(order) {
            Ok(())
        } else if self.rules.is_lock_heeded(order) {
            self.check_pay_password(now, number, password)
        } else {
            self.accounts.check_pay_password_unlocked(now, number, password)
        }
    }

    /// Changes the pay password (修改支付密码). An initial one works only after this change.
    pub fn change_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&PayPassword, &PayPassword),
        chance: &mut dyn Entropy,
    ) -> Result<(), PlatformError> {
        self.accounts.change_pay_password(now, number, old_and_new, salt(chance), self.terms.password_cost)
    }

    /// Changes the login password. An initial one works only after this change.
    pub fn change_login_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&LoginPassword, &LoginPassword),
        chance: &mut dyn Entropy,
    ) -> Result<(), PlatformError> {
        self.accounts.change_login_password(now, number, old_and_new, salt(chance), self.terms.password_cost)
    }

    /// Replaces a forgotten or locked pay password by a new initial one, for customer care. The new password is to be
    /// sent to its owner.
    pub fn reset_pay_password(
        &mut self,
        number: &Msisdn,
        chance: &mut dyn Entropy,
    ) -> Result<PayPassword, PlatformError> {
        self.reset_pay_password_to(number, NewInitial::Drawn, chance)
    }

    /// Replaces a pay password as [`Books::reset_pay_password`] does, by one that may be prepared.
    pub(super) fn reset_pay_password_to(
        &mut self,
        number: &Msisdn,
        new: NewInitial<PayPassword>,
        chance: &mut dyn Entropy,
    ) -> Result<PayPassword, PlatformError> {
        let password = new.take(|| PayPassword::draw(chance));
        self.accounts.reset_pay_password(number, &password, salt(chance), self.terms.password_cost)?;
        Ok(password)
    }

    /// Replaces a forgotten or locked login password by a new initial one. The new password is to be sent to its owner.
    pub(super) fn reset_login_password(
        &mut self,
        number: &Msisdn,
        new: NewInitial<LoginPassword>,
        chance: &mut dyn Entropy,
    ) -> Result<LoginPassword, PlatformError> {
        let password = new.take(|| LoginPassword::draw(chance));
        self.accounts.reset_login_password(number, &password, salt(chance), self.terms.password_cost)?;
        Ok(password)
    }

    /// Returns the balances of the cash and the recharge-card sub-account, in fen.
    pub fn account_balances(&self, number: &Msisdn) -> (i64, i64) {
        (self.ledger.balance(&Book::Cash(*number)), self.ledger.balance(&Book::RechargeCard(*number)))
    }

    /// Checks whether the account could be closed now (2.8.2): number in order, both sub-accounts zero, nothing in
    /// flight. The wallet's book may hold money still: a card closes its wallet only when it is empty, and then the
    /// book is for purchases to be uploaded. The caller checks whether the wallet is closed.
    pub fn may_close_account(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.accounts.may_close(number)?;
        let (cash, card) = self.account_balances(number);
        match cash.saturating_add(card) {
            0 => {}
            rest => return Err(PlatformError::NotEmpty(rest)),
        }
        let under_way = [Book::InFlight, Book::Frozen].map(|book| self.ledger.balance(&book(*number)));
        match under_way.into_iter().fold(0, i64::saturating_add) {
            0 => self.check_no_bank_order(number),
            rest => Err(PlatformError::InFlight(rest)),
        }
    }

    /// Returns the moment at which a withdrawal goes on or an order lapses; `None` while nothing waits.
    pub(super) fn next_due(&self) -> Option<Moment> {
        [self.next_payment(), self.goods_orders.next_due()].into_iter().flatten().min()
    }

    /// Returns the moment at which a bank answers or has not answered in time; `None` while no money is under way.
    pub(super) fn next_payment(&self) -> Option<Moment> {
        [self.withdrawals.next_due(), self.bank_orders.next_due()].into_iter().flatten().min()
    }

    /// Closes the account (销户) on its owner's request. `is_wallet_open` is the platform's knowledge of the card.
    pub fn close_account(&mut self, number: &Msisdn, is_wallet_open: bool) -> Result<(), PlatformError> {
        self.may_close_account(number)?;
        if is_wallet_open {
            return Err(PlatformError::WalletOpen);
        }
        self.accounts.set_state(number, AccountState::Closed);
        Ok(())
    }

    /// Applies a number's state as the registry reports it. A cancelled number's account closes by itself when it holds
    /// nothing, and else waits to be closed (3.6.3).
    pub fn set_number_state(&mut self, number: &Msisdn, state: NumberState) -> Result<(), PlatformError> {
        self.accounts.set_number_state(*number, state)?;
        if state == NumberState::Cancelled && self.accounts.living(number).is_ok() {
            self.accounts.set_state(number, AccountState::Closing);
            self.close_if_empty(number);
        }
        Ok(())
    }

    /// Closes an account that waits to be closed, once it holds nothing.
    pub(super) fn close_if_empty(&mut self, number: &Msisdn) {
        let books = [Book::Cash, Book::RechargeCard, Book::InFlight, Book::Frozen, Book::Wallet];
        let is_closing = self.accounts.living(number).is_ok_and(|account| account.state == AccountState::Closing);
        if is_closing && books.iter().all(|book| self.ledger.balance(&book(*number)) == 0) {
            self.accounts.set_state(number, AccountState::Closed);
        }
    }
}

#[cfg(test)]
mod tests;
