//! Tries: how often a secret may be guessed wrong in a row before its door shuts.

use crate::refusal::Refusal;
use crate::wallet::Wallet;

/// Tries of every key-guarded door (three, as the vendor's card has them).
pub(crate) const KEY_TRIES: u8 = 3;

/// What can be guessed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// The operation PIN.
    Pin,
    /// An external authentication key.
    ExternalAuthentication,
    /// The PIN reload key; used up, the application is permanently blocked.
    PinReload,
    /// The PIN unblock key.
    PinUnblock,
    /// The application unblock key; used up, the application is permanently blocked.
    ApplicationUnblock,
}

/// Tries left of the keys; the PIN keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyTries {
    pub(crate) external_authentication: u8,
    pub(crate) pin_reload: u8,
    pub(crate) pin_unblock: u8,
    pub(crate) application_unblock: u8,
}

impl KeyTries {
    /// Every try there is.
    pub(crate) const FULL: KeyTries = KeyTries {
        external_authentication: KEY_TRIES,
        pin_reload: KEY_TRIES,
        pin_unblock: KEY_TRIES,
        application_unblock: KEY_TRIES,
    };
}

impl Guess {
    /// The counter in the wallet.
    fn tries(self, wallet: &mut Wallet) -> &mut u8 {
        match self {
            Guess::Pin => &mut wallet.pin.tries_left,
            Guess::ExternalAuthentication => &mut wallet.tries.external_authentication,
            Guess::PinReload => &mut wallet.tries.pin_reload,
            Guess::PinUnblock => &mut wallet.tries.pin_unblock,
            Guess::ApplicationUnblock => &mut wallet.tries.application_unblock,
        }
    }

    /// The wallet with one try less.
    pub(crate) fn spend(self, wallet: &Wallet) -> Wallet {
        let mut spent = wallet.clone();
        let tries = self.tries(&mut spent);
        *tries = tries.saturating_sub(1);
        spent
    }

    /// Tries left.
    pub(crate) fn left(self, wallet: &Wallet) -> u8 {
        match self {
            Guess::Pin => wallet.pin.tries_left,
            Guess::ExternalAuthentication => wallet.tries.external_authentication,
            Guess::PinReload => wallet.tries.pin_reload,
            Guess::PinUnblock => wallet.tries.pin_unblock,
            Guess::ApplicationUnblock => wallet.tries.application_unblock,
        }
    }

    /// The refusal of a wrong guess, the try already spent.
    pub(crate) fn wrong(self, spent: &Wallet) -> Refusal {
        match (self, self.left(spent)) {
            (Guess::Pin, 0) => Refusal::PinBlocked,
            (Guess::Pin, left) => Refusal::PinWrong(left),
            (Guess::ExternalAuthentication | Guess::PinUnblock, 0) => Refusal::KeyBlocked,
            (Guess::ExternalAuthentication, left) => Refusal::AuthenticationFailed(left),
            (Guess::PinUnblock, _) => Refusal::PinMismatch,
            (Guess::PinReload | Guess::ApplicationUnblock, 0) => Refusal::ApplicationBlockedForEver,
            (Guess::PinReload | Guess::ApplicationUnblock, _) => Refusal::SecureMessagingMacWrong,
        }
    }
}
