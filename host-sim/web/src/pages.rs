//! Pages of the business website, by path, and the errors of a page.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Router, middleware};

use crate::headers::protect;
use crate::keeper::KeeperError;
use crate::notice::Notice;
use crate::route::{Audience, Route, RouteInfo};
use crate::site::Site;
use crate::visit::receive;
use crate::{lab, layout};

mod account;
mod bank;
mod bank_card;
mod bills;
mod confirm;
mod entry_table;
mod field;
mod forgotten;
mod help;
mod home;
mod paying;
mod period;
mod real_name;
mod recharge;
mod registering;
mod security;
mod signing_in;
mod transactions;
mod wallet;
mod withdrawing;

pub(crate) use home::sign_in_form;

/// Greatest number of octets of a form.
pub(crate) const FORM_MOST: usize = 64 * 1024;

/// Reason why a request gets no page of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PageError {
    /// The world cannot be used now.
    #[error("{0}")]
    World(#[from] KeeperError),
    /// Nobody is signed in, or no more.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// A form was not sent from a page of this session.
    #[error("the form was not sent from a page of this session")]
    Forged,
    /// A form that counts once was sent before; its result is on this page.
    #[error("the form was sent before")]
    SentBefore(&'static str),
    /// A form cannot be read.
    #[error("the form cannot be read")]
    Unreadable,
    /// Too many wrong tries came from the address.
    #[error("too many wrong tries; {seconds} s are left")]
    TooManyTries {
        /// Seconds until the address is served again.
        seconds: u64,
    },
    /// There is no such page.
    #[error("there is no such page")]
    NotFound,
}

impl PageError {
    /// Returns the status of the response.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            PageError::World(KeeperError::Fault) => StatusCode::INTERNAL_SERVER_ERROR,
            PageError::World(_) => StatusCode::SERVICE_UNAVAILABLE,
            PageError::SignInNeeded => StatusCode::UNAUTHORIZED,
            PageError::Forged => StatusCode::FORBIDDEN,
            PageError::SentBefore(_) => StatusCode::SEE_OTHER,
            PageError::Unreadable => StatusCode::BAD_REQUEST,
            PageError::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            PageError::NotFound => StatusCode::NOT_FOUND,
        }
    }

    /// Returns the sentence that the page tells.
    pub(crate) fn notice(&self) -> Notice {
        match self {
            PageError::World(KeeperError::InUse) => Notice::failure(
                "世界文件正被其他程序占用,没有做任何更改。请稍后再试。",
                "The world's file is in use by another program. Nothing was changed. Please try again soon.",
            ),
            PageError::World(KeeperError::Gone) => {
                Notice::failure("世界文件已不在原处。", "The world's file is no longer in its place.")
            }
            PageError::World(KeeperError::Damaged) => Notice::failure(
                "世界文件已损坏,或不是本版本的世界。",
                "The world's file is damaged, or belongs to another version.",
            ),
            PageError::World(KeeperError::Unusable) => {
                Notice::failure("世界文件现在不能使用。", "The world's file cannot be used now.")
            }
            PageError::World(KeeperError::Fault) => {
                Notice::failure("程序出错,没有做任何更改。", "A fault of the program. Nothing was changed.")
            }
            PageError::World(KeeperError::Stopped) => Notice::failure("网站正在关闭。", "The website is closing."),
            PageError::SignInNeeded => Notice::hint(
                "请先登录。如果您刚才已登录,则登录已过期,没有做任何更改。",
                "Please sign in first. If you were signed in, the session has ended, and nothing was changed.",
            ),
            PageError::Forged => Notice::failure(
                "这个页面已过期,或请求不是从本网站发出的,没有做任何更改。请重新打开页面。",
                "This page has expired, or the request did not come from this website. Nothing was changed. Please open the \
                 page again.",
            ),
            PageError::SentBefore(_) => Notice::hint("这张表单已经提交过。", "This form was sent before."),
            PageError::Unreadable => Notice::failure("请求无法读取。", "The request cannot be read."),
            PageError::TooManyTries { seconds } => Notice::failure(
                format!("错误次数过多,请在 {seconds} 秒后再试。"),
                format!("There were too many wrong tries. Please try again in {seconds} seconds."),
            ),
            PageError::NotFound => Notice::failure("没有这个页面。", "There is no such page."),
        }
    }
}

