//! State that all requests share.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::watch;

use crate::answers::AnswerTable;
use crate::chance::{ServerChance, is_same, mac};
use crate::hash_pool::HashPool;
use crate::host::HostRule;
use crate::keeper::{MachineClock, WorldKeeper};
use crate::lab::PhoneMarks;
use crate::lockout::AddressLocks;
use crate::session::{SessionId, SessionTable};

/// Shared state of the server.
pub(crate) struct SiteState {
    pub(crate) keeper: WorldKeeper,
    pub(crate) clock: MachineClock,
    pub(crate) chance: ServerChance,
    pub(crate) sessions: SessionTable,
    pub(crate) locks: Arc<AddressLocks>,
    /// Threads that hash passwords.
    pub(crate) hashes: HashPool,
    pub(crate) answers: AnswerTable,
    /// Marked lines of the menus on the lab's phones.
    pub(crate) lab_marks: Arc<PhoneMarks>,
    pub(crate) host: HostRule,
    /// `true` from the moment at which the server is to end, for responses without an end.
    pub(crate) stopped: watch::Receiver<bool>,
    /// Key from which the tokens of forms are derived.
    form_key: [u8; 32],
    /// Key of the lab page, as the printed address carries it.
    lab_key: [u8; 32],
}

/// Shared state of the server, as handlers have it.
pub(crate) type Site = Arc<SiteState>;

impl SiteState {
    /// Creates the state of a server.
    pub(crate) fn new(
        keeper: WorldKeeper,
        clock: MachineClock,
        chance: ServerChance,
        host: HostRule,
        stopped: watch::Receiver<bool>,
    ) -> SiteState {
        let (form_key, lab_key) = (chance.draw(), chance.draw());
        let (sessions, locks) = (SessionTable::default(), Arc::default());
        let (answers, lab_marks) = (AnswerTable::default(), Arc::default());
        let hashes = HashPool::new(std::thread::available_parallelism().map_or(1, NonZero::get));
        SiteState {
            keeper,
            clock,
            chance,
            sessions,
            locks,
            hashes,
            answers,
            lab_marks,
            host,
            stopped,
            form_key,
            lab_key,
        }
    }

    /// Returns the machine's clock in milliseconds.
    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Returns the token that the forms of a session carry, in hexadecimal digits.
    pub(crate) fn form_token(&self, id: &SessionId) -> String {
        hex::encode(mac(&self.form_key, id))
    }

    /// Returns a digest of a form that a session sends to a path. Without the server's key nobody can test guesses of
    /// its fields against the digest.
    pub(crate) fn form_digest(&self, id: &SessionId, path: &str, body: &[u8]) -> [u8; 32] {
        mac(&self.form_key, &[id.as_slice(), path.as_bytes(), b"?", body].concat())
    }

    /// Returns the key of the lab page in hexadecimal digits.
    pub(crate) fn lab_key(&self) -> String {
        hex::encode(self.lab_key)
    }

    /// Returns `true` if a text is the key of the lab page.
    pub(crate) fn is_lab_key(&self, text: &str) -> bool {
        is_same(text.trim().as_bytes(), self.lab_key().as_bytes())
    }

    /// Returns the value of the cookie that opens the lab page. The cookie does not show the key.
    pub(crate) fn lab_pass(&self) -> String {
        hex::encode(mac(&self.lab_key, b"lab"))
    }
}
