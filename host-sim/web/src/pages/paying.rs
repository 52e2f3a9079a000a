//! Payment of a merchant's order (消费, 2.4.2.1): under the pay password, and above a limit with a code by short message
//! besides.

use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

use super::confirm::{pay_password, pay_password_field, take_draft};
use super::field::{Field, FieldKind, code_field, facts, form, read_code};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_i18n::amount;
use sim_world::platform::goods_order::{GoodsOrder, GoodsOrderState, PaymentSecrets};
use sim_world::platform::number::Msisdn;
use sim_world::platform::serial::GoodsOrderNumber;
use sim_world::world::World;

/// Title of the pages.
const TITLE: (&str, &str) = ("支付订单", "Pay an order");

/// Order of a merchant, as the pages show it.
struct ShownOrder {
    number: GoodsOrderNumber,
    order: GoodsOrder,
    merchant: String,
    /// `true` if the payment needs a code by short message.
    needs_code: bool,
}

fn shown(world: &World, number: GoodsOrderNumber) -> Option<ShownOrder> {
    let platform = world.platform();
    let order = platform.books.goods_order(number)?.clone();
    let contract = platform.acquiring().merchants().find(|contract| contract.number == order.merchant);
    let merchant = contract.map_or_else(|| order.merchant.to_string(), |contract| contract.name.to_string());
    let needs_code = platform.books.is_code_needed(order.amount);
    Some(ShownOrder { number, order, merchant, needs_code })
}

/// Returns an order that the user may see: one that is open, or that this user has paid.
async fn visible_order(visit: &Visit, user: Msisdn, number: GoodsOrderNumber) -> Result<ShownOrder, PageError> {
    let found = visit.read(move |world| shown(world, number)).await?;
    let is_visible = |shown: &ShownOrder| shown.order.payment.is_none_or(|payment| payment.number == user);
    found.filter(is_visible).ok_or(PageError::NotFound)
}

/// Returns the orders that a user has paid, the newest first.
fn orders(world: &World, user: Msisdn) -> Vec<(GoodsOrderNumber, GoodsOrder)> {
    let all = world.platform().books.goods_orders();
    let own = all.filter(|(_, order)| order.payment.is_some_and(|payment| payment.number == user));
    let mut found: Vec<_> = own.map(|(number, order)| (number, order.clone())).collect();
    found.reverse();
    found
}

fn state_name(visit: &Visit, order: &GoodsOrder) -> &'static str {
    let refunded = order.payment.map_or(0, |payment| payment.refunded.sum());
    match order.state {
        GoodsOrderState::Open => visit.language().of("待支付", "to be paid"),
        GoodsOrderState::Lapsed => visit.language().of("已过期", "lapsed"),
        GoodsOrderState::Paid if refunded > 0 => {
            visit.language().of("已支付,有退款", "paid, refunded in part or whole")
        }
        GoodsOrderState::Paid => visit.language().of("已支付", "paid"),
    }
}

/// Question for an order.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OrderQuery {
    /// Number of the order, as the merchant gives it.
    #[serde(default)]
    order: String,
}

fn paid_table(visit: &Visit, found: &[(GoodsOrderNumber, GoodsOrder)]) -> Markup {
    html! {
        table.stacked {
            thead {
                tr {
                    th scope="col" { (visit.say("下单时间", "Placed")) }
                    th scope="col" { (visit.say("商品", "Goods")) }
                    th scope="col" { (visit.say("状态", "State")) }
                    th.number scope="col" { (visit.say("金额", "Amount")) }
                    th.link scope="col" { span.hidden { (visit.say("操作", "Action")) } }
                }
            }
            tbody {
                @for (number, order) in found {
                    tr {
                        td.time { (order.placed) }
                        td.main { (order.goods) }
                        td { (state_name(visit, order)) }
                        td.number { (amount(visit.language(), order.amount.0.into())) }
                        td.link { a href={ "/pay/" (number) } { (visit.say("查看", "View")) } }
                    }
                }
            }
        }
    }
}

/// Asks for the number of an order, and lists those that the user has paid. A number that is none is told here.
pub(super) async fn page(visit: Visit, Query(query): Query<OrderQuery>) -> PageResult {
    let user = visit.user().await?;
    let asked = query.order.trim();
    let mistake = match asked.parse::<GoodsOrderNumber>() {
        _ if asked.is_empty() => None,
        Ok(number) => match visible_order(&visit, user, number).await {
            Ok(_) => return Ok(go(&format!("/pay/{number}"))),
            Err(PageError::NotFound) => Some(Notice::failure("没有这个订单。", "There is no such order.")),
            Err(other) => return Err(other),
        },
        Err(_) => Some(Notice::failure("订单号由数字组成。", "The number of an order is made of digits.")),
    };
    let found = visit.read(move |world| orders(world, user)).await?;
    Ok(number_page(&visit, asked, &found).respond_or_reject(&visit, mistake.as_ref()))
}

