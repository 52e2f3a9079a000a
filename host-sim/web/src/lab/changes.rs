//! Changes of the world as server-sent events, so that a page can look again.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};

use super::LabPass;
use crate::visit::Visit;

/// Answers with an event for each change, whose data is the change's number, until the server ends.
pub(super) async fn stream(visit: Visit, _pass: LabPass) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let site = visit.site();
    let changes = until_stopped(site.keeper.changes(), site.stopped.clone());
    Sse::new(changes.map(|number| Ok(Event::default().data(number.to_string())))).keep_alive(KeepAlive::default())
}

/// Returns the numbers of changes until the server is stopped.
fn until_stopped(changes: watch::Receiver<u64>, stopped: watch::Receiver<bool>) -> impl Stream<Item = u64> {
    let numbers = WatchStream::new(changes).map(Some);
    let ends = WatchStream::new(stopped).filter(|is_stopped| *is_stopped).map(|_| None);
    numbers.merge(ends).map_while(|number| number)
}
