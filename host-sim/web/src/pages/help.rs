//! Help (帮助中心, 4.1): charges, limits, handsets, and questions. Numbers and lists come from the platform's settings.

use maud::{Markup, html};

use crate::layout::{Page, Section};
use crate::pages::PageResult;
use crate::visit::Visit;
use sim_codec::time::{HOUR, MINUTE};
use sim_i18n::{Language, amount, text_order};
use sim_world::platform::orders::table::{ORDERS, OrderRow};
use sim_world::platform::password::{LOCKED_MS, TRIES};
use sim_world::platform::security_questions::WRONG_ANSWERS_MOST;
use sim_world::platform::{NUMBER, PlatformSettings};

/// Price of a message that the subscriber sends, in fen (2.1).
const MESSAGE_PRICE: i64 = 10;

/// Renders the limits of the settings, a sentence each.
fn limits(language: Language, settings: &PlatformSettings) -> Vec<String> {
    let terms = &settings.terms;
    let (lock, minutes) =
        (LOCKED_MS.checked_div(HOUR).unwrap_or(0), terms.codes.lasts.checked_div(MINUTE).unwrap_or(0));
    let (count, sum) = (terms.top_ups.count, amount(language, terms.top_ups.sum.0.into()));
    let (row, codes) = (terms.withdrawals.in_a_row, terms.codes.an_hour);
    let (accepted, paid) = (terms.withdrawals.accepted_after, terms.withdrawals.paid_after);
    match language {
        Language::Chinese => vec![
            format!("密码连续 {TRIES} 次输入错误即锁定,{lock} 小时后自动解锁。"),
            format!("短信验证码 {minutes} 分钟内有效,一小时最多 {codes} 个。"),
            format!("空中充值每天最多 {count} 次,最多转存 {sum}。"),
            format!("连续提现最多 {row} 次,其间没有消费则不能再提现。"),
            format!("提现申请 {accepted} 个工作日内受理,再过 {paid} 个工作日到账。"),
            format!("密保问题一天内答错 {WRONG_ANSWERS_MOST} 次,只能通过客服找回支付密码。"),
        ],
        Language::English => vec![
            format!("{TRIES} wrong passwords in a row lock it for {lock} hours."),
            format!("A code is good for {minutes} minutes; a number gets at most {codes} an hour."),
            format!("Over the air the wallet is topped up at most {count} times a day, by {sum} in all."),
            format!("At most {row} withdrawals in a row without a purchase between them."),
            format!("A withdrawal is accepted after {accepted} and paid after {paid} more working days."),
            format!("After {WRONG_ANSWERS_MOST} wrong answers in a day only customer care resets the pay password."),
        ],
    }
}

fn list(rows: &[String], none: &str) -> Markup {
    html! {
        @if rows.is_empty() { p.soft { (none) } } @else { ul { @for row in rows { li { (row) } } } }
    }
}

fn handsets(visit: &Visit, settings: &PlatformSettings) -> Markup {
    let red: Vec<String> = settings.red_list.iter().map(|model| model.name.clone()).collect();
    html! {
        section.card #red-list {
            h2 { (visit.say("短信距离校准红名单", "Handsets that are calibrated by message")) }
            (list(&red, visit.say("目前没有型号,请到营业厅现场校准。", "None now; a business hall calibrates on site.")))
        }
        section.card #black-list {
            h2 { (visit.say("不支持的手机型号", "Handsets that take no RFID-SIM card")) }
            (list(&settings.model_black_list, visit.say("目前没有。", "None now.")))
        }
    }
}

