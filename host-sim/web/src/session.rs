//! Sessions of the website, in memory. A session is named by 256 random bits in a cookie. It ends after a quarter of an
//! hour without a request, or after eight hours, by the machine's clock: a browser lives in the machine's time, and
//! `world clock +3h` signs nobody out.
//!
//! A browser that only looks has a cookie and no entry here. An entry begins when something must be remembered.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::StatusCode;

use super::draft::Draft;
use super::notice::Notice;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::KeptPassword;

/// Milliseconds without a request after which a session ends.
pub(crate) const IDLE_MS: u64 = 15 * 60 * 1000;

/// Milliseconds after which a session ends in any case.
pub(crate) const LIFE_MS: u64 = 8 * 60 * 60 * 1000;

/// Most sessions of browsers in which nobody is signed in.
const GUESTS_MOST: usize = 4096;

/// Most forms of one session that wait to be sent, and most forms of which the end is remembered.
const FORMS_MOST: usize = 32;

/// Most pages of one session that answered forms and can be shown again.
const PAGES_MOST: usize = 6;

/// Number of a session, which the browser's cookie carries.
pub(crate) type SessionId = [u8; 32];

/// Token of a form that counts once.
pub(crate) type FormToken = [u8; 32];

/// Person who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedInUser {
    /// Number of the account.
    pub(crate) number: Msisdn,
    /// Login password as it was kept at the sign-in. The session ends when another has been set.
    pub(crate) login: KeptPassword,
}

/// State of a form that counts once.
#[derive(Clone, Debug)]
pub(crate) enum FormState {
    /// Form with its content, not sent yet.
    Open(Box<Draft>),
    /// Form that was sent, with the path of the page that shows its result.
    Sent(&'static str),
    /// No form of this session, or one of long ago.
    Unknown,
}

/// Page that answered a form.
#[derive(Clone, Debug)]
pub(crate) struct ShownPage {
    pub(crate) status: StatusCode,
    pub(crate) html: Bytes,
}

/// Memory of one browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) user: Option<SignedInUser>,
    /// Sentence for the next page.
    pub(crate) notice: Option<Notice>,
    forms: VecDeque<(FormToken, FormState)>,
    /// Pages that answered forms, the newest last.
    pages: VecDeque<(FormToken, ShownPage)>,
    began: u64,
    used: u64,
}

impl Session {
    const fn new(now: u64) -> Session {
        Session { user: None, notice: None, forms: VecDeque::new(), pages: VecDeque::new(), began: now, used: now }
    }

    const fn is_alive(&self, now: u64) -> bool {
        now.saturating_sub(self.used) < IDLE_MS && now.saturating_sub(self.began) < LIFE_MS
    }

    /// Remembers a form under its token.
    pub(crate) fn add_form(&mut self, token: FormToken, draft: Draft) {
        if self.forms.len() >= FORMS_MOST {
            self.forms.pop_front();
        }
        self.forms.push_back((token, FormState::Open(Box::new(draft))));
    }

    /// Remembers a page that answered a form.
    pub(crate) fn add_page(&mut self, token: FormToken, page: ShownPage) {
        if self.pages.len() >= PAGES_MOST {
            self.pages.pop_front();
        }
        self.pages.push_back((token, page));
    }

    /// Returns a page that answered a form.
    pub(crate) fn page(&self, token: &FormToken) -> Option<ShownPage> {
        self.pages.iter().find(|(known, _)| known == token).map(|(_, page)| page.clone())
    }

    /// Takes a form that is sent, once. Later tries find the page of its result.
    pub(crate) fn send_form(&mut self, token: &FormToken, result: &'static str) -> FormState {
        let form = self.forms.iter_mut().find(|(known, _)| known == token);
        form.map_or(FormState::Unknown, |(_, state)| std::mem::replace(state, FormState::Sent(result)))
    }
}

/// All sessions.
#[derive(Debug, Default)]
pub(crate) struct SessionTable(Mutex<HashMap<SessionId, Session>>);

impl SessionTable {
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a copy of a living session, which this request keeps alive.
    pub(crate) fn visit(&self, id: &SessionId, now: u64) -> Option<Session> {
        let mut table = self.lock();
        match table.get_mut(id) {
            Some(session) if session.is_alive(now) => {
                session.used = now;
                Some(session.clone())
            }
            Some(_) => {
                table.remove(id);
                None
            }
            None => None,
        }
    }

    /// Changes a session, which begins if there is none.
    pub(crate) fn change<T>(&self, id: &SessionId, now: u64, change: impl FnOnce(&mut Session) -> T) -> T {
        let mut table = self.lock();
        if !table.contains_key(id) {
            make_room(&mut table, now);
        }
        change(table.entry(*id).or_insert_with(|| Session::new(now)))
    }

    /// Ends a session.
    pub(crate) fn end(&self, id: &SessionId) {
        self.lock().remove(id);
    }
}

/// Removes sessions that are over when there are many, and the guest that was away longest when there are too many.
fn make_room(table: &mut HashMap<SessionId, Session>, now: u64) {
    if table.len() < GUESTS_MOST {
        return;
    }
    table.retain(|_, session| session.is_alive(now));
    let guests = table.iter().filter(|(_, session)| session.user.is_none());
    if guests.clone().count() >= GUESTS_MOST {
        let oldest = guests.min_by_key(|(_, session)| session.used).map(|(id, _)| *id);
        oldest.map(|id| table.remove(&id));
    }
}

#[cfg(test)]
mod tests;
