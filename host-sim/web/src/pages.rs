//! Pages of the business website, by path, and the errors of a page.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::headers::protect;
use crate::keeper::KeeperError;
use crate::notice::Notice;
use crate::site::Site;
use crate::visit::receive;
use crate::{lab, layout};

mod account;
mod bank;
mod bank_card;
mod bills;
mod confirm;
mod field;
mod forgotten;
mod help;
mod home;
mod paying;
mod real_name;
mod recharge;
mod registering;
mod security;
mod signing_in;
mod transactions;
mod wallet;
mod withdrawing;

/// Greatest number of octets of a form.
const FORM_MOST: usize = 64 * 1024;

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
            PageError::SignInNeeded => Notice::hint("请先登录。", "Please sign in first."),
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
    let pages = Router::new()
        .route("/", get(home::page))
        .route("/sign-in", get(home::page).post(signing_in::sign_in))
        .route("/sign-out", post(signing_in::sign_out))
        .route("/first-password", get(signing_in::first_password_page).post(signing_in::change_first_password))
        .route("/register", get(registering::page).post(registering::send_code))
        .route("/register/check", get(async || go("/register")).post(registering::check))
        .route("/register/finish", get(async || go("/register")).post(registering::finish))
        .route("/forgotten", get(forgotten::page).post(forgotten::send_code))
        .route("/forgotten/reset", get(async || go("/forgotten")).post(forgotten::reset))
        .route("/help", get(help::page));
    pages
        .merge(money_pages())
        .merge(security_pages())
        .nest("/lab", lab::router())
        .route("/style.css", get(style))
        .route("/icon.svg", get(icon))
        .fallback(async || PageError::NotFound)
        .layer(axum::extract::DefaultBodyLimit::max(FORM_MOST))
        .layer(middleware::from_fn_with_state(site.clone(), receive))
        .layer(middleware::from_fn(protect))
        .with_state(site)
}

/// Returns the paths of pages about money.
fn money_pages() -> Router<Site> {
    Router::new()
        .route("/account", get(account::page))
        .route("/recharge", get(recharge::page))
        .route("/recharge/card", get(async || go("/recharge")).post(recharge::scratch_card))
        .route("/recharge/bank", get(async || go("/recharge")).post(recharge::order_from_bank))
        .route("/bank/{order}", get(bank::page).post(bank::answer))
        .route("/pay", get(paying::page))
        .route("/pay/confirm", get(async || go("/pay")).post(paying::confirm))
        .route("/pay/{order}", get(paying::order))
        .route("/pay/{order}/code", get(async || go("/pay")).post(paying::send_code))
        .route("/wallet", get(wallet::page))
        .route("/wallet/top-up", get(async || go("/wallet")).post(wallet::top_up))
        .route("/wallet/top-up/confirm", get(async || go("/wallet")).post(wallet::confirm_top_up))
        .route("/wallet/records", get(wallet::records_page))
        .route("/bills", get(bills::page).post(bills::enter))
        .route("/bills/confirm", get(async || go("/bills")).post(bills::confirm))
        .route("/withdraw", get(withdrawing::page).post(withdrawing::enter))
        .route("/withdraw/confirm", get(async || go("/withdraw")).post(withdrawing::confirm))
        .route("/withdraw/card", get(bank_card::page).post(bank_card::enter))
        .route("/withdraw/card/confirm", get(async || go("/withdraw/card")).post(bank_card::confirm))
        .route("/transactions", get(transactions::page))
        .route("/transactions/{id}", get(transactions::detail))
}

/// Returns the paths of the security centre.
fn security_pages() -> Router<Site> {
    use security::{alias, closing, passwords, phone, questions};

    Router::new()
        .route("/security", get(security::page))
        .route("/security/login-password", get(passwords::login_page).post(passwords::change_login))
        .route("/security/pay-password", get(passwords::pay_page).post(passwords::change_pay))
        .route("/security/questions", get(questions::page).post(questions::set))
        .route("/security/pay-reset", get(questions::reset_page).post(questions::reset))
        .route("/security/phone", get(phone::page).post(phone::set))
        .route("/security/phone/resend", get(async || go("/security/phone")).post(phone::resend))
        .route("/security/alias", get(alias::page).post(alias::set))
        .route("/security/close", get(closing::page).post(closing::request))
        .route("/security/close/confirm", get(async || go("/security")).post(closing::confirm))
        .route("/real-name", get(real_name::page).post(real_name::send_code))
        .route("/real-name/finish", get(async || go("/real-name")).post(real_name::finish))
}

async fn style() -> impl IntoResponse {
    let kept = "public, max-age=31536000, immutable";
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, kept)], layout::STYLE)
}

async fn icon() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")], layout::ICON)
}
