//! Layouts of the wallet's files (JR/T 0025), and of the answers to SELECT under class A0 (GSM 11.11).

use super::coding::Coding;
use super::layout::{LayoutField, part, rest};

/// File 15, public application data (公共应用基本数据文件).
pub static FILE_15: &[LayoutField] = &[
    part("issuer", 8, Coding::Hex, "issuer identifier (发卡方标识)"),
    part("applications", 1, Coding::Applications, "application type identifier, ATI (应用类型标识)"),
    part(
        "application_version",
        1,
        Coding::Number,
        "issuer's application version; on China Mobile's cards the province",
    ),
    part(
        "card_number",
        10,
        Coding::Digits,
        "application serial number, ASN (应用序列号); keys are diversified by its last 8 octets",
    ),
    part("valid_from", 4, Coding::Date, "start of validity (应用启用日期)"),
    part("valid_to", 4, Coding::Date, "end of validity (应用有效日期)"),
    part("issuer_fci", 2, Coding::Hex, "issuer's own FCI data (发卡方自定义 FCI 数据)"),
];

/// File 16, holder's data (持卡人基本数据文件).
pub static FILE_16: &[LayoutField] = &[
    part("card_type", 1, Coding::Number, "card type identifier (卡类型标识)"),
    part("staff", 1, Coding::Number, "whether the holder is the issuer's staff (本行职工标识)"),
    part("holder_name", 20, Coding::Text, "holder's name (持卡人姓名)"),
    part("holder_document", 32, Coding::Text, "number of the holder's identity document (持卡人证件号码)"),
    part("document_type", 1, Coding::Number, "type of that document (持卡人证件类型)"),
];

/// Record of file 18, the log (交易明细).
pub static LOG_RECORD: &[LayoutField] = &[
    part(
        "counter",
        2,
        Coding::Number,
        "transaction counter after the transaction: online for load and unload, offline for purchase",
    ),
    part("overdraw_limit", 3, Coding::Number, "overdraw limit in fen; this wallet has none, so 0"),
    part("amount", 4, Coding::Fen, "amount of the transaction"),
    part("type", 1, Coding::Kind, "transaction type (交易类型标识)"),
    part("terminal", 6, Coding::Hex, "terminal number (终端机编号)"),
    part("date", 4, Coding::Date, "date by the terminal's clock"),
    part("time", 3, Coding::Time, "time by the terminal's clock"),
];

/// Record of file 17.
pub static APPLICATION_RECORD: &[LayoutField] =
    &[rest("record", (1, 255), Coding::Hex, "application record (复合应用专用文件)")];

/// File 2FE2, the ICCID.
pub static ICCID: &[LayoutField] =
    &[part("iccid", 10, Coding::SwappedDigits, "card serial number, digits swapped within each octet")];

/// Answer to SELECT of MF or DF under class A0 (GSM 11.11 §9.2.1).
pub static GSM_DIRECTORY: &[LayoutField] = &[
    part("rfu", 2, Coding::Hex, "reserved"),
    part("free_memory", 2, Coding::Number, "memory of the directory not allocated to any file"),
    part("file", 2, Coding::File, "file identifier"),
    part("file_type", 1, Coding::Number, "01 MF, 02 DF, 04 EF"),
    part("rfu_2", 5, Coding::Hex, "reserved"),
    part("length_behind", 1, Coding::Number, "octets that follow"),
    rest("characteristics", (0, 255), Coding::Hex, "file characteristics, number of DFs, EFs and CHVs, CHV status"),
];

/// Answer to SELECT of an EF under class A0 (GSM 11.11 §9.2.1).
pub static GSM_FILE: &[LayoutField] = &[
    part("rfu", 2, Coding::Hex, "reserved"),
    part("file_size", 2, Coding::Number, "octets of the file"),
    part("file", 2, Coding::File, "file identifier"),
    part("file_type", 1, Coding::Number, "01 MF, 02 DF, 04 EF"),
    part("increase", 1, Coding::Hex, "whether INCREASE is allowed on a cyclic file"),
    part("access", 3, Coding::Hex, "access conditions"),
    part("file_status", 1, Coding::Hex, "bit 1: not invalidated"),
    part("length_behind", 1, Coding::Number, "octets that follow"),
    part("structure", 1, Coding::Number, "00 transparent, 01 linear fixed, 03 cyclic"),
    rest("record_length", (0, 1), Coding::Number, "octets of a record"),
];
