//! Recharge of the account (充值, 2.4.1): from a scratch card.

use maud::html;

use super::field::{Field, FieldKind, form};
use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::scratch_card::CardDigits;

async fn overview(visit: &Visit) -> Result<Page, super::PageError> {
    let provinces = visit.read(|world| world.platform().settings().terms.provinces.clone()).await?;
    let names = |name: fn(&sim_world::platform::province::Province) -> &'static str, comma: &str| {
        provinces.iter().map(name).collect::<Vec<_>>().join(comma)
    };
    let hint = match visit.language() {
        sim_i18n::Language::Chinese => format!("18 位数字;目前支持{}的充值卡", names(|it| it.chinese(), "、")),
        sim_i18n::Language::English => format!("18 digits; cards of {} are accepted", names(|it| it.english(), ", ")),
    };
    let label = visit.say("充值卡密码", "Digits of the scratch card");
    let field = Field { hint: &hint, ..Field::new("digits", label, FieldKind::Digits, 24) }.render();
    let content = html! {
        div.pair {
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
    Ok(overview(&visit).await?.respond(&visit))
}

/// Recharges from a scratch card.
pub(super) async fn scratch_card(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    visit.check_address()?;
    let digits: String = form.text("digits").split_whitespace().collect();
    let Ok(digits) = digits.parse::<CardDigits>() else {
        let notice = Notice::failure("充值卡密码应为 18 位数字。", "A scratch card has 18 digits.");
        return Ok(overview(&visit).await?.reject(&visit, &notice));
    };
    match visit.step(move |world| world.recharge_from_card(number, &digits)).await? {
        Ok(()) => {
            visit.leave(Notice::success("充值成功!", "The account was recharged."));
            Ok(go("/account"))
        }
        Err(why) => {
            visit.count_wrong_try();
            Ok(overview(&visit).await?.reject(&visit, &Notice::refused(&why)))
        }
    }
}
