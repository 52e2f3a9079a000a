//! Work on items by several threads, whose results are kept by the caller's thread in the order of the items. Results
//! that come early wait for those before them.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// Does the work for every item. Each thread begins with a tool of its own. The first error ends the work: items that
/// are under way then are finished and not kept.
pub(super) fn in_threads<T: Sync, S, R: Send, E: Send>(
    items: &[T],
    threads: NonZeroUsize,
    (begin, work): (impl Fn() -> Result<S, E> + Sync, impl Fn(&mut S, &T) -> Result<R, E> + Sync),
    mut keep: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let threads = threads.get().min(items.len());
    let (sender, results) = sync_channel(threads);
    let take = |sender: SyncSender<Result<(usize, R), E>>| {
        let mut tool = match begin() {
            Ok(tool) => tool,
            // Without a receiver the work is over already.
            Err(why) => return drop(sender.send(Err(why))),
        };
        while !is_over.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else { return };
            if sender.send(work(&mut tool, item).map(|result| (place, result))).is_err() {
                return;
            }
        }
    };
    let mut early = BTreeMap::new();
    let mut awaited = (0_usize..).peekable();
    thread::scope(|scope| {
        (0..threads).for_each(|_| {
            drop(scope.spawn({
                let (sender, take) = (sender.clone(), &take);
                move || take(sender)
            }))
        });
        drop(sender);
        let kept = results.iter().try_for_each(|result| {
            let (place, result) = result?;
            early.insert(place, result);
            while let Some(next) = awaited.peek().and_then(|place| early.remove(place)) {
                keep(next)?;
                awaited.next();
            }
            Ok(())
        });
        is_over.store(true, Ordering::Relaxed);
        // Threads that wait to send see that nobody receives.
        drop(results);
        kept
    })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn threads(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    #[test]
    fn every_item_is_kept_in_order() {
        for count in [1, 2, 7, 200] {
            let items: Vec<u32> = (0..100).collect();
            let mut kept = Vec::new();
            let work = (
                || Ok::<_, Infallible>(0_u32),
                |done: &mut u32, item: &u32| {
                    *done += 1;
                    Ok(item * 2)
                },
            );
            in_threads(&items, threads(count), work, |result| {
                kept.push(result);
                Ok(())
            })
            .unwrap();
            assert_eq!(kept, (0..100).map(|item| item * 2).collect::<Vec<_>>());
        }
        let nothing = (|| Ok::<_, Infallible>(()), |_: &mut (), _: &u32| Ok(()));
        assert_eq!(in_threads(&[], threads(2), nothing, |()| Ok(())), Ok(()));
    }

    #[test]
    fn first_error_ends_the_work() {
        let items: Vec<u32> = (0..1000).collect();
        let work = (|| Ok(()), |_: &mut (), item: &u32| if *item == 10 { Err("ten") } else { Ok(*item) });
        let mut kept = 0;
        let ended = in_threads(&items, threads(2), work, |_| {
            kept += 1;
            Ok(())
        });
        assert_eq!(ended, Err("ten"));
        assert!(kept < 1000, "{kept}");
        let work = (|| Ok(()), |_: &mut (), item: &u32| Ok(*item));
        assert_eq!(in_threads(&items, threads(3), work, |_| Err("full")), Err("full"));
        let work = (|| Err::<(), _>("no tool"), |_: &mut (), item: &u32| Ok(*item));
        assert_eq!(in_threads(&items, threads(3), work, |_| Ok(())), Err("no tool"));
    }
}
