//! Frame of every page: head, navigation, message, content. One style sheet for light and dark screens.

use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use blake2::{Blake2s256, Digest as _};
use maud::{DOCTYPE, Markup, html};

use crate::form::{ONCE_FIELD, TOKEN_FIELD};
use crate::notice::{Notice, Tone};
use crate::pages::{PageError, sign_in_form};
use crate::visit::Visit;
use sim_i18n::Language;

/// Style sheet of all pages.
pub(crate) const STYLE: &str = include_str!("layout/style.css");

/// Picture of the site in a browser's tab.
pub(crate) const ICON: &str = include_str!("layout/icon.svg");

/// Address of the style sheet, which changes with its content.
static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let hash = hex::encode(Blake2s256::digest(STYLE.as_bytes()));
    format!("/style.css?v={}", hash.get(..12).unwrap_or_default())
});

/// Part of the site to which a page belongs, by which the navigation marks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Pages outside of the navigation.
    Entrance,
    /// My account (我的手机支付).
    Account,
    /// Recharge (充值).
    Recharge,
    /// Wallet (手机钱包).
    Wallet,
    /// Payments of merchants' orders (订单支付).
    Payments,
    /// Phone bills (缴话费).
    Bills,
    /// Withdrawals (提现).
    Withdrawals,
    /// Transactions (交易管理).
    Transactions,
    /// Security centre (安全中心).
    Security,
    /// Help (帮助中心).
    Help,
}

impl Section {
    /// Sections in the navigation of a user who is signed in, with their paths and names.
    const ALL: [(Section, &'static str, &'static str, &'static str); 9] = [
        (Section::Account, "/account", "我的手机支付", "My account"),
        (Section::Recharge, "/recharge", "充值", "Recharge"),
        (Section::Wallet, "/wallet", "手机钱包", "Wallet"),
        (Section::Payments, "/pay", "订单支付", "Orders"),
        (Section::Bills, "/bills", "缴话费", "Phone bills"),
        (Section::Withdrawals, "/withdraw", "提现", "Withdraw"),
        (Section::Transactions, "/transactions", "交易管理", "Transactions"),
        (Section::Security, "/security", "安全中心", "Security"),
        (Section::Help, "/help", "帮助中心", "Help"),
    ];
}

/// Page to be rendered in its frame.
pub(crate) struct Page {
    pub(crate) section: Section,
    /// Title in Chinese and in English.
    pub(crate) title: (&'static str, &'static str),
    pub(crate) content: Markup,
}

impl Page {
    /// Renders the page for a visit.
    pub(crate) fn respond(self, visit: &Visit) -> Response {
        let notice = visit.take_notice();
        self.with(visit, StatusCode::OK, notice.as_ref())
    }

    /// Renders the page for a visit whose form was not accepted; `notice` says why.
    pub(crate) fn reject(self, visit: &Visit, notice: &Notice) -> Response {
        self.with(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(notice))
    }

    /// Renders the page for a visit whose question was not understood, if `mistake` says so.
    pub(crate) fn respond_or_reject(self, visit: &Visit, mistake: Option<&Notice>) -> Response {
        match mistake {
            Some(mistake) => self.reject(visit, mistake),
            None => self.respond(visit),
        }
    }

