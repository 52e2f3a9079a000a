//! Commands of the card, each with the class octets under which it is accepted: one table, read in both directions.

/// Writes the table once: the enum, its names and codes, and the search by CLA and INS.
macro_rules! instructions {
    ($($(#[doc = $doc:literal])* $variant:ident = $ins:literal, $name:literal, [$($cla:literal),+];)+) => {
        /// A command of the card, under any of its class octets.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Instruction { $($(#[doc = $doc])* $variant,)+ }

        impl Instruction {
            /// Every command, in the order of the table.
            pub const ALL: &'static [Instruction] = &[$(Instruction::$variant,)+];

            /// Returns the command's name in the standard's words.
            pub const fn name(self) -> &'static str {
                match self { $(Instruction::$variant => $name,)+ }
            }

            /// Returns the INS octet.
            pub const fn ins(self) -> u8 {
                match self { $(Instruction::$variant => $ins,)+ }
            }

            /// Returns the CLA octets under which the command is accepted.
            pub const fn classes(self) -> &'static [u8] {
                match self { $(Instruction::$variant => &[$($cla),+],)+ }
            }

            /// Returns whether the command is one of the toolkit's, which a handset may send at any time.
            pub const fn is_toolkit(self) -> bool {
                use Instruction::*;
                matches!(self, TerminalProfile | Envelope | Fetch | TerminalResponse | Status)
            }

            /// Returns whether any command of the table has this class octet.
            pub const fn is_class(cla: u8) -> bool {
                $($(if cla == $cla { return true; })+)+
                false
            }

            /// Finds the command of a header.
            pub const fn find(cla: u8, ins: u8) -> InstructionMatch {
                match (cla, ins) {
                    $(($($cla)|+, $ins) => InstructionMatch::Instruction(Instruction::$variant),)+
                    $((_, $ins) => InstructionMatch::OtherClass(Instruction::$variant),)+
                    _ => InstructionMatch::Nothing,
                }
            }
        }
    };
}

/// Returns whether P3 of a command counts the data that follows it, rather than the data that is asked for.
///
/// A script in the compact form does not say which. The instructions listed here take no data and fetch an answer (ISO
/// 7816-4, GSM 11.11, JR/T 0025); all others take data.
pub const fn is_followed_by_data(ins: u8) -> bool {
    // GET CHALLENGE, READ BINARY, READ RECORD, GET RESPONSE, GET DATA, STATUS, FETCH, GET BALANCE; REHABILITATE and
    // INVALIDATE have P3 = 00.
    !matches!(ins, 0x84 | 0xB0 | 0xB2 | 0xC0 | 0xCA | 0xF2 | 0x12 | 0x5C | 0x04 | 0x44)
}

/// Result of a search by CLA and INS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionMatch {
    /// Command with this INS under this CLA.
    Instruction(Instruction),
    /// Command with this INS, which is not accepted under this CLA.
    OtherClass(Instruction),
    /// No command: the INS is unknown.
    Nothing,
}

#[allow(unreachable_patterns, reason = "one INS may stand in two rows under different classes")]
mod table {
    use super::InstructionMatch;

