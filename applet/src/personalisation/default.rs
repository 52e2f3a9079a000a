//! The default card: published test keys, an open and empty wallet. Tests and tools begin with this card and change
//! what they need.

use sim_wire::lifecycle::LifeCycle;
use sim_wire::secured_packet::{Counter, Tar};
use sim_wire::{Fen, OtaKey, OtaKeySet};

use super::{KeyEntry, KeyUsage, OtaApplication, Personalisation, Start};
use crate::crypto::PurseKey;

/// Purchase key, under the index of shops (1) and of the handbook's example (3).
const PURCHASE: PurseKey = 0x6DD7_F631_B4CA_88DE_5CC3_E209_702F_FCB6_u128.to_be_bytes();

/// Every key, version 1 and algorithm 00.
const KEYS: [(KeyUsage, u8, PurseKey); 10] = [
    (KeyUsage::Purchase, 1, PURCHASE),
    (KeyUsage::Purchase, 3, PURCHASE),
    (KeyUsage::Load, 1, 0x1909_C3A1_0BCA_AC67_0C88_E1BC_DA28_EA32_u128.to_be_bytes()),
    (KeyUsage::Unload, 1, 0x0FCE_C87D_A404_8CF8_8A0E_68EB_7DB7_2A16_u128.to_be_bytes()),
    (KeyUsage::Tac, 0, 0x18D5_F738_2D46_E5DE_F255_380E_2F5B_64AF_u128.to_be_bytes()),
    (KeyUsage::Maintenance, 0, 0x3193_F534_D0BB_D24B_C54E_6DD8_82B1_8BA8_u128.to_be_bytes()),
    (KeyUsage::PinUnblock, 0, 0x9354_B8F4_1155_9E11_C103_FAE8_739E_5220_u128.to_be_bytes()),
    (KeyUsage::PinReload, 0, 0xA92F_D764_2482_0AD1_68D8_1E7E_C5F9_FA68_u128.to_be_bytes()),
    (KeyUsage::ExternalAuthentication, 1, *b"@ABCDEFGHIJKLMNO"),
    (KeyUsage::InternalAuthentication, 0, *b"PQRSTUVWXYZ[\\]^_"),
];

/// Answer to reset: T=0, and `RFSIM` among the historical octets.
const ATR: [u8; 18] =
    [0x3B, 0x6E, 0, 0, 0x80, 0x31, 0x80, 0x73, 0x96, 0x21, 0, 0x66, 0x52, 0x46, 0x53, 0x49, 0x4D, 0x01];

/// Application identifier of the wallet.
const AID: [u8; 16] = [0xD1, 0x56, 0, 0x01, 0x01, 0x80, 0x03, 0x80, 0, 0, 0, 0x01, 0, 0, 0, 0];

/// File 15: issuer 1, application 02 version 01, ASN 00001234567890123456, valid from 2009-01-01 to 2019-12-31.
const FILE_15: [u8; 30] = [
    0, 0, 0, 0, 0, 0, 0, 0x01, 0x02, 0x01, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x20, 0x09, 0x01,
    0x01, 0x20, 0x19, 0x12, 0x31, 0, 0,
];

impl Default for Personalisation {
    /// Creates the personalisation of the default card.
    fn default() -> Personalisation {
        let (kic, kid) = (OtaKey::TripleDes2(*b"`abcdefghijklmno"), OtaKey::TripleDes2(*b"pqrstuvwxyz{|}~\x7F"));
        let entries = KEYS.map(|(usage, index, key)| KeyEntry { usage, index, version: 1, algorithm: 0, key });
        let key_set = OtaKeySet { number: 1, kic, kid, checksum_length: 8, counter: Counter::default() };
        let application = OtaApplication { tar: Tar([0xBF, 0xFF, 0x01]), least: 0x16 };
        Personalisation {
            atr: ATR.into_iter().collect(),
            aid: AID.into_iter().collect(),
            iccid: [0x98, 0x68, 0x00, 0x90, 0x90, 0x11, 0x21, 0x43, 0x65, 0x87],
            keys: entries.into_iter().collect(),
            ota_keys: [key_set].into_iter().collect(),
            ota_applications: [application].into_iter().collect(),
            balance_max: Fen(100_000),
            pin_tries: 3,
            pin_initial: [0x12, 0x34].into_iter().collect(),
            start: Start::default(),
        }
    }
}

impl Default for Start {
    /// Creates an open and empty wallet without PIN and limit.
    fn default() -> Start {
        Start {
            balance: Fen::ZERO,
            online_counter: 0,
            offline_counter: 0,
            lifecycle: LifeCycle::Open,
            pin_on: false,
            limit: None,
            file_15: FILE_15,
            file_16: [0; 55],
            file_17: [[0; 24]; 8],
        }
    }
}
