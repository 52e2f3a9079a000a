//! Registration on the website (网站开通, 2.2): the number, the code that its phone gets, the service agreement, the
//! personal data for confirmation.

use maud::html;

use super::confirm::take_draft;
use super::field::{Field, FieldKind, code_field, facts, form, read_code};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{Initials, NewInitial};
use sim_world::platform::registration::{AgreementAnswer, PersonalData};
use sim_world::world::World;

/// Title of all steps.
const TITLE: (&str, &str) = ("注册手机支付", "Register for Mobile Payment");

fn number_page(visit: &Visit, entered: &str) -> Page {
    let label = visit.say("手机号码", "Mobile number");
    let field = Field { value: entered, ..Field::new("number", label, FieldKind::Digits, 11) }.render();
    let content = html! {
        section.card.narrow {
            p.soft { (visit.say("验证码将以短信发送到这个号码。", "A message brings a code to this number.")) }
            (form(visit, "/register", visit.say("获取手机验证码", "Send the code"), &field))
        }
    };
    Page { section: Section::Entrance, title: TITLE, content }
}

/// Asks for the number.
pub(super) async fn page(visit: Visit) -> PageResult {
    Ok(number_page(&visit, "").respond(&visit))
}

fn code_page(visit: &Visit, number: Msisdn) -> Page {
    let once = visit.open_form(Draft::Registration(number));
    let fields = html! {
        (layout::once_token(&once))
        (facts(&[(visit.say("手机号码", "Mobile number"), number.to_string())]))
        (code_field(visit))
        div.choice {
            input #agree type="checkbox" name="agree" value="yes";
            label for="agree" {
                (visit.say("我已阅读并同意", "I have read and agree to the "))
                a href="/help#agreement" { (visit.say("手机支付业务客户服务协议", "service agreement")) }
            }
        }
    };
    let content = html! {
        section.card.narrow { (form(visit, "/register/check", visit.say("下一步", "Next"), &fields)) }
    };
    Page { section: Section::Entrance, title: TITLE, content }
}

/// Sends a code to the number.
pub(super) async fn send_code(visit: Visit, form: SentForm) -> PageResult {
    let rejected = |notice: &Notice| Ok(number_page(&visit, form.text("number")).reject(&visit, notice));
    let Ok(number) = form.text("number").parse::<Msisdn>() else {
        return rejected(&Notice::failure("请输入 11 位手机号码。", "Please enter a mobile number of 11 digits."));
    };
    match visit.attempt_sending(move |world| world.begin_registration(&number)).await? {
        Ok(()) => Ok(code_page(&visit, number).respond(&visit)),
        Err(why) => rejected(&Notice::refused(&why)),
    }
}

/// Names the kind of an account.
pub(super) fn account_kind(visit: &Visit, is_real_name: bool) -> &'static str {
    match is_real_name {
        true => visit.language().of("实名账户", "real-name account"),
        false => visit.language().of("非实名账户", "not a real-name account"),
    }
}

fn data_page(visit: &Visit, data: &PersonalData, draft: Draft) -> Page {
    let once = visit.open_form(draft);
    let none = visit.say("没有登记", "not registered");
    let name = data.holder.as_ref().map_or(none, |holder| holder.name());
    let rows = [
        (visit.say("手机号码", "Mobile number"), data.number.to_string()),
        (visit.say("姓名", "Name"), name.to_owned()),
        (visit.say("账户类型", "Kind of account"), account_kind(visit, data.is_real_name).to_owned()),
    ];
    let content = html! {
        section.card.narrow {
            p { (visit.say("请确认个人信息。", "Please confirm the personal data.")) }
            (facts(&rows))
            (form(visit, "/register/finish", visit.say("完成", "Finish"), &layout::once_token(&once)))
        }
    };
    Page { section: Section::Entrance, title: TITLE, content }
}

/// Checks the code and the agreement, and shows the personal data.
pub(super) async fn check(visit: Visit, form: SentForm) -> PageResult {
    let Draft::Registration(number) = take_draft(&visit, &form, "/register")? else { return Ok(go("/register")) };
    let rejected = |notice: &Notice| Ok(code_page(&visit, number).reject(&visit, notice));
    if !form.has("agree") {
        let notice = "请阅读并同意客户服务协议。";
        return rejected(&Notice::failure(notice, "Please read the service agreement and agree to it."));
    }
    let code = match read_code(&form) {
        Ok(code) => code,
        Err(notice) => return rejected(&notice),
    };
    let draft = Draft::CheckedRegistration { number, code: code.clone() };
    match visit.attempt_code(move |world| world.check_registration(&number, &code)).await? {
        Ok(data) => Ok(data_page(&visit, &data, draft).respond(&visit)),
        Err(why) => rejected(&Notice::refused(&why)),
    }
}

/// Opens the account.
pub(super) async fn finish(visit: Visit, form: SentForm) -> PageResult {
    let Draft::CheckedRegistration { number, code } = take_draft(&visit, &form, "/")? else {
        return Ok(go("/register"));
    };
    let (salts, mut source) = (visit.draw_salts(), visit.draw_source());
    let work = move |cost| Initials::draw(&mut source).into_hashed(salts, cost);
    let act = move |world: &mut World, initials| {
        let answer = (AgreementAnswer::Agreed, NewInitial::Prepared(initials));
        world.finish_registration(&number, &code, answer)
    };
    match visit.attempt(|world| world.platform().books.terms.password_cost, work, act).await? {
        Ok(()) => {
            visit.leave(Notice::success(
                "开户成功!初始登录密码和支付密码已用短信发送,请登录并修改。",
                "The account is open. A message brings the initial passwords. Please sign in and change them.",
            ));
            Ok(go("/"))
        }
        Err(why) => {
            visit.leave(Notice::refused(&why));
            Ok(go("/register"))
        }
    }
}