/// Renders the table of the text orders.
fn orders(visit: &Visit) -> Markup {
    let language = visit.language();
    let asks = |row: &OrderRow| {
        let answers: Vec<&str> = row.asks.iter().map(|question| text_order::answer(language, *question)).collect();
        answers.join(visit.say("、", ", "))
    };
    html! {
        section.card #orders {
            h2 { (visit.say("短信操作指令", "Text orders")) }
            p.soft { (visit.say("编辑以下指令发送到 ", "Send one of these to ")) (NUMBER) (visit.say("。", ".")) }
            table.stacked {
                thead {
                    tr {
                        th scope="col" { (visit.say("指令", "Order")) }
                        th scope="col" { (visit.say("快速指令", "Short")) }
                        th scope="col" { (visit.say("依次回复", "Then answer")) }
                        th scope="col" { (visit.say("作用", "Effect")) }
                    }
                }
                tbody {
                    @for row in &ORDERS {
                        tr {
                            td.main { (text_order::text(language, row).unwrap_or_else(|| visit.say("平台询问时", "when asked").to_owned())) }
                            td { (row.short.unwrap_or_default()) }
                            td { (asks(row)) }
                            td.time { (text_order::effect(language, row.kind)) }
                        }
                    }
                }
            }
        }
    }
}

/// Text in Chinese and in English.
type BilingualText = (&'static str, &'static str);

/// Questions with their answers.
const QUESTIONS: [(BilingualText, BilingualText); 5] = [
    (
        ("初始密码在哪里?", "Where are the initial passwords?"),
        (
            "开户时用短信发送到手机。首次登录必须修改登录密码,支付密码修改后才能使用。",
            "A message brings them when the account is opened. The login password must be changed at the first sign-in; the \
             pay password works after its change.",
        ),
    ),
    (
        ("为什么钱包余额与手机上不一致?", "Why does the wallet's balance differ from the phone's?"),
        (
            "钱包消费为脱机消费,商户上传交易后网站才更新。",
            "The wallet pays offline. The website knows of a purchase once the merchant has uploaded it.",
        ),
    ),
    (
        ("手机号码销号后怎么办?", "What if my number is cancelled?"),
        (
            "用别名登录,账户中的余额可以消费、缴话费或提现。",
            "Sign in with the alias. The rest of the account can be spent, pay bills, or be withdrawn.",
        ),
    ),
    (
        ("非实名账户能提现吗?", "Can an account without a real name withdraw?"),
        (
            "不能。请到营业厅补齐资料,再在网站升级为实名账户。",
            "No. A business hall completes your data; then the account is upgraded on this website.",
        ),
    ),
    (
        ("手机钱包丢了怎么办?", "What if I lose the wallet?"),
        (
            "手机钱包不可挂失,不可找回。请到营业厅补卡。",
            "The wallet cannot be reported lost or recovered. A business hall issues a new card.",
        ),
    ),
];

/// Shows the help.
pub(super) async fn page(visit: Visit) -> PageResult {
    let settings = visit.read(|world| world.platform().settings().clone()).await?;
    let language = visit.language();
    let price = amount(language, MESSAGE_PRICE);
    let content = html! {
        section.card #charges {
            h2 { (visit.say("资费", "Charges")) }
            p {
                (visit.say("信息费:无。短信上行每条 ", "No service fee. A message that you send costs ")) (price)
                (visit.say(",下行免费。", "; received ones are free."))
            }
        }
        section.card #limits {
            h2 { (visit.say("功能及交易设置", "Limits")) }
            (list(&limits(language, &settings), ""))
        }
        (orders(&visit))
        div.pair { (handsets(&visit, &settings)) }
        section.card #questions {
            h2 { (visit.say("常见问题解答", "Questions")) }
            @for (question, answer) in QUESTIONS {
                h3 { (visit.say(question.0, question.1)) }
                p { (visit.say(answer.0, answer.1)) }
            }
        }
        section.card #contact {
            h2 { (visit.say("联系我们", "Whom to ask")) }
            p {
                (visit.say(
                    "客服电话 10086,按 0 转人工服务;营业厅提供面对面的咨询帮助。",
                    "Customer care answers at 10086, and key 0 leads to an agent. The staff of a hall advise you face to face.",
                ))
            }
        }
        section.card #agreement {
            h2 { (visit.say("手机支付业务客户服务协议", "Service agreement")) }
            p {
                (visit.say(
                    "账户和密码由客户本人保管。凭密码和短信验证码进行的操作视为本人操作。手机钱包不可挂失。",
                    "The customer keeps account and passwords. What is done with a password or a code counts as done by the \
                     customer. The wallet cannot be reported lost.",
                ))
            }
        }
    };
    Ok(Page { section: Section::Help, title: ("帮助中心", "Help"), content }.respond(&visit))
}
