//! Requests of a dialog to the person or the handset, before they are encoded.

use super::phrases::Phrase;
use super::text::Text;
use super::tree::Lines;

/// Request of a dialog to the person or the handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// A text that the person reads and clears.
    Notice(Text),
    /// Choice of one line of a list.
    Choice {
        /// Title above the lines.
        title: Phrase,
        /// Lines of the list.
        lines: Lines,
    },
    /// Question that is answered with yes or no.
    Question(Text),
    /// Question that is answered by typing.
    Input(Text, Field),
    /// Sending of the request of that name to the platform; `None` sends it without showing anything.
    Send(Option<Phrase>),
    /// Question for the handset's language.
    Language,
    /// Question for the handset's IMEI.
    Imei,
    /// Subscription to changes of the handset's language.
    Events,
    /// Announcement of the main menu.
    MainMenu(Lines),
    /// Timer after which the handset calls the card again.
    Timer,
}

/// Limits of a typed entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Fewest characters of the entry.
    pub(crate) min: u8,
    /// Most characters of the entry.
    pub(crate) max: u8,
    /// `true` for digits only; `false` for the GSM default alphabet.
    pub(crate) digits: bool,
    /// `true` if the characters are shown as dots.
    pub(crate) hidden: bool,
}

impl Field {
    /// An amount in yuan. The entry takes the whole alphabet, since digits have no decimal point.
    pub(crate) const AMOUNT: Field = Field { min: 1, max: 10, digits: false, hidden: false };
    /// An operation PIN.
    pub(crate) const PIN: Field = Field { min: 4, max: 12, digits: true, hidden: true };
    /// A pay password.
    pub(crate) const PAY_PASSWORD: Field = Field { min: 6, max: 6, digits: true, hidden: true };
    /// A mobile number.
    pub(crate) const NUMBER: Field = Field { min: 11, max: 11, digits: true, hidden: false };
    /// The secret of a scratch card (充值卡密码).
    pub(crate) const SCRATCH_CARD: Field = Field { min: 18, max: 18, digits: true, hidden: false };
}
