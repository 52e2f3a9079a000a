//! Map that notes which of its keys changed since they were last taken. A store writes those rows and no others, so
//! that keeping a step costs as much as the step.
//!
//! ```
//! use sim_device::tracked_map::TrackedMap;
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

/// Keys that changed since they were last taken.
#[derive(Clone, Debug)]
pub struct ChangedKeys<K> {
    /// Changed keys; `None` while nobody watches, so that nothing is collected in vain.
    keys: Option<BTreeSet<K>>,
}

impl<K> Default for ChangedKeys<K> {
    fn default() -> ChangedKeys<K> {
        ChangedKeys { keys: None }
    }
}

impl<K: Ord> ChangedKeys<K> {
    /// Notes changes from now on.
    pub fn watch(&mut self) {
        self.keys = Some(BTreeSet::new());
    }

    /// Notes the change of a row.
    pub fn mark(&mut self, key: K) {
        if let Some(keys) = &mut self.keys {
            keys.insert(key);
        }
    }

    /// Returns the keys that changed, and forgets them.
    pub fn take(&mut self) -> BTreeSet<K> {
        self.keys.as_mut().map(std::mem::take).unwrap_or_default()
    }
}

/// Map that notes which of its keys changed.
#[derive(Clone)]
pub struct TrackedMap<K, V> {
    rows: BTreeMap<K, V>,
    changed: ChangedKeys<K>,
}

impl<K: Ord, V> Default for TrackedMap<K, V> {
    fn default() -> TrackedMap<K, V> {
        TrackedMap::from(BTreeMap::new())
    }
}

impl<K, V> From<BTreeMap<K, V>> for TrackedMap<K, V> {
    fn from(rows: BTreeMap<K, V>) -> TrackedMap<K, V> {
        TrackedMap { rows, changed: ChangedKeys { keys: None } }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for TrackedMap<K, V> {
    /// Prints the rows alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}

/// Two maps are equal if their rows are.
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

    /// Returns the row of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    /// Returns a row to be changed, and notes its key.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let row = self.rows.get_mut(key)?;
        self.changed.mark(key.clone());
        Some(row)
    }

    /// Returns a row to be changed, or a default one for a new key, and notes the key.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.changed.mark(key.clone());
        self.rows.entry(key).or_default()
    }

    /// Inserts the row of a key, or replaces it and returns the old row.
    pub fn insert(&mut self, key: K, row: V) -> Option<V> {
        self.changed.mark(key.clone());
        self.rows.insert(key, row)
    }

    /// Removes the row of a key, and returns the row.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let row = self.rows.remove(key)?;
        self.changed.mark(key.clone());
        Some(row)
    }

    /// Notes changes from now on.
    pub fn watch(&mut self) {
        self.changed.watch();
    }

    /// Returns the keys whose rows changed or were removed since the last call, and forgets them.
    pub fn take_changed(&mut self) -> BTreeSet<K> {
        self.changed.take()
    }

    /// Stores a row that was changed in the file, without noting its key; `None` removes the row.
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

    /// Returns the keys that are noted while `done` runs.
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
    fn unchanged_value_marks_nothing() {
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
