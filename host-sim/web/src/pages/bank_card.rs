//! Binding of the bank card to which cash is withdrawn (绑定提现银行卡, 2.5.1).

use maud::html;

use super::confirm::{self, Confirmation};
use super::field::{Field, FieldKind, bank_field, form};
use super::withdrawing::card_name;
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::bank_card::BankCard;
use sim_world::world::World;

/// Title of both steps.
const TITLE: (&str, &str) = ("绑定提现银行卡", "Bind a bank card");

fn entry_page(visit: &Visit, bank: &str, owner: &str) -> Page {
    let (owner_label, number_label) =
        (visit.say("户名", "Owner of the card"), visit.say("银行卡账号", "Number of the card"));
    let owner_hint = visit.say("必须与手机支付账户户名一致", "Must be the holder of this account");
    let number_hint = visit.say("16 至 19 位数字", "16 to 19 digits");
    let fields = html! {
        (bank_field(visit, bank))
        (Field { value: owner, hint: owner_hint, ..Field::new("owner", owner_label, FieldKind::Text, 40) }.render())
        (Field { hint: number_hint, ..Field::new("card", number_label, FieldKind::Digits, 23) }.render())
        p.soft.small {
            (visit.say("最多绑定一张银行卡,每月最多绑定 3 次。", "One card at a time, and at most 3 bindings a month."))
        }
    };
    let content = html! {
        section.card.narrow { (form(visit, "/withdraw/card", visit.say("下一步", "Next"), &fields)) }
    };
    Page { section: Section::Withdrawals, title: TITLE, content }
}

/// Asks for the card.
pub(super) async fn page(visit: Visit) -> PageResult {
    visit.user().await?;
    Ok(entry_page(&visit, "", "").respond(&visit))
}

fn confirmation(visit: &Visit, card: BankCard) -> Page {
    let language = visit.language();
    let facts = vec![
        (language.of("银行卡", "Bank card"), card_name(language, &card)),
        (language.of("户名", "Owner"), card.owner.clone()),
    ];
    let (path, back) = ("/withdraw/card/confirm", "/withdraw/card");
    Confirmation { section: Section::Withdrawals, title: TITLE, path, back, facts }.page(visit, Draft::BankCard(card))
}

/// Takes the card, and asks for the pay password.
pub(super) async fn enter(visit: Visit, form: SentForm) -> PageResult {
    visit.user().await?;
    let digits: String = form.text("card").split_whitespace().collect();
    let owner = form.text("owner").to_owned();
    match (form.text("bank").parse(), digits.parse()) {
        (Ok(bank), Ok(number)) if !owner.is_empty() => {
            Ok(confirmation(&visit, BankCard { bank, number, owner }).respond(&visit))
        }
        _ => {
            let notice = Notice::failure(
                "请选择银行,填写户名和 16 至 19 位的银行卡账号。",
                "Please choose a bank, and enter the owner and a card number of 16 to 19 digits.",
            );
            Ok(entry_page(&visit, form.text("bank"), &owner).reject(&visit, &notice))
        }
    }
}

/// Binds the card that was confirmed.
pub(super) async fn confirm(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let Draft::BankCard(card) = confirm::take_draft(&visit, &form, "/withdraw")? else {
        return Ok(go("/withdraw/card"));
    };
    let password = match confirm::pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return Ok(confirmation(&visit, card).reject(&visit, &notice)),
    };
    let bound = card.clone();
    let act = move |world: &mut World, password| world.bind_bank_card(number, bound, &password);
    match visit.attempt_paying(number, password, act).await? {
        Ok(()) => {
            visit.leave(Notice::success("提现银行卡已设定成功!", "The bank card was bound."));
            Ok(go("/withdraw"))
        }
        Err(why) if confirm::is_wrong_password(&why) => {
            Ok(confirmation(&visit, card).reject(&visit, &Notice::refused(&why)))
        }
        Err(why) => Ok(entry_page(&visit, card.bank.chinese(), &card.owner).reject(&visit, &Notice::refused(&why))),
    }
}
