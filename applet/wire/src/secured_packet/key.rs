//! KIc and KID (ETSI TS 102 225 §5.1.2 and §5.1.3): which key set, and by which algorithm. The algorithm of a packet is
//! a claim; the receiver's key knows better.

/// Writes a table of algorithms once: the nibble and the name, read in both directions.
macro_rules! algorithms {
    ($(#[doc = $about:literal])* $name:ident; $($variant:ident = $code:literal, $words:literal, $key:literal;)+) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $words] $variant,)+ }

        impl $name {
            /// Every algorithm that has a nibble of its own.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The low nibble of KIc or KID.
            pub const fn code(self) -> u8 {
                match self { $($name::$variant => $code,)+ }
            }

            /// The algorithm of a nibble; `None` where it is implicit, proprietary or reserved.
            pub const fn from_code(nibble: u8) -> Option<$name> {
                match nibble { $($code => Some($name::$variant),)+ _ => None }
            }

            /// The name in words.
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

algorithms! {
    /// How a packet is ciphered. Single DES is reserved since Release 8: a card must refuse it.
    Ciphering;
    DesCbc = 0x1, "DES, CBC", "DES_CBC";
    AesCbc = 0x2, "AES, CBC", "AES_CBC";
    TripleDesCbcTwoKeys = 0x5, "3DES with two keys, CBC", "3DES_2KEY_CBC";
    TripleDesCbcThreeKeys = 0x9, "3DES with three keys, CBC", "3DES_3KEY_CBC";
    DesEcb = 0xD, "DES, ECB", "DES_ECB";
}

algorithms! {
    /// How a cryptographic checksum is made. Single DES is reserved since Release 8: a card must refuse it.
    Checksum;
    DesCbcMac = 0x1, "DES, CBC-MAC", "DES_CBC_MAC";
    AesCmac = 0x2, "AES, CMAC", "AES_CMAC";
    TripleDesCbcMacTwoKeys = 0x5, "3DES with two keys, CBC-MAC", "3DES_2KEY_CBC_MAC";
    TripleDesCbcMacThreeKeys = 0x9, "3DES with three keys, CBC-MAC", "3DES_3KEY_CBC_MAC";
}

algorithms! {
    /// How a redundancy check is made, which anybody can make.
    Redundancy;
    Crc16 = 0x1, "CRC 16", "CRC_16";
    Crc32 = 0x5, "CRC 32", "CRC_32";
}

impl Redundancy {
    /// Octets of the check.
    pub const fn length(self) -> usize {
        match self {
            Redundancy::Crc16 => 2,
            Redundancy::Crc32 => 4,
        }
    }
}

/// KIc or KID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyReference(pub u8);

impl KeyReference {
    /// A key set, 0 to 15, and an algorithm's nibble.
    pub const fn new(set: u8, algorithm: u8) -> KeyReference {
        KeyReference(set << 4 | algorithm & 0x0F)
    }

    /// The key set; 0 leaves it to the receiver.
    pub const fn set(self) -> u8 {
        self.0 >> 4
    }

    /// The algorithm's nibble.
    pub const fn algorithm(self) -> u8 {
        self.0 & 0x0F
    }

    /// Whether the algorithm is left to the receiver.
    pub const fn is_implicit(self) -> bool {
        self.0 & 0x03 == 0
    }

    /// Whether the algorithm is proprietary.
    pub const fn is_proprietary(self) -> bool {
        self.0 & 0x03 == 0x03
    }

    /// Whether two references may stand in one packet: the same set, unless one leaves it open (annex A.2).
    pub const fn is_compatible(self, other: KeyReference) -> bool {
        self.set() == other.set() || self.set() == 0 || other.set() == 0
    }
}
