//! Parts of the lab page. Each is rendered by itself, and sent to a browser again when it differs from what the browser
//! has.

use maud::{Markup, html};

use super::marks::PhoneMarks;
use super::view::{LabView, PHONES};
use super::{books, cards, counters, phone};
use sim_world::world::World;

/// Part of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PagePart {
    /// Identifier of the part's element.
    pub(super) id: String,
    /// Element of the part, with that identifier.
    pub(super) html: String,
}

impl PagePart {
    /// Makes the part of an element's content.
    pub(super) fn new(id: impl Into<String>, content: &Markup) -> PagePart {
        let id = id.into();
        let html = html! { div.part id=(id) { (content) } }.into_string();
        PagePart { id, html }
    }
}

/// Renders every part of the page, in order.
pub(super) fn all(view: &LabView, world: &World, marks: &PhoneMarks) -> Vec<PagePart> {
    let mut parts = vec![PagePart::new("trouble", &html! {}), PagePart::new("clock", &clock(view, world))];
    for person in view.people(world) {
        let (number, screen) = (person.number(), person.station().screen());
        let hand = (marks.marked(&number, &screen), marks.dialled(&number));
        parts.push(PagePart::new(format!("part-{number}"), &phone::phone(view, world, person, (hand.0, &hand.1))));
        parts.push(PagePart::new(format!("card-{number}"), &cards::card(view, world, person)));
    }
    parts.push(PagePart::new("messages", &books::messages(view, world)));
    parts.push(PagePart::new("counters", &counters::counters(view, world)));
    parts.push(PagePart::new("ledger", &books::ledger(view, world)));
    parts.push(PagePart::new("events", &books::events(view, world)));
    parts
}

/// Renders the clock with its buttons, and the result of the audit.
fn clock(view: &LabView, world: &World) -> Markup {
    let steps = [
        ("1 s", view.say("1 秒", "1 s")),
        ("1 min", view.say("1 分钟", "1 min")),
        ("1 h", view.say("1 小时", "1 h")),
        ("1 d", view.say("1 天", "1 day")),
    ];
    let due = world.next_due().map(|due| due.to_string());
    html! {
        div.clock-bar {
            p { strong { (world.now()) } }
            p.soft {
                @match due {
                    Some(due) => { (view.say("下一事项 ", "next due ")) (due) }
                    None => { (view.say("没有到期事项", "nothing is due")) }
                }
            }
            p.verdict { (audit(view, world)) }
            form method="post" action="/lab/clock" data-live {
                (view.hidden())
                span { (view.say("过", "Let pass")) }
                @for (value, name) in steps {
                    button.second id={ "pass-" (value.replace(' ', "-")) } type="submit" name="pass" value=(value) { (name) }
                }
            }
        }
    }
}

fn audit(view: &LabView, world: &World) -> &'static str {
    match world.audit() {
        Ok(()) => view.language.of("✓ 资金守恒", "✓ money is conserved"),
        Err(_) => view.language.of("✗ 账目不符", "✗ the audit has findings"),
    }
}

/// Renders the links to the other people of the world, if not all are shown.
pub(super) fn others(view: &LabView, people: usize) -> Markup {
    let link = |from: usize| format!("/lab?from={from}");
    let last = view.from.saturating_add(PHONES);
    html! {
        @if people > PHONES || view.from > 0 {
            nav.others aria-label=(view.say("其他用户", "Other people")) {
                @if view.from > 0 { a href=(link(view.from.saturating_sub(PHONES))) { (view.say("前面的用户", "People before")) } }
                span { (view.from.saturating_add(1)) "–" (last.min(people)) " / " (people) }
                @if last < people { a href=(link(last)) { (view.say("后面的用户", "People after")) } }
            }
        }
    }
}
