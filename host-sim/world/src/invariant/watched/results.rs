//! Results of actions, from which the watchers learn: calls that began, codes that worked, users who were let in.

use super::WatchedWorld;
use crate::action::{
    Action, CodeInput, HolderAction, LineAction, LoginInput, PaymentCodeInput, SiteAction, SiteUserAction,
};
use crate::actor::{ActionResult, RefusedError, initial_login, last_code};
use crate::invariant::Violation;
use crate::invariant::caller::Caller;
use crate::platform::code::{CodePurpose, SmsCode};
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::serial::GoodsOrderNumber;
use crate::world::WorldError;
use sim_wire::Fen;

/// Largest amount that is paid without a code (handbook 2.4.2.1).
const WITHOUT_CODE: Fen = Fen(10_000);

impl WatchedWorld {
    /// Learns from the result of an action. Returns the violation that the result shows.
    pub(super) fn note_result(&mut self, action: &Action, result: &ActionResult) -> Result<(), Violation> {
        match action {
            Action::Holder(who, HolderAction::Line(LineAction::Dial(line))) if result.is_ok() => {
                self.callers.insert(*who, Caller::new(*line));
                Ok(())
            }
            Action::Site(who, SiteAction::AskPaymentCode(order)) if result.is_ok() => {
                self.watch.codes.ask(self.world.now(), *who, CodePurpose::Payment(order.0));
                Ok(())
            }
            Action::Site(who, SiteAction::PayOrder(order, _, code)) => self.note_payment(*who, (*order, code), result),
            Action::SiteUser(who, action) => {
                self.note_code(*who, action, result)?;
                if result.is_ok() { self.note_user(*who, action) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Notes a payment of an order that needs a code.
    fn note_payment(
        &mut self,
        who: Msisdn,
        (order, code): (GoodsOrderNumber, &PaymentCodeInput),
        result: &ActionResult,
    ) -> Result<(), Violation> {
        let placed = self.world.platform().books.goods_order(order);
        if placed.is_none_or(|placed| placed.amount <= WITHOUT_CODE) {
            return Ok(());
        }
        let digits = match code {
            PaymentCodeInput::None => String::new(),
            PaymentCodeInput::Last => last_code(&self.world, &who).map(|code| code.reveal()).unwrap_or_default(),
            PaymentCodeInput::Digits(digits) => digits.clone(),
        };
        self.check_code((who, CodePurpose::Payment(order.0), &digits), result)
    }

    /// Notes what a user does with codes.
    fn note_code(&mut self, who: Msisdn, action: &SiteUserAction, result: &ActionResult) -> Result<(), Violation> {
        let asked = match action {
            SiteUserAction::Register => CodePurpose::Registration,
            SiteUserAction::ForgetLogin(_) => CodePurpose::LoginReset,
            SiteUserAction::AskUpgrade(_) => CodePurpose::RealName,
            SiteUserAction::OpenAccount(code, _) => {
                return self.note_use(who, (CodePurpose::Registration, code), result);
            }
            SiteUserAction::ResetLogin(code, _) => return self.note_use(who, (CodePurpose::LoginReset, code), result),
            SiteUserAction::Upgrade(code, _) => return self.note_use(who, (CodePurpose::RealName, code), result),
            _ => return Ok(()),
        };
        if result.is_ok() {
            self.watch.codes.ask(self.world.now(), who, asked);
        }
        Ok(())
    }

    fn note_use(
        &mut self,
        who: Msisdn,
        (purpose, code): (CodePurpose, &CodeInput),
        result: &ActionResult,
    ) -> Result<(), Violation> {
        let code = match code {
            CodeInput::Last => last_code(&self.world, &who),
            CodeInput::Digits(code) => Some(code.clone()),
        };
        let digits = code.as_ref().map(SmsCode::reveal).unwrap_or_default();
        self.check_code((who, purpose, &digits), result)
    }

    fn check_code(&mut self, given: (Msisdn, CodePurpose, &str), result: &ActionResult) -> Result<(), Violation> {
        let now = self.world.now();
        let result = match result {
            Ok(_) => Ok(()),
            Err(RefusedError::World(WorldError::Refused(DeclinedError::Books(why)))) => Err(why),
            Err(_) => Err(&PlatformError::CodeMissing),
        };
        self.watch.codes.check_use(now, given, result)
    }

    /// Checks that a user who was let in gave the right passwords.
    fn note_user(&mut self, who: Msisdn, action: &SiteUserAction) -> Result<(), Violation> {
        let given = |input: &LoginInput| match input {
            LoginInput::Initial => initial_login(&self.world, &who).map(|login| login.reveal()).unwrap_or_default(),
            LoginInput::Characters(login) => login.reveal(),
        };
        let who = match action {
            SiteUserAction::SignIn(_, Some(alias)) => {
                self.world.platform().books.accounts.number_of_alias(alias).unwrap_or(who)
            }
            _ => who,
        };
        let Some(orders) = &mut self.watch.orders else { return Ok(()) };
        let login = match action {
            SiteUserAction::ChangeLogin(old, new) => return orders.logins.change(who, &given(old), &given(new)),
            SiteUserAction::SetAnswers(answers, login, pay) => {
                let pay = self.actors.password_digits(&self.world, &who, pay).unwrap_or_default();
                orders.check_password(self.world.now(), who, &pay)?;
                orders.learn_answers(who, answers.clone());
                login
            }
            SiteUserAction::SignIn(login, _)
            | SiteUserAction::ChooseAlias(_, login)
            | SiteUserAction::AskUpgrade(login)
            | SiteUserAction::Upgrade(_, login)
            | SiteUserAction::BindCard { login, .. }
            | SiteUserAction::PayBill(_, _, login, _)
            | SiteUserAction::ChangePay(_, _, login)
            | SiteUserAction::ResetPay(_, _, login)
            | SiteUserAction::CloseAccount(login, _) => login,
            SiteUserAction::Register
            | SiteUserAction::OpenAccount(..)
            | SiteUserAction::ForgetLogin(_)
            | SiteUserAction::ResetLogin(..) => return Ok(()),
        };
        orders.logins.check(who, &given(login))
    }
}
