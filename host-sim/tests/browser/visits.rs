//! Record of what a browser asked of the server, against the table of the server's routes: every page was seen, and
//! every form was sent, right and wrong.

use std::cell::RefCell;
use std::collections::BTreeSet;

use sim_web::{Audience, RouteInfo, RouteKind, routes};

use super::driver::SentRequest;
use super::visitor::Tone;

/// Kind of a request with its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum VisitOutcome {
    /// A page or a file came.
    Shown,
    /// No page came: the visitor may not see it, or there is none.
    Withheld,
    /// A form did what it is for.
    Done,
    /// A form was refused.
    Refused,
}

/// Visits of one browser.
#[derive(Debug, Default)]
pub(crate) struct Visits(RefCell<BTreeSet<(RouteInfo, VisitOutcome)>>);

/// Returns the route of an address of the website.
fn route_of(address: &str) -> Option<RouteInfo> {
    let path = url::Url::parse(address).ok()?.path().to_owned();
    let exact = routes().iter().find(|route| route.path == path);
    exact.or_else(|| routes().iter().find(|route| route.is_at(&path))).copied()
}

/// Returns the outcomes of which a route must have one each.
fn wanted(route: &RouteInfo) -> Vec<VisitOutcome> {
    let is_withheld = route.is_page() && route.audience != Audience::Anybody;
    let all = [
        (route.is_page() || route.kind == RouteKind::Resource, VisitOutcome::Shown),
        (is_withheld, VisitOutcome::Withheld),
        (route.is_sent_to(), VisitOutcome::Done),
        (route.is_sent_to(), VisitOutcome::Refused),
    ];
    all.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, outcome)| outcome).collect()
}

impl Visits {
    /// Notes the requests of a page that came, and the tone of its sentence.
    pub(crate) fn note(&self, requests: &[SentRequest], tone: Tone) {
        // A form leads to a page, whose status says what came of the form.
        let is_refused = tone == Tone::Bad || requests.iter().any(SentRequest::is_refused);
        for request in requests {
            let Some(route) = route_of(&request.address) else { continue };
            // A language is chosen by a way over the same page.
            let is_led_away = request.status.is_some_and(|status| (300..400).contains(&status));
            let outcome = match request.method.as_str() {
                "POST" if is_refused => VisitOutcome::Refused,
                "POST" => VisitOutcome::Done,
                _ if request.address.contains("lang=") => continue,
                _ if is_led_away || request.is_refused() => VisitOutcome::Withheld,
                _ => VisitOutcome::Shown,
            };
            self.0.borrow_mut().insert((route, outcome));
        }
    }

    /// Asserts that each of some routes was visited in every way.
    pub(crate) fn assert_complete(&self, is_meant: impl Fn(&RouteInfo) -> bool) {
        let known = self.0.borrow();
        let missing: Vec<String> = routes()
            .iter()
            .filter(|route| is_meant(route))
            .flat_map(|route| wanted(route).into_iter().map(move |outcome| (*route, outcome)))
            .filter(|visit| !known.contains(visit))
            .map(|(route, outcome)| format!("{}: {outcome:?}", route.path))
            .collect();
        assert!(missing.is_empty(), "no visit:\n{}", missing.join("\n"));
    }
}
