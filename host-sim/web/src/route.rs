//! Routes of the server: what stands at which path, and for whom. The router is made of them, and the tests ask the
//! same table which pages there are.

use axum::Router;
use axum::handler::Handler;
use axum::response::Redirect;
use axum::routing::{MethodRouter, get};

use crate::site::Site;

/// Visitors who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Everybody.
    Anybody,
    /// Users who are signed in.
    User,
    /// Testers, who have shown the lab's key.
    Tester,
}

/// Kind of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteKind {
    /// Page that is asked for (GET).
    Page,
    /// Page that is asked for, and whose form is sent to the same path (GET and POST).
    Form,
    /// Act, to which a form is sent (POST). Whoever asks for its path comes to the page of the form.
    Act,
    /// Thing that a page loads: a style sheet, a script, a stream of changes (GET).
    Resource,
}

/// Description of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouteInfo {
    /// Path, in which `{name}` stands for any text without a slash.
    pub path: &'static str,
    /// Kind of the route.
    pub kind: RouteKind,
    /// Visitors who may use the route.
    pub audience: Audience,
    /// Path of the page on which a person begins; of most pages their own.
    pub start: &'static str,
}

impl RouteInfo {
    /// Returns `true` if a path without its query leads to this route.
    pub fn is_at(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        let is_like = |own: &str, part: &str| own == part || (own.starts_with('{') && !part.is_empty());
        self.path.split('/').all(|own| parts.next().is_some_and(|part| is_like(own, part))) && parts.next().is_none()
    }

    /// Returns `true` if the route answers a request for a page.
    pub const fn is_page(&self) -> bool {
        matches!(self.kind, RouteKind::Page | RouteKind::Form)
    }

    /// Returns `true` if a form can be sent to the route.
    pub const fn is_sent_to(&self) -> bool {
        matches!(self.kind, RouteKind::Form | RouteKind::Act)
    }
}

/// Route with its handlers.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) info: RouteInfo,
    handlers: MethodRouter<Site>,
}

impl Route {
    const fn new(path: &'static str, kind: RouteKind, start: &'static str, handlers: MethodRouter<Site>) -> Route {
        Route { info: RouteInfo { path, kind, audience: Audience::Anybody, start }, handlers }
    }

    /// Makes the route of a page.
    pub(crate) fn page<H: Handler<T, Site>, T: 'static>(path: &'static str, page: H) -> Route {
        Route::new(path, RouteKind::Page, path, get(page))
    }

    /// Says on which page a person begins who comes to this one.
    pub(crate) const fn below(mut self, start: &'static str) -> Route {
        self.info.start = start;
        self
    }

    /// Makes the route of a page with a form.
    pub(crate) fn form<G, S, H: Handler<G, Site>, I: Handler<S, Site>>(path: &'static str, page: H, send: I) -> Route
    where
        G: 'static,
        S: 'static,
    {
        Route::new(path, RouteKind::Form, path, get(page).post(send))
    }

    /// Makes the route of an act, which begins on the page at `start`.
    pub(crate) fn act<H: Handler<T, Site>, T: 'static>(path: &'static str, start: &'static str, send: H) -> Route {
        let lead = async move || Redirect::to(start);
        Route::new(path, RouteKind::Act, start, get(lead).post(send))
    }

    /// Makes the route of something that a page loads.
    pub(crate) fn resource<H: Handler<T, Site>, T: 'static>(path: &'static str, load: H) -> Route {
        Route::new(path, RouteKind::Resource, path, get(load))
    }

    /// Says who may use the route. Its handlers check it.
    pub(crate) const fn open_to(mut self, audience: Audience) -> Route {
        self.info.audience = audience;
        self
    }

    /// Adds the route to a router.
    pub(crate) fn add_to(self, router: Router<Site>) -> Router<Site> {
        router.route(self.info.path, self.handlers)
    }
}