/// Renders the form for the number, and the orders that were paid.
fn number_page(visit: &Visit, asked: &str, found: &[(GoodsOrderNumber, GoodsOrder)]) -> Page {
    let label = visit.say("订单号", "Number of the order");
    let hint = visit.say("由商户提供", "The merchant gives it");
    let content = html! {
        section.card.narrow {
            form method="get" action="/pay" {
                (Field { value: asked, hint, ..Field::new("order", label, FieldKind::Digits, 12) }.render())
                p.actions { button type="submit" { (visit.say("下一步", "Next")) } }
            }
        }
        @if !found.is_empty() {
            section.card aria-label=(visit.say("已支付的订单", "Paid orders")) {
                h2 { (visit.say("已支付的订单", "Paid orders")) }
                (paid_table(visit, found))
            }
        }
    };
    Page { section: Section::Payments, title: ("订单支付", "Orders"), content }
}

fn order_facts(visit: &Visit, shown: &ShownOrder) -> Markup {
    facts(&[
        (visit.say("订单号", "Order"), shown.number.to_string()),
        (visit.say("商户", "Merchant"), shown.merchant.clone()),
        (visit.say("商品", "Goods"), shown.order.goods.to_string()),
        (visit.say("金额", "Amount"), amount(visit.language(), shown.order.amount.0.into())),
        (visit.say("状态", "State"), state_name(visit, &shown.order).to_owned()),
    ])
}

/// Renders an order; an open one with the form for its payment.
fn order_page(visit: &Visit, shown: &ShownOrder) -> Page {
    let content = html! {
        section.card.narrow {
            (order_facts(visit, shown))
            @if shown.order.state == GoodsOrderState::Open {
                @if shown.needs_code {
                    p { (visit.say("金额超过限额,需要短信验证码。", "This amount needs a code by short message.")) }
                    (form(visit, &format!("/pay/{}/code", shown.number), visit.say("获取短信验证码", "Send the code"), &html! {}))
                } @else { (payment_form(visit, shown)) }
            }
        }
        p.actions { a.button.second href="/pay" { (visit.say("返回", "Back")) } }
    };
    Page { section: Section::Payments, title: TITLE, content }
}

/// Renders the form for the payment, with the code where one is needed.
fn payment_form(visit: &Visit, shown: &ShownOrder) -> Markup {
    let once = visit.open_form(Draft::GoodsPayment(shown.number));
    let fields = html! {
        (layout::once_token(&once))
        @if shown.needs_code { (code_field(visit)) }
        (pay_password_field(visit))
    };
    form(visit, "/pay/confirm", visit.say("确定", "Confirm"), &fields)
}

fn payment_page(visit: &Visit, shown: &ShownOrder) -> Page {
    let content = html! { section.card.narrow { (order_facts(visit, shown)) (payment_form(visit, shown)) } };
    Page { section: Section::Payments, title: TITLE, content }
}

/// Shows an order.
pub(super) async fn order(visit: Visit, Path(number): Path<String>) -> PageResult {
    let user = visit.user().await?;
    let number: GoodsOrderNumber = number.parse().map_err(|_| PageError::NotFound)?;
    let shown = visible_order(&visit, user, number).await?;
    Ok(order_page(&visit, &shown).respond(&visit))
}

/// Sends a code for the payment of an order.
pub(super) async fn send_code(visit: Visit, Path(number): Path<String>, _form: SentForm) -> PageResult {
    let user = visit.user().await?;
    let number: GoodsOrderNumber = number.parse().map_err(|_| PageError::NotFound)?;
    let shown = visible_order(&visit, user, number).await?;
    match visit.step(move |world| world.send_payment_code(&user, number)).await? {
        Ok(()) => Ok(payment_page(&visit, &shown).respond(&visit)),
        Err(why) => Ok(order_page(&visit, &shown).reject(&visit, &Notice::refused(&why))),
    }
}

/// Pays the order that was confirmed.
pub(super) async fn confirm(visit: Visit, form: SentForm) -> PageResult {
    let user = visit.user().await?;
    let Draft::GoodsPayment(number) = take_draft(&visit, &form, "/pay")? else { return Ok(go("/pay")) };
    let shown = visible_order(&visit, user, number).await?;
    let rejected = |notice: &Notice| Ok(payment_page(&visit, &shown).reject(&visit, notice));
    let code = match (shown.needs_code, read_code(&form)) {
        (false, _) => None,
        (true, Ok(code)) => Some(code),
        (true, Err(notice)) => return rejected(&notice),
    };
    let password = match pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return rejected(&notice),
    };
    let act =
        move |world: &mut World, password| world.pay_goods_order(&user, number, &PaymentSecrets { password, code });
    match visit.attempt_paying(user, password, act).await? {
        Ok(()) => {
            visit.leave(Notice::success("支付成功!", "The order was paid."));
            Ok(go("/pay"))
        }
        Err(why) => rejected(&Notice::refused(&why)),
    }
}
