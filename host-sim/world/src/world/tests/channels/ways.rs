//! All ways that a channel offers: orders of the text table, actions at halls and terminals, dialogues of the lines by
//! every key, items of the menu. Each way is matched by its type, so a new one does not compile before it is placed.

use std::collections::{BTreeSet, VecDeque};

use super::Function::{self, *};
use super::{Channel, trials};
use crate::action::{Action, FORMS, HallAction, HallService, HolderAction, TapPurpose};
use crate::line::{CallerReply, CallerRequest, LineCall, LineInput, LineStep, LineTurn, ServiceLine};
use crate::platform::advice::Advice;
use crate::platform::entry::Book;
use crate::platform::orders::table::{ORDERS, OrderKind};
use crate::platform::scratch_card::Recharge;
use crate::platform::security_questions::SecurityQuestion;
use crate::world::tests::number;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

/// Returns the functions to which any way of a channel leads.
pub(super) fn of(channel: Channel) -> BTreeSet<Function> {
    match channel {
        Channel::Website => panic!("the website's ways are its pages"),
        Channel::Sms => ORDERS.into_iter().flat_map(|row| of_order(row.kind)).copied().collect(),
        Channel::Hall => {
            let at_counter = actions("hall ").into_iter().chain(actions("NUMBER taps ")).map(|action| match action {
                Action::Hall(action) => of_hall(&action),
                Action::Holder(_, HolderAction::Tap(tap)) => of_tap(tap.purpose),
                other => panic!("{other} is no act at a counter"),
            });
            at_counter.flatten().copied().collect()
        }
        Channel::Care => explored(ServiceLine::Care),
        Channel::Voice => explored(ServiceLine::Voice),
        Channel::Menu => {
            let at_menu = |action: Action| if let Action::Holder(_, action) = action { of_menu(&action) } else { &[] };
            // Help stands behind every item, by the handset's own key.
            actions("NUMBER ").into_iter().flat_map(at_menu).copied().chain([Help]).collect()
        }
    }
}

/// Returns every action of which a form begins with some words.
fn actions(first: &str) -> Vec<Action> {
    let fill = |word: &str| match word {
        "NUMBER" => number(1).to_string(),
        "PASSWORD" => "135790".to_owned(),
        "DIGITS" => "1234".to_owned(),
        "YUAN" | "N" => "1".to_owned(),
        word => word.to_owned(),
    };
    let forms = FORMS.iter().filter(|form| form.starts_with(first));
    forms.filter_map(|form| form.split(' ').map(fill).collect::<Vec<_>>().join(" ").parse().ok()).collect()
}

const fn of_order(order: OrderKind) -> &'static [Function] {
    match order {
        OrderKind::Open => &[Open],
        OrderKind::ScratchCard => &[RechargeByCard],
        OrderKind::Withdrawal => &[Withdraw],
        OrderKind::Balance => &[Balance],
        OrderKind::Transactions => &[Transactions],
        OrderKind::OwnBill => &[PayBill],
        OrderKind::Closing => &[Close],
        OrderKind::LoginReset => &[ResetLoginPassword],
        OrderKind::Upgrade => &[Upgrade],
        // A calibration is no function of the table.
        OrderKind::Calibration => &[],
    }
}

const fn of_hall(action: &HallAction) -> &'static [Function] {
    match action {
        HallAction::Deposit(..) => &[RechargeByCash],
        HallAction::Load(..) | HallAction::LoadCash(..) => &[TopUpWallet],
        HallAction::Advise(_) => &[Help],
        // Opening the account opens the wallet (2.2).
        HallAction::Serve(_, HallService::OpenAccount, _) => &[Open, OpenWallet],
        HallAction::Serve(_, HallService::CloseWallet, _) => &[CloseWallet],
        HallAction::Serve(_, HallService::RegisterSwap | HallService::IssueCard | HallService::LoadSwap, _) => {
            &[SwapCard]
        }
        // Scratch cards are sold, and the other two are no functions of the table.
        HallAction::SellScratchCard(..)
        | HallAction::Serve(_, HallService::Calibrate | HallService::CompleteData, _) => &[],
    }
}

