//! Lab page: the world as testers see it, behind a key. The printed address carries the key in its fragment, which a
//! browser sends to nobody: a script of the entrance puts it into a form, and the form is answered with a cookie.
//! Several browsers may use one key.

use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::chance::is_same;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageError, PageResult, go};
use crate::route::{Audience, Route};
use crate::site::Site;
use crate::visit::{Visit, cookie, rendered_cookie};

mod actions;
mod books;
mod cards;
mod changes;
mod counters;
mod marks;
mod page;
mod parts;
mod phone;
mod view;

pub(crate) use marks::PhoneMarks;
pub use phone::screen as phone_screen;

/// Script of the entrance.
const KEY_SCRIPT: &str = include_str!("lab/key.js");

/// Script and style sheet of the lab page.
const LAB_SCRIPT: &str = include_str!("lab/lab.js");
const LAB_STYLE: &str = include_str!("lab/lab.css");

/// Returns the routes of the lab.
pub(crate) fn routes() -> impl Iterator<Item = Route> {
    let entrance = [Route::form("/lab/key", entrance, enter), Route::resource("/lab/key.js", script)];
    let inside = [
        Route::page("/lab", page::page),
        Route::act("/lab/phone", "/lab", actions::press),
        Route::act("/lab/message", "/lab", actions::handle_message),
        Route::act("/lab/clock", "/lab", actions::pass_time),
        Route::act("/lab/shop", "/lab", actions::use_shop),
        Route::act("/lab/hall", "/lab", actions::serve_at_hall),
        Route::act("/lab/text", "/lab", actions::write_text),
        Route::act("/lab/action", "/lab", actions::perform_line),
        Route::resource("/lab/changes", changes::stream),
    ];
    let files = [
        Route::resource("/lab/lab.js", async || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], LAB_SCRIPT)),
        Route::resource("/lab/lab.css", async || ([(CONTENT_TYPE, "text/css; charset=utf-8")], LAB_STYLE)),
    ];
    let inside = inside.into_iter().map(|route| route.open_to(Audience::Tester));
    entrance.into_iter().chain(inside).chain(files)
}

/// Proof that a request comes from a browser that has shown the lab's key.
pub(crate) struct LabPass;

impl<S: Sync> FromRequestParts<S> for LabPass {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<LabPass, Response> {
        let visit = parts.extensions.get::<Visit>().ok_or_else(|| PageError::NotFound.into_response())?;
        let site = visit.site();
        let shown = cookie(&parts.headers, &pass_cookie(site)).unwrap_or_default();
        if is_same(shown.as_bytes(), site.lab_pass().as_bytes()) { Ok(LabPass) } else { Err(go("/lab/key")) }
    }
}

fn pass_cookie(site: &Site) -> String {
    format!("lab-{}", site.host.port())
}

/// Renders the entrance, which asks for the key.
fn entrance_page(visit: &Visit) -> Page {
    let content = html! {
        section.card.narrow {
            p {
                (visit.say(
                    "实验页可以看到和操作这个世界的一切。启动网站时打印的地址里带有密钥。",
                    "The lab page sees and does everything in this world. The address that was printed at the start has its key.",
                ))
            }
            form #key-form method="post" action="/lab/key" {
                (layout::form_token(visit))
                div.field {
                    label for="key" { (visit.say("密钥", "Key")) }
                    input #key type="password" name="key" autocomplete="off" required;
                }
                p.actions { button type="submit" { (visit.say("进入", "Enter")) } }
            }
        }
        script src="/lab/key.js" defer {}
    };
    Page { section: Section::Entrance, title: ("实验页", "Lab"), content }
}

async fn entrance(visit: Visit) -> PageResult {
    Ok(entrance_page(&visit).respond(&visit))
}

async fn enter(visit: Visit, form: SentForm) -> PageResult {
    visit.check_address()?;
    let site = visit.site();
    if !site.is_lab_key(form.text("key")) {
        visit.count_wrong_try();
        let notice = Notice::failure("密钥不正确。", "The key is wrong.");
        return Ok(entrance_page(&visit).reject(&visit, &notice));
    }
    let mut response = go("/lab");
    let pass = rendered_cookie(site, &pass_cookie(site), &site.lab_pass(), "Strict");
    response.headers_mut().extend(pass.map(|pass| (SET_COOKIE, pass)));
    Ok(response)
}

async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], KEY_SCRIPT)
}
