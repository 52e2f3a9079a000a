//! Security parameter indicator (SPI, ETSI TS 102 225 §5.1.1): the security of a packet, and the security that its
//! response is to have. Its bits are read into fields of two bits and flags; reserved bits are kept as they are.

use serde::{Deserialize, Serialize};

/// Writes a field of two bits once: its four values, with their names, read in both directions.
macro_rules! two_bits {
    ($(#[doc = $about:literal])* $name:ident; $($variant:ident = $bits:pat => $code:literal, $words:literal, $key:literal;)+) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[doc = $words] $variant,)+ }

        impl $name {
            /// Every value, in the order of the bits.
            pub const ALL: [$name; 4] = [$($name::$variant,)+];

            /// Returns the value of the low two bits; the other bits are ignored.
            pub const fn from_bits(bits: u8) -> $name {
                match bits & 0b11 { $($bits => $name::$variant,)+ }
            }

            /// Returns the two bits.
            pub const fn bits(self) -> u8 {
                match self { $($name::$variant => $code,)+ }
            }

            /// Returns the value in words.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $words,)+ }
            }

            /// Returns the name for machines.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key,)+ }
            }
        }
    };
}

two_bits! {
    /// Kind of the check, which proves that a packet is whole, and from whom; ordered by strength.
    Check;
    None = 0b00 => 0b00, "no integrity check", "NONE";
    Redundancy = 0b01 => 0b01, "redundancy check", "RC";
    Cryptographic = 0b10 => 0b10, "cryptographic checksum", "CC";
    Signature = _ => 0b11, "digital signature", "DS";
}

two_bits! {
    /// Use of the counter; ordered by strength.
    Counting;
    None = 0b00 => 0b00, "no counter", "NONE";
    Available = 0b01 => 0b01, "counter present, not checked", "AVAILABLE";
    Higher = 0b10 => 0b10, "counter must be higher", "HIGHER";
    Next = _ => 0b11, "counter must be one higher", "PLUS_ONE";
}

two_bits! {
    /// Condition under which a proof of receipt is wanted.
    ProofWanted;
    Never = 0b00 => 0b00, "no proof of receipt", "NEVER";
    Always = 0b01 => 0b01, "proof of receipt always", "ALWAYS";
    OnError = 0b10 => 0b10, "proof of receipt on error", "ON_ERROR";
    Reserved = _ => 0b11, "reserved", "RESERVED";
}

/// Carriage of a proof of receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProofCarriage {
    /// Answer to ENVELOPE, which the handset puts into SMS-DELIVER-REPORT.
    DeliverReport,
    /// Short message of the card's own, by SEND SHORT MESSAGE.
    Submit,
}

impl ProofCarriage {
    /// Returns the carriage in words.
    pub const fn name(self) -> &'static str {
        match self {
            ProofCarriage::DeliverReport => "by SMS-DELIVER-REPORT",
            ProofCarriage::Submit => "by SMS-SUBMIT",
        }
    }

    /// Returns the name for machines.
    pub const fn key(self) -> &'static str {
        match self {
            ProofCarriage::DeliverReport => "DELIVER_REPORT",
            ProofCarriage::Submit => "SUBMIT",
        }
    }
}

/// Security parameter indicator: two octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spi {
    /// Security of the command; bits 8 to 6 are reserved.
    pub first: u8,
    /// Proof of receipt that is wanted; bits 8 and 7 are reserved.
    pub second: u8,
}

impl Spi {
    /// Creates an SPI without reserved bits, which asks for no proof of receipt.
    pub const fn new(check: Check, ciphered: bool, counting: Counting) -> Spi {
        Spi { first: check.bits() | (ciphered as u8) << 2 | counting.bits() << 3, second: 0 }
    }

    /// Returns the SPI with a proof of receipt; the arguments replace the whole second octet.
    pub const fn proving(self, wanted: ProofWanted, check: Check, ciphered: bool, carriage: ProofCarriage) -> Spi {
        let by_submit = matches!(carriage, ProofCarriage::Submit);
        let second = wanted.bits() | check.bits() << 2 | (ciphered as u8) << 4 | (by_submit as u8) << 5;
        Spi { first: self.first, second }
    }

    /// Creates an SPI from its two octets.
    pub const fn from_bytes([first, second]: [u8; 2]) -> Spi {
        Spi { first, second }
    }

    /// Returns the two octets.
    pub const fn to_bytes(self) -> [u8; 2] {
        [self.first, self.second]
    }

    /// Returns the kind of the command's check.
    pub const fn check(self) -> Check {
        Check::from_bits(self.first)
    }

    /// Returns whether the command is ciphered.
    pub const fn ciphered(self) -> bool {
        self.first & 0x04 != 0
    }

    /// Returns the use of the command's counter.
    pub const fn counting(self) -> Counting {
        Counting::from_bits(self.first >> 3)
    }

    /// Returns the condition under which a proof of receipt is wanted.
    pub const fn proof_wanted(self) -> ProofWanted {
        ProofWanted::from_bits(self.second)
    }

    /// Returns the kind of check that the proof is to have.
    pub const fn proof_check(self) -> Check {
        Check::from_bits(self.second >> 2)
    }

    /// Returns whether the proof is to be ciphered.
    pub const fn proof_ciphered(self) -> bool {
        self.second & 0x10 != 0
    }

    /// Returns the carriage of the proof.
    pub const fn proof_carriage(self) -> ProofCarriage {
        if self.second & 0x20 != 0 { ProofCarriage::Submit } else { ProofCarriage::DeliverReport }
    }

    /// Returns the reserved bits of both octets.
    pub const fn reserved(self) -> [u8; 2] {
        [self.first & 0xE0, self.second & 0xC0]
    }
}
