//! Keeper of a world in a file: one thread owns the file and the world. Handlers send it work and await the result. The
//! world's time goes on with the machine's clock, at the [`Pace`](sim_world::world::Pace) that all faces share, so that
//! a phone on a terminal and a browser agree. Other processes may change the file meanwhile: a step takes up their
//! changes first.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use kept_world::KeptWorld;
use sim_world::action::Action;
use sim_world::actor::ActionResult;
use sim_world::store::sqlite::WorldFileError;
use sim_world::world::World;

mod error;
mod kept_world;

pub use error::KeeperError;

/// Longest pause in milliseconds between two looks for changes of other processes.
const LOOK_MS: u64 = 100;

/// Longest wait for the file to be closed, longer than SQLite waits for a lock.
const CLOSING: Duration = Duration::from_secs(6);

/// Clock of the machine: milliseconds since any fixed moment.
pub type MachineClock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Recipient of sentences for the person who runs the server.
pub type Complaints = Box<dyn Fn(&str) + Send>;

/// Work that the keeper's thread does with the world.
type Job = Box<dyn FnOnce(&mut KeptWorld) + Send>;

/// Keeper of a world in a file. The copies of one keeper share its thread, which ends with the last of them.
#[derive(Clone, Debug)]
pub struct WorldKeeper {
    jobs: mpsc::Sender<Job>,
    changes: watch::Receiver<u64>,
    /// Channel that breaks when the thread has ended.
    ended: Arc<Mutex<mpsc::Receiver<()>>>,
}

impl WorldKeeper {
    /// Opens the world of a file and starts the thread that keeps it.
    pub fn open(path: &Path, clock: MachineClock, complain: Complaints) -> Result<WorldKeeper, WorldFileError> {
        let (jobs, work) = mpsc::channel::<Job>();
        let (changed, changes) = watch::channel(0);
        let (opened, result) = mpsc::channel();
        let (living, ended) = mpsc::channel::<()>();
        let path: PathBuf = path.to_owned();
        let source = path.clone();
        let started = std::thread::Builder::new().name("world".to_owned()).spawn(move || {
            match KeptWorld::open(path, clock, changed, complain) {
                Ok(mut kept) => {
                    drop(opened.send(Ok(())));
                    serve(&mut kept, &work);
                    // The file is closed before the thread counts as ended.
                    drop(kept);
                    drop(living);
                }
                // The one who opens waits for the answer.
                Err(error) => drop(opened.send(Err(error))),
            }
        });
        started.map_err(|error| WorldFileError::System { path: source.clone(), source: error })?;
        let gone = || WorldFileError::System { path: source, source: std::io::ErrorKind::BrokenPipe.into() };
        result.recv().unwrap_or_else(|_| Err(gone())).map(|()| WorldKeeper {
            jobs,
            changes,
            ended: Arc::new(Mutex::new(ended)),
        })
    }

    /// Changes the world in one step, keeps the step, and lets everything happen that is due because of it.
    pub async fn step<T, F>(&self, change: F) -> Result<T, KeeperError>
    where
        T: Send + 'static,
        F: FnOnce(&mut World) -> T + Send + 'static,
    {
        self.ask(move |kept| kept.step(|world, _| change(world))).await
    }

    /// Performs an action in one step, as [`WorldKeeper::step`] does. The actors remember from action to action.
    pub async fn perform(&self, action: Action) -> Result<ActionResult, KeeperError> {
        self.ask(move |kept| kept.perform(&action)).await
    }

    /// Looks at the world as it is in the file now.
    pub async fn read<T, F>(&self, look: F) -> Result<T, KeeperError>
    where
        T: Send + 'static,
        F: FnOnce(&World) -> T + Send + 'static,
    {
        self.ask(move |kept| kept.read(look)).await
    }

    /// Returns a receiver of a number that grows whenever the world changed or its clock went on.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Closes the file, if this is the last copy of the keeper, and waits until it is closed.
    pub fn close(self) {
        let WorldKeeper { jobs, changes, ended } = self;
        drop((jobs, changes));
        let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
        // The channel breaks with the thread's end; a thread that does not end in time ends with the process.
        ended.recv_timeout(CLOSING).unwrap_or_default();
    }

    /// Sends work to the thread, and awaits the result.
    async fn ask<T, F>(&self, work: F) -> Result<T, KeeperError>
    where
        T: Send + 'static,
        F: FnOnce(&mut KeptWorld) -> Result<T, KeeperError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        // Whoever asked may have gone away: nobody is told then.
        let job: Job = Box::new(move |kept| drop(answer.send(work(kept))));
        self.jobs.send(job).map_err(|_| KeeperError::Stopped)?;
        answered.await.unwrap_or(Err(KeeperError::Stopped))
    }
}

/// Does all work that is sent, and lets the world go on meanwhile, until nobody can send any more.
fn serve(kept: &mut KeptWorld, work: &mpsc::Receiver<Job>) {
    loop {
        match work.recv_timeout(Duration::from_millis(kept.until_next(LOOK_MS))) {
            Ok(job) => job(kept),
            Err(RecvTimeoutError::Timeout) => kept.look(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests;
