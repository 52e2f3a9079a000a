//! Steps of the dialogues on the service lines.

use serde::{Deserialize, Serialize};

use super::CallerFact;
use crate::platform::security_questions::SecurityQuestion;

/// Step of a dialogue: what the line waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineStep {
    /// Choice of the language.
    Language,
    /// Choice of the business on the voice line.
    VoiceMenu,
    /// Choice of the account to be recharged.
    VoiceWhose,
    /// Digits of a scratch card.
    CardDigits,
    /// Choice of another card or the end.
    AnotherCard,
    /// Choice of the business at customer care.
    CareMenu,
    /// Choice of the service at the second line (二线客服).
    SecondLine,
    /// Old pay password.
    OldPayPassword,
    /// New pay password.
    NewPayPassword,
    /// New pay password once more.
    NewPayPasswordAgain,
    /// Confirmation that the login password is to be reset.
    LoginPasswordReset,
    /// Pay password for the reset of the operation PIN.
    OperationPinReset,
    /// Confirmation that the account is to be closed.
    Closing,
    /// Pay password for the closing.
    ClosingPassword,
    /// Choice of the service with an agent (人工服务).
    Agent,
    /// Answer to a security question, spoken to the agent.
    Question(SecurityQuestion),
    /// Fact about the holder or the account, spoken to the agent.
    Fact(CallerFact),
    /// The call is over.
    Over,
}

impl LineStep {
    /// Returns whether keys are collected until `#`.
    pub const fn is_field(self) -> bool {
        matches!(
            self,
            LineStep::CardDigits
                | LineStep::OldPayPassword
                | LineStep::NewPayPassword
                | LineStep::NewPayPasswordAgain
                | LineStep::OperationPinReset
                | LineStep::ClosingPassword
        )
    }

    /// Returns whether the keys of the field are a password, which no face shows.
    pub const fn is_secret(self) -> bool {
        self.is_field() && !matches!(self, LineStep::CardDigits)
    }

    /// Returns whether the caller speaks.
    pub const fn is_spoken(self) -> bool {
        matches!(self, LineStep::Question(_) | LineStep::Fact(_))
    }

    /// Returns the step to which `*` leads back; `None` at the beginning.
    pub(super) const fn back(self) -> Option<LineStep> {
        match self {
            LineStep::Language | LineStep::Over => None,
            LineStep::VoiceMenu | LineStep::CareMenu => Some(LineStep::Language),
            LineStep::VoiceWhose => Some(LineStep::VoiceMenu),
            LineStep::CardDigits | LineStep::AnotherCard => Some(LineStep::VoiceWhose),
            LineStep::SecondLine => Some(LineStep::CareMenu),
            LineStep::OldPayPassword
            | LineStep::NewPayPassword
            | LineStep::NewPayPasswordAgain
            | LineStep::LoginPasswordReset
            | LineStep::OperationPinReset
            | LineStep::Closing
            | LineStep::ClosingPassword
            | LineStep::Agent => Some(LineStep::SecondLine),
            LineStep::Question(_) | LineStep::Fact(_) => Some(LineStep::Agent),
        }
    }
}
