//! Desk that serves the service lines: the voice line and customer care (13800137000, 10086). The lines hold the
//! dialogue, and the platform decides.

use sim_wire::Fen;

use super::Platform;
use super::amount::parse_yuan;
use super::entry::{Entry, EntryReason};
use super::error::PlatformError;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::orders::parse_day;
use super::scratch_card::Recharge;
use super::security_questions::half_width;
use super::services::NEWEST;
use super::texts;
use crate::line::{CallerFact, CallerReply, CallerRequest, TransactionLine};
use sim_codec::time::Moment;

/// Words for an amount where there was no recharge or purchase.
const NOTHING: [&str; 4] = ["无", "没有", "none", "no"];

impl Platform {
    /// Serves a request of a service line for the caller's number.
    pub fn serve_line(&mut self, now: Moment, number: &Msisdn, request: &CallerRequest) -> CallerReply {
        let now = self.advance_clock(now);
        self.answer_line(now, number, request).unwrap_or_else(CallerReply::Refused)
    }

    fn answer_line(
        &mut self,
        now: Moment,
        number: &Msisdn,
        request: &CallerRequest,
    ) -> Result<CallerReply, DeclinedError> {
        let done = |()| CallerReply::Done;
        Ok(match request {
            CallerRequest::RechargeCheck => self.books.check_scratch_card_recharge(now, number).map(done)?,
            CallerRequest::Recharge(digits) => {
                let value = self.books.scratch_card_recharge(now, number, digits)?;
                let (_, balance) = self.books.account_balances(number);
                CallerReply::Recharged(Recharge { value, balance })
            }
            CallerRequest::Balance => {
                self.books.accounts.living(number)?;
                let (cash, card) = self.books.account_balances(number);
                CallerReply::Balance(cash, card)
            }
            CallerRequest::Transactions => {
                self.books.accounts.living(number)?;
                let newest = self.books.ledger.of_account(*number).take(NEWEST);
                let line = |(entry, gained): (&Entry, i64)| TransactionLine { at: entry.at, why: entry.why, gained };
                CallerReply::Transactions(newest.map(line).collect())
            }
            CallerRequest::PayPasswordChange(old, new) => {
                self.books.change_pay_password(now, number, (old, new), &mut self.entropy).map(done)?
            }
            CallerRequest::LoginPasswordReset => self.reset_login_password(now, number).map(done)?,
            CallerRequest::OperationPinReset(password) => self.reset_operation_pin(now, number, password).map(done)?,
            CallerRequest::Closing(password) => self.close_account(now, number, password).map(done)?,
            CallerRequest::Verification => {
                self.books.accounts.may_reset(number)?;
                CallerReply::Questions(self.security_questions(number))
            }
            CallerRequest::Answer(question, said) => {
                let questions = &self.books.accounts.living(number)?.security_questions;
                CallerReply::Is(match (questions, said.0.parse()) {
                    (Some(set), Ok(answer)) => set.is_right(*question, &answer)?,
                    _ => false,
                })
            }
            CallerRequest::RealName => CallerReply::Is(self.books.accounts.living(number)?.is_real_name),
            CallerRequest::Fact(fact, said) => CallerReply::Is(self.is_fact(number, *fact, &said.0)?),
            CallerRequest::Advice => CallerReply::Advised(self.advise(now, number)),
            CallerRequest::PayPasswordReset => self.reset_pay_password(now, number).map(done)?,
        })
    }

    /// Returns whether a caller knows a fact about the holder or the account.
    fn is_fact(&self, number: &Msisdn, fact: CallerFact, said: &str) -> Result<bool, PlatformError> {
        let said: String = said.chars().filter(|character| !character.is_whitespace()).map(half_width).collect();
        let account = self.books.accounts.living(number)?;
        let holder = self.books.accounts.subscriber(number).holder;
        let entries = || self.books.ledger.entries().iter().rev().filter(|entry| entry.why.number() == *number);
        Ok(match fact {
            CallerFact::Name => holder.is_some_and(|holder| holder.name() == said),
            CallerFact::Document => holder.is_some_and(|holder| holder.is_number(&said)),
            CallerFact::OpeningDate => parse_day(&said) == Some(account.opened.day()),
            CallerFact::LastRecharge => is_amount(entries().find(|entry| is_recharge(&entry.why)), &said),
            CallerFact::LastPurchase => is_amount(entries().find(|entry| is_purchase(&entry.why)), &said),
        })
    }

    /// Tells a caller after the call of a recharge on the voice line (2.4.1.2).
    pub fn tell_of_recharge(&mut self, now: Moment, number: &Msisdn, recharge: Recharge) {
        let now = self.advance_clock(now);
        self.outbox.text(now, *number, &texts::scratch_card(recharge.value, recharge.balance));
    }
}

/// Returns whether money came into the account from outside.
const fn is_recharge(why: &EntryReason) -> bool {
    matches!(why, EntryReason::HallCash { .. } | EntryReason::WebBank { .. } | EntryReason::ScratchCard { .. })
}

/// Returns whether something was bought.
const fn is_purchase(why: &EntryReason) -> bool {
    matches!(why, EntryReason::Purchase(_) | EntryReason::RemotePurchase { .. })
}

/// Returns whether what was said is the amount of a movement, or says that there was none.
fn is_amount(entry: Option<&Entry>, said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    let Some(entry) = entry else { return NOTHING.contains(&said.as_str()) };
    let moved = entry.legs.iter().map(|(_, fen)| (*fen).max(0)).fold(0, i64::saturating_add);
    let is_moved = |Fen(fen): Fen| i64::from(fen) == moved;
    parse_yuan(said.trim_end_matches("yuan").trim_end_matches('块')).is_ok_and(is_moved)
}
