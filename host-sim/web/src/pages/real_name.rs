//! Upgrade to a real-name account (实名信息更新, 2.2.1) by a code, once a hall has completed the data.

use maud::html;

use super::confirm::take_draft;
use super::field::{code_field, facts, form, read_code};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_world::platform::number::Msisdn;

/// Title of both steps.
const TITLE: (&str, &str) = ("实名信息更新", "Real-name upgrade");

async fn request_page(visit: &Visit, number: Msisdn) -> Result<Page, PageError> {
    let is_real_name = visit
        .read(move |world| world.platform().books.accounts.get(&number).is_some_and(|account| account.is_real_name));
    let content = match is_real_name.await? {
        true => html! { p { (visit.say("您已是实名用户。", "This is a real-name account already.")) } },
        false => html! {
            p {
                (visit.say(
                    "请先携带本人手机和身份证件到营业厅补齐基本资料,再用短信验证码升级。",
                    "A business hall completes your data first: bring your phone and your document. Then a code upgrades the \
                     account.",
                ))
            }
            (form(visit, "/real-name", visit.say("获取短信验证码", "Send the code"), &html! {}))
        },
    };
    Ok(Page { section: Section::Account, title: TITLE, content: html! { section.card.narrow { (content) } } })
}

/// Shows the state of the account, with the button for the code.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    Ok(request_page(&visit, number).await?.respond(&visit))
}

fn code_page(visit: &Visit, number: Msisdn) -> Page {
    let once = visit.open_form(Draft::Upgrade);
    let fields = html! {
        (layout::once_token(&once))
        (facts(&[(visit.say("手机号码", "Mobile number"), number.to_string())]))
        (code_field(visit))
    };
    let submit = visit.say("实名信息更新", "Upgrade");
    let content = html! { section.card.narrow { (form(visit, "/real-name/finish", submit, &fields)) } };
    Page { section: Section::Account, title: TITLE, content }
}

/// Sends a code to the phone.
pub(super) async fn send_code(visit: Visit, _form: SentForm) -> PageResult {
    let number = visit.user().await?;
    match visit.step(move |world| world.begin_upgrade(number)).await? {
        Ok(()) => Ok(code_page(&visit, number).respond(&visit)),
        Err(why) => Ok(request_page(&visit, number).await?.reject(&visit, &Notice::refused(&why))),
    }
}

/// Makes the account a real-name one.
pub(super) async fn finish(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let Draft::Upgrade = take_draft(&visit, &form, "/account")? else { return Ok(go("/real-name")) };
    let code = match read_code(&form) {
        Ok(code) => code,
        Err(notice) => return Ok(code_page(&visit, number).reject(&visit, &notice)),
    };
    match visit.attempt_code(move |world| world.finish_upgrade(number, &code)).await? {
        Ok(()) => {
            visit.leave(Notice::success("实名信息更新成功。", "This is a real-name account now."));
            Ok(go("/account"))
        }
        Err(why) => Ok(code_page(&visit, number).reject(&visit, &Notice::refused(&why))),
    }
}
