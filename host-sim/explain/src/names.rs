//! Names of files and applications by their identifiers, as China Mobile's cards and GSM 11.11 have them.

/// Returns the name of an AID's application; `None` where it is not known.
pub fn aid(aid: &[u8]) -> Option<&'static str> {
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

/// Returns the name of a file of the card, or else of GSM or the USIM (TS 51.011 §10, TS 31.102 §4, TS 102 221 §13).
pub fn file(identifier: [u8; 2]) -> Option<&'static str> {
    let identifier = u16::from_be_bytes(identifier);
    FILES.binary_search_by_key(&identifier, |(own, _)| *own).ok().and_then(|at| FILES.get(at)).map(|(_, name)| *name)
}

/// File identifiers and names, in the order of the identifiers.
const FILES: [(u16, &str); 78] = [
    (0x0015, "EF 15, public application data"),
    (0x0016, "EF 16, holder's data"),
    (0x0017, "EF 17, application records"),
    (0x0018, "EF 18, transaction log"),
    (0x2F00, "EF DIR, the applications of the card"),
    (0x2F05, "EF PL, preferred languages"),
    (0x2F06, "EF ARR, access rules"),
    (0x2F08, "EF UMPC, power consumption"),
    (0x2FE2, "EF ICCID, the card's serial number"),
    (0x3F00, "MF, the master file"),
    (0x5F3A, "DF PHONEBOOK"),
    (0x5F3B, "DF GSM-ACCESS"),
    (0x5F3C, "DF MexE"),
    (0x5F40, "DF WLAN"),
    (0x5F50, "DF GRAPHICS"),
    (0x6F05, "EF LP or EF LI, languages"),
    (0x6F06, "EF ARR, access rules of the application"),
    (0x6F07, "EF IMSI"),
    (0x6F08, "EF Keys, ciphering and integrity keys"),
    (0x6F09, "EF KeysPS, keys of the packet domain"),
    (0x6F20, "EF Kc, ciphering key"),
    (0x6F2C, "EF DCK, depersonalisation keys"),
    (0x6F30, "EF PLMNsel"),
    (0x6F31, "EF HPPLMN, search period"),
    (0x6F32, "EF CNL, co-operative networks"),
    (0x6F37, "EF ACMmax, largest charge"),
    (0x6F38, "EF SST or EF UST, service table"),
    (0x6F39, "EF ACM, charge so far"),
    (0x6F3A, "EF ADN, phone book"),
    (0x6F3B, "EF FDN, fixed dialling numbers"),
    (0x6F3C, "EF SMS"),
    (0x6F3D, "EF CCP, capability configuration"),
    (0x6F3E, "EF GID1, group identifier"),
    (0x6F3F, "EF GID2, group identifier"),
    (0x6F40, "EF MSISDN, own numbers"),
    (0x6F41, "EF PUCT, price of a unit"),
    (0x6F42, "EF SMSP, parameters of short messages"),
    (0x6F43, "EF SMSS, status of short messages"),
    (0x6F44, "EF LND, last numbers dialled"),
    (0x6F45, "EF CBMI, cell broadcast messages"),
    (0x6F46, "EF SPN"),
    (0x6F47, "EF SMSR, status reports"),
    (0x6F48, "EF CBMID, cell broadcast for the card"),
    (0x6F49, "EF SDN, service numbers"),
    (0x6F4A, "EF EXT1"),
    (0x6F4B, "EF EXT2"),
    (0x6F4C, "EF EXT3"),
    (0x6F4D, "EF BDN, barred numbers"),
    (0x6F50, "EF CBMIR, ranges of cell broadcast"),
    (0x6F52, "EF KcGPRS"),
    (0x6F53, "EF LOCIGPRS"),
    (0x6F54, "EF SUME, the toolkit's menu title"),
    (0x6F56, "EF EST, enabled services"),
    (0x6F57, "EF ACL, access points"),
    (0x6F5B, "EF START-HFN"),
    (0x6F5C, "EF THRESHOLD"),
    (0x6F60, "EF PLMNwAcT, networks of the user"),
    (0x6F61, "EF OPLMNwAcT, networks of the operator"),
    (0x6F62, "EF HPLMNwAcT, home networks"),
    (0x6F73, "EF PSLOCI, location of the packet domain"),
    (0x6F74, "EF BCCH"),
    (0x6F78, "EF ACC, access class"),
    (0x6F7B, "EF FPLMN, forbidden networks"),
    (0x6F7E, "EF LOCI, location"),
    (0x6FAD, "EF AD, administrative data"),
    (0x6FAE, "EF PHASE"),
    (0x6FB7, "EF ECC, emergency numbers"),
    (0x6FC4, "EF NETPAR, network parameters"),
    (0x6FC5, "EF PNN, network names"),
    (0x6FC6, "EF OPL, networks of the operator's names"),
    (0x6FC7, "EF MBDN, mailbox numbers"),
    (0x6FCD, "EF SPDI"),
    (0x6FE3, "EF EPSLOCI"),
    (0x6FE4, "EF EPSNSC"),
    (0x7F10, "DF TELECOM"),
    (0x7F20, "DF GSM"),
    (0x7FFF, "the directory of the active application"),
    (0xDF04, "ADF of the electronic purse"),
];

/// Returns the name of a file by its short identifier within the purse.
pub const fn short_file(identifier: u8) -> Option<&'static str> {
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

/// Returns the meaning of a class octet.
pub const fn class(cla: u8) -> &'static str {
    match cla {
        0x00 => "class of ISO 7816-4, no secure messaging",
        0x04 => "class of ISO 7816-4 with secure messaging: the data ends in a MAC",
        0x80 => "class of the purse and the wallet (JR/T 0025)",
        0x84 => "class of the purse with secure messaging: the data ends in a MAC",
        0xA0 => "class of GSM 11.11",
        0xE0 => "class of the grey-lock commands (JR/T 0025.9)",
        0xFF => "no class: FF is reserved for the protocol type selection",
        0x01 => "class of ISO 7816-4 on logical channel 1",
        0x02 => "class of ISO 7816-4 on logical channel 2",
        0x03 => "class of ISO 7816-4 on logical channel 3",
        0x40..=0x4F => "class of ISO 7816-4 on one of the logical channels 4 to 19",
        0x81..=0x83 => "proprietary class on a logical channel other than 0",
        0xC0..=0xCF => "proprietary class on one of the logical channels 4 to 19",
        _ => "a class this wallet does not have",
    }
}
