//! Tries: the number of wrong guesses in a row after which a secret is blocked.

use crate::refusal::Refusal;
use crate::wallet::Wallet;

/// Tries of every key (three, as the vendor's card has them).
pub(crate) const KEY_TRIES: u8 = 3;

/// Secret that a guess is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// Operation PIN.
    Pin,
    /// External authentication key.
    ExternalAuthentication,
    /// PIN reload key; used up, the application is permanently blocked.
    PinReload,
    /// PIN unblock key.
    PinUnblock,
    /// Application unblock key; used up, the application is permanently blocked.
    ApplicationUnblock,
}

/// Tries left of the keys, 0 to [`KEY_TRIES`] each. The PIN has a count of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyTries {
    pub(crate) external_authentication: u8,
    pub(crate) pin_reload: u8,
    pub(crate) pin_unblock: u8,
    pub(crate) application_unblock: u8,
}

impl KeyTries {
    /// All tries of all keys.
    pub(crate) const FULL: KeyTries = KeyTries {
        external_authentication: KEY_TRIES,
        pin_reload: KEY_TRIES,
        pin_unblock: KEY_TRIES,
        application_unblock: KEY_TRIES,
    };
}

impl Guess {
    /// Returns the wallet's count of tries for the secret.
    fn tries(self, wallet: &mut Wallet) -> &mut u8 {
        match self {
            Guess::Pin => &mut wallet.pin.tries_left,
            Guess::ExternalAuthentication => &mut wallet.tries.external_authentication,
            Guess::PinReload => &mut wallet.tries.pin_reload,
            Guess::PinUnblock => &mut wallet.tries.pin_unblock,
            Guess::ApplicationUnblock => &mut wallet.tries.application_unblock,
        }
    }

    /// Returns the wallet with one try less.
    pub(crate) fn spend(self, wallet: &Wallet) -> Wallet {
        let mut spent = wallet.clone();
        let tries = self.tries(&mut spent);
        *tries = tries.saturating_sub(1);
        spent
    }

    /// Returns the number of tries left.
    pub(crate) fn left(self, wallet: &Wallet) -> u8 {
        match self {
            Guess::Pin => wallet.pin.tries_left,
            Guess::ExternalAuthentication => wallet.tries.external_authentication,
            Guess::PinReload => wallet.tries.pin_reload,
            Guess::PinUnblock => wallet.tries.pin_unblock,
            Guess::ApplicationUnblock => wallet.tries.application_unblock,
        }
    }

    /// Returns the refusal of a wrong guess; the try is already spent.
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
