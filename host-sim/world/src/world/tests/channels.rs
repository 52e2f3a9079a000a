//! Who can do what, through which channel (handbook 1.2.1, 1.2.2). Each yes of the table is done through its channel
//! and seen in the state. Each no is shown by what the channel offers: the lines by every dialogue that keys can lead
//! to, the hall and the menu by every service and item, short messages by words that are answered as no order.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;

use super::*;
use crate::action::{Action, HallAction, HallService, HolderAction};
use crate::actor::{Actors, Performed};
use crate::line::{CallerReply, CallerRequest, LineCall, LineInput, LineStep, LineTurn, ServiceLine};
use crate::platform::bank::{Bank, BankPayment, BankReply};
use crate::platform::bank_card::BankCard;
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::code::SmsCode;
use crate::platform::entry::Book;
use crate::platform::goods_order::{GoodsKind, OrderPlacement, PaymentSecrets};
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::merchant::{CommissionRate, MerchantContract};
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::registration::AgreementAnswer;
use crate::platform::scratch_card::Recharge;
use crate::platform::security_questions::SecurityQuestion;
use crate::platform::self_service::SiteLogin;
use sim_device::pos::number::MerchantNumber;
use sim_wire::lifecycle::LifeCycle;

/// Function of the payment account (手机支付) or the wallet (手机钱包).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Function {
    Open,
    RechargeByBank,
    RechargeByCard,
    RechargeByCash,
    Pay,
    Withdraw,
    ChangeLoginPassword,
    ChangePayPassword,
    ResetLoginPassword,
    ResetPayPassword,
    Transactions,
    Balance,
    Close,
    Help,
    OpenWallet,
    TopUpWallet,
    CloseWallet,
    SwapCard,
    WalletBalance,
    WalletRecords,
    WalletPassword,
}

/// Channel to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Website,
    Sms,
    Hall,
    Care,
    Voice,
    Menu,
}

use Channel::{Care, Hall, Menu, Sms, Voice, Website};
use Function::*;

/// Channels in the order of the table's columns.
const CHANNELS: [Channel; 6] = [Website, Sms, Hall, Care, Voice, Menu];

/// Rows of the table: the function, its name on the page, and the channels that have it.
const TABLE: [(Function, &str, &[Channel]); 21] = [
    (Open, "open the account", &[Website, Sms, Hall, Menu]),
    (RechargeByBank, "recharge from a bank", &[Website]),
    (RechargeByCard, "recharge by scratch card", &[Website, Sms, Voice, Menu]),
    (RechargeByCash, "recharge with cash", &[Hall]),
    (Pay, "pay a merchant", &[Website]),
    (Withdraw, "withdraw", &[Website, Sms]),
    (ChangeLoginPassword, "change the login password", &[Website]),
    (ChangePayPassword, "change the pay password", &[Website, Care, Menu]),
    (ResetLoginPassword, "reset the login password", &[Website, Sms, Care]),
    (ResetPayPassword, "reset the pay password", &[Website, Care]),
    (Transactions, "transactions", &[Website, Sms, Care, Menu]),
    (Balance, "balance", &[Website, Sms, Care, Menu]),
    (Close, "close the account", &[Website, Sms, Care, Menu]),
    (Help, "help", &[Website, Hall, Care]),
    (OpenWallet, "open the wallet", &[Hall, Menu]),
    (TopUpWallet, "top up the wallet", &[Website, Hall, Menu]),
    (CloseWallet, "close the wallet", &[Hall, Menu]),
    (SwapCard, "swap the card", &[Hall]),
    (WalletBalance, "balance of the wallet", &[Website, Hall, Menu]),
    (WalletRecords, "records of the wallet", &[Hall, Menu]),
    (WalletPassword, "operation PIN", &[Menu]),
];

fn offers(channel: Channel) -> BTreeSet<Function> {
    TABLE.iter().filter(|(_, _, channels)| channels.contains(&channel)).map(|(function, ..)| *function).collect()
}

