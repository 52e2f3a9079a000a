//! Abilities of the handset, as its TERMINAL PROFILE promises them bit by bit (TS 102 223 §5.2). The card uses nothing
//! that no bit promises.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::CommandType;

use super::proactive::Form;

/// Octets of a profile that the card reads.
const OCTETS: usize = 9;

/// Abilities of a handset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Abilities([u8; OCTETS]);

impl Abilities {
    /// Creates the abilities of a profile. A profile that is too short promises nothing for the missing bits.
    pub(super) fn of(profile: &[u8]) -> Abilities {
        let mut octets = [0; OCTETS];
        octets.iter_mut().zip(profile).for_each(|(to, from)| *to = *from);
        Abilities(octets)
    }

    /// Returns the octet and the bit that promise a command in a form, both counted from 1; `None` if the card never
    /// uses the command.
    const fn place(command: CommandType, form: Form) -> Option<(usize, u8)> {
        Some(match command {
            CommandType::DisplayText => (3, 1),
            CommandType::GetInkey => (3, 2),
            CommandType::GetInput => (3, 3),
            CommandType::SelectItem => (4, 1),
            CommandType::SendSms => (4, 2),
            CommandType::SetupMenu => (4, 6),
            CommandType::SetupEventList => (5, 1),
            CommandType::TimerManagement => (8, 1),
            CommandType::ProvideLocalInfo => match form {
                Form::Imei => (4, 7),
                _ => (9, 4),
            },
            _ => return None,
        })
    }

    /// Returns whether the command is promised.
    pub(crate) fn can(self, command: CommandType) -> bool {
        self.can_do(command, Form::Plain)
    }

    /// Returns whether the command is promised in this form, since each form has a bit of its own.
    pub(super) fn can_do(self, command: CommandType, form: Form) -> bool {
        Abilities::place(command, form).is_some_and(|place| self.bit(place))
    }

    /// Returns the abilities without a command that the handset turned out to be unable to do in this form.
    pub(super) fn without(mut self, command: CommandType, form: Form) -> Abilities {
        if let Some((octet, bit)) = Abilities::place(command, form)
            && let Some(octet) = self.0.get_mut(octet.saturating_sub(1))
        {
            *octet &= !mask(bit);
        }
        self
    }

    /// Returns whether the handset shows UCS2.
    pub(crate) fn has_ucs2(self) -> bool {
        self.bit((2, 7))
    }

    /// Returns whether the handset can report a change of its language.
    pub(crate) fn has_language_notification(self) -> bool {
        self.can(CommandType::SetupEventList) && self.bit((6, 1))
    }

    fn bit(self, (octet, bit): (usize, u8)) -> bool {
        self.0.get(octet.saturating_sub(1)).is_some_and(|octet| octet & mask(bit) != 0)
    }
}

const fn mask(bit: u8) -> u8 {
    match bit {
        1..=8 => 1_u8 << bit.saturating_sub(1),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profile_bits_grant_only_their_commands() {
        let all = Abilities::of(&[0xFF; 20]);
        assert!(all.can(CommandType::SelectItem) && all.has_ucs2() && all.has_language_notification());
        assert!(!all.can(CommandType::OpenChannel), "nobody asks for it");
        let short = Abilities::of(&[0xFF, 0xFF, 0x01]);
        assert!(short.can(CommandType::DisplayText) && !short.can(CommandType::GetInkey));
        assert!(!short.can(CommandType::SetupMenu));
        assert!(!all.without(CommandType::SelectItem, Form::Items).can(CommandType::SelectItem));
        let unnamed = all.without(CommandType::ProvideLocalInfo, Form::Imei);
        assert!(!unnamed.can_do(CommandType::ProvideLocalInfo, Form::Imei));
        assert!(unnamed.can_do(CommandType::ProvideLocalInfo, Form::Language), "it still says its language");
        assert_eq!(Abilities::of(&[]), Abilities::default());
    }
}
