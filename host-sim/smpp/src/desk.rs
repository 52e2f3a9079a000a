//! Desk of the server: one thread owns the world and its file. Connections send requests. All that have come are kept
//! in one transaction and answered only then, so that nothing is answered that a killed process would lose. The time of
//! the world goes on with the machine's clock. Other processes may change the file meanwhile.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusmpp::CommandStatus;
use sim_world::esme::{EsmeOrder, EsmeSubmission};
use sim_world::smsc::MessageId;
use sim_world::store::sqlite::WorldFileError;
use tokio::sync::mpsc::UnboundedSender;

use crate::pool::EsmePool;
use crate::settings::SmppSettings;

mod kept_world;

pub use kept_world::DeskError;
use kept_world::KeptDesk;

/// Clock of the machine: milliseconds since any fixed moment.
pub type SmppClock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Recipient of sentences for the person who runs the server.
pub type SmppComplaints = Box<dyn Fn(&str) + Send>;

/// Longest pause in milliseconds between two looks for changes of other processes.
const LOOK_MS: u64 = 50;

/// Most requests that are kept in one transaction.
const GROUP: usize = 256;

/// Longest wait for the file to be closed, longer than SQLite waits for a lock.
const CLOSING: Duration = Duration::from_secs(6);

/// Answer to a request, with the sequence number of the request.
#[derive(Clone, Debug)]
pub enum DeskAnswer {
    /// Number of a submission.
    Submit(u32, Result<MessageId, CommandStatus>),
    /// Submission that was asked for.
    Query(u32, Result<(MessageId, EsmeSubmission), CommandStatus>),
    /// Result of a cancellation.
    Cancel(u32, Result<(), CommandStatus>),
    /// Notice that a confirmed message is removed, or will be as soon as the file can be used.
    Confirm,
}

/// Kind of a request to the world.
#[derive(Clone, Debug)]
pub enum DeskRequest {
    /// Takes an order.
    Submit(u32, Box<EsmeOrder>),
    /// Returns a submission.
    Query(u32, MessageId),
    /// Cancels a submission.
    Cancel(u32, MessageId),
    /// Removes a message that the entity has confirmed.
    Confirm(MessageId),
}

/// Request with its sender.
pub struct DeskJob {
    /// Request to the world.
    pub request: DeskRequest,
    /// Connection that gets the answer.
    pub answers: UnboundedSender<DeskAnswer>,
}

/// Desk as the connections see it. The thread ends with its last copy.
#[derive(Clone, Debug)]
pub struct SmppDesk {
    jobs: mpsc::Sender<DeskJob>,
    /// Channel that breaks when the thread has ended.
    ended: Arc<Mutex<mpsc::Receiver<()>>>,
}

impl SmppDesk {
    /// Opens the world of a file, registers the entity, and starts the thread.
    pub fn open(
        path: &Path,
        settings: &Arc<SmppSettings>,
        pool: &EsmePool,
        clock: SmppClock,
        complain: SmppComplaints,
    ) -> Result<SmppDesk, DeskError> {
        let (jobs, work) = mpsc::channel::<DeskJob>();
        let (opened, result) = mpsc::channel();
        let (living, ended) = mpsc::channel::<()>();
        let (path, settings, pool): (PathBuf, _, _) = (path.to_owned(), Arc::clone(settings), pool.clone());
        let source = path.clone();
        let started = std::thread::Builder::new().name("world".to_owned()).spawn(move || {
            match KeptDesk::open(path, settings, pool, clock, complain) {
                Ok(mut kept) => {
                    drop(opened.send(Ok(())));
                    serve(&mut kept, &work);
                    // The file is closed before the thread counts as ended.
                    drop(kept);
                }
                Err(error) => drop(opened.send(Err(error))),
            }
            drop(living);
        });
        let system = |source_error| WorldFileError::System { path: source.clone(), source: source_error };
        started.map_err(system)?;
        let gone = || system(std::io::Error::other("the thread of the world has ended"));
        result.recv().map_err(|_| gone())??;
        Ok(SmppDesk { jobs, ended: Arc::new(Mutex::new(ended)) })
    }

    /// Sends a request. Returns `false` if the desk has ended.
    pub fn send(&self, request: DeskRequest, answers: &UnboundedSender<DeskAnswer>) -> bool {
        self.jobs.send(DeskJob { request, answers: answers.clone() }).is_ok()
    }

    /// Closes the file, if this is the last copy of the desk, and waits until it is closed.
    pub fn close(self) {
        let SmppDesk { jobs, ended } = self;
        drop(jobs);
        let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
        // The channel breaks with the thread's end; a thread that does not end in time ends with the process.
        ended.recv_timeout(CLOSING).unwrap_or_default();
    }
}

/// Does all work that is sent, and lets the world go on meanwhile, until nobody can send any more.
fn serve(kept: &mut KeptDesk, work: &mpsc::Receiver<DeskJob>) {
    loop {
        match work.recv_timeout(Duration::from_millis(kept.until_next(LOOK_MS))) {
            Ok(job) => {
                let more = work.try_iter().take(GROUP.saturating_sub(1));
                kept.perform([job].into_iter().chain(more).collect());
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        kept.go_on();
    }
}