/// Returns the function of a request of a service line; `None` for a step on the way to one.
fn of_request(request: &CallerRequest) -> Option<Function> {
    match request {
        CallerRequest::Recharge(_) => Some(RechargeByCard),
        CallerRequest::Balance => Some(Balance),
        CallerRequest::Transactions => Some(Transactions),
        CallerRequest::PayPasswordChange(..) => Some(ChangePayPassword),
        CallerRequest::LoginPasswordReset => Some(ResetLoginPassword),
        CallerRequest::PayPasswordReset => Some(ResetPayPassword),
        CallerRequest::Closing(_) => Some(Close),
        // The reset of a forgotten PIN is a help of customer care (3.3.1); only the menu sets and changes one.
        CallerRequest::OperationPinReset(_) => Some(Help),
        CallerRequest::RechargeCheck
        | CallerRequest::Verification
        | CallerRequest::Answer(..)
        | CallerRequest::Fact(..)
        | CallerRequest::RealName => None,
    }
}

/// Returns the replies that a platform can give to a request.
fn replies(request: &CallerRequest) -> Vec<CallerReply> {
    let questions = [SecurityQuestion::Father, SecurityQuestion::Pet, SecurityQuestion::Book];
    match request {
        CallerRequest::Recharge(_) => vec![CallerReply::Recharged(Recharge { value: Fen(1), balance: 1 })],
        CallerRequest::Balance => vec![CallerReply::Balance(0, 0)],
        CallerRequest::Transactions => vec![CallerReply::Transactions(Vec::new())],
        CallerRequest::Verification => vec![CallerReply::Questions(Some(questions)), CallerReply::Questions(None)],
        CallerRequest::Answer(..) | CallerRequest::Fact(..) | CallerRequest::RealName => {
            vec![CallerReply::Is(true), CallerReply::Is(false)]
        }
        _ => vec![CallerReply::Done],
    }
}

/// Returns every function that the dialogues of a line lead to, whatever is pressed or said and however the platform
/// replies.
fn explored(line: ServiceLine) -> BTreeSet<Function> {
    let keys =
        |text: &str| -> Vec<LineInput> { text.chars().map(|key| LineInput::Key(key.try_into().unwrap())).collect() };
    let mut inputs: Vec<Vec<LineInput>> = ('0'..='9').chain(['*', '#']).map(|key| keys(&key.to_string())).collect();
    inputs.extend([keys("123456#"), keys("123456789012345678#"), vec![LineInput::Said("小黑".to_owned())]]);
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([LineCall::new(line)]);
    while let Some(call) = waiting.pop_front() {
        // Languages and counts of mistakes make no difference to what is offered.
        if call.step() == LineStep::Over || !seen.insert(serde_json::to_string(&call).unwrap()) || seen.len() > 4_000 {
            continue;
        }
        for input in &inputs {
            let mut calls = vec![(call.clone(), input.clone())];
            while let Some((mut call, mut left)) = calls.pop() {
                let turn = if left.is_empty() { LineTurn::Listens } else { call.take(&left.remove(0)) };
                if let LineTurn::Asks(request) = turn {
                    if call.prompt().contains("帮助") && line == ServiceLine::Care {
                        found.insert(Help);
                    }
                    found.extend(of_request(&request));
                    for reply in replies(&request) {
                        let mut after = call.clone();
                        let mut turn = after.reply(&reply);
                        while let LineTurn::Asks(next) = turn {
                            found.extend(of_request(&next));
                            turn = after.reply(&replies(&next)[0]);
                        }
                        calls.push((after, left.clone()));
                    }
                } else if left.is_empty() {
                    waiting.push_back(call);
                } else {
                    calls.push((call, left));
                }
            }
        }
    }
    found
}

#[test]
fn lines_offer_what_the_table_says() {
    assert_eq!(explored(ServiceLine::Voice), offers(Voice));
    assert_eq!(explored(ServiceLine::Care), offers(Care));
}

