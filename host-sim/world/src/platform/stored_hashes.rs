//! Stored hashes with which typed secrets are compared before the step that uses them. Where there is no secret to
//! compare with, the hash is nobody's: the comparison takes as long, and its proof is refused or of no account.

use super::account::alias::SignInName;
use super::books::Books;
use super::number::Msisdn;
use super::password::StoredHash;
use super::security_questions::SecurityQuestion;

impl Books {
    /// Returns the hash of the pay password of a number's account.
    pub fn pay_hash(&self, number: &Msisdn) -> StoredHash {
        let account = self.accounts.living(number).ok();
        self.or_nobody(account.map(|account| account.pay_password().hash()))
    }

    /// Returns the hash of the login password of the account to which a name leads now.
    pub fn login_hash(&self, name: &SignInName) -> StoredHash {
        let account = self.accounts.user(name).ok().and_then(|number| self.accounts.get(&number));
        self.or_nobody(account.map(|account| account.login_password().hash()))
    }

    /// Returns the hash of the answer to a security question of a number's account.
    pub fn answer_hash(&self, number: &Msisdn, question: SecurityQuestion) -> StoredHash {
        let questions = self.accounts.living(number).ok().and_then(|account| account.security_questions.as_ref());
        self.or_nobody(questions.and_then(|questions| questions.hash(question)))
    }

    fn or_nobody(&self, hash: Option<&StoredHash>) -> StoredHash {
        hash.cloned().unwrap_or_else(|| StoredHash::of_nobody(self.terms.password_cost))
    }
}

#[cfg(test)]
mod tests;
