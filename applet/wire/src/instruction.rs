//! The commands this card knows, each with the class octets it comes under: one table, read in both directions.

/// Writes the table once: the enum, its names and codes, and the search by CLA and INS.
macro_rules! instructions {
    ($($(#[doc = $doc:literal])* $variant:ident = $ins:literal, $name:literal, [$($cla:literal),+];)+) => {
        /// A command of the card, whatever class octet it came under.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Instruction { $($(#[doc = $doc])* $variant,)+ }

        impl Instruction {
            /// Every command, in the order of the table.
            pub const ALL: &'static [Instruction] = &[$(Instruction::$variant,)+];

            /// The name in the standard's words.
            pub const fn name(self) -> &'static str {
                match self { $(Instruction::$variant => $name,)+ }
            }

            /// The INS octet.
            pub const fn ins(self) -> u8 {
                match self { $(Instruction::$variant => $ins,)+ }
            }

            /// The CLA octets it may come under.
            pub const fn classes(self) -> &'static [u8] {
                match self { $(Instruction::$variant => &[$($cla),+],)+ }
            }

            /// Whether it is one of the toolkit's, which a handset may send at any time.
            pub const fn is_toolkit(self) -> bool {
                use Instruction::*;
                matches!(self, TerminalProfile | Envelope | Fetch | TerminalResponse | Status)
            }

            /// Whether any command comes under this class octet.
            pub const fn is_class(cla: u8) -> bool {
                $($(if cla == $cla { return true; })+)+
                false
            }

            /// The command of a header.
            pub const fn find(cla: u8, ins: u8) -> Found {
                match (cla, ins) {
                    $(($($cla)|+, $ins) => Found::Instruction(Instruction::$variant),)+
                    $((_, $ins) => Found::OtherClass(Instruction::$variant),)+
                    _ => Found::Nothing,
                }
            }
        }
    };
}

/// Whether P3 of a command counts data that follows it, and not data that is asked for. A script in the compact form
/// does not say; these instructions bring nothing and fetch (ISO 7816-4, GSM 11.11, JR/T 0025), all others bring data.
pub const fn is_followed_by_data(ins: u8) -> bool {
    // GET CHALLENGE, READ BINARY, READ RECORD, GET RESPONSE, GET DATA, STATUS, FETCH, GET BALANCE; REHABILITATE and
    // INVALIDATE have P3 = 00.
    !matches!(ins, 0x84 | 0xB0 | 0xB2 | 0xC0 | 0xCA | 0xF2 | 0x12 | 0x5C | 0x04 | 0x44)
}

/// What a CLA and an INS name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This command.
    Instruction(Instruction),
    /// This INS is known, but not under that class.
    OtherClass(Instruction),
    /// No such INS.
    Nothing,
}

#[allow(unreachable_patterns, reason = "one INS may stand in two rows under different classes")]
mod table {
    use super::Found;

    instructions! {
        /// Chooses a file by identifier or an application by AID (ISO 7816-4 §11.1.1, GSM 11.11 §9.2.1).
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
        /// The terminal shows that it has a key (ISO 7816-4 §11.5.4).
        ExternalAuthenticate = 0x82, "EXTERNAL AUTHENTICATE", [0x00];
        /// The card shows that it has a key (ISO 7816-4 §11.5.2).
        InternalAuthenticate = 0x88, "INTERNAL AUTHENTICATE", [0x00];
        /// Fetches an answer announced by 61xx or 9Fxx (ISO 7816-4 §11.7.1, GSM 11.11 §9.2.18).
        GetResponse = 0xC0, "GET RESPONSE", [0x00, 0x80, 0xA0];
        /// INITIALIZE FOR LOAD, PURCHASE or UNLOAD, by P1 (JR/T 0025.2).
        Initialize = 0x50, "INITIALIZE", [0x80];
        /// Second step of a load (JR/T 0025.2).
        CreditForLoad = 0x52, "CREDIT FOR LOAD", [0x80];
        /// Second step of a purchase or an unload, by P1 (JR/T 0025.2).
        Debit = 0x54, "DEBIT", [0x80];
        /// The MAC and TAC of the last transaction, asked for again (JR/T 0025.2).
        GetTransactionProve = 0x5A, "GET TRANSACTION PROVE", [0x80];
        /// The balance (JR/T 0025.2).
        GetBalance = 0x5C, "GET BALANCE", [0x80];
        /// PIN CHANGE (P1 = 01) or RELOAD PIN (P1 = 00) (JR/T 0025.2).
        ChangeReloadPin = 0x5E, "PIN CHANGE / RELOAD PIN", [0x80];
        /// Gives a blocked PIN its tries again (JR/T 0025.2).
        PinUnblock = 0x24, "PIN UNBLOCK", [0x84];
        /// Blocks the application, for a time or for ever (JR/T 0025.2).
        ApplicationBlock = 0x1E, "APPLICATION BLOCK", [0x84];
        /// Lifts a temporary block (JR/T 0025.2).
        ApplicationUnblock = 0x18, "APPLICATION UNBLOCK", [0x84];
        /// Blocks the whole card for ever (JR/T 0025.2).
        CardBlock = 0x16, "CARD BLOCK", [0x84];
        /// Reads one of the wallet's parameters (ISO 7816-4 §11.4.3).
        GetData = 0xCA, "GET DATA", [0x80];
        /// Sets one of the wallet's parameters; with CLA 84 under secure messaging (ISO 7816-4 §11.4.6).
        PutData = 0xDA, "PUT DATA", [0x80, 0x84];
        /// The handset says what it can do (TS 102 221 §11.2.1, TS 51.011 §9.2.1).
        TerminalProfile = 0x10, "TERMINAL PROFILE", [0x80, 0xA0];
        /// The handset brings something to the toolkit (TS 102 221 §11.2.2).
        Envelope = 0xC2, "ENVELOPE", [0x80, 0xA0];
        /// The handset fetches the proactive command that 91xx announced (TS 102 221 §11.2.3).
        Fetch = 0x12, "FETCH", [0x80, 0xA0];
        /// The handset answers a proactive command (TS 102 221 §11.2.4).
        TerminalResponse = 0x14, "TERMINAL RESPONSE", [0x80, 0xA0];
        /// The handset polls, or asks about the current directory (TS 102 221 §11.1.2, GSM 11.11 §9.2.2).
        Status = 0xF2, "STATUS", [0x80, 0xA0];
        /// Sets the wallet's state; with CLA 84 under secure messaging (GlobalPlatform §11.10).
        SetStatus = 0xF0, "SET STATUS", [0x80, 0x84];
    }
}

pub use table::Instruction;
