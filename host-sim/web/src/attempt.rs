//! Attempts: acts under a secret that may be a guess. A slow hash is computed between two looks at the world: the first
//! reads what the secret is compared with, the second is the step, which accepts the result only for the hash that is
//! stored then. Wrong secrets count by the address, each once, however many are sent at the same time.
//!
//! An attempt that has begun goes on when its browser goes away, as every form does ([`crate::answers`]). Otherwise a
//! form that counts once would be used up and not have been processed, and a guess could be withdrawn uncounted.

use crate::keeper::KeeperError;
use crate::lockout::AddressTry;
use crate::pages::PageError;
use crate::site::Site;
use crate::visit::Visit;
use sim_world::platform::error::PlatformError;
use sim_world::platform::notices::DeclinedError;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{PayPassword, Secret};
use sim_world::world::{World, WorldError};

/// Result of an attempt: what the world did or refused, or the reason why it was not asked.
pub(crate) type AttemptResult<T> = Result<Result<T, WorldError>, PageError>;

/// Returns `true` if a refusal means that a secret, or the name that goes with it, may have been guessed.
fn is_guess(why: &WorldError) -> bool {
    let WorldError::Refused(DeclinedError::Books(why)) = why else {
        return matches!(why, WorldError::NoSuchPerson(_));
    };
    matches!(
        why,
        PlatformError::NoAccount
            | PlatformError::AlreadyOpen
            | PlatformError::AliasNeeded
            | PlatformError::AliasTooEarly
            | PlatformError::PasswordWrong { .. }
            | PlatformError::PasswordLocked { .. }
            | PlatformError::AnswerWrong { .. }
            | PlatformError::AnswersUsedUp
            | PlatformError::CodeWrong { .. }
            | PlatformError::CodeMissing
            | PlatformError::CardUnknown
            | PlatformError::CardGuesses { .. }
    )
}

/// Does the step of an attempt, and counts a guess.
async fn step<T, F>(site: &Site, turn: AddressTry, act: F) -> Result<Result<T, WorldError>, KeeperError>
where
    T: Send + 'static,
    F: FnOnce(&mut World) -> Result<T, WorldError> + Send + 'static,
{
    let asked = site.keeper.step(act).await?;
    if asked.as_ref().is_err_and(is_guess) {
        turn.count(site.now());
    }
    Ok(asked)
}

impl Visit {
    /// Attempts an act under a secret with a slow hash. `look` reads what the hash is computed with, `work` computes it
    /// beside the world, and `act` is the step.
    pub(crate) async fn attempt<P, S, T, L, W, F>(&self, look: L, work: W, act: F) -> AttemptResult<T>
    where
        P: Send + 'static,
        S: Send + 'static,
        T: Send + 'static,
        L: FnOnce(&World) -> P + Send + 'static,
        W: FnOnce(P) -> Result<S, PlatformError> + Send + 'static,
        F: FnOnce(&mut World, S) -> Result<T, WorldError> + Send + 'static,
    {
        let (turn, site) = (self.begin_try().await?, self.site());
        let looked = site.keeper.read(look).await?;
        match site.hashes.compute(move || work(looked)).await? {
            Ok(secret) => Ok(step(site, turn, move |world| act(world, secret)).await?),
            Err(why) => Ok(Err(why.into())),
        }
    }

    /// Attempts an act under a pay password of a number's account.
    pub(crate) async fn attempt_paying<T, F>(&self, number: Msisdn, password: PayPassword, act: F) -> AttemptResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut World, PayPassword) -> Result<T, WorldError> + Send + 'static,
    {
        let look = move |world: &World| world.platform().books.pay_hash(&number);
        self.attempt(look, move |hash| Ok(password.into_compared(&hash)), act).await
    }

    /// Attempts an act under a secret without a slow hash.
    pub(crate) async fn attempt_code<T, F>(&self, act: F) -> AttemptResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut World) -> Result<T, WorldError> + Send + 'static,
    {
        let turn = self.begin_try().await?;
        Ok(step(self.site(), turn, act).await?)
    }

    /// Sends a code to a phone for somebody who is not signed in. Each counts as a try of the address, since it bothers
    /// the phone's owner.
    pub(crate) async fn attempt_sending<T, F>(&self, act: F) -> AttemptResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut World) -> Result<T, WorldError> + Send + 'static,
    {
        let turn = self.begin_try().await?;
        turn.count(self.site().now());
        Ok(self.step(act).await?)
    }
}
