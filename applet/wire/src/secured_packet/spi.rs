//! Security parameter indicator (SPI, ETSI TS 102 225 §5.1.1): which security a packet has and which the answer is to
//! have. Its bits are read into fields of two bits and flags; bits that are reserved are kept as they are.

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

            /// The value of two bits; the others are not looked at.
            pub const fn from_bits(bits: u8) -> $name {
                match bits & 0b11 { $($bits => $name::$variant,)+ }
            }

            /// The two bits.
            pub const fn bits(self) -> u8 {
                match self { $($name::$variant => $code,)+ }
            }

            /// The value in words.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $words,)+ }
            }

            /// The name for machines.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key,)+ }
            }
        }
    };
}

two_bits! {
    /// What shows that a packet is whole and from whom; in the order of what it is worth.
    Check;
    None = 0b00 => 0b00, "no integrity check", "NONE";
    Redundancy = 0b01 => 0b01, "redundancy check", "RC";
    Cryptographic = 0b10 => 0b10, "cryptographic checksum", "CC";
    Signature = _ => 0b11, "digital signature", "DS";
}

two_bits! {
    /// What the counter is for; in the order of what it is worth.
    Counting;
    None = 0b00 => 0b00, "no counter", "NONE";
    Available = 0b01 => 0b01, "counter present, not checked", "AVAILABLE";
    Higher = 0b10 => 0b10, "counter must be higher", "HIGHER";
    Next = _ => 0b11, "counter must be one higher", "PLUS_ONE";
}

two_bits! {
    /// When a proof of receipt is wanted.
    ProofWanted;
    Never = 0b00 => 0b00, "no proof of receipt", "NEVER";
    Always = 0b01 => 0b01, "proof of receipt always", "ALWAYS";
    OnError = 0b10 => 0b10, "proof of receipt on error", "ON_ERROR";
    Reserved = _ => 0b11, "reserved", "RESERVED";
}

/// How a proof of receipt travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProofCarriage {
    /// In the answer to ENVELOPE, which the handset puts into SMS-DELIVER-REPORT.
    DeliverReport,
    /// In a short message of the card's own, by SEND SHORT MESSAGE.
    Submit,
}

impl ProofCarriage {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            ProofCarriage::DeliverReport => "by SMS-DELIVER-REPORT",
            ProofCarriage::Submit => "by SMS-SUBMIT",
        }
    }

    /// The name for machines.
    pub const fn key(self) -> &'static str {
        match self {
            ProofCarriage::DeliverReport => "DELIVER_REPORT",
            ProofCarriage::Submit => "SUBMIT",
        }
    }
}

/// The two octets of the SPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spi {
    /// How the command is secured; bits 8 to 6 are reserved.
    pub first: u8,
    /// What answer is wanted; bits 8 and 7 are reserved.
    pub second: u8,
}

impl Spi {
    /// An SPI without reserved bits. The first four say how the command is secured, the others what proof is wanted.
    pub const fn new(check: Check, ciphered: bool, counting: Counting) -> Spi {
        Spi { first: check.bits() | (ciphered as u8) << 2 | counting.bits() << 3, second: 0 }
    }

    /// The same with a proof of receipt.
    pub const fn proving(self, wanted: ProofWanted, check: Check, ciphered: bool, carriage: ProofCarriage) -> Spi {
        let by_submit = matches!(carriage, ProofCarriage::Submit);
        let second = wanted.bits() | check.bits() << 2 | (ciphered as u8) << 4 | (by_submit as u8) << 5;
        Spi { first: self.first, second }
    }

    /// From its octets.
    pub const fn from_bytes([first, second]: [u8; 2]) -> Spi {
        Spi { first, second }
    }

    /// Its octets.
    pub const fn to_bytes(self) -> [u8; 2] {
        [self.first, self.second]
    }

    /// What the command is checked by.
    pub const fn check(self) -> Check {
        Check::from_bits(self.first)
    }

    /// Whether the command is ciphered.
    pub const fn ciphered(self) -> bool {
        self.first & 0x04 != 0
    }

    /// What the command's counter is for.
    pub const fn counting(self) -> Counting {
        Counting::from_bits(self.first >> 3)
    }

    /// When a proof of receipt is wanted.
    pub const fn proof_wanted(self) -> ProofWanted {
        ProofWanted::from_bits(self.second)
    }

    /// What the proof is to be checked by.
    pub const fn proof_check(self) -> Check {
        Check::from_bits(self.second >> 2)
    }

    /// Whether the proof is to be ciphered.
    pub const fn proof_ciphered(self) -> bool {
        self.second & 0x10 != 0
    }

    /// How the proof is to travel.
    pub const fn proof_carriage(self) -> ProofCarriage {
        if self.second & 0x20 != 0 { ProofCarriage::Submit } else { ProofCarriage::DeliverReport }
    }

    /// The bits that are reserved, of both octets.
    pub const fn reserved(self) -> [u8; 2] {
        [self.first & 0xE0, self.second & 0xC0]
    }
}
