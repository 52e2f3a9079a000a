//! The page of the lab: all parts, which a script keeps up to date.

use axum::extract::Query;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::parts::{self, PagePart};
use super::view::LabView;
use super::{LabPass, changes};
use crate::layout::{Page, Section};
use crate::pages::PageResult;
use crate::visit::Visit;

/// Query of the page.
#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    /// Place of the first person on the page, counted from 0.
    #[serde(default)]
    from: usize,
}

/// Shows the lab.
pub(super) async fn page(visit: Visit, _pass: LabPass, Query(query): Query<PageQuery>) -> PageResult {
    let view = LabView::new(&visit, query.from);
    let marks = visit.site().lab_marks.clone();
    let in_world = view.clone();
    let (parts, people) = visit.read(move |world| (parts::all(&in_world, world, &marks), world.people().len())).await?;
    let digest = changes::digest(&parts);
    let content = html! {
        link rel="stylesheet" href="/lab/lab.css";
        noscript {
            p.message {
                (view.say(
                    "没有脚本时页面不会自动更新:按键和表单照常有效,每次提交后显示新的状态。键盘按键需要脚本。",
                    "Without scripts the page does not follow by itself. Keys and forms work, and each shows the new state. \
                     Typing on the keyboard needs scripts.",
                ))
            }
        }
        p #lab-status.lab-status role="status" aria-live="polite" data-lost=(view.say("连接中断,正在重新连接…", "The line is lost; connecting again…"))
            data-failed=(view.say("没有做到。请重新打开页面。", "Not done. Please open the page again.")) {}
        div #lab data-from=(view.from) data-seen=(digest) { (arranged(&view, &parts, people)) }
        script src="/lab/lab.js" defer {}
    };
    Ok(Page { section: Section::Entrance, title: ("实验页", "Lab"), content }.respond(&visit))
}

/// Renders the parts in their places.
fn arranged(view: &LabView, parts: &[PagePart], people: usize) -> Markup {
    let part = |id: &str| {
        let found = parts.iter().find(|part| part.id == id);
        html! { @if let Some(part) = found { (PreEscaped(&part.html)) } }
    };
    let numbers = parts.iter().filter_map(|part| part.id.strip_prefix("part-"));
    html! {
        (part("trouble"))
        (part("clock"))
        (parts::others(view, people))
        div.phones {
            @for number in numbers {
                div.person { (part(&format!("part-{number}"))) (part(&format!("card-{number}"))) }
            }
        }
        div.lab-columns {
            div {
                section.card aria-label=(view.say("短信", "Messages")) { (part("messages")) }
                section.card aria-label=(view.say("账本", "Ledger")) { (part("ledger")) }
                section.card aria-label=(view.say("经过", "Events")) { (part("events")) }
            }
            section.card aria-label=(view.say("柜台与动作", "Counters and actions")) { (part("counters")) }
        }
    }
}
