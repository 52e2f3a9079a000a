//! KIc and KID (ETSI TS 102 225 §5.1.2 and §5.1.3): a key set and an algorithm. The algorithm that a packet names is
//! a claim; the cipher of the receiver's key decides.

/// Writes a table of algorithms once: the nibble and the name, read in both directions.
macro_rules! algorithms {
    ($(#[doc = $about:literal])* $name:ident; $($variant:ident = $code:literal, $words:literal, $key:literal;)+) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $words] $variant,)+ }

        impl $name {
            /// Every algorithm that has a nibble of its own.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// Returns the low nibble of KIc or KID.
            pub const fn code(self) -> u8 {
                match self { $($name::$variant => $code,)+ }
            }

            /// Returns the algorithm of a nibble; `None` if it is implicit, proprietary or reserved.
            pub const fn from_code(nibble: u8) -> Option<$name> {
                match nibble { $($code => Some($name::$variant),)+ _ => None }
            }

            /// Returns the name in words.
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

algorithms! {
    /// Algorithm of ciphering. Single DES is reserved since Release 8: a card must refuse it.
    Ciphering;
    DesCbc = 0x1, "DES, CBC", "DES_CBC";
    AesCbc = 0x2, "AES, CBC", "AES_CBC";
    TripleDesCbcTwoKeys = 0x5, "3DES with two keys, CBC", "3DES_2KEY_CBC";
    TripleDesCbcThreeKeys = 0x9, "3DES with three keys, CBC", "3DES_3KEY_CBC";
    DesEcb = 0xD, "DES, ECB", "DES_ECB";
}

algorithms! {
    /// Algorithm of a cryptographic checksum. Single DES is reserved since Release 8: a card must refuse it.
    Checksum;
    DesCbcMac = 0x1, "DES, CBC-MAC", "DES_CBC_MAC";
    AesCmac = 0x2, "AES, CMAC", "AES_CMAC";
    TripleDesCbcMacTwoKeys = 0x5, "3DES with two keys, CBC-MAC", "3DES_2KEY_CBC_MAC";
    TripleDesCbcMacThreeKeys = 0x9, "3DES with three keys, CBC-MAC", "3DES_3KEY_CBC_MAC";
}

algorithms! {
    /// Algorithm of a redundancy check, which needs no key.
    Redundancy;
    Crc16 = 0x1, "CRC 16", "CRC_16";
    Crc32 = 0x5, "CRC 32", "CRC_32";
}

impl Redundancy {
    /// Returns the length of the check, in octets.
    pub const fn length(self) -> usize {
        match self {
            Redundancy::Crc16 => 2,
            Redundancy::Crc32 => 4,
        }
    }
}

/// KIc or KID: a key set and an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyReference(pub u8);

impl KeyReference {
    /// Creates a reference from a key set, 0 to 15, and an algorithm's nibble.
    pub const fn new(set: u8, algorithm: u8) -> KeyReference {
        KeyReference(set << 4 | algorithm & 0x0F)
    }

    /// Returns the key set; 0 leaves the choice to the receiver.
    pub const fn set(self) -> u8 {
        self.0 >> 4
    }

    /// Returns the algorithm's nibble.
    pub const fn algorithm(self) -> u8 {
        self.0 & 0x0F
    }

    /// Returns whether the algorithm is left to the receiver.
    pub const fn is_implicit(self) -> bool {
        self.0 & 0x03 == 0
    }

    /// Returns whether the algorithm is proprietary.
    pub const fn is_proprietary(self) -> bool {
        self.0 & 0x03 == 0x03
    }

    /// Returns whether two references may stand in one packet: they name the same set, or one leaves the set open
    /// (annex A.2).
    pub const fn is_compatible(self, other: KeyReference) -> bool {
        self.set() == other.set() || self.set() == 0 || other.set() == 0
    }
}