/// Returns the function of a tap at a terminal, which halls and merchants have (3.4.1.1, 3.4.2.3).
const fn of_tap(purpose: TapPurpose) -> &'static [Function] {
    match purpose {
        TapPurpose::Balance => &[WalletBalance],
        TapPurpose::Records => &[WalletRecords],
        TapPurpose::Load(_) => &[TopUpWallet],
        TapPurpose::Purchase(_) => &[],
    }
}

const fn of_menu(action: &HolderAction) -> &'static [Function] {
    match action {
        // 【开通钱包】 opens the account, too, and 【注销钱包】 closes it (3.1.1, 3.5.1.2).
        HolderAction::OpenWallet => &[Open, OpenWallet],
        HolderAction::CloseWallet(_) => &[Close, CloseWallet],
        HolderAction::TopUp(..) => &[TopUpWallet],
        HolderAction::QueryBalance => &[Balance],
        HolderAction::QueryTransactions => &[Transactions],
        HolderAction::Recharge(_) => &[RechargeByCard],
        HolderAction::PayOwnBill(_) | HolderAction::PayOtherBill(..) => &[PayBill],
        HolderAction::ChangePayPassword(..) => &[ChangePayPassword],
        HolderAction::SwitchPin(_) | HolderAction::ChangePin(..) => &[WalletPassword],
        HolderAction::ViewBalance => &[WalletBalance],
        HolderAction::ViewRecords => &[WalletRecords],
        // Items that are no functions of the table, and what a holder does elsewhere.
        HolderAction::SuspendWallet
        | HolderAction::ResumeWallet
        | HolderAction::SetLimit(_)
        | HolderAction::OpenMenu
        | HolderAction::Write { .. }
        | HolderAction::Tap(_)
        | HolderAction::StandAt(..)
        | HolderAction::GoAway
        | HolderAction::LoseCard(_)
        | HolderAction::SwitchPhone(_)
        | HolderAction::MoveCard(..)
        | HolderAction::Network(_)
        | HolderAction::OccupyScreen(_)
        | HolderAction::Call(_)
        | HolderAction::Line(_)
        | HolderAction::ChooseLanguage(_) => &[],
    }
}

/// Returns the function of a request of a service line; `None` for a step on the way to one.
const fn of_request(request: &CallerRequest) -> Option<Function> {
    match request {
        CallerRequest::Recharge(_) => Some(RechargeByCard),
        CallerRequest::Balance => Some(Balance),
        CallerRequest::Transactions => Some(Transactions),
        CallerRequest::PayPasswordChange(..) => Some(ChangePayPassword),
        CallerRequest::LoginPasswordReset => Some(ResetLoginPassword),
        CallerRequest::PayPasswordReset => Some(ResetPayPassword),
        CallerRequest::Closing(_) => Some(Close),
        // The reset of a forgotten PIN is a help of customer care (3.3.1); only the menu sets and changes one.
        CallerRequest::OperationPinReset(_) | CallerRequest::Advice => Some(Help),
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
        CallerRequest::Advice => vec![CallerReply::Advised(vec![Advice::UseAccount])],
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
fn words_beside_the_orders_do_nothing() {
    for words in ["ZF 10", "ZFMM", "GMM", "CZ 50", "CZK", "MM 123456 654321", "HELP", "BZ", "重置支付密码", "支付"]
    {
        let trial = trials::Trial::new(LifeCycle::Closed).account(700);
        let before = trial.world.platform.books.accounts.clone();
        let after = trial.does(&[&format!("WHO writes \"{words}\"")]);
        assert_eq!(after.balance(Book::Cash), 700, "{words}");
        assert_eq!(after.world.platform.books.accounts, before, "{words}");
    }
}
