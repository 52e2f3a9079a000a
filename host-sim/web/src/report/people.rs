//! People: phone, card and account of each, as they stand now, and the cards that are in no phone.

use maud::{Markup, html};
use sim_i18n::{Word, card};
use sim_world::action::CardLoss;
use sim_world::platform::account::AccountState;
use sim_world::world::{Person, Power, Readability};

use super::Report;
use super::table::{ROWS_MAX, Table};

impl Report<'_> {
    /// Renders the section.
    pub(super) fn people(&self) -> Markup {
        let people = self.world().people();
        let left_out = people.len().saturating_sub(ROWS_MAX);
        let shown = || people.iter().take(ROWS_MAX);
        let heads = [
            self.say("号码", "number"),
            self.say("机型", "model"),
            self.say("开关", "switch"),
            self.say("卡号", "card number"),
            self.say("钱包", "wallet"),
            self.say("#卡上余额", "#purse"),
            self.say("操作密码", "operation PIN"),
        ];
        let caption = self.say("手机与卡", "Phones and cards");
        let phones = Table::new(caption, heads).with_rows(shown().map(|one| self.phone(one))).leaving_out(left_out);
        let heads = [
            self.say("号码", "number"),
            self.say("账户", "account"),
            self.say("实名", "real name"),
            self.say("开户日期", "opened on"),
            self.say("#现金账户", "#cash"),
            self.say("#充值卡账户", "#recharge card"),
        ];
        let caption = self.say("支付账户", "Payment accounts");
        let accounts = Table::new(caption, heads).with_rows(shown().filter_map(|one| self.account(one)));
        html! {
            p { (self.say("以下是报告生成时的状态。", "The tables show the state now, when the report is made.")) }
            (self.table(&phones))
            (self.table(&accounts.leaving_out(left_out)))
            @if self.world().loose_cards().next().is_some() { (self.table(&self.loose_cards())) }
        }
    }

    fn phone(&self, person: &Person) -> Vec<String> {
        let power = match (person.loss(), person.power()) {
            (Some(CardLoss::Lost), _) => self.say("遗失", "lost"),
            (_, Power::Off) => self.say("关机", "off"),
            _ => self.say("开机", "on"),
        };
        let state = person.card_state();
        let broken = if person.loss() == Some(CardLoss::Broken) { self.say("(已损坏)", " (broken)") } else { "" };
        let wallet = state
            .as_ref()
            .map_or(self.say("没有卡", "no card"), |state| card::life_cycle(self.language, state.lifecycle));
        vec![
            person.number().to_string(),
            person.station().handset().model().name.to_owned(),
            power.to_owned(),
            format!("{}{broken}", person.asn()),
            wallet.to_owned(),
            state.as_ref().map(|state| self.amount(state.balance.0.into())).unwrap_or_default(),
            state.map(|state| card::pin(self.language, state.pin_on, state.pin_tries_left)).unwrap_or_default(),
        ]
    }

    fn account(&self, person: &Person) -> Option<Vec<String>> {
        let (number, books) = (person.number(), &self.world().platform().books);
        let account = books.accounts.get(&number)?;
        let state = match account.state {
            AccountState::Open => self.say("正常", "open"),
            AccountState::Closing => self.say("待销户", "closing"),
            AccountState::Closed => self.say("已销户", "closed"),
        };
        let real = if account.is_real_name { Word::Yes } else { Word::No };
        let (cash, recharge_card) = books.account_balances(&number);
        Some(vec![
            number.to_string(),
            state.to_owned(),
            real.in_language(self.language).to_owned(),
            account.opened.day().to_string(),
            self.amount(cash),
            self.amount(recharge_card),
        ])
    }

    fn loose_cards(&self) -> Table {
        let heads = [
            self.say("卡号", "card number"),
            self.say("原号码", "was of"),
            self.say("状态", "state"),
            self.say("#卡上余额", "#purse"),
        ];
        let rows = self.world().loose_cards().map(|card| {
            let readable = match card.readability() {
                Readability::Readable => self.say("可读", "readable"),
                Readability::Unreadable => self.say("不可读", "unreadable"),
            };
            let purse = card.card_state().map(|state| self.amount(state.balance.0.into())).unwrap_or_default();
            vec![card.asn().to_string(), card.number().to_string(), readable.to_owned(), purse]
        });
        Table::new(self.say("不在手机中的卡", "Cards that are in no phone"), heads).with_rows(rows)
    }
}
