//! Recharge (充值, 2.4.1): from a bank, to the account or to the wallet (3.2.1.2), and from a scratch card.

use maud::{Markup, html};

use super::field::{Field, FieldKind, bank_field, form};
use super::wallet::{amount_field, read_amount};
use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_i18n::Language;
use sim_world::platform::bank::{BankPayment, BankReply};
use sim_world::platform::bank_order::BankOrderTarget;
use sim_world::platform::province::Province;
use sim_world::platform::scratch_card::CardDigits;

/// Recipients of a bank's money, with the value of the form's field.
const TARGETS: [(&str, BankOrderTarget); 2] =
    [("account", BankOrderTarget::Account), ("wallet", BankOrderTarget::Wallet)];

fn bank_form(visit: &Visit, bank: &str, entered: &str) -> Markup {
    let fields = html! {
        fieldset {
            legend { (visit.say("充值到", "To")) }
            @for (value, target) in TARGETS {
                div.choice {
                    input id=(value) type="radio" name="target" value=(value) checked[target == BankOrderTarget::Account];
                    label for=(value) { (super::bank::target_name(visit, target)) }
                }
            }
        }
        (bank_field(visit, bank))
        (amount_field(visit, entered))
    };
    form(visit, "/recharge/bank", visit.say("提交", "Submit"), &fields)
}

/// Renders the sentence about the provinces whose cards are accepted.
fn card_hint(language: Language, provinces: &[Province]) -> String {
    match language {
        Language::Chinese => {
            let names: Vec<_> = provinces.iter().map(|province| province.chinese()).collect();
            format!("18 位数字;目前支持{}的充值卡", names.join("、"))
        }
        Language::English => {
            let names: Vec<_> = provinces.iter().map(|province| province.english()).collect();
            format!("18 digits; cards of {} are accepted", names.join(", "))
        }
    }
}

async fn overview(visit: &Visit, bank: &str, entered: &str) -> Result<Page, PageError> {
    let provinces = visit.read(|world| world.platform().settings().terms.provinces.clone()).await?;
    let hint = card_hint(visit.language(), &provinces);
    let label = visit.say("充值卡密码", "Digits of the scratch card");
    let field = Field { hint: &hint, ..Field::new("digits", label, FieldKind::Digits, 24) }.render();
    let content = html! {
        div.pair {
            section.card {
                h2 { (visit.say("网银充值", "From a bank")) }
                (bank_form(visit, bank, entered))
            }
            section.card {
                h2 { (visit.say("充值卡充值", "Scratch card")) }
                p.soft { (visit.say("充入充值卡账户", "To the recharge-card sub-account")) }
                (form(visit, "/recharge/card", visit.say("提交", "Submit"), &field))
            }
        }
    };
    Ok(Page { section: Section::Recharge, title: ("充值", "Recharge"), content })
}

/// Shows the ways to recharge.
pub(super) async fn page(visit: Visit) -> PageResult {
    visit.user().await?;
    Ok(overview(&visit, "", "").await?.respond(&visit))
}

/// Opens an order to a bank, and leads to the bank's page.
pub(super) async fn order_from_bank(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let (bank, entered) = (form.text("bank"), form.text("amount"));
    let target = TARGETS.iter().find(|(value, _)| *value == form.text("target")).map(|(_, target)| *target);
    let read = match (bank.parse(), target, read_amount(&form)) {
        (Ok(bank), Some(target), Ok(amount)) => Ok(BankPayment { bank, amount, target, reply: BankReply::Silence }),
        (Ok(_), Some(_), Err(notice)) => Err(notice),
        _ => Err(Notice::failure("请选择银行和充值账户。", "Please choose a bank and the account.")),
    };
    let notice = match read {
        Ok(payment) => match visit.step(move |world| world.draw_from_bank(&number, payment)).await? {
            Ok(order) => return Ok(go(&format!("/bank/{order}"))),
            Err(why) => Notice::refused(&why),
        },
        Err(notice) => notice,
    };
    Ok(overview(&visit, bank, entered).await?.reject(&visit, &notice))
}

/// Recharges from a scratch card.
pub(super) async fn scratch_card(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let digits: String = form.text("digits").split_whitespace().collect();
    let Ok(digits) = digits.parse::<CardDigits>() else {
        let notice = Notice::failure("充值卡密码应为 18 位数字。", "A scratch card has 18 digits.");
        return Ok(overview(&visit, "", "").await?.reject(&visit, &notice));
    };
    match visit.attempt_code(move |world| world.recharge_from_card(number, &digits)).await? {
        Ok(()) => {
            visit.leave(Notice::success("充值成功!", "The account was recharged."));
            Ok(go("/account"))
        }
        Err(why) => Ok(overview(&visit, "", "").await?.reject(&visit, &Notice::refused(&why))),
    }
}
