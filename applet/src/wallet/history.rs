//! The log (交易明细, file SFI 18): the last ten transactions, the newest first.

use sim_wire::record::{LogRecord, RECORD_LENGTH};

/// Number of records that the log holds (handbook 3.4.2: 最近10笔).
pub(crate) const HISTORY_MAX: usize = 10;

/// Ten records, and the number of those that were ever written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct History {
    pub(crate) records: [[u8; RECORD_LENGTH]; HISTORY_MAX],
    pub(crate) written: u8,
}

impl History {
    /// A log without records.
    pub(crate) const EMPTY: History = History { records: [[0; RECORD_LENGTH]; HISTORY_MAX], written: 0 };

    /// Puts a record in front; the eleventh drops the oldest.
    pub(crate) fn append(&mut self, record: &LogRecord) {
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8, _oldest] = self.records;
        self.records = [record.emit(), r0, r1, r2, r3, r4, r5, r6, r7, r8];
        self.written = self.written.saturating_add(1).min(HISTORY_MAX as u8);
    }

    /// Returns record `number`, 1 being the newest; `None` if it was never written.
    pub(crate) fn record(&self, number: u8) -> Option<&[u8; RECORD_LENGTH]> {
        let index = number.checked_sub(1)?;
        if index < self.written { self.records.get(usize::from(index)) } else { None }
    }
}
