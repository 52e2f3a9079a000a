//! Forms for actions outside the phone, such as the addressee and text of a message, or an amount. A form is a few
//! lines to type into, which become an [`Action`].

use super::command::Move;
use sim_i18n::{Language, Word};
use sim_wire::count::Counted;
use sim_world::action::{
    Action, CareAction, HallAction, HolderAction, LineAction, PayPasswordInput, PosAction, PosPlace, ReceiptPlace,
    TapAction, TapPurpose,
};
use sim_world::platform;
use sim_world::platform::amount::{AmountError, parse_yuan};
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::PayPassword;
use sim_world::platform::province::Province;

/// Purpose of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// Message that the person writes.
    Text,
    /// Cash that is paid in at a hall.
    Deposit,
    /// Purchase of a scratch card.
    ScratchCard,
    /// Reset of the operation PIN by the hotline.
    ResetPin,
    /// Top-up on the website.
    WebTopUp,
    /// Purchase at the terminal of a shop.
    Tap,
    /// Purchase that is taken back for its receipt.
    TakeBack,
    /// Distance of the phone from a terminal.
    Distance,
    /// Load at a hall, from the account's cash.
    HallLoad,
    /// Load at a hall, of cash that is paid in.
    HallLoadCash,
    /// Purchase at a terminal of a shop by the finder of the lost card.
    FinderTap,
    /// Answer that a caller says to a service line.
    Say,
}

/// Mistake in what was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Amount that cannot be read.
    #[error(transparent)]
    Amount(AmountError),
    /// Pay password that is not six digits.
    #[error("a pay password has six digits")]
    PayPassword,
    /// Number of a terminal, batch or voucher that is no whole number from 1 on.
    #[error("a number is whole, from 1 on")]
    Number,
    /// Distance that is no whole number of centimetres.
    #[error("a distance is a whole number of centimetres")]
    Distance,
}

impl FormError {
    /// Returns the sentence that the person reads.
    pub fn sentence(self, language: Language) -> &'static str {
        let word = match self {
            FormError::Amount(AmountError::Form) => Word::AmountForm,
            FormError::Amount(AmountError::TooLarge) => Word::AmountLarge,
            FormError::PayPassword => Word::SixDigits,
            FormError::Number => Word::WholeNumber,
            FormError::Distance => Word::DistanceForm,
        };
        word.in_language(language)
    }
}

impl FormKind {
    /// Returns the title of the form.
    pub(super) const fn title(self) -> Word {
        match self {
            FormKind::Text => Word::FormText,
            FormKind::Deposit => Word::FormDeposit,
            FormKind::ScratchCard => Word::FormScratchCard,
            FormKind::ResetPin => Word::FormResetPin,
            FormKind::WebTopUp => Word::FormWebTopUp,
            FormKind::Tap => Word::FormTap,
            FormKind::TakeBack => Word::FormTakeBack,
            FormKind::Distance => Word::FormDistance,
            FormKind::HallLoad => Word::FormHallLoad,
            FormKind::HallLoadCash => Word::FormHallLoadCash,
            FormKind::FinderTap => Word::FormFinderTap,
            FormKind::Say => Word::FormSay,
        }
    }