    fn with(self, visit: &Visit, status: StatusCode, notice: Option<&Notice>) -> Response {
        (status, Html(frame(visit, &self, notice).into_string())).into_response()
    }
}

/// Renders the page of an error.
pub(crate) fn error_page(visit: &Visit, error: &PageError) -> Response {
    let page = match error {
        PageError::SignInNeeded => Page {
            section: Section::Entrance,
            title: ("请登录", "Please sign in"),
            content: html! { section.card.narrow { (sign_in_form(visit, "", visit.place())) } },
        },
        _ => {
            let content = html! {
                p.actions {
                    @if visit.start() != "/" { a.button href=(visit.start()) { (visit.say("返回", "Back")) } }
                    a.button.second href="/" { (visit.say("返回首页", "Go to the home page")) }
                }
            };
            Page { section: Section::Entrance, title: ("出现问题", "Something is wrong"), content }
        }
    };
    let mut response = page.with(visit, error.status(), Some(&error.notice()));
    if let PageError::TooManyTries { seconds } = error {
        let after = HeaderValue::from_str(&seconds.to_string()).ok();
        response.headers_mut().extend(after.map(|after| (axum::http::header::RETRY_AFTER, after)));
    }
    response
}

/// Returns the address of the style sheet.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// Renders the fields that every form carries: the session's token, and what tells this rendering from any other.
pub(crate) fn form_token(visit: &Visit) -> Markup {
    let rendering = hex::encode(visit.site().chance.draw());
    let rendering = rendering.get(..16).unwrap_or_default();
    html! { input type="hidden" name=(TOKEN_FIELD) value={ (visit.form_token()) "." (rendering) }; }
}

/// Renders the field of a form that counts once.
pub(crate) fn once_token(token: &str) -> Markup {
    html! { input type="hidden" name=(ONCE_FIELD) value=(token); }
}

/// Renders a sentence at the top of a page, which screen readers speak at once.
fn message(visit: &Visit, notice: Option<&Notice>) -> Markup {
    let class = |tone| match tone {
        Tone::Success => "message good",
        Tone::Failure => "message bad",
        Tone::Hint => "message",
    };
    html! {
        div.messages role="status" aria-live="polite" {
            @if let Some(notice) = notice {
                p class=(class(notice.tone)) { (notice.text(visit.language())) }
            }
        }
    }
}

fn frame(visit: &Visit, page: &Page, notice: Option<&Notice>) -> Markup {
    let title = visit.say(page.title.0, page.title.1);
    html! {
        (DOCTYPE)
        html lang=(html_language(visit.language())) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (visit.say("手机支付", "Mobile Payment")) }
                link rel="stylesheet" href=(style_address());
                link rel="icon" type="image/svg+xml" href="/icon.svg";
            }
            body {
                a.skip href="#content" { (visit.say("跳到正文", "Skip to the content")) }
                (head_bar(visit))
                @if visit.shown_user().is_some() { (navigation(visit, page.section)) }
                main #content tabindex="-1" {
                    h1 { (title) }
                    (message(visit, notice))
                    (page.content)
                }
                footer {
                    p {
                        (visit.say("客服电话 10086 · 短信指令 10658888", "Customer care 10086 · text orders to 10658888"))
                        " · " a href="/help" { (visit.say("帮助", "Help")) }
                    }
                }
            }
        }
    }
}

/// Returns the language as HTML names it.
const fn html_language(language: Language) -> &'static str {
    language.of("zh-CN", "en")
}

fn head_bar(visit: &Visit) -> Markup {
    let user = visit.shown_user();
    html! {
        header.bar {
            a.brand href=(if user.is_some() { "/account" } else { "/" }) {
                span.mark aria-hidden="true" {}
                (visit.say("手机支付", "Mobile Payment"))
            }
            div.tools {
                @if let Some(number) = user {
                    span.who { (number) }
                    form method="post" action="/sign-out" {
                        (form_token(visit))
                        button.plain type="submit" { (visit.say("退出", "Sign out")) }
                    }
                }
                (language_switch(visit))
            }
        }
    }
}

/// Renders the choice of the language; each language is named in itself.
fn language_switch(visit: &Visit) -> Markup {
    let link = |language: Language, name: &str| {
        let is_current = visit.language() == language;
        html! {
            a href=(visit.path_in(language)) lang=(html_language(language)) hreflang=(html_language(language))
                aria-current=[is_current.then_some("true")] { (name) }
        }
    };
    html! {
        nav.languages aria-label=(visit.say("语言", "Language")) {
            (link(Language::Chinese, "中文"))
            (link(Language::English, "English"))
        }
    }
}

fn navigation(visit: &Visit, current: Section) -> Markup {
    html! {
        nav.sections aria-label=(visit.say("业务", "Services")) {
            ul {
                @for (section, path, chinese, english) in Section::ALL {
                    li {
                        a href=(path) aria-current=[(section == current).then_some("page")] {
                            (visit.say(chinese, english))
                        }
                    }
                }
            }
        }
    }
}
