//! Many traces at once, their verdicts in order.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Returns the number of processors; 1 if the operating system does not report it.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does `work` on every item, `jobs` at once, and shows each result to `each` in the order of the items. Once `each`
/// returns `false`, nothing more is begun or shown. Returns the results that were shown.
pub(super) fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut each: impl FnMut(&R) -> bool,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let mut shown = Vec::with_capacity(items.len());
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs.min(items.len()) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while !stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { break };
                    // The receiver goes when nothing more is wanted.
                    if sender.send((at, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut early: Vec<Option<R>> = items.iter().map(|_| None).collect();
        for (at, result) in receiver {
            if let Some(place) = early.get_mut(at) {
                *place = Some(result);
            }
            while let Some(result) = early.get_mut(shown.len()).and_then(Option::take) {
                let goes_on = each(&result);
                shown.push(result);
                if !goes_on {
                    stop.store(true, Ordering::Relaxed);
                    return;
                }
            }
        }
    });
    shown
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_keep_order_of_items() {
        let items: Vec<u64> = (0..50).collect();
        let mut seen = Vec::new();
        let slow_first = |item: &u64| (0..(50 - item) * 1000).fold(*item, |number, _| std::hint::black_box(number));
        let results = in_order(&items, 4, slow_first, |result| {
            seen.push(*result);
            true
        });
        assert_eq!((&results, &seen), (&items, &items));
    }

    #[test]
    fn results_end_after_first_refused_one() {
        let items: Vec<u64> = (0..50).collect();
        assert_eq!(in_order(&items, 3, |item| *item, |item| *item < 7), (0..=7).collect::<Vec<_>>());
        assert!(in_order(&[] as &[u64], 3, |item| *item, |_| true).is_empty());
    }
}