/// Returns the function of a service of a hall.
const fn of_hall(action: &HallAction) -> Option<Function> {
    Some(match action {
        HallAction::Deposit(..) => RechargeByCash,
        HallAction::Load(..) | HallAction::LoadCash(..) => TopUpWallet,
        HallAction::Serve(_, HallService::OpenAccount, _) => Open,
        HallAction::Serve(_, HallService::CloseWallet, _) => CloseWallet,
        HallAction::Serve(_, HallService::RegisterSwap | HallService::IssueCard | HallService::LoadSwap, _) => SwapCard,
        // Scratch cards are sold, and a calibration is no function of the table.
        HallAction::SellScratchCard(..)
        | HallAction::Serve(_, HallService::Calibrate | HallService::CompleteData, _) => return None,
    })
}

/// Returns every action of which a form begins with a word.
fn actions(first: &str) -> Vec<Action> {
    let fill = |word: &str| match word {
        "NUMBER" => number(1).to_string(),
        "PASSWORD" => "135790".to_owned(),
        "DIGITS" => "1234".to_owned(),
        "YUAN" | "N" => "1".to_owned(),
        word => word.to_owned(),
    };
    let forms = crate::action::FORMS.iter().filter(|form| form.starts_with(first));
    forms.filter_map(|form| form.split(' ').map(fill).collect::<Vec<_>>().join(" ").parse().ok()).collect()
}

#[test]
fn hall_offers_what_the_table_says() {
    let at_hall = |action: &Action| if let Action::Hall(action) = action { of_hall(action) } else { None };
    let mut found: BTreeSet<Function> = actions("hall ").iter().filter_map(at_hall).collect();
    // Opening the account opens the wallet (2.2); the terminal shows balance and records (3.4.1.1, 3.4.2.3); the staff
    // give help (4.2).
    found.extend([OpenWallet, WalletBalance, WalletRecords, Help]);
    assert_eq!(found, offers(Hall));
}

/// Returns the function of an item of the menu; `None` for what a holder does elsewhere, or is none of the table.
const fn of_menu(action: &HolderAction) -> Option<Function> {
    Some(match action {
        HolderAction::OpenWallet => OpenWallet,
        HolderAction::CloseWallet(_) => CloseWallet,
        HolderAction::TopUp(..) => TopUpWallet,
        HolderAction::QueryBalance => Balance,
        HolderAction::QueryTransactions => Transactions,
        HolderAction::Recharge(_) => RechargeByCard,
        HolderAction::ChangePayPassword(..) => ChangePayPassword,
        HolderAction::SwitchPin(_) | HolderAction::ChangePin(..) => WalletPassword,
        HolderAction::ViewBalance => WalletBalance,
        HolderAction::ViewRecords => WalletRecords,
        _ => return None,
    })
}

#[test]
fn menu_offers_what_the_table_says() {
    let at_menu = |action: &Action| if let Action::Holder(_, action) = action { of_menu(action) } else { None };
    let mut found: BTreeSet<Function> = actions("NUMBER ").iter().filter_map(at_menu).collect();
    // 【开通钱包】 opens the account, too, and 【注销钱包】 closes it (3.1.1, 3.5.1.2).
    found.extend([Open, Close]);
    assert_eq!(found, offers(Menu));
}

/// World with one person, who has a card and, after `account`, an account with the pay password 135790.
struct Trial {
    actors: Actors,
    world: World,
    /// Digits of the scratch card that was sold last.
    card: String,
}

impl Trial {
    fn new(wallet: LifeCycle) -> Trial {
        let mut settings = WorldSettings::of_seed(3);
        settings.platform.terms = Terms::light();
        let mut profile = Profile::default();
        profile.card.start.lifecycle = wallet;
        let mut world = World::new(settings);
        world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
        let mut actors = Actors::default();
        actors.introduce(number(1), profile);
        world.pass(MINUTE);
        Trial { actors, world, card: String::new() }
    }

    fn account(mut self, cash: u32) -> Trial {
        self.world.register(number(1));
        open_account(&mut self.world, 1);
        if cash > 0 {
            self.world.deposit(&number(1), Fen(cash)).unwrap();
        }
        self
    }

