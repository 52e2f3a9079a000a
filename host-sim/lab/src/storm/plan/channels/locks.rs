//! Wrong passwords through any channel until they are locked, right ones under the lock, and its end: by time, or by a
//! reset.

use super::{LOGINS, PASSWORD, Scene, login};
use sim_codec::time::{HOUR, SECOND};
use sim_wire::Fen;
use sim_world::action::{
    Action, CareAction, HolderAction, LineAction, LoginInput, PayPasswordInput, SiteAction, SiteUserAction,
};
use sim_world::line::ServiceLine;

/// Number of wrong tries that lock a password.
const TRIES: u32 = 5;

/// Wrong pay password.
const WRONG: &str = "111111";

/// Channels that compare a pay password, each with its weight for wrong ones and for right ones.
const PAY_CHANNELS: [(PayChannel, u32, u32); 11] = [
    (PayChannel::CarePin, 1, 16),
    (PayChannel::CareCall, 2, 4),
    (PayChannel::BankCard, 4, 3),
    (PayChannel::Answers, 14, 3),
    (PayChannel::SiteBill, 6, 3),
    (PayChannel::MenuChange, 3, 2),
    (PayChannel::MenuBill, 3, 2),
    (PayChannel::MenuTopUp, 2, 2),
    (PayChannel::WebTopUp, 3, 2),
    (PayChannel::SiteWithdrawal, 1, 2),
    (PayChannel::TextWithdrawal, 1, 2),
];

/// Channel that compares a pay password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PayChannel {
    /// Reset of the operation PIN by an agent.
    CarePin,
    /// Reset of the operation PIN by keys.
    CareCall,
    /// Binding of a bank card.
    BankCard,
    /// Answers to the security questions.
    Answers,
    /// Phone bill on the website.
    SiteBill,
    /// Change of the password at the menu.
    MenuChange,
    /// Another's phone bill at the menu.
    MenuBill,
    /// Top-up at the menu.
    MenuTopUp,
    /// Top-up from the website.
    WebTopUp,
    /// Withdrawal on the website.
    SiteWithdrawal,
    /// Withdrawal by short message.
    TextWithdrawal,
}

impl Scene<'_> {
    /// Locks the pay password or the login password, and tries the right one.
    pub(super) fn lock_password(&mut self) {
        if self.draw.percent(25) {
            self.lock_login();
        } else {
            self.lock_pay();
        }
    }

    fn lock_pay(&mut self) {
        self.set_login();
        if self.draw.percent(30) {
            self.make_withdrawable();
            self.set_answers(PayPasswordInput::Digits(PASSWORD.to_owned()));
        }
        // Most people keep to one channel.
        let channel = self.channel(WRONG);
        for _ in 0..TRIES.saturating_sub(u32::from(self.draw.percent(10))) {
            let channel = if self.draw.percent(70) { channel } else { self.channel(WRONG) };
            self.try_pay(channel, WRONG);
        }
        for _ in 0..self.draw.up_to(4) {
            let digits = if self.draw.percent(85) { PASSWORD } else { WRONG };
            let channel = self.channel(PASSWORD);
            self.try_pay(channel, digits);
        }
        match self.draw.below(4) {
            0 => self.wait(25 * HOUR),
            1 => {
                self.line(LineAction::Dial(ServiceLine::Care));
                self.line(LineAction::Press("1 1".to_owned()));
                self.verify();
                self.end_call();
                self.wait(8 * SECOND);
                self.set_pay();
            }
            2 => {
                let reset = self.answer_question(login(LOGINS.first().copied()));
                reset.into_iter().for_each(|reset| self.user(reset));
            }
            _ => return,
        }
        let channel = self.channel(PASSWORD);
        self.try_pay(channel, PASSWORD);
    }

    /// Draws the channel for a password.
    fn channel(&mut self, digits: &str) -> PayChannel {
        let weigh =
            |(channel, wrong, right): (PayChannel, u32, u32)| (channel, if digits == WRONG { wrong } else { right });
        self.draw.draw_weighted(&PAY_CHANNELS.map(weigh)).unwrap_or(PayChannel::CarePin)
    }

    /// Does something under a pay password through a channel.
    fn try_pay(&mut self, channel: PayChannel, digits: &str) {
        let pay = PayPasswordInput::Digits(digits.to_owned());
        let given = login(LOGINS.first().copied());
        match channel {
            PayChannel::CarePin => self.act(Action::Care(self.who, CareAction::ResetPin(pay))),
            PayChannel::CareCall => {
                self.line(LineAction::Dial(ServiceLine::Care));
                self.line(LineAction::Press(format!("1 1 6 {digits}#")));
                self.line(LineAction::HangUp);
            }
            PayChannel::BankCard => self.bind_card(pay),
            PayChannel::Answers => self.set_answers(pay),
            PayChannel::SiteBill => self.user(SiteUserAction::PayBill(self.who, Fen(100), given, pay)),
            PayChannel::MenuChange => self.change_at_menu(digits.to_owned()),
            PayChannel::MenuBill => {
                self.holder(HolderAction::PayOtherBill(self.who, Fen(100), pay));
                self.wait(10 * SECOND);
            }
            PayChannel::MenuTopUp => {
                self.holder(HolderAction::TopUp(Fen(1000), pay));
                self.wait(20 * SECOND);
            }
            PayChannel::WebTopUp => self.act(Action::WebsiteTopUp(self.who, Fen(100), pay)),
            PayChannel::SiteWithdrawal => self.act(Action::Site(self.who, SiteAction::Withdraw(Fen(100), pay))),
            PayChannel::TextWithdrawal => {
                self.write("TX 1");
                self.write(digits);
            }
        }
    }

    fn lock_login(&mut self) {
        self.set_login();
        let wrong = login(LOGINS.last().copied());
        for _ in 0..TRIES {
            self.user(SiteUserAction::SignIn(wrong.clone(), None));
        }
        let given = self.login();
        self.user(SiteUserAction::SignIn(given, None));
        match self.draw.below(4) {
            0 => self.wait(25 * HOUR),
            1 => ["M", "B"].into_iter().for_each(|text| self.write(text)),
            2 => self.reset_login(),
            _ => return,
        }
        let given = self.login();
        self.user(SiteUserAction::SignIn(LoginInput::Initial, None));
        self.user(SiteUserAction::SignIn(given, None));
    }
}
