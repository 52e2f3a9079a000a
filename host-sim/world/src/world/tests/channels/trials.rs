//! Trials of the table's yes: each does a function through its channel, and looks at the state.

use std::convert::Infallible;

use super::Channel;
use super::Function::{self, *};
use crate::action::Action;
use crate::actor::{Actors, Performed};
use crate::platform::advice::Advice;
use crate::platform::bank::Bank;
use crate::platform::bank_card::BankCard;
use crate::platform::books::Terms;
use crate::platform::entry::Book;
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::number::Msisdn;
use crate::platform::security_questions::SecurityQuestion;
use crate::world::tests::{inbox, number, open_account};
use crate::world::{World, WorldSettings};
use sim_codec::time::MINUTE;
use sim_device::handset::{Act, ScreenBody};
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

/// World with one person, who has a card and, after `account`, an account with the pay password 135790.
pub(super) struct Trial {
    actors: Actors,
    pub(super) world: World,
    /// Digits of the scratch card that was sold last.
    card: String,
    /// Result of the last action.
    last: Performed,
}

/// Function with its trial.
pub(super) type FunctionTrial = (Function, fn());

/// Returns the trials of a channel.
pub(super) fn of(channel: Channel) -> &'static [FunctionTrial] {
    match channel {
        Channel::Website => panic!("the website is tried on its pages"),
        Channel::Sms => &BY_SMS,
        Channel::Hall => &AT_HALL,
        Channel::Care => &AT_CARE,
        Channel::Voice => &ON_VOICE_LINE,
        Channel::Menu => &AT_MENU,
    }
}

impl Trial {
    pub(super) fn new(wallet: LifeCycle) -> Trial {
        let mut settings = WorldSettings::of_seed(3);
        settings.platform.terms = Terms::light();
        let mut profile = Profile::default();
        profile.card.start.lifecycle = wallet;
        let mut world = World::new(settings);
        world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
        let mut actors = Actors::default();
        actors.introduce(number(1), profile);
        world.pass(MINUTE);
        Trial { actors, world, card: String::new(), last: Performed::Done }
    }

    /// Opens an account that is no real-name one, with cash in fen.
    pub(super) fn account(mut self, cash: u32) -> Trial {
        open_account(&mut self.world, 1);
        if cash > 0 {
            self.world.deposit(&number(1), Fen(cash)).unwrap();
        }
        self
    }

    /// Opens a real-name account with 100 yuan of cash and a bank card.
    fn customer(mut self) -> Trial {
        let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
        self.world.platform.books.accounts.register_holder(number(1), holder);
        let mut trial = self.account(10_000);
        let bank_number = "6227001234567890123".parse().unwrap();
        let card = BankCard { bank: Bank::Construction, number: bank_number, owner: "张三".to_owned() };
        trial.world.bind_bank_card(number(1), card, &"135790".parse().unwrap()).unwrap();
        trial
    }

    /// Sets three security questions, all with one answer.
    fn questions(mut self) -> Trial {
        let answers = [SecurityQuestion::Father, SecurityQuestion::Pet, SecurityQuestion::Book]
            .map(|question| (question, "小黑".parse().unwrap()));
        self.world.set_security_answers(number(1), &"135790".parse().unwrap(), &answers).unwrap();
        self
    }

    /// Performs actions, each with a minute behind it but in a call; every one must be done.
    pub(super) fn does(mut self, lines: &[&str]) -> Trial {
        for line in lines {
            let line = line.replace("WHO", &number(1).to_string()).replace("{card 1}", &self.card);
            let action: Action = line.parse().unwrap();
            let Ok(result) = self.actors.perform(&mut self.world, &action, &mut |_| Ok::<(), Infallible>(()));
            self.last = result.unwrap_or_else(|why| panic!("{line}: {why}"));
            if let Performed::Sold(_, digits) = &self.last {
                self.card = digits.reveal();
            }
            if !["presses", "dials", "says"].iter().any(|verb| line.contains(verb)) {
                self.world.pass(MINUTE);
            }
        }
        self
    }

