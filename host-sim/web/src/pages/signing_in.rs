//! Signing in by number or alias, the first change of the login password, and signing out (2.3, 2.6.1).

use maud::html;

use super::home;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, ROUTES, go};
use crate::route::{Audience, RouteInfo};
use crate::session::SignedInUser;
use crate::visit::Visit;
use sim_world::platform::account::alias::SignInName;
use sim_world::platform::error::PlatformError;
use sim_world::platform::notices::DeclinedError;
use sim_world::platform::password::{LoginPassword, Secret, StoredHash};
use sim_world::platform::self_service::SiteLogin;
use sim_world::world::{World, WorldError};

/// Returns the user of a name whose login password was right just now.
pub(super) fn signed_in_user(world: &World, name: &SignInName) -> Option<SignedInUser> {
    let accounts = &world.platform().books.accounts;
    let number = accounts.user(name).ok()?;
    let login = accounts.get(&number)?.login_password().clone();
    Some(SignedInUser { number, login })
}

/// Returns the notice for a name or password that is none, that leads to no account, or that is locked. It does not
/// tell which, so that nobody learns which names there are.
fn wrong_login() -> Notice {
    Notice::failure(
        "号码、别名或密码不正确,或密码已锁定。连续输错 5 次锁定 24 小时;号码销号后请用别名登录。",
        "The number, the alias or the password is wrong, or the password is locked. Five wrong tries in a row lock it for \
         a day. Once the number is cancelled, the alias signs in.",
    )
}

/// Returns the notice for a refused sign-in.
fn refused(why: &WorldError) -> Notice {
    match why {
        WorldError::NoSuchPerson(_)
        | WorldError::Refused(DeclinedError::Books(
            PlatformError::NoAccount
            | PlatformError::AliasNeeded
            | PlatformError::AliasTooEarly
            | PlatformError::PasswordWrong { .. }
            | PlatformError::PasswordLocked { .. },
        )) => wrong_login(),
        why => Notice::refused(why),
    }
}

/// Compares the password of a login beside the world, in an attempt.
fn compared(login: SiteLogin, hash: &StoredHash) -> SiteLogin {
    SiteLogin { password: login.password.into_compared(hash), ..login }
}

/// Returns the login of a form, if both fields can be one.
fn login(form: &SentForm, password: &str) -> Option<SiteLogin> {
    let name: SignInName = form.text("name").parse().ok()?;
    let password: LoginPassword = form.text(password).parse().ok()?;
    Some(SiteLogin { name, password })
}

/// Returns the page to which a sign-in leads: the one that was asked for, if users have it, else the account.
fn next_page(asked: &str) -> &str {
    let is_for_user = |route: &&RouteInfo| route.audience == Audience::User && route.is_page();
    let known = ROUTES.iter().filter(is_for_user).any(|route| route.is_at(asked));
    if known { asked } else { "/account" }
}

/// Signs a user in. An initial password leads to its change.
pub(super) async fn sign_in(visit: Visit, form: SentForm) -> PageResult {
    visit.check_address()?;
    let rejected =
        |notice: &Notice| Ok(home::home(&visit, form.text("name"), form.text("next")).reject(&visit, notice));
    let Some(login) = login(&form, "password") else {
        visit.count_wrong_try();
        return rejected(&wrong_login());
    };
    let name = login.name.clone();
    let look = move |world: &World| world.platform().books.login_hash(&name);
    let act = |world: &mut World, login: SiteLogin| {
        world.sign_in(&login)?;
        Ok(signed_in_user(world, &login.name))
    };
    match visit.attempt(look, move |hash| Ok(compared(login, &hash)), act).await? {
        Ok(Some(user)) => {
            visit.sign_in(user);
            Ok(go(next_page(form.text("next"))))
        }
        Ok(None) => rejected(&wrong_login()),
        Err(WorldError::Refused(DeclinedError::Books(PlatformError::PasswordInitial))) => {
            visit.leave(Notice::hint(
                "这是初始登录密码。请先修改,然后才能使用网站。",
                "This is the initial login password. Please change it first; then the website can be used.",
            ));
            Ok(go("/first-password"))
        }
        Err(why) => rejected(&refused(&why)),
    }
}

/// Signs the user out.
pub(super) async fn sign_out(visit: Visit, _form: SentForm) -> PageResult {
    visit.user().await?;
    visit.sign_out();
    visit.leave(Notice::success("您已退出。", "You are signed out."));
    Ok(go("/"))
}

fn first_password(visit: &Visit, name: &str) -> Page {
    let password = |name: &'static str, label: &str, complete: &'static str| {
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) type="password" name=(name) autocomplete=(complete) required maxlength="16";
            }
        }
    };
    let content = html! {
        section.card.narrow {
            form method="post" action="/first-password" {
                (layout::form_token(visit))
                div.field {
                    label for="name" { (visit.say("手机号码或别名", "Mobile number or alias")) }
                    input #name type="text" name="name" value=(name) autocomplete="username" required maxlength="20";
                }
                (password("old", visit.say("短信中的初始登录密码", "Initial login password from the message"), "current-password"))
                (password("new", visit.say("新登录密码", "New login password"), "new-password"))
                (password("again", visit.say("再次输入新登录密码", "New login password again"), "new-password"))
                p.soft.small { (visit.say("6 至 16 位字母或数字,区分大小写", "6 to 16 letters or digits; case matters")) }
                p.actions { button type="submit" { (visit.say("确定", "Confirm")) } }
            }
        }
    };
    Page {
        section: Section::Entrance, title: ("修改初始登录密码", "Change the initial login password"), content
    }
}

/// Shows the form for the first change of the login password.
pub(super) async fn first_password_page(visit: Visit) -> PageResult {
    Ok(first_password(&visit, "").respond(&visit))
}

/// Reads a new password that was entered twice.
pub(super) fn new_password(form: &SentForm) -> Result<LoginPassword, Notice> {
    let password: LoginPassword = form.text("new").parse().map_err(|_| {
        Notice::failure("登录密码应为 6 至 16 位字母或数字。", "A login password has 6 to 16 letters or digits.")
    })?;
    if form.text("new") == form.text("again") {
        Ok(password)
    } else {
        Err(Notice::failure("两次输入的新密码不一致。", "The two new passwords differ."))
    }
}

/// Changes the initial login password, and signs the user in.
pub(super) async fn change_first_password(visit: Visit, form: SentForm) -> PageResult {
    visit.check_address()?;
    let rejected = |notice: &Notice| Ok(first_password(&visit, form.text("name")).reject(&visit, notice));
    let Some(old) = login(&form, "old") else {
        visit.count_wrong_try();
        return rejected(&wrong_login());
    };
    let new = match new_password(&form) {
        Ok(new) => new,
        Err(notice) => return rejected(&notice),
    };
    let (name, salt) = (old.name.clone(), visit.draw_salts().0);
    let look = move |world: &World| {
        let books = &world.platform().books;
        (books.login_hash(&name), books.terms.password_cost)
    };
    let work = move |(hash, cost)| Ok((compared(old, &hash), new.into_hashed(salt, cost)?));
    let act = |world: &mut World, (old, new): (SiteLogin, LoginPassword)| {
        world.change_login_password(&old, &new)?;
        Ok(signed_in_user(world, &old.name))
    };
    match visit.attempt(look, work, act).await? {
        Ok(Some(user)) => {
            visit.sign_in(user);
            visit.leave(Notice::success("登录密码已修改。", "The login password was changed."));
            Ok(go("/account"))
        }
        Ok(None) => rejected(&wrong_login()),
        Err(why) => rejected(&refused(&why)),
    }
}
