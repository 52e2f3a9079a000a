//! Marked lines of the menus on the lab's phones, and digits that are dialled. All browsers see the same phone.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use sim_device::handset::{Screen, ScreenBody};
use sim_i18n::phone::{first_marked, is_same_page};
use sim_world::platform::number::Msisdn;

/// Marked lines by phone, each with the page on which it was marked.
#[derive(Debug)]
pub(crate) struct PhoneMarks {
    marks: Mutex<HashMap<Msisdn, (Screen, usize)>>,
    /// Digits that are dialled on idle phones.
    dialled: Mutex<HashMap<Msisdn, String>>,
    changed: watch::Sender<u64>,
}

/// Direction in which a mark moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkMove {
    /// To the line above; the last line is above the first.
    Up,
    /// To the line below; the first line is below the last.
    Down,
}

impl Default for PhoneMarks {
    fn default() -> PhoneMarks {
        PhoneMarks { marks: Mutex::default(), dialled: Mutex::default(), changed: watch::channel(0).0 }
    }
}

impl PhoneMarks {
    fn lock(&self) -> MutexGuard<'_, HashMap<Msisdn, (Screen, usize)>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the marked line of a phone's menu, counted from 0.
    pub(super) fn marked(&self, number: &Msisdn, screen: &Screen) -> usize {
        match self.lock().get(number) {
            Some((page, marked)) if is_same_page(page, screen) => *marked,
            _ => first_marked(screen),
        }
    }

    /// Marks another line of the menu on a phone.
    pub(super) fn step(&self, number: Msisdn, screen: &Screen, by: MarkMove) {
        let ScreenBody::Items { items, .. } = &screen.body else { return };
        let (last, marked) = (items.len().saturating_sub(1), self.marked(&number, screen));
        let marked = match by {
            MarkMove::Up => marked.checked_sub(1).unwrap_or(last),
            MarkMove::Down if marked >= last => 0,
            MarkMove::Down => marked.saturating_add(1),
        };
        self.lock().insert(number, (screen.clone(), marked));
        self.changed.send_modify(|number| *number = number.wrapping_add(1));
    }

    /// Returns the digits that are dialled on a phone.
    pub(super) fn dialled(&self, number: &Msisdn) -> String {
        self.dialled.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned().unwrap_or_default()
    }

    /// Sets the digits that are dialled on a phone.
    pub(super) fn dial(&self, number: Msisdn, digits: String) {
        self.dialled.lock().unwrap_or_else(PoisonError::into_inner).insert(number, digits);
        self.changed.send_modify(|number| *number = number.wrapping_add(1));
    }

    /// Returns a receiver of a number that grows with every mark.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}
