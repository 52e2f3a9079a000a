//! The page of a bank (网银), which is another party's: it shows what the platform asks it to pay, and its buttons are
//! the ways in which a bank can answer. Whoever has ordered sees it; nobody else.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _};
use maud::{DOCTYPE, Markup, html};

use super::field::facts;
use crate::form::SentForm;
use crate::layout;
use crate::notice::Notice;
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_i18n::{amount, bank};
use sim_world::platform::bank::BankAnswer;
use sim_world::platform::bank_order::{BankOrder, BankOrderState, BankOrderTarget};
use sim_world::platform::number::Msisdn;
use sim_world::platform::serial::BankOrderNumber;

/// Returns an order of the user who is signed in.
async fn own_order(visit: &Visit, text: &str) -> Result<(Msisdn, BankOrderNumber, BankOrder), PageError> {
    let number = visit.user().await?;
    let order: BankOrderNumber = text.parse().map_err(|_| PageError::NotFound)?;
    let found = visit.read(move |world| world.platform().books.bank_order(order).copied()).await?;
    let found = found.filter(|found| found.number == number).ok_or(PageError::NotFound)?;
    Ok((number, order, found))
}

/// Names the recipient of the money.
pub(super) fn target_name(visit: &Visit, target: BankOrderTarget) -> &'static str {
    match target {
        BankOrderTarget::Account => visit.language().of("现金账户", "cash sub-account"),
        BankOrderTarget::Wallet => visit.language().of("手机钱包", "wallet"),
    }
}

/// Renders the ways in which the bank can answer; `value` is the field's value of each.
fn answers(visit: &Visit) -> Markup {
    let ways = [
        ("pay", "付款", "Pay"),
        ("refuse", "拒绝付款", "Refuse"),
        ("twice", "付款,并应答两次", "Pay, and answer twice"),
        ("silence", "不应答", "Do not answer"),
    ];
    html! {
        p.actions {
            @for (value, chinese, english) in ways {
                button type="submit" name="answer" value=(value) class=[(value != "pay").then_some("second")] {
                    (visit.say(chinese, english))
                }
            }
        }
    }
}

fn bank_page(visit: &Visit, number: BankOrderNumber, order: &BankOrder) -> Markup {
    let language = visit.language();
    let name = bank::name(language, order.bank);
    let rows = [
        (visit.say("收款方", "Payee"), visit.say("手机支付平台", "Mobile Payment").to_owned()),
        (visit.say("订单号", "Order"), number.to_string()),
        (visit.say("充值到", "For"), target_name(visit, order.target).to_owned()),
        (visit.say("手机号码", "Mobile number"), order.number.to_string()),
        (visit.say("金额", "Amount"), amount(language, order.amount.0.into())),
    ];
    html! {
        (DOCTYPE)
        html.bank lang=(language.of("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (name) }
                link rel="stylesheet" href=(layout::style_address());
                link rel="icon" type="image/svg+xml" href="/icon.svg";
            }
            body {
                header.bank-bar { strong { (name) } span { (visit.say("网上银行", "Online banking")) } }
                main #content {
                    h1 { (visit.say("确认付款", "Confirm the payment")) }
                    section.card.narrow {
                        (facts(&rows))
                        @if order.state == BankOrderState::Open {
                            form method="post" action={ "/bank/" (number) } {
                                (layout::form_token(visit))
                                (answers(visit))
                            }
                        } @else {
                            p { (visit.say("这张订单已处理完毕。", "This order is over.")) }
                        }
                        p.soft.small {
                            (visit.say(
                                "这是模拟的银行页面,按钮决定银行怎样应答。",
                                "This bank is simulated. The buttons decide how the bank answers.",
                            ))
                        }
                    }
                    p { a href="/recharge" { (visit.say("返回手机支付", "Back to Mobile Payment")) } }
                }
            }
        }
    }
}

/// Shows the bank's page of an order.
pub(super) async fn page(visit: Visit, Path(order): Path<String>) -> PageResult {
    let (_, number, order) = own_order(&visit, &order).await?;
    Ok((StatusCode::OK, Html(bank_page(&visit, number, &order).into_string())).into_response())
}

/// Returns the answers that a button stands for.
fn answers_of(button: &str) -> Result<&'static [BankAnswer], PageError> {
    match button {
        "pay" => Ok(&[BankAnswer::Pays]),
        "refuse" => Ok(&[BankAnswer::Refuses]),
        "twice" => Ok(&[BankAnswer::Pays, BankAnswer::Pays]),
        "silence" => Ok(&[]),
        _ => Err(PageError::Unreadable),
    }
}

/// Takes the bank's answer, and leads back to the website. A further answer counts no more.
pub(super) async fn answer(visit: Visit, Path(order): Path<String>, form: SentForm) -> PageResult {
    let (_, number, order) = own_order(&visit, &order).await?;
    let answers = answers_of(form.text("answer"))?;
    let first = visit.step(move |world| {
        let mut results = answers.iter().map(|answer| world.answer_bank_order(number, *answer));
        let first = results.next();
        // A second answer is refused; the world has noted it.
        results.for_each(drop);
        first
    });
    visit.leave(match (first.await?, order.target, answers.first()) {
        (Some(Err(why)), ..) => Notice::refused(&why),
        (Some(Ok(())), _, Some(BankAnswer::Refuses)) => Notice::failure("银行未付款。", "The bank did not pay."),
        (Some(Ok(())), BankOrderTarget::Account, _) => Notice::success("充值成功!", "The account was recharged."),
        (Some(Ok(())), BankOrderTarget::Wallet, _) => Notice::success(
            "银行已付款。手机应答后到账,结果以短信通知。",
            "The bank has paid. The money arrives when the phone has answered; a message tells the result.",
        ),
        (None, ..) => Notice::hint(
            "银行没有应答。如银行稍后付款,款项仍会到账。",
            "The bank has not answered. If it pays later, the money arrives all the same.",
        ),
    });
    Ok(go("/recharge"))
}
