//! Withdrawals (提现, 2.5): the bank card that gets the money, the amount, and the state of earlier ones.

use maud::{Markup, html};
use sim_wire::Fen;

use super::confirm::{self, Confirmation};
use super::field::form;
use super::wallet::{amount_field, read_amount};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_i18n::{Language, amount, bank};
use sim_world::platform::bank_card::BankCard;
use sim_world::platform::number::Msisdn;
use sim_world::platform::withdrawal::{Withdrawal, WithdrawalState};
use sim_world::world::World;

/// Title of the pages.
const TITLE: (&str, &str) = ("提现", "Withdraw");

/// State of a user's withdrawals.
struct Standing {
    is_real_name: bool,
    card: Option<BankCard>,
    cash: i64,
    /// Withdrawals, the newest first.
    earlier: Vec<Withdrawal>,
}

fn standing(world: &World, number: Msisdn) -> Standing {
    let books = &world.platform().books;
    let account = books.accounts.get(&number);
    let mut earlier: Vec<Withdrawal> =
        books.withdrawals().filter(|(_, one)| one.number == number).map(|(_, one)| one.clone()).collect();
    earlier.reverse();
    Standing {
        is_real_name: account.is_some_and(|account| account.is_real_name),
        card: account.and_then(|account| account.bank_card.clone()),
        cash: books.account_balances(&number).0,
        earlier,
    }
}

/// Names a bank card by its bank and its last digits.
pub(super) fn card_name(language: Language, card: &BankCard) -> String {
    match language {
        Language::Chinese => format!("{}(尾号 {})", bank::name(language, card.bank), card.number.tail()),
        Language::English => format!("{}, ending in {}", bank::name(language, card.bank), card.number.tail()),
    }
}

const fn state_name(language: Language, state: WithdrawalState) -> &'static str {
    match state {
        WithdrawalState::Requested => language.of("已申请,金额已冻结", "requested, the amount is frozen"),
        WithdrawalState::Accepted => language.of("已受理,等待银行", "accepted, waiting for the bank"),
        WithdrawalState::Paid => language.of("已到账", "paid"),
        WithdrawalState::Returned => language.of("银行退回", "returned by the bank"),
    }
}

fn entry_form(visit: &Visit, standing: &Standing, card: &BankCard, entered: &str) -> Markup {
    let fields = html! {
        p {
            (visit.say("提现到", "To")) " " strong { (card_name(visit.language(), card)) } " "
            a.small href="/withdraw/card" { (visit.say("更换银行卡", "Change the card")) }
        }
        (amount_field(visit, entered))
        p.soft.small {
            (visit.say("现金账户余额", "Cash sub-account")) " " (amount(visit.language(), standing.cash))
        }
    };
    form(visit, "/withdraw", visit.say("下一步", "Next"), &fields)
}

fn earlier_table(visit: &Visit, earlier: &[Withdrawal]) -> Markup {
    let language = visit.language();
    html! {
        table.stacked {
            thead {
                tr {
                    th scope="col" { (visit.say("申请时间", "Requested")) }
                    th scope="col" { (visit.say("银行卡", "Bank card")) }
                    th scope="col" { (visit.say("状态", "State")) }
                    th.number scope="col" { (visit.say("金额", "Amount")) }
                }
            }
            tbody {
                @for one in earlier {
                    tr {
                        td.time { (one.requested) }
                        td { (card_name(language, &one.card)) }
                        td.main { (state_name(language, one.state)) }
                        td.number { (amount(language, one.amount.0.into())) }
                    }
                }
            }
        }
    }
}

async fn overview(visit: &Visit, number: Msisdn, entered: &str) -> Result<Page, PageError> {
    let standing = visit.read(move |world| standing(world, number)).await?;
    let content = html! {
        section.card.narrow {
            @match (&standing.card, standing.is_real_name) {
                (_, false) => {
                    p { (visit.say("实名账户才可提现。", "Only a real-name account can withdraw.")) }
                    p.actions { a.button href="/real-name" { (visit.say("实名信息更新", "Real-name upgrade")) } }
                }
                (None, true) => {
                    p {
                        (visit.say("只有绑定提现银行卡后方可进行提现。", "A bank card must be bound before a withdrawal."))
                    }
                    p.actions { a.button href="/withdraw/card" { (visit.say("设定提现银行卡", "Bind a bank card")) } }
                }
                (Some(card), true) => (entry_form(visit, &standing, card, entered)),
            }
        }
        @if !standing.earlier.is_empty() {
            section.card aria-label=(visit.say("提现记录", "Withdrawals")) {
                h2 { (visit.say("提现记录", "Withdrawals")) }
                (earlier_table(visit, &standing.earlier))
            }
        }
    };
    Ok(Page { section: Section::Withdrawals, title: TITLE, content })
}

/// Shows the form for a withdrawal, and earlier ones.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    Ok(overview(&visit, number, "").await?.respond(&visit))
}

async fn confirmation(visit: &Visit, number: Msisdn, value: Fen) -> Result<Page, PageError> {
    let card = visit.read(move |world| standing(world, number).card).await?;
    let language = visit.language();
    let card = card.map_or_else(String::new, |card| card_name(language, &card));
    let facts =
        vec![(language.of("提现到", "To"), card), (language.of("金额", "Amount"), amount(language, value.0.into()))];
    let (path, back) = ("/withdraw/confirm", "/withdraw");
    let confirmation = Confirmation { section: Section::Withdrawals, title: TITLE, path, back, facts };
    Ok(confirmation.page(visit, Draft::Withdrawal(value)))
}

/// Takes the amount, and asks for the pay password.
pub(super) async fn enter(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    match read_amount(&form) {
        Ok(value) => Ok(confirmation(&visit, number, value).await?.respond(&visit)),
        Err(notice) => Ok(overview(&visit, number, form.text("amount")).await?.reject(&visit, &notice)),
    }
}

/// Requests the withdrawal that was confirmed.
pub(super) async fn confirm(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let Draft::Withdrawal(value) = confirm::take_draft(&visit, &form, "/withdraw")? else { return Ok(go("/withdraw")) };
    let password = match confirm::pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return Ok(confirmation(&visit, number, value).await?.reject(&visit, &notice)),
    };
    let act = move |world: &mut World, password| world.withdraw(number, value, &password);
    match visit.attempt_paying(number, password, act).await? {
        Ok(()) => {
            visit.leave(Notice::success(
                "提现申请已提交,金额已冻结,银行付款后扣除。",
                "The withdrawal was requested. The amount is frozen until the bank has paid.",
            ));
            Ok(go("/withdraw"))
        }
        Err(why) if confirm::is_wrong_password(&why) => {
            Ok(confirmation(&visit, number, value).await?.reject(&visit, &Notice::refused(&why)))
        }
        Err(why) => Ok(overview(&visit, number, "").await?.reject(&visit, &Notice::refused(&why))),
    }
}
