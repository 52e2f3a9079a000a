//! Names of files and applications by their identifiers, as China Mobile's cards and GSM 11.11 have them.

/// The application of an AID.
pub(super) fn aid(aid: &[u8]) -> Option<&'static str> {
    const WALLET: u128 = 0xD156_0001_0180_0380_0000_0001_0000_0000;
    const CAMPUS: u128 = 0xD156_0001_0180_0000_0000_0001_0000_0000;
    const ACCESS: u128 = 0xD156_0001_0180_0380_0000_0001_0000_1002;
    if let Ok(whole) = aid.try_into().map(u128::from_be_bytes) {
        match whole {
            WALLET => return Some("mobile wallet (手机钱包)"),
            CAMPUS => return Some("one-card (一卡通)"),
            ACCESS => return Some("access control (门禁)"),
            _ => {}
        }
    }
    match aid {
        b"1PAY.SYS.DDF01" => Some("1PAY.SYS.DDF01, the payment system's directory"),
        b"2PAY.SYS.DDF01" => Some("2PAY.SYS.DDF01, the contactless payment system's directory"),
        [0xD1, 0x56, 0x00, 0x01, 0x01, ..] => Some("an application of China Mobile (RID D156000101)"),
        [0xA0, 0x00, 0x00, 0x03, 0x33, ..] => Some("an application of China UnionPay (RID A000000333)"),
        [0xA0, 0x00, 0x00, 0x00, 0x87, ..] => Some("an application of 3GPP (RID A000000087)"),
        [0xA0, 0x00, 0x00, 0x01, 0x51, ..] => Some("a GlobalPlatform security domain (RID A000000151)"),
        _ => None,
    }
}

/// The file of an identifier.
pub(super) fn file(identifier: [u8; 2]) -> Option<&'static str> {
    Some(match u16::from_be_bytes(identifier) {
        0x3F00 => "MF, the master file",
        0x2FE2 => "EF ICCID, the card's serial number",
        0xDF04 => "ADF of the electronic purse",
        0x0015 => "EF 15, public application data",
        0x0016 => "EF 16, holder's data",
        0x0017 => "EF 17, application records",
        0x0018 => "EF 18, transaction log",
        0x7F10 => "DF TELECOM",
        0x7F20 => "DF GSM",
        0x6F07 => "EF IMSI",
        0x6F3A => "EF ADN, phone book",
        0x6F3C => "EF SMS",
        0x6F46 => "EF SPN",
        _ => return None,
    })
}

/// The file of a short identifier within the purse.
pub(super) const fn short_file(identifier: u8) -> Option<&'static str> {
    match identifier {
        0x00 => Some("the selected file"),
        0x15 => Some("public application data"),
        0x16 => Some("holder's data"),
        0x17 => Some("application records"),
        0x18 => Some("transaction log"),
        0x10 => Some("purchases away from home, in some cities' cards"),
        0x19 => Some("compound purchase records, in some cards"),
        0x1A => Some("load log, in some cities' cards"),
        _ => None,
    }
}

/// What a class octet says.
pub(super) const fn class(cla: u8) -> &'static str {
    match cla {
        0x00 => "class of ISO 7816-4, no secure messaging",
        0x04 => "class of ISO 7816-4 with secure messaging: the data ends in a MAC",
        0x80 => "class of the purse and the wallet (JR/T 0025)",
        0x84 => "class of the purse with secure messaging: the data ends in a MAC",
        0xA0 => "class of GSM 11.11",
        0xE0 => "class of the grey-lock commands (JR/T 0025.9)",
        0xFF => "no class: FF is reserved for the protocol type selection",
        0x01..=0x03 => "class of ISO 7816-4 on a logical channel other than 0",
        0x81..=0x83 => "proprietary class on a logical channel other than 0",
        _ => "a class this wallet does not have",
    }
}
