//! Closing of the account (销户, 2.8): the request, and its confirmation with the pay password.

use maud::html;

use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::confirm::{self, Confirmation};
use crate::pages::field::form;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Title of both steps.
pub(in crate::pages) const TITLE: (&str, &str) = ("销户", "Close the account");

fn request_page(visit: &Visit) -> Page {
    let content = html! {
        section.card.narrow {
            p { (visit.say("销户前请确认:", "Before the account can be closed:")) }
            ul {
                li { (visit.say("手机支付账户余额为零", "both sub-accounts are empty")) }
                li { (visit.say("手机钱包已注销", "the wallet is closed")) }
                li { (visit.say("手机号码状态正常", "the number is in order")) }
                li { (visit.say("没有在途资金和未完成的交易", "no money is under way and no transaction is open")) }
            }
            p.soft {
                (visit.say(
                    "销户后,之前的交易无法退款。",
                    "After closing, earlier transactions cannot be refunded.",
                ))
            }
            (form(visit, "/security/close", visit.say("提交销户请求", "Request closing"), &html! {}))
        }
    };
    Page { section: Section::Security, title: TITLE, content }
}

/// Shows the conditions, with the button for the request.
pub(in crate::pages) async fn page(visit: Visit) -> PageResult {
    visit.user().await?;
    Ok(request_page(&visit).respond(&visit))
}

fn confirmation(visit: &Visit, number: Msisdn) -> Page {
    let facts = vec![(visit.language().of("注销账户", "Account to be closed"), number.to_string())];
    let (path, back) = ("/security/close/confirm", "/security");
    Confirmation { section: Section::Security, title: TITLE, path, back, facts }.page(visit, Draft::Closing)
}

/// Takes the request, and asks for the pay password.
pub(in crate::pages) async fn request(visit: Visit, _form: SentForm) -> PageResult {
    let number = visit.user().await?;
    Ok(confirmation(&visit, number).respond(&visit))
}

/// Closes the account, and signs the user out.
pub(in crate::pages) async fn confirm(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let Draft::Closing = confirm::take_draft(&visit, &form, "/")? else { return Ok(go("/security/close")) };
    let password = match confirm::pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return Ok(confirmation(&visit, number).reject(&visit, &notice)),
    };
    let act = move |world: &mut World, password| world.close_account(number, &password);
    match visit.attempt_paying(number, password, act).await? {
        Ok(()) => {
            visit.sign_out();
            visit.leave(Notice::success("销户成功。", "The account is closed."));
            Ok(go("/"))
        }
        Err(why) if confirm::is_wrong_password(&why) => {
            Ok(confirmation(&visit, number).reject(&visit, &Notice::refused(&why)))
        }
        Err(why) => Ok(request_page(&visit).reject(&visit, &Notice::refused(&why))),
    }
}