    /// Performs actions, each with a minute behind it; every one must be done.
    fn does(mut self, lines: &[&str]) -> Trial {
        for line in lines {
            let line = line.replace("WHO", &number(1).to_string()).replace("{card 1}", &self.card);
            let action: Action = line.parse().unwrap();
            let Ok(result) = self.actors.perform(&mut self.world, &action, &mut |_| Ok::<(), Infallible>(()));
            if let Performed::Sold(_, digits) = result.unwrap_or_else(|why| panic!("{line}: {why}")) {
                self.card = digits.reveal();
            }
            if !["presses", "dials", "says"].iter().any(|verb| line.contains(verb)) {
                self.world.pass(MINUTE);
            }
        }
        self
    }

    fn balance(&self, book: fn(Msisdn) -> Book) -> i64 {
        self.world.platform.books.ledger.balance(&book(number(1)))
    }

    fn is_open(&self) -> bool {
        self.world.platform.books.accounts.living(&number(1)).is_ok()
    }

    fn heard(&self, words: &str) -> bool {
        inbox(&self.world, 1).iter().any(|text| text.contains(words))
    }

    fn wallet(&self) -> LifeCycle {
        self.world.person(&number(1)).unwrap().card_state().unwrap().lifecycle
    }

    fn has_pay(&self, password: &str) -> bool {
        let mut books = self.world.platform.books.clone();
        books.check_pay_password(self.world.now(), &number(1), &password.parse().unwrap()).is_ok()
    }

    /// Returns the digits of the code that came last by short message.
    fn code(&self) -> SmsCode {
        let texts = inbox(&self.world, 1);
        let digits = |text: &String| {
            let runs = text.split(|letter: char| !letter.is_ascii_digit()).map(str::to_owned).collect::<Vec<_>>();
            runs.into_iter().find_map(|run| run.parse::<SmsCode>().ok())
        };
        texts.iter().rev().find_map(digits).unwrap()
    }
}

/// Transactions and help are pages, which the tests of the website visit.
#[test]
fn functions_on_the_website_do_what_they_say() {
    let (who, pay) = (number(1), |text: &str| text.parse::<PayPassword>().unwrap());
    let mut trial = Trial::new(LifeCycle::Closed);
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    trial.world.platform.books.accounts.register_holder(who, holder);
    trial.world.begin_registration(&who).unwrap();
    trial.world.pass(MINUTE);
    let code = trial.code();
    trial.world.finish_registration(&who, &code, AgreementAnswer::Agreed).unwrap();
    trial.world.pass(MINUTE);
    assert!(trial.is_open());
    let text = inbox(&trial.world, 1).concat();
    let initial: String = text.split_once("初始登陆密码:").unwrap().1.chars().take_while(char::is_ascii).collect();
    let login = |password: &str| SiteLogin {
        name: who.to_string().parse().unwrap(),
        password: password.trim_end_matches(',').parse().unwrap(),
    };
    let initial = initial.split(',').next().unwrap().to_owned();
    trial.world.change_login_password(&login(&initial), &"Abc12345".parse().unwrap()).unwrap();
    let first = pay(&crate::actor::initial_password(&trial.world, &who).unwrap());
    trial.world.change_pay_password(who, &first, &pay("135790")).unwrap();
    assert!(trial.has_pay("135790"));
    let payment = BankPayment {
        bank: Bank::Construction,
        amount: Fen(10_000),
        target: BankOrderTarget::Account,
        reply: BankReply::Pays,
    };
    trial.world.draw_from_bank(&who, payment).unwrap();
    assert_eq!(trial.balance(Book::Cash), 10_000);
    let digits = trial.world.issue_scratch_card(Fen(3_000), Province::Hunan).unwrap();
    trial.world.recharge_from_card(who, &digits).unwrap();
    assert_eq!(trial.world.sign_in(&login("Abc12345")).unwrap().recharge_card, 3_000, "the balances are shown");
    let merchant: MerchantNumber = "898430154110099".parse().unwrap();
    let (name, commission) = ("春风书店".parse().unwrap(), CommissionRate::new(100).unwrap());
    let contract = MerchantContract { number: merchant, name, commission, terminals: Vec::new() };
    trial.world.platform.sign_merchant(contract).unwrap();
    let placement = OrderPlacement { amount: Fen(2_000), goods: "诗集".parse().unwrap(), kind: GoodsKind::Physical };
    let order = trial.world.place_goods_order(merchant, placement).unwrap();
    let secrets = PaymentSecrets { password: pay("135790"), code: None };
    trial.world.pay_goods_order(&who, order, &secrets).unwrap();
    assert_eq!(trial.balance(Book::Cash) + trial.balance(Book::RechargeCard), 11_000);
    let card =
        BankCard { bank: Bank::Construction, number: "6227001234567890123".parse().unwrap(), owner: "张三".into() };
    trial.world.bind_bank_card(who, card, &pay("135790")).unwrap();
    trial.world.withdraw(who, Fen(1_000), &pay("135790")).unwrap();
    assert_eq!(trial.balance(Book::Frozen), 1_000);
    let answers = [SecurityQuestion::Father, SecurityQuestion::Pet, SecurityQuestion::Book]
        .map(|question| (question, "小黑".parse().unwrap()));
    trial.world.set_security_answers(who, &pay("135790"), &answers).unwrap();
    trial.world.reset_pay_password_by_question(who, SecurityQuestion::Pet, &"小黑".parse().unwrap()).unwrap();
    assert!(!trial.has_pay("135790"));
    trial.world.begin_login_reset(&who.to_string().parse().unwrap()).unwrap();
    trial.world.pass(MINUTE);
    let code = trial.code();
    trial.world.finish_login_reset(&who.to_string().parse().unwrap(), &code).unwrap();
    assert!(trial.world.sign_in(&login("Abc12345")).is_err(), "the login password is another");
    let mut closed = Trial::new(LifeCycle::Closed).account(0);
    closed.world.close_account(who, &pay("135790")).unwrap();
    assert!(!closed.is_open());
    let topped_up = Trial::new(LifeCycle::Open).account(5_000).does(&["website tops up WHO by 20 with 135790"]);
    assert_eq!(topped_up.balance(Book::Wallet), 2_000);
}

