//! A map that knows which of its keys changed since that was last asked. Whoever keeps the map in a file writes those
//! rows and no others, so that keeping a step costs as much as the step.
//!
//! ```
//! use sim_world::tracked_map::TrackedMap;
//!
//! let mut table: TrackedMap<u8, &str> = TrackedMap::default();
//! table.insert(1, "nobody keeps it yet");
//! table.watch();
//! table.insert(2, "two");
//! table.remove(&1);
//! assert_eq!(table.take_changed().into_iter().collect::<Vec<_>>(), [1, 2]);
//! assert!(table.take_changed().is_empty());
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The keys that changed since that was last asked.
#[derive(Clone, Debug)]
pub struct Changed<K> {
    /// `None` where nobody keeps the map, so that nothing is collected in vain.
    keys: Option<BTreeSet<K>>,
}

impl<K> Default for Changed<K> {
    fn default() -> Changed<K> {
        Changed { keys: None }
    }
}

impl<K: Ord> Changed<K> {
    /// Notes changes from now on.
    pub fn watch(&mut self) {
        self.keys = Some(BTreeSet::new());
    }

    /// Notes that a row changed.
    pub fn mark(&mut self, key: K) {
        if let Some(keys) = &mut self.keys {
            keys.insert(key);
        }
    }

    /// Takes the keys that changed.
    pub fn take(&mut self) -> BTreeSet<K> {
        self.keys.as_mut().map(std::mem::take).unwrap_or_default()
    }
}

/// A map that knows which of its keys changed.
#[derive(Clone)]
pub struct TrackedMap<K, V> {
    rows: BTreeMap<K, V>,
    changed: Changed<K>,
}

impl<K: Ord, V> Default for TrackedMap<K, V> {
    fn default() -> TrackedMap<K, V> {
        TrackedMap::from(BTreeMap::new())
    }
}

impl<K, V> From<BTreeMap<K, V>> for TrackedMap<K, V> {
    fn from(rows: BTreeMap<K, V>) -> TrackedMap<K, V> {
        TrackedMap { rows, changed: Changed { keys: None } }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for TrackedMap<K, V> {
    /// The rows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}

/// Tables are equal if their rows are.
impl<K: PartialEq, V: PartialEq> PartialEq for TrackedMap<K, V> {
    fn eq(&self, other: &TrackedMap<K, V>) -> bool {
        self.rows == other.rows
    }
}

impl<K: Eq, V: Eq> Eq for TrackedMap<K, V> {}

impl<K: Serialize, V: Serialize> Serialize for TrackedMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for TrackedMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TrackedMap<K, V>, D::Error> {
        BTreeMap::deserialize(deserializer).map(TrackedMap::from)
    }
}

impl<K: Ord + Clone, V> TrackedMap<K, V> {
    /// Returns the rows.
    pub const fn rows(&self) -> &BTreeMap<K, V> {
        &self.rows
    }

    /// Returns a row.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    /// Returns a row that is about to change.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let row = self.rows.get_mut(key)?;
        self.changed.mark(key.clone());
        Some(row)
    }

    /// Returns a row that is about to change, a new one where there was none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.changed.mark(key.clone());
        self.rows.entry(key).or_default()
    }

    /// Puts a row in the place of the one with its key.
    pub fn insert(&mut self, key: K, row: V) -> Option<V> {
        self.changed.mark(key.clone());
        self.rows.insert(key, row)
    }

    /// Takes a row out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let row = self.rows.remove(key)?;
        self.changed.mark(key.clone());
        Some(row)
    }

    /// Notes changes from now on.
    pub fn watch(&mut self) {
        self.changed.watch();
    }

    /// Takes the keys whose rows changed, or are gone, since that was last asked.
    pub fn take_changed(&mut self) -> BTreeSet<K> {
        self.changed.take()
    }

    /// Puts a row where somebody else changed it in the file; `None` takes it out.
    pub fn restore(&mut self, key: K, row: Option<V>) {
        match row {
            Some(row) => drop(self.rows.insert(key, row)),
            None => drop(self.rows.remove(&key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched() -> TrackedMap<u8, Vec<u8>> {
        let mut table = TrackedMap::from(BTreeMap::from([(1, vec![1]), (2, vec![2])]));
        table.insert(3, vec![3]);
        table.watch();
        table
    }

    /// What is marked after something was done.
    fn marked(done: impl Fn(&mut TrackedMap<u8, Vec<u8>>)) -> Vec<u8> {
        let mut table = watched();
        done(&mut table);
        let marked = table.take_changed().into_iter().collect();
        assert!(table.take_changed().is_empty());
        marked
    }

    #[test]
    fn every_change_marks_its_key() {
        assert_eq!(marked(|table| table.get_mut(&1).unwrap().push(2)), [1]);
        assert_eq!(marked(|table| table.get_or_default(4).push(2)), [4]);
        assert_eq!(marked(|table| drop(table.insert(2, Vec::new()))), [2]);
        assert_eq!(marked(|table| drop(table.remove(&3))), [3]);
    }

    #[test]
    fn what_changes_nothing_marks_nothing() {
        assert!(marked(|table| drop(table.get(&1).cloned())).is_empty());
        assert!(marked(|table| assert!(table.get_mut(&9).is_none())).is_empty());
        assert!(marked(|table| assert!(table.remove(&9).is_none())).is_empty());
        assert!(marked(|table| table.restore(1, None)).is_empty());
    }

    #[test]
    fn unwatched_table_collects_nothing() {
        let mut table = TrackedMap::default();
        table.insert(1, 1);
        assert!(table.take_changed().is_empty());
    }

    #[test]
    fn table_is_written_as_map() {
        let text = serde_json::to_string(&watched()).unwrap();
        assert_eq!(text, r#"{"1":[1],"2":[2],"3":[3]}"#);
        assert_eq!(serde_json::from_str::<TrackedMap<u8, Vec<u8>>>(&text).unwrap(), watched());
    }
}