    instructions! {
        /// Selects a file by identifier or an application by AID (ISO 7816-4 §11.1.1, GSM 11.11 §9.2.1).
        Select = 0xA4, "SELECT", [0x00, 0xA0];
        /// Reads a transparent file (ISO 7816-4 §11.2.3).
        ReadBinary = 0xB0, "READ BINARY", [0x00, 0xA0];
        /// Writes into a transparent file; with CLA 04 under secure messaging (ISO 7816-4 §11.2.5).
        UpdateBinary = 0xD6, "UPDATE BINARY", [0x00, 0x04];
        /// Reads a record (ISO 7816-4 §11.3.3).
        ReadRecord = 0xB2, "READ RECORD", [0x00, 0xA0];
        /// Writes a record; with CLA 04 under secure messaging (ISO 7816-4 §11.3.5).
        UpdateRecord = 0xDC, "UPDATE RECORD", [0x00, 0x04];
        /// Compares the operation PIN (ISO 7816-4 §11.5.6).
        Verify = 0x20, "VERIFY", [0x00];
        /// Draws a random number for the next command (ISO 7816-4 §11.5.3).
        GetChallenge = 0x84, "GET CHALLENGE", [0x00];
        /// Checks the terminal's proof that it has a key (ISO 7816-4 §11.5.4).
        ExternalAuthenticate = 0x82, "EXTERNAL AUTHENTICATE", [0x00];
        /// Proves to the terminal that the card has a key (ISO 7816-4 §11.5.2).
        InternalAuthenticate = 0x88, "INTERNAL AUTHENTICATE", [0x00];
        /// Fetches an answer announced by 61xx or 9Fxx (ISO 7816-4 §11.7.1, GSM 11.11 §9.2.18).
        GetResponse = 0xC0, "GET RESPONSE", [0x00, 0x80, 0xA0];
        /// INITIALIZE FOR LOAD, PURCHASE or UNLOAD, by P1 (JR/T 0025.2).
        Initialize = 0x50, "INITIALIZE", [0x80];
        /// Carries out the second step of a load (JR/T 0025.2).
        CreditForLoad = 0x52, "CREDIT FOR LOAD", [0x80];
        /// Carries out the second step of a purchase or an unload, by P1 (JR/T 0025.2).
        Debit = 0x54, "DEBIT", [0x80];
        /// Returns the MAC and TAC of the last transaction once more (JR/T 0025.2).
        GetTransactionProve = 0x5A, "GET TRANSACTION PROVE", [0x80];
        /// Returns the balance (JR/T 0025.2).
        GetBalance = 0x5C, "GET BALANCE", [0x80];
        /// PIN CHANGE (P1 = 01) or RELOAD PIN (P1 = 00) (JR/T 0025.2).
        ChangeReloadPin = 0x5E, "PIN CHANGE / RELOAD PIN", [0x80];
        /// Restores the tries of a blocked PIN (JR/T 0025.2).
        PinUnblock = 0x24, "PIN UNBLOCK", [0x84];
        /// Blocks the application, for a time or for good (JR/T 0025.2).
        ApplicationBlock = 0x1E, "APPLICATION BLOCK", [0x84];
        /// Lifts a temporary block (JR/T 0025.2).
        ApplicationUnblock = 0x18, "APPLICATION UNBLOCK", [0x84];
        /// Blocks the whole card for good (JR/T 0025.2).
        CardBlock = 0x16, "CARD BLOCK", [0x84];
        /// Reads one of the wallet's parameters (ISO 7816-4 §11.4.3).
        GetData = 0xCA, "GET DATA", [0x80];
        /// Sets one of the wallet's parameters; with CLA 84 under secure messaging (ISO 7816-4 §11.4.6).
        PutData = 0xDA, "PUT DATA", [0x80, 0x84];
        /// Tells the card the handset's capabilities (TS 102 221 §11.2.1, TS 51.011 §9.2.1).
        TerminalProfile = 0x10, "TERMINAL PROFILE", [0x80, 0xA0];
        /// Delivers an event or a message to the toolkit (TS 102 221 §11.2.2).
        Envelope = 0xC2, "ENVELOPE", [0x80, 0xA0];
        /// Fetches the proactive command that 91xx announced (TS 102 221 §11.2.3).
        Fetch = 0x12, "FETCH", [0x80, 0xA0];
        /// Delivers the handset's answer to a proactive command (TS 102 221 §11.2.4).
        TerminalResponse = 0x14, "TERMINAL RESPONSE", [0x80, 0xA0];
        /// Polls the card, or returns the header of the current directory (TS 102 221 §11.1.2, GSM 11.11 §9.2.2).
        Status = 0xF2, "STATUS", [0x80, 0xA0];
        /// Sets the wallet's state; with CLA 84 under secure messaging (GlobalPlatform §11.10).
        SetStatus = 0xF0, "SET STATUS", [0x80, 0x84];
    }
}

pub use table::Instruction;
