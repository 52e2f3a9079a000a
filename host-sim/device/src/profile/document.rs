//! Profile as written: every field optional, every value with its place in the text, so that a mistake can be shown
//! there.

use serde::Deserialize;
use toml::Spanned;

/// Text with its place in the file.
pub(super) type Text = Spanned<String>;

/// Number with its place in the file; the range is checked when the field is read.
pub(super) type Number = Spanned<i64>;

/// Whole profile file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) name: Option<String>,
    pub(super) aid: Option<Text>,
    pub(super) asn: Option<Text>,
    pub(super) iccid: Option<Text>,
    pub(super) atr: Option<Text>,
    #[serde(default)]
    pub(super) purse: PurseTable,
    #[serde(default)]
    pub(super) pin: PinTable,
    #[serde(default)]
    pub(super) start: StartTable,
    #[serde(default)]
    pub(super) files: FilesTable,
    #[serde(default)]
    pub(super) key: Vec<Spanned<KeyTable>>,
    #[serde(default)]
    pub(super) master: MasterTable,
    #[serde(default)]
    pub(super) ota_key: Vec<Spanned<OtaKeyTable>>,
    #[serde(default)]
    pub(super) ota_application: Vec<Spanned<OtaApplicationTable>>,
    #[serde(default)]
    pub(super) card: Vec<CardTable>,
}

/// Table `[purse]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PurseTable {
    pub(super) balance_max: Option<Text>,
}

/// Table `[pin]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PinTable {
    pub(super) tries: Option<Number>,
    pub(super) initial: Option<Text>,
}

/// Table `[start]` or `[card.start]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StartTable {
    pub(super) state: Option<Text>,
    pub(super) balance: Option<Text>,
    pub(super) online_counter: Option<Number>,
    pub(super) offline_counter: Option<Number>,
    pub(super) pin_on: Option<bool>,
    pub(super) limit: Option<Text>,
}

/// Table `[files]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilesTable {
    pub(super) file_15: Option<Text>,
    pub(super) issuer: Option<Text>,
    pub(super) application_type: Option<Text>,
    pub(super) application_version: Option<Text>,
    pub(super) valid_from: Option<Text>,
    pub(super) valid_to: Option<Text>,
    pub(super) issuer_data: Option<Text>,
    pub(super) file_16: Option<Text>,
    pub(super) file_17: Option<Spanned<Vec<Text>>>,
}

/// Table `[[key]]` or `[[master.key]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyTable {
    pub(super) usage: Text,
    pub(super) index: Number,
    pub(super) version: Option<Number>,
    pub(super) algorithm: Option<Number>,
    pub(super) value: Text,
}

/// Table `[[ota_key]]` or `[[master.ota_key]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtaKeyTable {
    pub(super) set: Number,
    pub(super) kic: Text,
    pub(super) kid: Text,
    pub(super) checksum_length: Option<Number>,
    pub(super) counter: Option<Number>,
}

/// Table `[[ota_application]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtaApplicationTable {
    pub(super) tar: Text,
    pub(super) least: Text,
}

/// Table `[master]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MasterTable {
    pub(super) factors: Option<Vec<Text>>,
    #[serde(default)]
    pub(super) key: Vec<Spanned<KeyTable>>,
    #[serde(default)]
    pub(super) ota_key: Vec<Spanned<OtaKeyTable>>,
}

/// Table `[[card]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CardTable {
    pub(super) name: Option<Text>,
    pub(super) asn: Text,
    pub(super) iccid: Option<Text>,
    #[serde(default)]
    pub(super) start: StartTable,
}
