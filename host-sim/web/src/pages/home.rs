//! Home page: signing in, and the ways to register and to a new password (2.3).

use maud::{Markup, html};

use crate::layout::{self, Page, Section};
use crate::pages::{PageResult, go};
use crate::visit::Visit;

/// Renders the form for signing in; `name` is what was entered before, and `next` the path to which it leads.
pub(crate) fn sign_in_form(visit: &Visit, name: &str, next: &str) -> Markup {
    html! {
        form method="post" action="/sign-in" {
            (layout::form_token(visit))
            @if next != "/" { input type="hidden" name="next" value=(next); }
            div.field {
                label for="name" { (visit.say("手机号码或别名", "Mobile number or alias")) }
                input #name type="text" name="name" value=(name) autocomplete="username" required maxlength="20";
            }
            div.field {
                label for="password" { (visit.say("登录密码", "Login password")) }
                input #password type="password" name="password" autocomplete="current-password" required maxlength="16";
                p.hint { (visit.say("6 至 16 位字母或数字,区分大小写", "6 to 16 letters or digits; case matters")) }
            }
            p.actions {
                button type="submit" { (visit.say("登录", "Sign in")) }
                a href="/forgotten" { (visit.say("忘记密码", "Forgotten password")) }
            }
        }
    }
}

/// Renders the home page; `name` and `next` are those of the form for signing in.
pub(super) fn home(visit: &Visit, name: &str, next: &str) -> Page {
    let content = html! {
        div.pair {
            section.card {
                h2 { (visit.say("登录", "Sign in")) }
                (sign_in_form(visit, name, next))
            }
            section.card {
                h2 { (visit.say("手机支付", "Mobile payment")) }
                p {
                    (visit.say(
                        "一个账户,现金和充值卡两个子账户:网上购物、缴话费、充值手机钱包、提现到银行卡。",
                        "One account with a cash and a recharge-card part: pay online, pay phone bills, top up the wallet, \
                         withdraw to a bank card.",
                    ))
                }
                p.actions { a.button.second href="/register" { (visit.say("注册", "Register")) } }
            }
        }
    };
    Page { section: Section::Entrance, title: ("欢迎使用手机支付", "Welcome to Mobile Payment"), content }
}

/// Shows the home page; a user who is signed in comes to the account.
pub(super) async fn page(visit: Visit) -> PageResult {
    if visit.shown_user().is_some() {
        return Ok(go("/account"));
    }
    Ok(home(&visit, "", "/").respond(&visit))
}
