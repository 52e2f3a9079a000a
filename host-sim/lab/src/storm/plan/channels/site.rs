//! Users of the website: signing in, passwords, security questions, bank cards, bills, and the closing of the account.

use super::{LOGINS, Scene, login};
use sim_wire::Fen;
use sim_world::action::{Action, LineAction, LoginInput, PayPasswordInput, SiteAction, SiteUserAction};
use sim_world::line::ServiceLine;
use sim_world::platform::account::alias::Alias;
use sim_world::platform::bank::Bank;
use sim_world::platform::security_questions::{SecurityAnswer, SecurityQuestion};

/// Number of a bank card.
const CARD: &str = "6227001234567890123";

/// Answers to the security questions, in their order.
const ANSWERS: [&str; 3] = ["li", "wang", "changsha"];

/// Amounts of bills, in fen.
const BILLS: [u32; 3] = [1, 1000, 5000];

impl Scene<'_> {
    /// Uses the website after the initial login password was changed.
    pub(super) fn use_site(&mut self) {
        self.set_login();
        for _ in 0..self.draw.up_to(6) {
            let action = self.user_action();
            action.into_iter().for_each(|action| self.user(action));
            if self.draw.percent(15) {
                self.pause();
            }
        }
    }

    fn user_action(&mut self) -> Option<SiteUserAction> {
        let given = self.login();
        Some(match self.draw.below(11) {
            0 | 1 => SiteUserAction::SignIn(given, None),
            2 => {
                let alias: Alias = format!("zhang{}", self.draw.below(3).saturating_add(2009)).parse().ok()?;
                let by_alias = self.draw.percent(40);
                let name = by_alias.then(|| alias.clone());
                if by_alias { SiteUserAction::SignIn(given, name) } else { SiteUserAction::ChooseAlias(alias, given) }
            }
            3 => {
                let new = self.draw.one(&LOGINS).copied();
                SiteUserAction::ChangeLogin(given, login(new))
            }
            4 => {
                let owner = if self.draw.percent(80) { "本人" } else { "somebody" };
                let (number, owner) = (CARD.parse().ok()?, owner.to_owned());
                SiteUserAction::BindCard { bank: Bank::Post, number, owner, login: given, password: self.password() }
            }
            5 | 6 => self.bill(given)?,
            7 => {
                let initial = self.draw.percent(30).then_some(PayPasswordInput::Initial);
                let old = initial.unwrap_or_else(|| self.password());
                SiteUserAction::ChangePay(old, self.password(), given)
            }
            8 => SiteUserAction::SetAnswers(answers()?, given, self.password()),
            9 => self.answer_question(given)?,
            _ => SiteUserAction::CloseAccount(given, self.password()),
        })
    }

    /// Draws the payment of a phone bill, one's own or another's.
    fn bill(&mut self, given: LoginInput) -> Option<SiteUserAction> {
        let whose = self.draw.one(self.numbers).copied()?;
        let amount = Fen(*self.draw.one(&BILLS)?);
        Some(SiteUserAction::PayBill(whose, amount, given, self.password()))
    }

    /// Draws a reset of the pay password by a security question, which may be answered wrong.
    pub(super) fn answer_question(&mut self, given: LoginInput) -> Option<SiteUserAction> {
        let nth = usize::try_from(self.draw.below(3)).ok()?;
        let said = if self.draw.percent(60) { ANSWERS.get(nth)? } else { self.draw.one(&ANSWERS)? };
        Some(SiteUserAction::ResetPay(*SecurityQuestion::ALL.get(nth)?, said.parse().ok()?, given))
    }

    /// Sets the security questions.
    pub(super) fn set_answers(&mut self, password: PayPasswordInput) {
        let given = login(LOGINS.first().copied());
        let set = answers().map(|answers| SiteUserAction::SetAnswers(answers, given, password));
        set.into_iter().for_each(|set| self.user(set));
    }

    /// Binds a bank card, after signing in once.
    pub(super) fn bind_card(&mut self, password: PayPasswordInput) {
        let bound = CARD.parse().ok().map(|card| SiteAction::BindBankCard(Bank::Post, card, password));
        self.actions.extend(bound.map(|bound| Action::Site(self.who, bound)));
    }

    /// Closes the account on the website.
    pub(super) fn close_on_site(&mut self) {
        self.set_login();
        let (given, password) = (self.login(), self.password());
        self.user(SiteUserAction::CloseAccount(given, password));
    }

    /// Closes the account at customer care.
    pub(super) fn close_at_care(&mut self) {
        let password = self.digits(15);
        self.line(LineAction::Dial(ServiceLine::Care));
        self.line(LineAction::Press(format!("1 1 7 1 {password}#")));
        self.end_call();
    }
}

fn answers() -> Option<[SecurityAnswer; 3]> {
    let [first, second, third] = ANSWERS.map(|answer| answer.parse().ok());
    Some([first?, second?, third?])
}
