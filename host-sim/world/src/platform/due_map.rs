//! Records that wait for a moment, by number, with an index of those that wait. Finding the due ones costs nothing for
//! the records that are over.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::serial::SerialNumber;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Record that may wait for a moment.
pub(super) trait TimedRecord {
    /// Returns the moment for which the record waits; `None` if the record is over.
    fn due(&self) -> Option<Moment>;
}

/// Records by number, with an index of those that wait.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "BTreeMap<K, V>", into = "BTreeMap<K, V>")]
#[serde(bound(
    serialize = "K: SerialNumber + Serialize, V: TimedRecord + Clone + Serialize",
    deserialize = "K: SerialNumber + Deserialize<'de>, V: TimedRecord + Deserialize<'de>"
))]
pub(super) struct DueMap<K, V> {
    all: TrackedMap<K, V>,
    waiting: BTreeSet<(Moment, K)>,
}

impl<K: SerialNumber, V> Default for DueMap<K, V> {
    fn default() -> DueMap<K, V> {
        DueMap { all: TrackedMap::default(), waiting: BTreeSet::new() }
    }
}

impl<K: SerialNumber, V: TimedRecord> From<BTreeMap<K, V>> for DueMap<K, V> {
    fn from(all: BTreeMap<K, V>) -> DueMap<K, V> {
        let waiting = all.iter().filter_map(|(key, record)| Some((record.due()?, *key))).collect();
        DueMap { all: all.into(), waiting }
    }
}

impl<K: SerialNumber, V: Clone> From<DueMap<K, V>> for BTreeMap<K, V> {
    fn from(map: DueMap<K, V>) -> BTreeMap<K, V> {
        map.all.rows().clone()
    }
}

/// Two maps are equal if their records are.
impl<K: PartialEq, V: PartialEq> PartialEq for DueMap<K, V> {
    fn eq(&self, other: &DueMap<K, V>) -> bool {
        self.all == other.all
    }
}

impl<K: Eq, V: Eq> Eq for DueMap<K, V> {}

impl<K: SerialNumber, V: TimedRecord> DueMap<K, V> {
    pub(super) fn get(&self, key: K) -> Option<&V> {
        self.all.get(&key)
    }

    pub(super) fn rows(&self) -> &BTreeMap<K, V> {
        self.all.rows()
    }

    /// Returns the number of the next record.
    pub(super) fn next(&self) -> K {
        self.all.rows().last_key_value().map_or(K::FIRST, |(last, _)| last.next())
    }

    /// Adds a record under the next number, and returns the number.
    pub(super) fn push(&mut self, record: V) -> K {
        let key = self.next();
        self.waiting.extend(record.due().map(|due| (due, key)));
        self.all.insert(key, record);
        key
    }

    /// Changes a record. Returns the result of `change`; `None` without such a record.
    pub(super) fn change<T>(&mut self, key: K, change: impl FnOnce(&mut V) -> T) -> Option<T> {
        let record = self.all.get_mut(&key)?;
        let before = record.due();
        let given = change(record);
        let after = record.due();
        self.list(key, before, after);
        Some(given)
    }

    /// Returns the earliest moment for which a record waits; `None` if none waits.
    pub(super) fn next_due(&self) -> Option<Moment> {
        self.waiting.first().map(|(due, _)| *due)
    }

    /// Returns the number of the record that is due first, at `now` at the latest.
    pub(super) fn first_due(&self, now: Moment) -> Option<K> {
        self.waiting.first().filter(|(due, _)| *due <= now).map(|(_, key)| *key)
    }

    /// Returns the records that wait, the earliest moment first.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (K, &V)> {
        self.waiting.iter().filter_map(|(_, key)| Some((*key, self.all.get(key)?)))
    }

    pub(super) fn watch(&mut self) {
        self.all.watch();
    }

    pub(super) fn take_changed(&mut self) -> BTreeSet<K> {
        self.all.take_changed()
    }

    /// Replaces a record that another process changed in the file; `None` removes it.
    pub(super) fn restore(&mut self, key: K, record: Option<V>) {
        let before = self.all.get(&key).and_then(TimedRecord::due);
        let after = record.as_ref().and_then(TimedRecord::due);
        self.list(key, before, after);
        self.all.restore(key, record);
    }

    fn list(&mut self, key: K, before: Option<Moment>, after: Option<Moment>) {
        if let Some(before) = before {
            self.waiting.remove(&(before, key));
        }
        self.waiting.extend(after.map(|after| (after, key)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::serial::WithdrawalNumber;
    use super::*;

    /// Record of the tests, which waits for this moment.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Waits(Option<Moment>);

    impl TimedRecord for Waits {
        fn due(&self) -> Option<Moment> {
            self.0
        }
    }

    fn at(moment: u64) -> Waits {
        Waits(Some(Moment(moment)))
    }

    #[test]
    fn records_that_wait_are_found_in_order() {
        let mut map: DueMap<WithdrawalNumber, Waits> = DueMap::default();
        let keys = [map.push(at(30)), map.push(at(10)), map.push(Waits(None))];
        assert_eq!(keys.map(|key| key.0), [1, 2, 3]);
        assert_eq!((map.next_due(), map.first_due(Moment(9))), (Some(Moment(10)), None));
        assert_eq!(map.first_due(Moment(10)), Some(keys[1]));
        map.change(keys[1], |record| record.0 = None);
        map.change(keys[2], |record| record.0 = Some(Moment(20)));
        assert_eq!(map.waiting().map(|(key, _)| key).collect::<Vec<_>>(), [keys[2], keys[0]]);
        map.restore(keys[0], Some(at(5)));
        assert_eq!(map.next_due(), Some(Moment(5)));
        map.restore(keys[0], None);
        assert_eq!((map.next_due(), map.get(keys[0])), (Some(Moment(20)), None));
        let read: DueMap<WithdrawalNumber, Waits> =
            serde_json::from_str(&serde_json::to_string(&map).unwrap()).unwrap();
        assert_eq!((&read, read.next_due()), (&map, Some(Moment(20))));
    }
}
