//! The overview of a world: people with their phones, cards and accounts, what is open at the platform, and how much is
//! under way.

use applet::CardState;
use sim_wire::count::Counted;
use sim_world::action::CardLoss;
use sim_world::platform::account::AccountState;
use sim_world::platform::withdrawal::{Withdrawal, WithdrawalState};
use sim_world::world::{Person, Power, Readability, World};

use super::{PrintedTable, head, money, unless_empty};
use crate::{Language, card};

/// Renders the clock, the seed, and how much has happened.
pub fn heading(language: Language, world: &World) -> String {
    let (now, seed) = (world.now(), world.seed());
    let (steps, events) = (world.steps(), world.happened());
    match language {
        Language::Chinese => format!("{now},种子 {seed},{steps} 步,{events} 条事件"),
        Language::English => {
            format!("{now}, seed {seed}, {}, {}", Counted(steps, "step"), Counted(events, "event"))
        }
    }
}

/// Returns the table of the people.
pub fn people(language: Language, world: &World) -> PrintedTable {
    let columns = [
        ("号码", "number"),
        ("手机", "phone"),
        ("串号 IMEI", "IMEI"),
        ("卡号", "card"),
        ("钱包", "wallet"),
        ("钱包余额", "purse"),
        ("账户", "account"),
        ("现金账户", "cash"),
        ("充值卡账户", "recharge card"),
        ("短信费", "sent texts"),
    ];
    let mut rows = vec![head(language, columns)];
    rows.extend(world.people().iter().map(|person| of_person(language, world, person)));
    rows
}

/// Returns the row of a person.
fn of_person(language: Language, world: &World, person: &Person) -> Vec<String> {
    let (number, handset) = (person.number(), person.station().handset());
    let books = &world.platform().books;
    let (wallet, purse) = wallet(language, person.card_state());
    let account = books.accounts.get(&number);
    let (cash, recharge_card) = books.account_balances(&number);
    let [cash, recharge_card] =
        account.map(|_| [money(language, cash), money(language, recharge_card)]).unwrap_or_default();
    vec![
        number.to_string(),
        format!("{}{}", handset.model().name, power(language, person.power())),
        handset.model().imei.clone(),
        format!("{}{}", person.asn(), loss(language, person.loss())),
        wallet,
        purse,
        self::account(language, account.map(|account| account.state)).to_owned(),
        cash,
        recharge_card,
        money(language, person.message_charges()),
    ]
}

/// Renders the life cycle and the balance of a card's wallet.
fn wallet(language: Language, state: Option<CardState>) -> (String, String) {
    match state {
        Some(state) => (card::life_cycle(language, state.lifecycle).to_owned(), money(language, state.balance.0)),
        None => (language.of("无卡", "no card").to_owned(), String::new()),
    }
}

/// Renders a phone that is off.
pub const fn power(language: Language, power: Power) -> &'static str {
    match power {
        Power::On | Power::Fallen => "",
        Power::Off => language.of("(关机)", " (off)"),
    }
}

/// Renders the loss of a card; nothing for `None`.
pub const fn loss(language: Language, loss: Option<CardLoss>) -> &'static str {
    match loss {
        Some(CardLoss::Lost) => language.of("(遗失)", " (lost)"),
        Some(CardLoss::Broken) => language.of("(损坏)", " (broken)"),
        None => "",
    }
}

/// Renders the state of an account; `None` where there is no account.
pub const fn account(language: Language, state: Option<AccountState>) -> &'static str {
    match state {
        Some(AccountState::Open) => language.of("正常", "open"),
        Some(AccountState::Closing) => language.of("待销户", "closing"),
        Some(AccountState::Closed) => language.of("已销户", "closed"),
        None => language.of("未开户", "none"),
    }
}

/// Renders whether a card in no phone can be read.
pub const fn readability(language: Language, readability: Readability) -> &'static str {
    match readability {
        Readability::Readable => language.of("能读出", "readable"),
        Readability::Unreadable => language.of("不能读出", "unreadable"),
    }
}

/// Renders the state of a withdrawal.
pub const fn withdrawal(language: Language, state: WithdrawalState) -> &'static str {
    match state {
        WithdrawalState::Requested => language.of("已申请", "requested"),
        WithdrawalState::Accepted => language.of("已受理", "accepted"),
        WithdrawalState::Paid => language.of("已到账", "paid"),
        WithdrawalState::Returned => language.of("已退回", "returned"),
    }
}

/// Returns the table of the cards that are in no person's phone, or nothing if there is none.
pub fn loose_cards(language: Language, world: &World) -> PrintedTable {
    let columns =
        [("散卡", "loose card"), ("原号码", "was of"), ("状态", "state"), ("钱包", "wallet"), ("钱包余额", "purse")];
    let mut rows = vec![head(language, columns)];
    rows.extend(world.loose_cards().map(|card| {
        let (wallet, purse) = wallet(language, card.card_state());
        let readable = readability(language, card.readability()).to_owned();
        vec![card.asn().to_string(), card.number().to_string(), readable, wallet, purse]
    }));
    unless_empty(rows)
}

/// Returns the table of the withdrawals that their banks have not answered, or nothing if there is none.
pub fn withdrawals(language: Language, world: &World) -> PrintedTable {
    let columns = [
        ("提现", "withdrawal"),
        ("号码", "of"),
        ("金额", "amount"),
        ("银行卡", "to"),
        ("申请时间", "requested"),
        ("状态", "state"),
    ];
    let mut rows = vec![head(language, columns)];
    let open = world.platform().books.withdrawals().filter(|(_, withdrawal)| withdrawal.is_under_way());
    rows.extend(open.map(|(number, of)| {
        let Withdrawal { number: whose, card, amount, requested, state, .. } = of;
        vec![
            number.to_string(),
            whose.to_string(),
            money(language, amount.0),
            format!("{} {}", card.bank.chinese(), card.number.tail()),
            requested.to_string(),
            withdrawal(language, *state).to_owned(),
        ]
    }));
    unless_empty(rows)
}

/// Renders how many messages, letters of the platform and errands to cards are under way.
pub fn under_way(language: Language, world: &World) -> String {
    let messages = world.centre().carried().count();
    let letters = world.platform().outbox().len();
    let errands = world.platform().cards().map(|card| card.errands.len()).fold(0, usize::saturating_add);
    match language {
        Language::Chinese => format!("在途:短信 {messages} 条,平台待发短信 {letters} 条,待办指令 {errands} 条"),
        Language::English => format!(
            "under way: {}, {} at the platform, {} to cards",
            Counted(messages, "message"),
            Counted(letters, "letter"),
            Counted(errands, "errand"),
        ),
    }
}
