//! Forgotten login password (忘记密码, 2.6.1.4): by a code to the phone, which then gets a new initial password.

use maud::html;

use super::confirm::take_draft;
use super::field::{Field, FieldKind, code_field, facts, form, read_code};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::account::alias::SignInName;
use sim_world::platform::password::{LoginPassword, NewInitial, Secret};
use sim_world::world::World;

/// Title of both steps.
const TITLE: (&str, &str) = ("忘记登录密码", "Forgotten login password");

fn name_page(visit: &Visit, entered: &str) -> Page {
    let label = visit.say("手机号码或别名", "Mobile number or alias");
    let field = Field { value: entered, ..Field::new("name", label, FieldKind::UserName, 20) }.render();
    let content = html! {
        section.card.narrow {
            p.soft { (visit.say("验证码将以短信发送到账户的手机。", "A message brings a code to the phone of the account.")) }
            (form(visit, "/forgotten", visit.say("获取验证码", "Send the code"), &field))
        }
    };
    Page { section: Section::Entrance, title: TITLE, content }
}

/// Asks for the name.
pub(super) async fn page(visit: Visit) -> PageResult {
    Ok(name_page(&visit, "").respond(&visit))
}

fn code_page(visit: &Visit, name: &SignInName) -> Page {
    let once = visit.open_form(Draft::LoginReset(name.clone()));
    let fields = html! {
        (layout::once_token(&once))
        (facts(&[(visit.say("手机号码或别名", "Mobile number or alias"), name.to_string())]))
        (code_field(visit))
    };
    let content = html! {
        section.card.narrow { (form(visit, "/forgotten/reset", visit.say("确定", "Confirm"), &fields)) }
    };
    Page { section: Section::Entrance, title: TITLE, content }
}

/// Sends a code to the phone of the account.
pub(super) async fn send_code(visit: Visit, form: SentForm) -> PageResult {
    let rejected = |notice: &Notice| Ok(name_page(&visit, form.text("name")).reject(&visit, notice));
    let Ok(name) = form.text("name").parse::<SignInName>() else {
        return rejected(&Notice::failure("请输入手机号码或别名。", "Please enter a mobile number or an alias."));
    };
    let asked = name.clone();
    match visit.attempt_sending(move |world| world.begin_login_reset(&asked)).await? {
        Ok(()) => Ok(code_page(&visit, &name).respond(&visit)),
        Err(why) => rejected(&Notice::refused(&why)),
    }
}

/// Resets the password by the code.
pub(super) async fn reset(visit: Visit, form: SentForm) -> PageResult {
    let Draft::LoginReset(name) = take_draft(&visit, &form, "/")? else { return Ok(go("/forgotten")) };
    let code = match read_code(&form) {
        Ok(code) => code,
        Err(notice) => return Ok(code_page(&visit, &name).reject(&visit, &notice)),
    };
    let asked = name.clone();
    let (salt, mut source) = (visit.draw_salts().0, visit.draw_source());
    let work = move |cost| LoginPassword::draw(&mut source).into_hashed(salt, cost);
    let act = move |world: &mut World, new| world.finish_login_reset(&asked, &code, NewInitial::Prepared(new));
    match visit.attempt(|world| world.platform().books.terms.password_cost, work, act).await? {
        Ok(()) => {
            visit.leave(Notice::success(
                "新的初始登录密码已用短信发送到手机。",
                "A message brings a new initial login password to the phone.",
            ));
            Ok(go("/"))
        }
        Err(why) => Ok(code_page(&visit, &name).reject(&visit, &Notice::refused(&why))),
    }
}