    /// Writes texts to the platform, each with its answer behind it.
    fn writes(self, texts: &[&str]) -> Trial {
        let lines: Vec<String> = texts.iter().map(|text| format!("WHO writes \"{text}\"")).collect();
        self.does(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Calls customer care in Chinese, and presses keys at the menu of the second line.
    fn at_care(self, keys: &str) -> Trial {
        self.does(&["WHO dials 10086", &format!("WHO presses \"11{keys}\"")])
    }

    pub(super) fn balance(&self, book: fn(Msisdn) -> Book) -> i64 {
        self.world.platform.books.ledger.balance(&book(number(1)))
    }

    fn bills(&self) -> i64 {
        self.world.platform.books.ledger.balance(&Book::PhoneBills)
    }

    fn is_open(&self) -> bool {
        self.world.platform.books.accounts.living(&number(1)).is_ok()
    }

    fn is_real_name(&self) -> bool {
        self.world.platform.books.accounts.living(&number(1)).unwrap().is_real_name
    }

    fn has_heard(&self, words: &str) -> bool {
        inbox(&self.world, 1).iter().any(|text| text.contains(words))
    }

    fn prompt(&self) -> String {
        self.world.call_of(&number(1)).unwrap().prompt().to_owned()
    }

    fn screen(&self) -> sim_device::handset::Screen {
        self.world.person(&number(1)).unwrap().station().screen()
    }

    fn wallet(&self) -> LifeCycle {
        self.world.person(&number(1)).unwrap().card_state().unwrap().lifecycle
    }

    fn has_pay(&self, password: &str) -> bool {
        let mut books = self.world.platform.books.clone();
        books.check_pay_password(self.world.now(), &number(1), &password.parse().unwrap()).is_ok()
    }

    /// Returns whether the login password is not the one of `earlier`.
    fn has_other_login(&self, earlier: &Trial) -> bool {
        let login =
            |trial: &Trial| trial.world.platform.books.accounts.get(&number(1)).unwrap().login_password().clone();
        !login(self).is_same_setting(&login(earlier))
    }
}

/// Makes a trial whose wallet was closed before.
fn without_wallet() -> Trial {
    Trial::new(LifeCycle::Closed)
}

/// Makes a trial with an open wallet that a hall has loaded with 20 yuan.
fn loaded() -> Trial {
    let opened = Trial::new(LifeCycle::Unopened).does(&["hall opens account of WHO"]);
    opened.does(&["hall takes 50 from WHO", "hall loads 20 onto WHO"])
}

const BY_SMS: [FunctionTrial; 9] = [
    (Open, || assert!(without_wallet().writes(&["KT", "A"]).is_open())),
    (RechargeByCard, || {
        let sold = without_wallet().account(0).does(&["hall sells card of 50"]);
        assert_eq!(sold.writes(&["CZK {card 1}"]).balance(Book::RechargeCard), 5_000);
    }),
    (PayBill, || {
        let paid = without_wallet().account(700).writes(&["HF 5"]);
        assert_eq!([paid.balance(Book::Cash), paid.bills()], [200, 500]);
    }),
    (Withdraw, || {
        let frozen = without_wallet().customer().writes(&["TX", "10", "135790"]);
        assert_eq!([frozen.balance(Book::Cash), frozen.balance(Book::Frozen)], [9_000, 1_000]);
    }),
    (ResetLoginPassword, || {
        let reset = without_wallet().account(0).writes(&["M", "B"]);
        assert!(reset.has_heard("登陆密码已重置") && reset.has_other_login(&without_wallet().account(0)));
    }),
    (Upgrade, || {
        let incomplete = without_wallet().account(0);
        assert!(!incomplete.is_real_name());
        assert!(incomplete.does(&["hall completes data of WHO"]).writes(&["GX", "C"]).is_real_name());
    }),
    (Transactions, || {
        assert!(without_wallet().account(700).writes(&["CXLS", "20091101"]).has_heard("营业厅现金充值+7元"));
    }),
    (Balance, || assert!(without_wallet().account(700).writes(&["CX"]).has_heard("现金账户余额:7元"))),
    (Close, || assert!(!without_wallet().account(0).writes(&["XH", "9", "6", "135790"]).is_open())),
];

const AT_HALL: [FunctionTrial; 9] = [
    (Open, || assert!(Trial::new(LifeCycle::Unopened).does(&["hall opens account of WHO"]).is_open())),
    (RechargeByCash, || {
        let paid_in = without_wallet().account(0).does(&["hall takes 50 from WHO"]);
        assert_eq!(paid_in.balance(Book::Cash), 5_000);
    }),
    (Help, || {
        let stranger = without_wallet().does(&["hall advises WHO"]);
        assert_eq!(stranger.last, Performed::Advised(vec![Advice::OpenAccount]));
        let lost = stranger.account(0).does(&["registry says WHO is lost", "hall advises WHO"]);
        assert_eq!(lost.last, Performed::Advised(vec![Advice::RestoreNumber]));
    }),
    (OpenWallet, || {
        assert_eq!(Trial::new(LifeCycle::Unopened).does(&["hall opens account of WHO"]).wallet(), LifeCycle::Open);
    }),
    (TopUpWallet, || {
        let loaded = loaded();
        assert_eq!([loaded.balance(Book::Cash), loaded.balance(Book::Wallet)], [3_000, 2_000]);
    }),
    (CloseWallet, || {
        let closed = loaded().does(&["hall closes wallet of WHO"]);
        assert!(closed.wallet() == LifeCycle::Closed && closed.is_open(), "the account stays");
        assert_eq!(closed.balance(Book::Cash), 5_000);
    }),
    (SwapCard, || {
        let old = loaded();
        let asn = old.world.person(&number(1)).unwrap().asn();
        let new = old.does(&["hall registers card of WHO", "hall issues card to WHO", "hall reloads card of WHO"]);
        assert_ne!(new.world.person(&number(1)).unwrap().asn(), asn);
        assert_eq!(new.balance(Book::Wallet), 2_000);
    }),
    (WalletBalance, || {
        assert_eq!(loaded().does(&["WHO taps for balance"]).last, Performed::Balance(Fen(2_000)));
    }),
    (WalletRecords, || {
        let mut loaded = loaded().does(&["WHO taps for records"]);
        let Performed::Records(records) = &loaded.last else { panic!("{:?}", loaded.last) };
        assert_eq!(records.iter().map(|record| record.amount).collect::<Vec<_>>(), [Fen(2_000)]);
        let since = loaded.world.now().day();
        loaded.world.pass(24 * 60 * MINUTE);
        let of_platform = loaded.world.platform.wallet_records(loaded.world.now(), number(1), since);
        assert_eq!(of_platform.iter().map(|record| record.amount).collect::<Vec<_>>(), [2_000]);
    }),
];

const AT_CARE: [FunctionTrial; 7] = [
    (ChangePayPassword, || {
        let changed = without_wallet().account(0).at_care("3 135790# 246802# 246802#");
        assert!(changed.has_pay("246802"));
    }),
    (ResetLoginPassword, || {
        let reset = without_wallet().account(0).at_care("4 1").does(&["WHO hangs up"]);
        assert!(reset.has_heard("登陆密码已重置") && reset.has_other_login(&without_wallet().account(0)));
    }),
    (ResetPayPassword, || {
        let verified = without_wallet().account(0).questions().at_care("5").does(&["WHO says \"小黑\""]);
        let reset = verified.does(&["WHO hangs up"]);
        assert!(!reset.has_pay("135790") && reset.has_heard("支付密码已重置"));
    }),
    (Transactions, || assert!(without_wallet().account(700).at_care("2").prompt().contains("营业厅现金充值+7元"))),
    (Balance, || assert!(without_wallet().account(700).at_care("1").prompt().starts_with("现金账户余额:7元"))),
    (Close, || assert!(!without_wallet().account(0).at_care("7 1 135790#").is_open())),
    (Help, || {
        assert!(without_wallet().at_care("8").prompt().starts_with("开通请发送KT"));
        assert!(without_wallet().at_care("04").prompt().starts_with(Advice::OpenAccount.chinese()));
        assert!(without_wallet().account(0).at_care("04").prompt().starts_with(Advice::ChangeLoginPassword.chinese()));
    }),
];

const ON_VOICE_LINE: [FunctionTrial; 1] = [(RechargeByCard, || {
    let sold = without_wallet().account(0).does(&["hall sells card of 50", "WHO dials 13800137000"]);
    assert_eq!(sold.does(&["WHO presses \"111{card 1}#\""]).balance(Book::RechargeCard), 5_000);
})];

const AT_MENU: [FunctionTrial; 14] = [
    (Open, || assert!(Trial::new(LifeCycle::Unopened).does(&["WHO opens"]).is_open())),
    (RechargeByCard, || {
        let sold = without_wallet().account(0).does(&["hall sells card of 30"]);
        assert_eq!(sold.does(&["WHO recharges by card 1"]).balance(Book::RechargeCard), 3_000);
    }),
    (PayBill, || {
        let recharged = without_wallet().account(0).does(&["hall sells card of 30", "WHO recharges by card 1"]);
        let paid = recharged.does(&["WHO pays own bill 5", "WHO pays bill of 13800000002 10 with 135790"]);
        assert_eq!([paid.balance(Book::RechargeCard), paid.bills()], [1_500, 1_500]);
    }),
    (ChangePayPassword, || {
        let changed = without_wallet().account(0).does(&["WHO changes pay password from 135790 to 246802"]);
        assert!(changed.has_pay("246802"));
    }),
    (Transactions, || {
        assert!(without_wallet().account(700).does(&["WHO asks transactions"]).has_heard("营业厅现金充值+7元"));
    }),
    (Balance, || {
        assert!(without_wallet().account(700).does(&["WHO asks balance"]).has_heard("现金账户余额:7元"));
    }),
    (Close, || assert!(!Trial::new(LifeCycle::Open).account(0).does(&["WHO closes with 135790"]).is_open())),
    (Help, || {
        let mut trial = Trial::new(LifeCycle::Open).does(&["WHO dawdles"]);
        let list = trial.screen();
        assert!(trial.world.act(&number(1), &Act::Help(None)).unwrap());
        let help = trial.screen();
        assert!(matches!(list.body, ScreenBody::Items { .. }) && matches!(help.body, ScreenBody::Text { .. }));
    }),
    (OpenWallet, || {
        assert_eq!(Trial::new(LifeCycle::Unopened).does(&["WHO opens"]).wallet(), LifeCycle::Open);
    }),
    (TopUpWallet, || {
        let topped_up = Trial::new(LifeCycle::Open).account(5_000).does(&["WHO tops up 20 with 135790"]);
        assert_eq!([topped_up.balance(Book::Cash), topped_up.balance(Book::Wallet)], [3_000, 2_000]);
    }),
    (CloseWallet, || {
        let closed = Trial::new(LifeCycle::Open).account(0).does(&["WHO closes with 135790"]);
        assert_eq!(closed.wallet(), LifeCycle::Closed);
    }),
    (WalletBalance, || {
        let Performed::Shown(text) = loaded().does(&["WHO looks at balance"]).last else { panic!("no text") };
        assert!(text.contains("20.00"), "{text}");
    }),
    (WalletRecords, || {
        let Performed::Shown(text) = loaded().does(&["WHO looks at records"]).last else { panic!("no text") };
        assert!(text.contains("20.00"), "{text}");
    }),
    (WalletPassword, || {
        let set = Trial::new(LifeCycle::Open).does(&["WHO switches pin on", "WHO changes pin from 1234 to 567890"]);
        assert!(set.world.person(&number(1)).unwrap().card_state().unwrap().pin_on);
        // The holder knows both PINs, so that the menu opens under the new one.
        let Performed::Shown(text) = set.does(&["WHO looks at balance"]).last else { panic!("no text") };
        assert!(text.contains("0.00"), "{text}");
    }),
];
