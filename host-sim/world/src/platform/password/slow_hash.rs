//! Slow hashes (Argon2) of secrets. A hash takes tens of milliseconds, so that guessing is dear. Whoever must not wait
//! in a step computes the hash beforehand: a typed secret then carries the proof, which the step accepts only for the
//! hash that is stored now.
//!
//! ```
//! use sim_world::platform::password::{PasswordCost, PayPassword, Secret, StoredHash};
//!
//! let stored = StoredHash::of(&"123456".parse::<PayPassword>()?, [7; 16], PasswordCost::LIGHT)?;
//! let typed = "123456".parse::<PayPassword>()?.into_compared(&stored);
//! assert!(stored.is_of(&typed)?, "nothing is computed here any more");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::cell::Cell;
use std::fmt;

use applet::Entropy;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};

use crate::platform::error::PlatformError;

/// Salt of a password hash, never the same for two passwords.
pub type Salt = [u8; 16];

/// Cost of hashing a password once, and so of guessing it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Number of passes over the memory.
    pub passes: u32,
    /// Number of lanes.
    pub lanes: u32,
}

impl PasswordCost {
    /// Argon2id with 19 MiB and two passes, the least that OWASP's cheat sheet of password storage recommends.
    pub const STRONG: PasswordCost = PasswordCost { memory_kib: 19_456, passes: 2, lanes: 1 };

    /// Least cost that Argon2 allows, for tests and for storms of a thousand people.
    pub const LIGHT: PasswordCost = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };
}

impl Default for PasswordCost {
    fn default() -> PasswordCost {
        PasswordCost::STRONG
    }
}

/// Secret that can be hashed and must not be printed.
pub trait Secret {
    /// Returns the octets that are hashed.
    fn octets(&self) -> &[u8];

    /// Returns the proof of what was computed beforehand; `None` if nothing was.
    fn proof(&self) -> Option<&HashProof>;

    /// Returns the secret with a proof.
    fn with_proof(self, proof: HashProof) -> Self
    where
        Self: Sized;

    /// Compares the secret with a stored hash now, so that a later step need not.
    fn into_compared(self, stored: &StoredHash) -> Self
    where
        Self: Sized,
    {
        let is_same = stored.verify(self.octets());
        self.with_proof(HashProof(Box::new(Proof::Compared { stored: stored.clone(), is_same })))
    }

    /// Computes the hash that is to be stored, so that a later step need not.
    fn into_hashed(self, salt: Salt, cost: PasswordCost) -> Result<Self, PlatformError>
    where
        Self: Sized,
    {
        let hash = StoredHash::compute(self.octets(), salt, cost)?;
        Ok(self.with_proof(HashProof(Box::new(Proof::Hashed(hash)))))
    }
}

/// Proof that the slow hash of a secret was computed. Only the computation makes one.
#[derive(Clone)]
pub struct HashProof(Box<Proof>);

/// Result of a computation.
#[derive(Clone)]
enum Proof {
    /// The secret was compared with a stored hash.
    Compared { stored: StoredHash, is_same: bool },
    /// The secret was hashed, to be stored.
    Hashed(StoredHash),
}

impl fmt::Debug for HashProof {
    /// Writes the type's name without the result.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashProof")
    }
}

/// Hash of a secret as it is stored: a PHC string. It is written to the platform's own store and nowhere else: six
/// digits are soon guessed from it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoredHash(String);

impl fmt::Debug for StoredHash {
    /// Writes the type's name without the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredHash")
    }
}

impl StoredHash {
    /// Returns the hash of a secret: the one that it carries, or else a new one.
    pub fn of(secret: &dyn Secret, salt: Salt, cost: PasswordCost) -> Result<StoredHash, PlatformError> {
        match secret.proof().map(|proof| proof.0.as_ref()) {
            Some(Proof::Hashed(hash)) => Ok(hash.clone()),
            _ => StoredHash::compute(secret.octets(), salt, cost),
        }
    }

    /// Returns a hash that no secret has. Comparing with it takes as long as with any other of its cost, so that a name
    /// without an account is not told from one with an account by the time.
    pub fn of_nobody(cost: PasswordCost) -> StoredHash {
        let PasswordCost { memory_kib, passes, lanes } = cost;
        let (salt, hash) = ("A".repeat(22), "A".repeat(43));
        StoredHash(format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}"))
    }

    /// Returns whether the hash is a secret's, by the proof if the secret carries one of a comparison. A proof about
    /// another hash is refused.
    pub fn is_of(&self, secret: &dyn Secret) -> Result<bool, PlatformError> {
        match secret.proof().map(|proof| proof.0.as_ref()) {
            Some(Proof::Compared { stored, is_same }) if stored == self => Ok(*is_same),
            Some(Proof::Compared { .. }) => Err(PlatformError::PasswordReplaced),
            _ => Ok(self.verify(secret.octets())),
        }
    }

    /// Computes the hash of octets.
    fn compute(octets: &[u8], salt: Salt, cost: PasswordCost) -> Result<StoredHash, PlatformError> {
        count_hash();
        let params =
            Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|_| PlatformError::PasswordHash)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon2.hash_password_with_salt(octets, &salt).map_err(|_| PlatformError::PasswordHash)?;
        Ok(StoredHash(hash.to_string()))
    }

    /// Returns whether the hash is that of octets.
    fn verify(&self, octets: &[u8]) -> bool {
        count_hash();
        let parsed = PasswordHash::new(&self.0);
        parsed.is_ok_and(|parsed| Argon2::default().verify_password(octets, &parsed).is_ok())
    }
}

thread_local! {
    /// Slow hashes that this thread has computed.
    static COMPUTED: Cell<u64> = const { Cell::new(0) };
}

fn count_hash() {
    COMPUTED.set(COMPUTED.get().wrapping_add(1));
}

/// Returns the number of slow hashes that the current thread has computed, by which a caller shows that its steps wait
/// for none.
pub fn computed_hashes() -> u64 {
    COMPUTED.get()
}

/// Draws a salt at random.
pub fn salt(chance: &mut dyn Entropy) -> Salt {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    salt
}
