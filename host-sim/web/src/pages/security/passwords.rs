//! Changes of the login password (2.6.1.2) and of the pay password (2.6.2.2).

use maud::{Markup, html};

use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::field::{Field, FieldKind, form};
use crate::pages::signing_in::{new_password, signed_in_user};
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::account::NumberState;
use sim_world::platform::account::alias::SignInName;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{LoginPassword, PayPassword, Secret};
use sim_world::platform::self_service::SiteLogin;
use sim_world::world::World;

/// Title of the change of the login password.
pub(in crate::pages) const LOGIN: (&str, &str) = ("修改登录密码", "Change the login password");

/// Title of the change of the pay password.
pub(in crate::pages) const PAY: (&str, &str) = ("修改支付密码", "Change the pay password");

/// Renders the fields for an old password and a new one, twice.
fn password_fields(visit: &Visit, most: u8, hint: &str) -> Markup {
    html! {
        (Field::new("old", visit.say("原密码", "Old password"), FieldKind::Password, most).render())
        (Field { hint, ..Field::new("new", visit.say("新密码", "New password"), FieldKind::NewPassword, most) }.render())
        (Field::new("again", visit.say("再次输入新密码", "New password again"), FieldKind::NewPassword, most).render())
    }
}

fn login_form(visit: &Visit) -> Page {
    let hint = visit.say("6 至 16 位字母或数字,区分大小写", "6 to 16 letters or digits; case matters");
    let fields = password_fields(visit, 16, hint);
    let path = "/security/login-password";
    let content = html! { section.card.narrow { (form(visit, path, visit.say("确定", "Confirm"), &fields)) } };
    Page { section: Section::Security, title: LOGIN, content }
}

/// Shows the form for the login password.
pub(in crate::pages) async fn login_page(visit: Visit) -> PageResult {
    visit.user().await?;
    Ok(login_form(&visit).respond(&visit))
}

/// Returns the name with which the user of a number signs in now.
fn sign_in_name(world: &World, number: Msisdn) -> SignInName {
    let accounts = &world.platform().books.accounts;
    let is_cancelled = accounts.subscriber(&number).state == NumberState::Cancelled;
    let alias = accounts.get(&number).and_then(|account| account.alias.clone()).filter(|_| is_cancelled);
    alias.map_or(SignInName::Number(number), SignInName::Alias)
}

/// Changes the login password. The user's other sessions end, and this one goes on under a new number.
pub(in crate::pages) async fn change_login(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let rejected = |notice: &Notice| Ok(login_form(&visit).reject(&visit, notice));
    let old = form.text("old").parse::<LoginPassword>();
    let (old, new) = match (old, new_password(&form)) {
        (_, Err(notice)) => return rejected(&notice),
        (Err(_), _) => return rejected(&Notice::failure("原密码不正确。", "The old password is wrong.")),
        (Ok(old), Ok(new)) => (old, new),
    };
    let salt = visit.draw_salts().0;
    let look = move |world: &World| {
        let (name, books) = (sign_in_name(world, number), &world.platform().books);
        (books.login_hash(&name), books.terms.password_cost, name)
    };
    let work = move |(hash, cost, name)| {
        Ok((SiteLogin { name, password: old.into_compared(&hash) }, new.into_hashed(salt, cost)?))
    };
    let act = |world: &mut World, (old, new): (SiteLogin, LoginPassword)| {
        world.change_login_password(&old, &new)?;
        Ok(signed_in_user(world, &old.name))
    };
    match visit.attempt(look, work, act).await? {
        Ok(user) => {
            user.into_iter().for_each(|user| visit.sign_in(user));
            visit.leave(Notice::success("登录密码已修改。", "The login password was changed."));
            Ok(go("/security"))
        }
        Err(why) => rejected(&Notice::refused(&why)),
    }
}

fn pay_form(visit: &Visit) -> Page {
    let fields = password_fields(visit, 6, visit.say("6 位数字", "6 digits"));
    let path = "/security/pay-password";
    let content = html! { section.card.narrow { (form(visit, path, visit.say("确定", "Confirm"), &fields)) } };
    Page { section: Section::Security, title: PAY, content }
}

/// Shows the form for the pay password.
pub(in crate::pages) async fn pay_page(visit: Visit) -> PageResult {
    visit.user().await?;
    Ok(pay_form(&visit).respond(&visit))
}

/// Changes the pay password.
pub(in crate::pages) async fn change_pay(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let rejected = |notice: &Notice| Ok(pay_form(&visit).reject(&visit, notice));
    let digits = |name: &str| form.text(name).parse::<PayPassword>();
    let (Ok(old), Ok(new)) = (digits("old"), digits("new")) else {
        return rejected(&Notice::failure("支付密码应为 6 位数字。", "A pay password has 6 digits."));
    };
    if form.text("new") != form.text("again") {
        return rejected(&Notice::failure("两次输入的新密码不一致。", "The two new passwords differ."));
    }
    let salt = visit.draw_salts().0;
    let look = move |world: &World| {
        let books = &world.platform().books;
        (books.pay_hash(&number), books.terms.password_cost)
    };
    let work = move |(hash, cost)| Ok((old.into_compared(&hash), new.into_hashed(salt, cost)?));
    let act =
        move |world: &mut World, (old, new): (PayPassword, PayPassword)| world.change_pay_password(number, &old, &new);
    match visit.attempt(look, work, act).await? {
        Ok(()) => {
            visit.leave(Notice::success("支付密码已修改。", "The pay password was changed."));
            Ok(go("/security"))
        }
        Err(why) => rejected(&Notice::refused(&why)),
    }
}
