//! Phone bills (缴话费, 2.7.3): one's own and another's.

use maud::html;
use sim_wire::Fen;

use super::confirm::{self, Confirmation};
use super::field::{Field, FieldKind, form};
use super::wallet::{amount_field, read_amount};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_i18n::amount;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Title of both steps.
const TITLE: (&str, &str) = ("缴话费", "Phone bills");

fn entry_page(visit: &Visit, whose: &str, entered: &str) -> Page {
    let label = visit.say("手机号码", "Mobile number");
    let hint = visit.say("可为本机或他人缴费", "Your own number or another's");
    let fields = html! {
        (Field { value: whose, hint, ..Field::new("number", label, FieldKind::Digits, 11) }.render())
        (amount_field(visit, entered))
        p.soft.small {
            (visit.say(
                "先从充值卡账户扣款,不足部分从现金账户扣款。",
                "The recharge-card sub-account pays first, the cash sub-account the rest.",
            ))
        }
    };
    let content = html! {
        section.card.narrow { (form(visit, "/bills", visit.say("下一步", "Next"), &fields)) }
    };
    Page { section: Section::Bills, title: TITLE, content }
}

/// Asks for number and amount; the own number stands there.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    Ok(entry_page(&visit, &number.to_string(), "").respond(&visit))
}

fn confirmation(visit: &Visit, whose: Msisdn, value: Fen) -> Page {
    let facts = vec![
        (visit.language().of("手机号码", "Mobile number"), whose.to_string()),
        (visit.language().of("金额", "Amount"), amount(visit.language(), value.0.into())),
    ];
    let (path, back) = ("/bills/confirm", "/bills");
    Confirmation { section: Section::Bills, title: TITLE, path, back, facts }
        .page(visit, Draft::Bill { whose, amount: value })
}

/// Takes number and amount, and asks for the pay password.
pub(super) async fn enter(visit: Visit, form: SentForm) -> PageResult {
    visit.user().await?;
    let rejected = |notice: &Notice| {
        let page = entry_page(&visit, form.text("number"), form.text("amount"));
        Ok(page.reject(&visit, notice))
    };
    let Ok(whose) = form.text("number").parse::<Msisdn>() else {
        return rejected(&Notice::failure("请输入 11 位手机号码。", "Please enter a mobile number of 11 digits."));
    };
    match read_amount(&form) {
        Ok(value) => Ok(confirmation(&visit, whose, value).respond(&visit)),
        Err(notice) => rejected(&notice),
    }
}

/// Pays the bill that was confirmed.
pub(super) async fn confirm(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let Draft::Bill { whose, amount: value } = confirm::take_draft(&visit, &form, "/account")? else {
        return Ok(go("/bills"));
    };
    let password = match confirm::pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return Ok(confirmation(&visit, whose, value).reject(&visit, &notice)),
    };
    let act = move |world: &mut World, password| world.pay_site_bill(number, (whose, value), &password);
    match visit.attempt_paying(number, password, act).await? {
        Ok(()) => {
            visit.leave(Notice::success("缴费成功!", "The bill was paid."));
            Ok(go("/account"))
        }
        Err(why) if confirm::is_wrong_password(&why) => {
            Ok(confirmation(&visit, whose, value).reject(&visit, &Notice::refused(&why)))
        }
        Err(why) => {
            let page = entry_page(&visit, &whose.to_string(), "");
            Ok(page.reject(&visit, &Notice::refused(&why)))
        }
    }
}
