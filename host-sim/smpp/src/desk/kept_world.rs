//! World with its file, as the desk's thread has it. After an error of the file the world in memory may be ahead of the
//! file, so it is dropped and read anew for the next work.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusmpp::CommandStatus;
use sim_codec::time::Moment;
use sim_world::esme::EsmeError;
use sim_world::smsc::MessageId;
use sim_world::store::sqlite::{WorldFile, WorldFileError};
use sim_world::world::{Pace, World};
use tokio::sync::mpsc::UnboundedSender;

use super::{DeskAnswer, DeskJob, DeskRequest, SmppClock, SmppComplaints};
use crate::pool::EsmePool;
use crate::settings::SmppSettings;
use crate::status::refusal;

/// Most steps of the world that are kept in one transaction.
const STEPS: usize = 64;

/// Reason why the desk cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The world's file cannot be used.
    #[error(transparent)]
    File(#[from] WorldFileError),
    /// The entity cannot be registered in the world.
    #[error("{0}")]
    Esme(#[from] EsmeError),
}

/// Open file with its world.
struct OpenWorld {
    file: WorldFile,
    world: World,
    pace: Pace,
    /// Moment that the world has not reached yet; `None` if it is there.
    until: Option<Moment>,
}

impl OpenWorld {
    fn open(path: &Path) -> Result<OpenWorld, WorldFileError> {
        let (file, world) = WorldFile::open(path)?;
        let pace = Pace::new(world.now());
        Ok(OpenWorld { file, world, pace, until: None })
    }

    /// Lets the world go on by one group of steps, if it must. Other processes may come between two groups.
    fn go_on(&mut self) -> Result<(), WorldFileError> {
        if self.until.is_none() {
            self.file.refresh(&mut self.world)?;
            if !self.pace.is_due(&self.world, &[]) {
                return Ok(());
            }
        }
        let lag = self.pace.take_lag();
        let until = self.pace.until(self.world.now(), lag);
        let until = self.until.map_or(until, |before| before.max(until));
        let has_reached = self.world.pass_group_kept(until, STEPS, &mut self.file)?;
        self.pace.reach(until);
        self.until = (!has_reached).then_some(until);
        Ok(())
    }
}

/// World that the desk's thread has.
pub(super) struct KeptDesk {
    path: PathBuf,
    settings: Arc<SmppSettings>,
    pool: EsmePool,
    /// File with its world; `None` after an error, until it is opened again.
    open: Option<OpenWorld>,
    clock: SmppClock,
    /// Machine's clock at the last look, in milliseconds.
    looked_at: u64,
    complain: SmppComplaints,
    /// Messages that the entity has confirmed, and that could not be removed from the file yet.
    confirmed: Vec<MessageId>,
    /// Last error that was reported, so that it is reported once; `None` while all is well.
    trouble: Option<String>,
}

impl KeptDesk {
    /// Opens the world of a file, and registers the entity.
    pub(super) fn open(
        path: PathBuf,
        settings: Arc<SmppSettings>,
        pool: EsmePool,
        clock: SmppClock,
        complain: SmppComplaints,
    ) -> Result<KeptDesk, DeskError> {
        let mut open = OpenWorld::open(&path)?;
        open.file.begin(&mut open.world)?;
        open.world.register_esme(settings.system_id.clone(), settings.addresses.clone())?;
        open.file.keep(&mut open.world)?;
        let looked_at = clock();
        let (open, confirmed, trouble) = (Some(open), Vec::new(), None);
        let kept = KeptDesk { path, settings, pool, open, clock, looked_at, complain, confirmed, trouble };
        kept.offer();
        Ok(kept)
    }

    /// Returns the milliseconds until the world must go on, at most `most`.
    pub(super) fn until_next(&self, most: u64) -> u64 {
        let Some(open) = &self.open else { return most };
        if open.until.is_some() {
            return 0;
        }
        let due = open.world.next_due().map(|due| due.since(open.world.now()));
        due.unwrap_or(most).min(most)
    }

    /// Returns the open world, after adding the time that passed. A file that was moved away or replaced is left.
    fn ready(&mut self) -> Result<&mut OpenWorld, WorldFileError> {
        let now = (self.clock)();
        let passed = u32::try_from(now.saturating_sub(self.looked_at)).unwrap_or(u32::MAX);
        self.looked_at = now;
        if let Some(open) = self.open.take().filter(|open| open.file.is_in_place()) {
            let open = self.open.insert(open);
            open.pace.add(passed);
            return Ok(open);
        }
        let open = OpenWorld::open(&self.path)?;
        Ok(self.open.insert(open))
    }

    /// Lets the world go on, and offers what is new for the entity.
    pub(super) fn go_on(&mut self) {
        let gone_on = self.ready().and_then(OpenWorld::go_on);
        if self.conclude(gone_on).is_some() {
            self.offer();
        }
    }

    /// Performs requests in one transaction, and answers them once they are kept.
    pub(super) fn perform(&mut self, jobs: Vec<DeskJob>) {
        let (settings, mut answers) = (Arc::clone(&self.settings), Vec::new());
        let confirmed = std::mem::take(&mut self.confirmed);
        let done = self.ready().and_then(|open| {
            open.file.begin(&mut open.world)?;
            for number in &confirmed {
                open.world.confirm_esme_message(*number);
            }
            for DeskJob { request, answers: sender } in &jobs {
                answers.push((sender.clone(), answer(&mut open.world, &settings, request)));
            }
            open.file.keep(&mut open.world)
        });
        if self.conclude(done).is_some() {
            answers.into_iter().for_each(|(sender, answer)| send(&sender, answer));
            self.offer();
        } else {
            jobs.iter().map(failure).for_each(|(sender, answer)| send(&sender, answer));
            let confirmations = jobs.iter().filter_map(|job| match job.request {
                DeskRequest::Confirm(number) => Some(number),
                _ => None,
            });
            self.confirmed = confirmed.into_iter().chain(confirmations).collect();
        }
    }

    /// Offers the connections what is new for the entity.
    fn offer(&self) {
        let Some(open) = &self.open else { return };
        let new = open.world.esmes().waiting_for(&self.settings.system_id, self.pool.next());
        self.pool.offer(new.map(|(number, message)| (number, Arc::new(message.clone()))));
    }

    /// Returns the result of work on the file. An error is reported, once, and the file is closed until the next work.
    fn conclude<T>(&mut self, result: Result<T, WorldFileError>) -> Option<T> {
        match result {
            Ok(done) => {
                self.trouble = None;
                Some(done)
            }
            Err(error) => {
                self.open = None;
                let told = error.to_string();
                if self.trouble.as_ref() != Some(&told) {
                    (self.complain)(&told);
                    self.trouble = Some(told);
                }
                None
            }
        }
    }
}

/// Performs a request. Returns its answer.
fn answer(world: &mut World, settings: &SmppSettings, request: &DeskRequest) -> DeskAnswer {
    match request {
        DeskRequest::Submit(sequence, order) => {
            let taken = world.submit_order(order, settings.queue).map_err(|error| refusal(&error));
            DeskAnswer::Submit(*sequence, taken)
        }
        DeskRequest::Query(sequence, number) => {
            let own = world.esmes().submission(*number).filter(|found| found.esme == settings.system_id);
            let found = own.map(|submission| (*number, submission.clone()));
            DeskAnswer::Query(*sequence, found.ok_or(CommandStatus::EsmeRinvmsgid))
        }
        DeskRequest::Cancel(sequence, number) => {
            let cancelled = world.cancel_submission(&settings.system_id, *number);
            DeskAnswer::Cancel(*sequence, cancelled.map_err(|error| refusal(&error)))
        }
        DeskRequest::Confirm(number) => {
            world.confirm_esme_message(*number);
            DeskAnswer::Confirm
        }
    }
}

/// Returns the answer to a request that could not be kept.
fn failure(job: &DeskJob) -> (UnboundedSender<DeskAnswer>, DeskAnswer) {
    let status = CommandStatus::EsmeRsyserr;
    let answer = match job.request {
        DeskRequest::Submit(sequence, _) => DeskAnswer::Submit(sequence, Err(status)),
        DeskRequest::Query(sequence, _) => DeskAnswer::Query(sequence, Err(status)),
        DeskRequest::Cancel(sequence, _) => DeskAnswer::Cancel(sequence, Err(status)),
        DeskRequest::Confirm(_) => DeskAnswer::Confirm,
    };
    (job.answers.clone(), answer)
}

/// Sends an answer. A connection that has ended needs none.
fn send(sender: &UnboundedSender<DeskAnswer>, answer: DeskAnswer) {
    drop(sender.send(answer));
}