    /// Returns the labels of the form's lines.
    const fn lines(self) -> &'static [Word] {
        match self {
            FormKind::Text => &[Word::FieldTo, Word::FieldText],
            FormKind::Deposit | FormKind::ScratchCard | FormKind::HallLoad | FormKind::HallLoadCash => {
                &[Word::FieldAmount]
            }
            FormKind::ResetPin => &[Word::FieldPayPassword],
            FormKind::Say => &[Word::FieldText],
            FormKind::WebTopUp => &[Word::FieldAmount, Word::FieldPayPassword],
            FormKind::Tap | FormKind::FinderTap => &[Word::FieldAmount, Word::FieldPos],
            FormKind::TakeBack => &[Word::FieldBatch, Word::FieldVoucher, Word::FieldPos],
            FormKind::Distance => &[Word::FieldDistance, Word::FieldPos],
        }
    }

    /// Returns the action that the filled-in form asks for in the name of the person with that number. A line that is
    /// missing is empty, and an empty terminal is the first one.
    pub(super) fn action(self, number: Msisdn, typed: &[&str]) -> Result<Action, FormError> {
        let typed = |line: usize| typed.get(line).copied().unwrap_or_default();
        let (first, second) = (typed(0), typed(1));
        let amount = || parse_yuan(first.trim()).map_err(FormError::Amount);
        let pos = |line: usize| match typed(line).trim() {
            "" => Ok(PosPlace::FIRST),
            place => whole_number(place).map(PosPlace),
        };
        let password = |typed: &str| {
            let password = typed.trim().parse::<PayPassword>().map_err(|_| FormError::PayPassword)?;
            Ok(PayPasswordInput::Digits(password.reveal()))
        };
        Ok(match self {
            FormKind::Text => {
                let (to, text) = (Some(first.trim().to_owned()), second.to_owned());
                Action::Holder(number, HolderAction::Write { to, text })
            }
            FormKind::Say => Action::Holder(number, HolderAction::Line(LineAction::Say(first.to_owned()))),
            FormKind::Deposit => Action::Hall(HallAction::Deposit(number, amount()?)),
            FormKind::ScratchCard => Action::Hall(HallAction::SellScratchCard(amount()?, Province::Hunan)),
            FormKind::ResetPin => Action::Care(number, CareAction::ResetPin(password(first)?)),
            FormKind::WebTopUp => Action::WebsiteTopUp(number, amount()?, password(second)?),
            FormKind::HallLoad => Action::Hall(HallAction::Load(number, amount()?)),
            FormKind::HallLoadCash => Action::Hall(HallAction::LoadCash(number, amount()?)),
            FormKind::Tap | FormKind::FinderTap => {
                let tap = TapAction { pos: pos(1)?, ..TapAction::new(TapPurpose::Purchase(amount()?)) };
                match self {
                    FormKind::FinderTap => Action::Finder(number, tap),
                    _ => Action::Holder(number, HolderAction::Tap(tap)),
                }
            }
            FormKind::TakeBack => {
                let (batch, voucher, pos) = (whole_number(first)?, whole_number(second)?, pos(2)?);
                Action::Pos(pos, PosAction::TakeBack(ReceiptPlace { pos, batch, voucher }))
            }
            FormKind::Distance => {
                let distance_cm = first.trim().parse().map_err(|_| FormError::Distance)?;
                Action::Holder(number, HolderAction::StandAt(pos(1)?, distance_cm))
            }
        })
    }
}

/// Parses the number of a terminal, a batch or a voucher, from 1 on.
fn whole_number(typed: &str) -> Result<u32, FormError> {
    typed.trim().parse().ok().filter(|number| *number > 0).ok_or(FormError::Number)
}

/// Line of a form.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) label: Word,
    pub(super) typed: String,
}

impl Line {
    /// Returns `true` if the line is shown as dots, as a password is.
    pub(super) fn is_hidden(&self) -> bool {
        self.label == Word::FieldPayPassword
    }
}

impl std::fmt::Debug for Line {
    /// Formats the label and the length, without what was typed, which may be a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {}", self.label, Counted(self.typed.chars().count(), "character"))
    }
}

/// Form that is being filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputForm {
    pub(super) kind: FormKind,
    pub(super) lines: Vec<Line>,
    /// Line that is typed into, counted from 0.
    pub(super) at: usize,
    /// Reason for which the form could not be submitted; `None` since the last change.
    pub(super) complaint: Option<String>,
}

impl InputForm {
    /// Creates an empty form. A message is for the platform unless the address is changed, and the terminal is the
    /// given one unless it is changed.
    pub(super) fn new(kind: FormKind, pos: PosPlace) -> InputForm {
        let typed = |label: Word| match label {
            Word::FieldTo => platform::NUMBER.to_owned(),
            Word::FieldPos => pos.to_string(),
            _ => String::new(),
        };
        let lines = kind.lines().iter().map(|label| Line { label: *label, typed: typed(*label) }).collect();
        InputForm { kind, lines, at: usize::from(kind == FormKind::Text), complaint: None }
    }