#[test]
fn functions_by_short_message_do_what_they_say() {
    let new = || Trial::new(LifeCycle::Closed);
    assert!(new().does(&["WHO writes \"KT\"", "WHO writes \"A\""]).is_open());
    let recharged = new().account(0).does(&["hall sells card of 50", "WHO writes \"CZK {card 1}\""]);
    assert_eq!(recharged.balance(Book::RechargeCard), 5_000);
    assert!(new().account(700).does(&["WHO writes \"CX\""]).heard("现金账户余额:7元"));
    assert!(new().account(700).does(&["WHO writes \"CXLS 20091101\""]).heard("营业厅现金充值+7元"));
}

#[test]
fn short_messages_offer_no_more_than_orders() {
    for words in ["ZF 10", "ZFMM", "GMM", "CZ 50", "CZK", "MM 123456 654321", "HELP", "BZ", "重置支付密码", "支付"]
    {
        let trial = Trial::new(LifeCycle::Closed).account(700);
        let before = trial.world.platform.books.accounts.clone();
        let after = trial.does(&[&format!("WHO writes \"{words}\"")]);
        assert_eq!(after.balance(Book::Cash), 700, "{words}");
        assert_eq!(after.world.platform.books.accounts, before, "{words}");
    }
}

#[test]
fn functions_at_the_hall_do_what_they_say() {
    let opened = Trial::new(LifeCycle::Unopened).does(&["hall opens account of WHO"]);
    assert!(opened.is_open() && opened.wallet() == LifeCycle::Open);
    let paid_in = opened.does(&["hall takes 50 from WHO"]);
    assert_eq!(paid_in.balance(Book::Cash), 5_000);
    let loaded = paid_in.does(&["hall loads 20 onto WHO"]);
    assert_eq!([loaded.balance(Book::Cash), loaded.balance(Book::Wallet)], [3_000, 2_000]);
    let asn = loaded.world.person(&number(1)).unwrap().asn();
    let swapped = loaded.does(&["hall registers card of WHO", "hall issues card to WHO", "hall reloads card of WHO"]);
    assert_ne!(swapped.world.person(&number(1)).unwrap().asn(), asn);
    assert_eq!(swapped.balance(Book::Wallet), 2_000);
    let closed = swapped.does(&["hall closes wallet of WHO"]);
    assert!(closed.wallet() == LifeCycle::Closed && closed.is_open(), "the account stays");
    assert_eq!(closed.balance(Book::Cash), 5_000);
}

