//! Changes of the world as server-sent events. Each event has a part of the page that differs from what the browser
//! has. Each browser has a task of its own that waits for its reader: a slow reader skips states and holds up nobody.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use blake2::{Blake2s256, Digest as _};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

use super::LabPass;
use super::parts::{self, PagePart};
use super::view::LabView;
use crate::pages::PageError;
use crate::visit::Visit;
use maud::html;

/// Least time between two looks at the world for one browser.
const MERGE: Duration = Duration::from_millis(60);

/// Query of the stream.
#[derive(Debug, Deserialize)]
pub(super) struct StreamQuery {
    /// Place of the first person on the page, counted from 0.
    #[serde(default)]
    from: usize,
    /// Digest of the page that the browser has.
    #[serde(default)]
    seen: String,
}

/// Returns a digest of parts, by which a browser tells what it has.
pub(super) fn digest(parts: &[PagePart]) -> String {
    let mut hash = Blake2s256::new();
    for part in parts {
        hash.update(part.html.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize()).get(..24).unwrap_or_default().to_owned()
}

/// Answers with the parts that change, until the browser leaves or the server ends.
pub(super) async fn stream(
    visit: Visit,
    _pass: LabPass,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let view = LabView::new(&visit, query.from);
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let (sender, receiver) = mpsc::channel(8);
    tokio::spawn(follow(visit, view, last.unwrap_or(query.seen), sender));
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default())
}

/// Parts that a browser has.
#[derive(Debug, Default)]
struct SeenParts(HashMap<String, String>);

impl SeenParts {
    /// Returns the parts that differ from those that the browser has, which has them then.
    fn differing(&mut self, parts: Vec<PagePart>) -> Vec<PagePart> {
        let is_new = |part: &PagePart| self.0.insert(part.id.clone(), part.html.clone()).as_ref() != Some(&part.html);
        parts.into_iter().filter(is_new).collect()
    }
}

/// Sends the parts that change. `digest` is that of the parts that the browser has.
async fn follow(visit: Visit, view: LabView, seen: String, sender: mpsc::Sender<Result<Event, Infallible>>) {
    let site = visit.site();
    let (mut changes, mut marks) = (site.keeper.changes(), site.lab_marks.changes());
    let mut stopped = site.stopped.clone();
    let mut browser = SeenParts::default();
    let mut seen = Some(seen);
    while !*stopped.borrow_and_update() {
        changes.mark_unchanged();
        marks.mark_unchanged();
        let parts = look(&visit, &view).await;
        let id = digest(&parts);
        let differing = browser.differing(parts);
        // A browser that has just loaded the page, or lost the line for a moment, may have all of it.
        if seen.take().as_ref() != Some(&id) {
            for part in differing {
                let event = Event::default().event("part").id(&id);
                let event = event.data(json!({ "id": part.id, "html": part.html }).to_string());
                if sender.send(Ok(event)).await.is_err() {
                    return;
                }
            }
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            changed = marks.changed() => if changed.is_err() { return },
            changed = stopped.changed() => if changed.is_err() { return },
            () = sender.closed() => return,
        }
        tokio::time::sleep(MERGE).await;
    }
}

/// Renders the parts of the page; if the world cannot be used, the part that says so.
async fn look(visit: &Visit, view: &LabView) -> Vec<PagePart> {
    let marks = visit.site().lab_marks.clone();
    let language = view.language;
    let view = view.clone();
    let looked = visit.read(move |world| parts::all(&view, world, &marks)).await;
    looked.unwrap_or_else(|error| {
        let notice = PageError::from(error).notice();
        vec![PagePart::new("trouble", &html! { p.message.bad { (notice.text(language)) } })]
    })
}