    /// Types a text into the current line.
    pub(super) fn type_text(&mut self, text: &str) {
        self.complaint = None;
        if let Some(line) = self.lines.get_mut(self.at) {
            line.typed.extend(text.chars().filter(|character| !character.is_control()));
        }
    }

    /// Erases the last character of the current line.
    pub(super) fn erase(&mut self) {
        self.complaint = None;
        self.lines.get_mut(self.at).and_then(|line| line.typed.pop());
    }

    /// Moves to another line.
    pub(super) fn go(&mut self, by: Move) {
        let last = self.lines.len().saturating_sub(1);
        self.at = match by {
            Move::Up | Move::PageUp => self.at.saturating_sub(1),
            Move::Down | Move::PageDown => self.at.saturating_add(1).min(last),
            Move::Home => 0,
            Move::End => last,
        };
    }

    /// Moves to the next line, or from the last to the first.
    pub(super) fn turn(&mut self) {
        let lines = self.lines.len().max(1);
        self.at = self.at.saturating_add(1).checked_rem(lines).unwrap_or(0);
    }

    /// Returns `true` if the current line is the last.
    pub(super) fn is_at_end(&self) -> bool {
        self.at.saturating_add(1) >= self.lines.len()
    }

    /// Returns the action that the form asks for in the name of the person with that number.
    pub(super) fn action(&self, number: Msisdn) -> Result<Action, FormError> {
        let typed: Vec<&str> = self.lines.iter().map(|line| line.typed.as_str()).collect();
        self.kind.action(number, &typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_recipient_defaults_to_platform() {
        let mut form = InputForm::new(FormKind::Text, PosPlace::FIRST);
        form.type_text("CX\n");
        let written = |to: &str| {
            let (to, text) = (Some(to.to_owned()), "CX".to_owned());
            Action::Holder(Msisdn::SOLE, HolderAction::Write { to, text })
        };
        assert_eq!(form.action(Msisdn::SOLE), Ok(written("10658888")));
        form.go(Move::Up);
        (0..4).for_each(|_| form.erase());
        form.type_text("0000");
        assert_eq!(form.action(Msisdn::SOLE), Ok(written("10650000")));
    }

    #[test]
    fn invalid_amount_or_password_is_refused() {
        let filled = |kind: FormKind, first, second| kind.action(Msisdn::SOLE, &[first, second]);
        assert_eq!(filled(FormKind::Deposit, "1.234", ""), Err(FormError::Amount(AmountError::Form)));
        assert_eq!(filled(FormKind::Deposit, "99999999999", ""), Err(FormError::Amount(AmountError::TooLarge)));
        assert_eq!(filled(FormKind::WebTopUp, "50", "12345"), Err(FormError::PayPassword));
        let deposit = HallAction::Deposit(Msisdn::SOLE, sim_wire::Fen(1990));
        assert_eq!(filled(FormKind::Deposit, " 19.9 ", ""), Ok(Action::Hall(deposit)));
    }

    #[test]
    fn empty_terminal_is_the_first() {
        let filled = |kind: FormKind, typed: &[&str]| kind.action(Msisdn::SOLE, typed).map(|action| action.to_string());
        let sole = Msisdn::SOLE;
        assert_eq!(filled(FormKind::Tap, &["20"]), Ok(format!("{sole} taps 20")));
        assert_eq!(filled(FormKind::Tap, &["20", " 2 "]), Ok(format!("{sole} taps 20 at pos 2")));
        assert_eq!(
            filled(FormKind::TakeBack, &["1", "000003"]),
            Ok("pos 1 takes back voucher 3 of batch 1".to_owned())
        );
        assert_eq!(filled(FormKind::TakeBack, &["1", "0"]), Err(FormError::Number));
        assert_eq!(filled(FormKind::Distance, &["100000"]), Err(FormError::Distance));
        assert_eq!(filled(FormKind::Distance, &["15", "2"]), Ok(format!("{sole} stands 15 cm from pos 2")));
    }

    #[test]
    fn typed_text_is_absent_from_debug_output() {
        let mut form = InputForm::new(FormKind::ResetPin, PosPlace::FIRST);
        form.type_text("123456");
        assert!(!format!("{form:?}").contains("123456"));
    }
}