#[test]
fn functions_of_the_lines_do_what_they_say() {
    let new = |cash| Trial::new(LifeCycle::Closed).account(cash);
    let voice = new(0).does(&["hall sells card of 50", "WHO dials 13800137000", "WHO presses \"111{card 1}#\""]);
    assert_eq!(voice.balance(Book::RechargeCard), 5_000);
    let care = |cash, keys: &str| new(cash).does(&["WHO dials 10086", &format!("WHO presses \"11{keys}\"")]);
    let prompt = |trial: &Trial| trial.world.call_of(&number(1)).unwrap().prompt().to_owned();
    assert!(prompt(&care(700, "1")).starts_with("现金账户余额:7元"));
    assert!(prompt(&care(700, "2")).contains("营业厅现金充值+7元"));
    assert!(care(0, "3 135790# 246802# 246802#").has_pay("246802"));
    assert!(care(0, "4 1").does(&["WHO hangs up"]).heard("登陆密码"));
    assert!(!care(0, "7 1 135790#").is_open());
    assert!(prompt(&care(0, "8")).starts_with("开通请发送KT"));
    let mut trial = new(0);
    let answers = [SecurityQuestion::Father, SecurityQuestion::Pet, SecurityQuestion::Book]
        .map(|question| (question, "小黑".parse().unwrap()));
    let now = trial.world.now();
    trial.world.platform.set_security_answers(now, &number(1), &"135790".parse().unwrap(), &answers).unwrap();
    let reset = trial.does(&["WHO dials 10086", "WHO presses \"115\"", "WHO says \"小黑\"", "WHO hangs up"]);
    assert!(!reset.has_pay("135790") && reset.heard("支付密码已重置"));
}

#[test]
fn functions_of_the_menu_do_what_they_say() {
    let opened = Trial::new(LifeCycle::Unopened).does(&["WHO opens"]);
    assert!(opened.is_open() && opened.wallet() == LifeCycle::Open);
    let paid_in = opened.does(&["WHO changes pay password from initial to 246802", "hall takes 50 from WHO"]);
    assert!(paid_in.has_pay("246802"));
    let topped_up = paid_in.does(&["WHO tops up 20 with 246802"]);
    assert_eq!(topped_up.balance(Book::Wallet), 2_000);
    let recharged = topped_up.does(&["hall sells card of 30", "WHO recharges by card 1"]);
    assert_eq!(recharged.balance(Book::RechargeCard), 3_000);
    let asked = recharged.does(&["WHO asks balance", "WHO asks transactions"]);
    assert!(asked.heard("现金账户余额:30元") && asked.heard("最新交易明细"));
    let looked = asked.does(&["WHO looks at balance", "WHO looks at records", "WHO switches pin on"]);
    assert!(looked.world.person(&number(1)).unwrap().card_state().unwrap().pin_on);
    let closed = Trial::new(LifeCycle::Open).account(0).does(&["WHO closes with 135790"]);
    assert!(!closed.is_open() && closed.wallet() == LifeCycle::Closed);
}

#[test]
fn page_has_the_table_of_channels() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PLATFORM.md")).unwrap();
    let mut table = "| function | website | SMS | hall | care 10086 | voice 13800137000 | menu |\n".to_owned();
    table += "|---|---|---|---|---|---|---|\n";
    for (_, name, channels) in TABLE {
        let cells = CHANNELS.map(|channel| if channels.contains(&channel) { "yes" } else { "no" });
        table += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    println!("{table}");
    assert!(page.contains(&table), "{table}");
}
