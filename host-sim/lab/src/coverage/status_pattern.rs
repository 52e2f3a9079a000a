//! Status words of the card, those that carry a number as one pattern. The whole are the words of success, and those of
//! the reasons to refuse, under the classes of ISO 7816-4 and under class A0.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use applet::Refusal;
use sim_wire::status::StatusWord;

/// Status word, without the number in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusPattern(Cow<'static, str>);

/// Patterns of success.
const SUCCESS: [&str; 4] = ["9000", "61xx", "91xx", "9Fxx"];

impl StatusPattern {
    /// Returns the pattern of a status word.
    pub fn of(word: StatusWord) -> StatusPattern {
        StatusPattern(match word.to_bytes() {
            [0x61, _] => "61xx".into(),
            [0x6C, _] => "6Cxx".into(),
            [0x91, _] => "91xx".into(),
            [0x9F, _] => "9Fxx".into(),
            [0x63, 0xC0..=0xCF] => "63Cx".into(),
            _ => format!("{:04X}", word.0).into(),
        })
    }

    /// Returns every pattern that the card can answer.
    pub fn all() -> BTreeSet<StatusPattern> {
        let success = SUCCESS.map(|word| StatusPattern(word.into()));
        let refused = Refusal::ALL.iter().flat_map(|refusal| [refusal.status(), refusal.gsm_status()]);
        success.into_iter().chain(refused.map(StatusPattern::of)).collect()
    }

    /// Returns `true` if a command that is answered so was carried out.
    pub fn is_success(&self) -> bool {
        SUCCESS.contains(&self.0.as_ref())
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