impl IntoResponse for PageError {
    /// Makes a response that the layer around all pages renders in the visit's language.
    fn into_response(self) -> Response {
        if let PageError::SentBefore(result) = self {
            return go(result);
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Response of a page, or the reason why there is none.
pub(crate) type PageResult = Result<Response, PageError>;

/// Sends the browser to a page, which it then asks for (POST, redirect, GET).
pub(crate) fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Returns all paths of the server.
pub(crate) fn router(site: Site) -> Router {
    routes()
        .fold(Router::new(), |router, route| route.add_to(router))
        .fallback(async || PageError::NotFound)
        .layer(axum::extract::DefaultBodyLimit::max(FORM_MOST))
        .layer(middleware::from_fn_with_state(site.clone(), receive))
        .layer(middleware::from_fn(protect))
        .with_state(site)
}

/// Description of every route of the server.
pub(crate) static ROUTES: LazyLock<Vec<RouteInfo>> = LazyLock::new(|| routes().map(|route| route.info).collect());

/// Returns every route of the server.
pub(crate) fn routes() -> impl Iterator<Item = Route> {
    let user = |route: Route| route.open_to(Audience::User);
    let own = money_routes().into_iter().chain(payment_routes()).chain(security_routes());
    entrance_routes().into_iter().chain(own.map(user)).chain(lab::routes())
}

/// Returns the routes that are open to everybody.
fn entrance_routes() -> Vec<Route> {
    vec![
        Route::page("/", home::page),
        Route::form("/sign-in", home::page, signing_in::sign_in),
        Route::act("/sign-out", "/", signing_in::sign_out).open_to(Audience::User),
        Route::form("/first-password", signing_in::first_password_page, signing_in::change_first_password),
        Route::form("/register", registering::page, registering::send_code),
        Route::act("/register/check", "/register", registering::check),
        Route::act("/register/finish", "/register", registering::finish),
        Route::form("/forgotten", forgotten::page, forgotten::send_code),
        Route::act("/forgotten/reset", "/forgotten", forgotten::reset),
        Route::page("/help", help::page),
        Route::resource("/style.css", style),
        Route::resource("/icon.svg", icon),
    ]
}

/// Returns the routes about the account and the wallet.
fn money_routes() -> Vec<Route> {
    vec![
        Route::page("/account", account::page),
        Route::page("/recharge", recharge::page),
        Route::act("/recharge/card", "/recharge", recharge::scratch_card),
        Route::act("/recharge/bank", "/recharge", recharge::order_from_bank),
        Route::form("/bank/{order}", bank::page, bank::answer).below("/recharge"),
        Route::page("/wallet", wallet::page),
        Route::act("/wallet/top-up", "/wallet", wallet::top_up),
        Route::act("/wallet/top-up/confirm", "/wallet", wallet::confirm_top_up),
        Route::page("/wallet/records", wallet::records_page),
        Route::form("/withdraw", withdrawing::page, withdrawing::enter),
        Route::act("/withdraw/confirm", "/withdraw", withdrawing::confirm),
        Route::form("/withdraw/card", bank_card::page, bank_card::enter),
        Route::act("/withdraw/card/confirm", "/withdraw/card", bank_card::confirm),
    ]
}

/// Returns the routes about payments and what was paid.
fn payment_routes() -> Vec<Route> {
    vec![
        Route::page("/pay", paying::page),
        Route::act("/pay/confirm", "/pay", paying::confirm),
        Route::page("/pay/{order}", paying::order).below("/pay"),
        Route::act("/pay/{order}/code", "/pay", paying::send_code),
        Route::form("/bills", bills::page, bills::enter),
        Route::act("/bills/confirm", "/bills", bills::confirm),
        Route::page("/transactions", transactions::page),
        Route::page("/transactions/{id}", transactions::detail).below("/transactions"),
    ]
}

/// Returns the routes of the security centre.
fn security_routes() -> Vec<Route> {
    use security::{alias, closing, passwords, phone, questions};

    vec![
        Route::page("/security", security::page),
        Route::form("/security/login-password", passwords::login_page, passwords::change_login),
        Route::form("/security/pay-password", passwords::pay_page, passwords::change_pay),
        Route::form("/security/questions", questions::page, questions::set),
        Route::form("/security/pay-reset", questions::reset_page, questions::reset),
        Route::form("/security/phone", phone::page, phone::set),
        Route::act("/security/phone/resend", "/security/phone", phone::resend),
        Route::form("/security/alias", alias::page, alias::set),
        Route::form("/security/close", closing::page, closing::request),
        Route::act("/security/close/confirm", "/security", closing::confirm),
        Route::form("/real-name", real_name::page, real_name::send_code),
        Route::act("/real-name/finish", "/real-name", real_name::finish),
    ]
}

async fn style() -> impl IntoResponse {
    let kept = "public, max-age=31536000, immutable";
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, kept)], layout::STYLE)
}

async fn icon() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")], layout::ICON)
}
