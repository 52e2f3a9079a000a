//! Answers to forms. A form that is sent twice at once, as by a double click, is handled once, and both get one answer.
//! A page that answers a form gets an address of its own (POST, redirect, GET): a browser goes back to it, or loads it
//! again, without sending the form.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};

use crate::keeper::KeeperError;
use crate::notice::Notice;
use crate::pages::{FORM_MOST, PageError, go};
use crate::session::ShownPage;
use crate::visit::Visit;

/// Name of the query that asks for a page that answered a form.
pub(crate) const SHOWN_QUERY: &str = "shown=";

/// Milliseconds for which the answer to a form is the answer to the same form sent again.
const AGAIN_MS: u64 = 10_000;

/// Most answers that are remembered.
const ANSWERS_MOST: usize = 1024;

/// Most octets of a page.
const PAGE_MOST: usize = 1 << 20;

/// Digest of a form that was sent, with its session and its path.
type FormDigest = [u8; 32];

/// Answer to a form: the page to which it leads, the sentence for that page, and the cookies.
#[derive(Clone, Debug)]
struct FormAnswer {
    location: HeaderValue,
    notice: Option<Notice>,
    cookies: Vec<HeaderValue>,
    at: u64,
}

impl FormAnswer {
    /// Returns the answer of a response that leads to a page.
    fn of(response: &Response, notice: Option<Notice>, at: u64) -> Option<FormAnswer> {
        let location = response.headers().get(LOCATION)?.clone();
        let cookies = response.headers().get_all(SET_COOKIE).into_iter().cloned().collect();
        Some(FormAnswer { location, notice, cookies, at })
    }

    fn respond(self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let cookies = self.cookies.into_iter().map(|cookie| (SET_COOKIE, cookie));
        response.headers_mut().extend(cookies.chain([(LOCATION, self.location)]));
        response
    }
}

/// Place of an answer. Whoever handles the form holds its lock, and others wait.
type AnswerPlace = Arc<tokio::sync::Mutex<Option<FormAnswer>>>;

/// Answers to the forms that were sent last.
#[derive(Debug, Default)]
pub(crate) struct AnswerTable(Mutex<HashMap<FormDigest, AnswerPlace>>);

impl AnswerTable {
    fn place(&self, digest: FormDigest, now: u64) -> AnswerPlace {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= ANSWERS_MOST {
            let is_fresh = |answer: &Option<FormAnswer>| answer.as_ref().is_some_and(|answer| is_again(answer, now));
            // One that is locked is being handled.
            table.retain(|_, place| place.try_lock().map_or(true, |answer| is_fresh(&answer)));
        }
        if table.len() >= ANSWERS_MOST {
            table.clear();
        }
        Arc::clone(table.entry(digest).or_default())
    }
}

const fn is_again(answer: &FormAnswer, now: u64) -> bool {
    now.saturating_sub(answer.at) < AGAIN_MS
}

/// Answers a form that a page of this site sent. A browser that leaves meanwhile, as at the second of two clicks, ends
/// nothing: the form is handled to its end, and the answer waits for the form that is sent again.
pub(crate) async fn answer_form(visit: &Visit, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, FORM_MOST).await else {
        return visit.finish(visit.render_error(PageError::Unreadable.into_response()));
    };
    let handled = tokio::spawn(handle_form(visit.clone(), parts, body, next));
    match handled.await {
        Ok(response) => response,
        Err(_) => visit.finish(visit.render_error(PageError::from(KeeperError::Fault).into_response())),
    }
}

/// Handles a form, or returns the answer to the same form that was sent just before.
async fn handle_form(visit: Visit, parts: Parts, body: Bytes, next: Next) -> Response {
    let path = parts.uri.path().to_owned();
    let site = visit.site();
    // Each rendering of a form has a token of its own, so that an equal text is the same form.
    let place = site.answers.place(visit.form_digest(&path, &body), site.now());
    let mut place = place.lock().await;
    if let Some(answer) = place.clone().filter(|answer| is_again(answer, site.now())) {
        // The browser may have asked for the result already, and thrown it away at the second click.
        visit.leave_if_none(answer.notice.clone().map_or_else(Notice::sent_before, Notice::told_again));
        return answer.respond();
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let response = visit.finish(shelve(&visit, &path, visit.render_error(response)).await);
    *place = FormAnswer::of(&response, visit.waiting_notice(), site.now());
    response
}

/// Puts a page that answers a form at an address of its own, and leads there.
async fn shelve(visit: &Visit, path: &str, response: Response) -> Response {
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let kept = [StatusCode::OK, StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::UNPROCESSABLE_ENTITY];
    if !is_page || !kept.contains(&response.status()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match to_bytes(body, PAGE_MOST).await {
        Ok(html) => go(&format!("{path}?{SHOWN_QUERY}{}", visit.keep_page(ShownPage { status: parts.status, html }))),
        Err(_) => PageError::Unreadable.into_response(),
    }
}

/// Returns the page that answered a form, if a request asks for one: again, as often as the browser likes. A page that
/// is forgotten leads to where its form stands.
pub(crate) fn shown_again(visit: &Visit, request: &Request) -> Option<Response> {
    let asked = request.uri().query()?.strip_prefix(SHOWN_QUERY)?;
    Some(match visit.kept_page(asked) {
        Some(page) => (page.status, Html(page.html)).into_response(),
        None => go(visit.start()),
    })
}
