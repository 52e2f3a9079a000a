//! Commands that may cost something on a real card: a try of a PIN, contents of a file, money, or the card itself.

/// Loss that a command may bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// A wrong PIN, code or cryptogram uses up a try.
    Try,
    /// Contents of the card are changed.
    Change,
    /// Money moves.
    Money,
    /// A file, an application or the card is blocked.
    Block,
}

impl Danger {
    /// Returns the danger of a command; `None` for a command that only reads, selects or computes.
    pub fn of(command: &[u8]) -> Option<Danger> {
        let [cla, ins, ..] = command else { return None };
        match (*cla, *ins) {
            // Without a PIN, VERIFY and UNBLOCK tell the tries that are left (TS 102 221 §11.1.9).
            (_, 0x20 | 0x2C) if matches!(command, [_, _, _, _] | [_, _, _, _, 0x00]) => None,
            // VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK of a PIN; RELOAD PIN; EXTERNAL AUTHENTICATE.
            (_, 0x20 | 0x24 | 0x26 | 0x28 | 0x2C | 0x5E | 0x82) => Some(Danger::Try),
            // DEBIT, CREDIT and UPDATE OVERDRAW LIMIT; the second half of whatever INITIALIZE begins.
            (0x80..=0x8F, 0x52 | 0x54 | 0x58) => Some(Danger::Money),
            // INVALIDATE and REHABILITATE; application and card block; TERMINATE, DELETE, SET STATUS.
            (_, 0x04 | 0x44) | (0x80..=0x8F, 0x16 | 0x18 | 0x1E | 0xE4 | 0xF0) | (_, 0xE6 | 0xE8 | 0xFE) => {
                Some(Danger::Block)
            }
            // WRITE, UPDATE, PUT DATA, APPEND, CREATE, INCREASE, and the personalisation of a wallet.
            (_, 0xD0..=0xD2 | 0xD4..=0xD8 | 0xDA..=0xDE | 0xE0 | 0xE2 | 0x0C | 0x0E | 0x32) => Some(Danger::Change),
            _ => None,
        }
    }

    /// Returns what may be lost, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Danger::Try => "a wrong PIN or cryptogram uses up a try",
            Danger::Change => "it changes what is on the card",
            Danger::Money => "it moves money",
            Danger::Block => "it may block a file, an application or the card",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_commands_are_told_from_harmless_ones() {
        for (command, danger) in [
            ("0020000102", Some(Danger::Try)),
            ("A020000108", Some(Danger::Try)),
            ("805401000F", Some(Danger::Money)),
            ("8452000004", Some(Danger::Money)),
            ("A0D6000001", Some(Danger::Change)),
            ("80DADF2004", Some(Danger::Change)),
            ("841E000004", Some(Danger::Block)),
            ("A004000000", Some(Danger::Block)),
            ("0020000100", None),
            ("00A4040010", None),
            ("805001020B", None),
            ("805C000204", None),
            ("00B2010417", None),
            ("A0C0000016", None),
            ("80CA9F7F00", None),
            ("A010000017", None),
            ("A0C2000010", None),
            ("80F2000C00", None),
            ("00", None),
            ("", None),
        ] {
            assert_eq!(Danger::of(&hex::decode(command).unwrap()), danger, "{command}");
        }
    }

    #[test]
    fn danger_of_every_instruction_is_as_listed() {
        // Every instruction behind each class, so that nothing dangerous is lost from the list, and nothing harmless
        // is asked about.
        for ins in 0..=0xFF_u8 {
            let of = |cla: u8| Danger::of(&[cla, ins, 0x00, 0x01, 0x08, 0x00]);
            let anywhere = match ins {
                0x20 | 0x24 | 0x26 | 0x28 | 0x2C | 0x5E | 0x82 => Some(Danger::Try),
                0x04 | 0x44 | 0xE6 | 0xE8 | 0xFE => Some(Danger::Block),
                0x0C | 0x0E | 0x32 | 0xD0 | 0xD1 | 0xD2 | 0xD4 | 0xD5 | 0xD6 | 0xD7 | 0xD8 => Some(Danger::Change),
                0xDA | 0xDB | 0xDC | 0xDD | 0xDE | 0xE0 | 0xE2 => Some(Danger::Change),
                _ => None,
            };
            let proprietary = match ins {
                0x52 | 0x54 | 0x58 => Some(Danger::Money),
                0x16 | 0x18 | 0x1E | 0xE4 | 0xF0 => Some(Danger::Block),
                _ => anywhere,
            };
            assert_eq!((of(0x00), of(0xA0), of(0x04)), (anywhere, anywhere, anywhere), "{ins:02X}");
            assert_eq!([of(0x80), of(0x84), of(0x81)], [proprietary; 3], "{ins:02X}");
        }
    }

    #[test]
    fn question_for_the_tries_is_harmless() {
        for ins in [0x20, 0x2C] {
            assert_eq!(Danger::of(&[0x00, ins, 0x00, 0x01]), None);
            assert_eq!(Danger::of(&[0x00, ins, 0x00, 0x01, 0x00]), None);
            assert_eq!(Danger::of(&[0x00, ins, 0x00, 0x01, 0x01]), Some(Danger::Try));
            assert_eq!(Danger::of(&[0x00, ins, 0x00, 0x01, 0x00, 0x00]), Some(Danger::Try));
        }
        // Without data the others are no questions.
        assert_eq!(Danger::of(&[0x00, 0x24, 0x00, 0x01]), Some(Danger::Try));
        assert_eq!(Danger::of(&[0x00, 0x28, 0x00, 0x01, 0x00]), Some(Danger::Try));
    }
}
