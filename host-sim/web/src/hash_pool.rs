//! Slow hashes of passwords, computed on threads of their own and not in a step of the world: whoever signs in or pays
//! waits for the hash, and nobody else does. The number of threads is bounded, so that a flood of guesses leaves the
//! machine to others; what exceeds it waits in line.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::keeper::KeeperError;

/// Threads that compute slow hashes.
pub(crate) struct HashPool {
    turns: Arc<Semaphore>,
}

impl HashPool {
    /// Creates a pool of so many threads, of one at least.
    pub(crate) fn new(threads: usize) -> HashPool {
        HashPool { turns: Arc::new(Semaphore::new(threads.clamp(1, Semaphore::MAX_PERMITS))) }
    }

    /// Does work when a thread is free, and returns its result. Work that has begun holds its thread until it is done,
    /// also if nobody awaits it any more.
    pub(crate) async fn compute<T, W>(&self, work: W) -> Result<T, KeeperError>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| KeeperError::Stopped)?;
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        working.await.map_err(|_| KeeperError::Fault)
    }

    /// Returns the turns of the threads, which a test may take.
    #[cfg(test)]
    pub(crate) fn turns(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turns)
    }
}
