//! Verification codes by short message and what they serve: used right, twice, late, for another purpose or after wrong
//! tries.

use super::{PASSWORD, Scene};
use sim_codec::time::{MINUTE, SECOND};
use sim_wire::Fen;
use sim_world::action::{
    Action, CodeInput, HallService, HolderAction, MerchantAction, PayPasswordInput, PaymentCodeInput, PosPlace,
    SiteAction, SiteUserAction,
};
use sim_world::platform::goods_order::{GoodsKind, OrderPlacement};
use sim_world::platform::registration::AgreementAnswer;
use sim_world::platform::serial::GoodsOrderNumber;

/// Amounts of orders for goods, in fen: with a code, without one, and at the edge.
const ORDERED: [u32; 4] = [15_000, 10_001, 10_000, 2000];

/// Digits of a code that somebody guesses.
const GUESS: &str = "000000";

impl Scene<'_> {
    /// Asks for a code, and uses it.
    pub(super) fn use_code(&mut self) {
        match self.draw.below(10) {
            0 => self.register(),
            1 | 2 => self.upgrade_on_site(),
            3 => self.pay_with_code(),
            _ => self.reset_login(),
        }
    }

    /// Opens an account on the website.
    fn register(&mut self) {
        self.user(SiteUserAction::Register);
        self.await_code();
        for code in self.draw_codes() {
            let agreed = if self.draw.percent(90) { AgreementAnswer::Agreed } else { AgreementAnswer::Declined };
            self.user(SiteUserAction::OpenAccount(code, agreed));
        }
    }

    /// Resets a forgotten login password.
    pub(super) fn reset_login(&mut self) {
        self.user(SiteUserAction::ForgetLogin(None));
        if self.draw.percent(10) {
            // Another code that the text brings last.
            self.user(SiteUserAction::Register);
        }
        self.await_code();
        for code in self.draw_codes() {
            self.user(SiteUserAction::ResetLogin(code, None));
            if self.draw.percent(30) {
                self.wait(8 * SECOND);
            }
        }
        if self.draw.percent(50) {
            self.wait(8 * SECOND);
            self.set_login();
        }
    }

    /// Makes the account a real-name one on the website.
    fn upgrade_on_site(&mut self) {
        self.hall(HallService::CompleteData);
        self.set_login();
        let given = self.login();
        self.user(SiteUserAction::AskUpgrade(given));
        self.await_code();
        for code in self.draw_codes() {
            let given = self.login();
            let is_other = self.draw.percent(15);
            self.user(if is_other {
                SiteUserAction::ResetLogin(code, None)
            } else {
                SiteUserAction::Upgrade(code, given)
            });
        }
    }

    /// Pays an order of a merchant with a code.
    fn pay_with_code(&mut self) {
        self.deposit(Fen(40_000));
        let amount = Fen(self.draw.one(&ORDERED).copied().unwrap_or(15_000));
        let order = GoodsOrderNumber(self.draw.up_to(2).into());
        let place = "book"
            .parse()
            .ok()
            .map(|goods| MerchantAction::Place(OrderPlacement { amount, goods, kind: GoodsKind::Physical }));
        let shop = PosPlace(self.draw.up_to(2));
        self.actions.extend(place.map(|place| Action::Merchant(shop, place)));
        self.act(Action::Site(self.who, SiteAction::AskPaymentCode(order)));
        self.await_code();
        for _ in 0..self.draw.up_to(2) {
            let code = match self.draw.below(6) {
                0 => PaymentCodeInput::None,
                1 => PaymentCodeInput::Digits(GUESS.to_owned()),
                _ => PaymentCodeInput::Last,
            };
            let password = PayPasswordInput::Digits(self.digits(10));
            self.act(Action::Site(self.who, SiteAction::PayOrder(order, password, code)));
        }
    }

    /// Lets the code come, now and then too late, to another as well, or for another's use.
    fn await_code(&mut self) {
        self.wait(8 * SECOND);
        if self.draw.percent(12) {
            self.wait(5 * MINUTE);
        }
        if let Some(other) = self.draw.one(self.numbers).copied().filter(|_| self.draw.percent(10)) {
            let attack = sim_world::action::AttackerAction::Misdirect(self.draw.up_to(2), other);
            self.act(Action::Attacker(attack));
            self.wait(8 * SECOND);
            self.act(Action::SiteUser(other, Box::new(SiteUserAction::ResetLogin(CodeInput::Last, None))));
        }
    }

    /// Draws the codes that are typed one after another: as a rule the right one, once or twice.
    fn draw_codes(&mut self) -> Vec<CodeInput> {
        let guess = GUESS.parse().map_or(CodeInput::Last, CodeInput::Digits);
        let wrong = if self.draw.percent(20) { self.draw.up_to(3) } else { 0 };
        let right = if self.draw.percent(70) { 2 } else { 1 };
        let wrong = (0..wrong).map(|_| guess.clone());
        wrong.chain((0..right).map(|_| CodeInput::Last)).collect()
    }

    /// Writes what a person does who thinks of a password only now.
    pub(super) fn change_at_menu(&mut self, from: String) {
        let [old, new] = [from, PASSWORD.to_owned()].map(PayPasswordInput::Digits);
        self.holder(HolderAction::ChangePayPassword(old, new));
        self.wait(10 * SECOND);
    }
}
