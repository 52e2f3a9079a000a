//! What a dialog wants of the person or the handset, before any octet of it is written.

use super::phrases::Phrase;
use super::text::Text;
use super::tree::Lines;

/// One thing that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// A text that the person reads and clears.
    Notice(Text),
    /// One line of a list.
    Choice {
        /// Above the lines.
        title: Phrase,
        /// The lines.
        lines: Lines,
    },
    /// Yes or no.
    Question(Text),
    /// Something typed.
    Input(Text, Field),
    /// A request of that name goes to the platform; one without a name goes without a word.
    Send(Option<Phrase>),
    /// In which language the handset speaks.
    Language,
    /// Which handset it is.
    Imei,
    /// To be told when the handset's language changes.
    Events,
    /// The main menu.
    MainMenu(Lines),
    /// To be called again after a while.
    Timer,
}

/// What may be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Fewest characters.
    pub(crate) min: u8,
    /// Most characters.
    pub(crate) max: u8,
    /// Digits only; else the GSM default alphabet.
    pub(crate) digits: bool,
    /// Shown as dots.
    pub(crate) hidden: bool,
}

impl Field {
    /// An amount in yuan. The alphabet is asked for, since digits have no decimal point.
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
