//! Phone that gets a new initial pay password (密保手机号), and the password sent again (2.6.2.1).

use maud::html;

use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::field::{Field, FieldKind, form};
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{NewInitial, PayPassword, Secret};
use sim_world::world::World;

/// Title of the page.
pub(in crate::pages) const TITLE: (&str, &str) = ("密保手机号", "Security phone");

async fn entry_page(visit: &Visit, number: Msisdn, entered: Option<&str>) -> Result<Page, PageError> {
    let known = visit.read(move |world| {
        let account = world.platform().books.accounts.get(&number);
        account.map(|account| (account.security_phone, account.pay_password().is_initial()))
    });
    let (phone, is_initial) = known.await?.ok_or(PageError::SignInNeeded)?;
    let known = phone.map(|phone| phone.to_string()).unwrap_or_default();
    let hint = visit.say("初始支付密码重新下发到这个号码", "A new initial pay password goes to this number");
    let field = Field::new("phone", visit.say("手机号码", "Mobile number"), FieldKind::Digits, 11);
    let field = Field { value: entered.unwrap_or(&known), hint, ..field }.render();
    let content = html! {
        section.card.narrow { (form(visit, "/security/phone", visit.say("确定", "Confirm"), &field)) }
        @if is_initial {
            section.card.narrow {
                h2 { (visit.say("重新下发初始支付密码", "Send the initial pay password again")) }
                (form(visit, "/security/phone/resend", visit.say("重新下发", "Send again"), &html! {}))
            }
        }
    };
    Ok(Page { section: Section::Security, title: TITLE, content })
}

/// Shows the form for the phone.
pub(in crate::pages) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    Ok(entry_page(&visit, number, None).await?.respond(&visit))
}

/// Sets the phone.
pub(in crate::pages) async fn set(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let entered = form.text("phone");
    let Ok(phone) = entered.parse::<Msisdn>() else {
        let notice = Notice::failure("请输入 11 位手机号码。", "Please enter a mobile number of 11 digits.");
        return Ok(entry_page(&visit, number, Some(entered)).await?.reject(&visit, &notice));
    };
    match visit.step(move |world| world.set_security_phone(number, Some(phone))).await? {
        Ok(()) => {
            visit.leave(Notice::success("密保手机号已设置。", "The security phone was set."));
            Ok(go("/security"))
        }
        Err(why) => Ok(entry_page(&visit, number, Some(entered)).await?.reject(&visit, &Notice::refused(&why))),
    }
}

/// Sends the initial pay password again.
pub(in crate::pages) async fn resend(visit: Visit, _form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let (salt, mut source) = (visit.draw_salts().0, visit.draw_source());
    let work = move |cost| PayPassword::draw(&mut source).into_hashed(salt, cost);
    let act = move |world: &mut World, new| world.resend_initial_pay_password(number, NewInitial::Prepared(new));
    match visit.attempt(|world| world.platform().books.terms.password_cost, work, act).await? {
        Ok(()) => {
            visit.leave(Notice::success("初始支付密码已用短信发送。", "A message brings the initial pay password."));
            Ok(go("/security"))
        }
        Err(why) => Ok(entry_page(&visit, number, None).await?.reject(&visit, &Notice::refused(&why))),
    }
}
