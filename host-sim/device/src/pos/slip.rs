//! Slip (小票): the receipt as the terminal prints it, 32 columns wide, with Chinese and English labels as real slips
//! have them. A slip is read back only if it is exactly as it was printed.
//!
//! ```
//! use sim_device::pos::receipt::Receipt;
//!
//! let error = "手机钱包消费凭证".parse::<Receipt>().unwrap_err();
//! assert_eq!(error.to_string(), "line 5 of the receipt does not hold the merchant's name as printed");
//! ```

use std::str::FromStr;

use sim_codec::amount::in_chinese;
use sim_wire::Fen;
use sim_wire::record::TerminalTime;
use unicode_width::UnicodeWidthStr as _;

use super::line::LineSender;
use super::receipt::{PAPER_COLUMNS, Receipt, ReceiptField, is_masked};

/// Lines above the merchant's name, centred.
const HEAD: [&str; 2] = ["手机钱包消费凭证", "MOBILE WALLET RECEIPT"];

/// Line above the merchant's name, at the left.
const NAME_LABEL: &str = "商户名称 MERCHANT NAME";

/// Place of the merchant's name among the lines, counted from 0.
const NAME_PLACE: usize = 4;

/// Rows below the merchant's name: each has a label at the left and a value at the right.
const ROWS: [(ReceiptField, &str); 12] = [
    (ReceiptField::Merchant, "商户号 MERCHANT"),
    (ReceiptField::Pos, "终端号 TERMINAL"),
    (ReceiptField::Terminal, "安全模块 PSAM"),
    (ReceiptField::Batch, "批次号 BATCH"),
    (ReceiptField::Voucher, "凭证号 VOUCHER"),
    (ReceiptField::CardNumber, "卡号 CARD"),
    (ReceiptField::CardCounter, "卡序号 CARD SEQ."),
    (ReceiptField::TerminalCounter, "终端序号 PSAM SEQ."),
    (ReceiptField::Time, "时间 TIME"),
    (ReceiptField::Tac, "交易验证码 TAC"),
    (ReceiptField::Amount, "金额 AMOUNT"),
    (ReceiptField::Balance, "余额 BALANCE"),
];

/// Lines below the rows, centred.
const FOOT: [&str; 2] = ["凭此凭证办理撤销或退货", "KEEP THIS SLIP FOR RETURNS"];

/// Error of a text that is not a receipt as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the receipt does not hold {} as printed", content(*field))]
pub struct ReceiptTextError {
    /// Number of the first wrong line, counted from 1.
    pub line: usize,
    /// Field that stands in the line; `None` for a line that is the same on all receipts, or beyond the last.
    pub field: Option<ReceiptField>,
}

/// Returns the content of a line in words.
fn content(field: Option<ReceiptField>) -> String {
    field.map_or_else(|| "the fixed text".to_owned(), |field| field.to_string())
}

/// Returns a text in the middle of a line.
pub(super) fn centred(text: &str) -> String {
    format!("{}{text}", " ".repeat(PAPER_COLUMNS.saturating_sub(text.width()) / 2))
}

/// Returns a row with its label at the left and its value at the right.
pub(super) fn row(label: &str, value: &str) -> String {
    let taken = label.width().saturating_add(value.width());
    format!("{label}{}{value}", " ".repeat(PAPER_COLUMNS.saturating_sub(taken)))
}

impl Receipt {
    /// Prints the slip.
    pub fn print(&self) -> String {
        self.lines().into_iter().map(|(_, line)| line + "\n").collect()
    }

    /// Returns the lines of the slip, each with the field that stands in it.
    fn lines(&self) -> Vec<(Option<ReceiptField>, String)> {
        let rule = || (None, "-".repeat(PAPER_COLUMNS));
        let mut lines: Vec<_> = HEAD.iter().map(|text| (None, centred(text))).collect();
        lines.extend([rule(), (None, NAME_LABEL.to_owned())]);
        lines.push((Some(ReceiptField::MerchantName), self.merchant_name.to_string()));
        lines.extend(ROWS.iter().map(|(field, label)| (Some(*field), row(label, &self.value(*field)))));
        lines.push(rule());
        lines.extend(FOOT.iter().map(|text| (None, centred(text))));
        lines
    }

    /// Returns a field as it is printed.
    fn value(&self, field: ReceiptField) -> String {
        match field {
            ReceiptField::MerchantName => self.merchant_name.to_string(),
            ReceiptField::Merchant => self.sender.merchant.to_string(),
            ReceiptField::Pos => self.sender.pos.to_string(),
            ReceiptField::Terminal => hex::encode_upper(self.sender.terminal),
            ReceiptField::Batch => format!("{:06}", self.batch),
            ReceiptField::Voucher => format!("{:06}", self.voucher),
            ReceiptField::CardNumber => self.masked_asn.clone(),
            ReceiptField::TerminalCounter => format!("{:010}", self.terminal_counter),
            ReceiptField::CardCounter => format!("{:05}", self.card_counter),
            ReceiptField::Amount => in_chinese(self.amount.0),
            ReceiptField::Balance => in_chinese(self.balance.0),
            ReceiptField::Time => TerminalTime(self.at).to_string(),
            ReceiptField::Tac => hex::encode_upper(self.tac),
        }
    }
}

/// Text of a slip in lines.
struct SlipLines<'t>(Vec<&'t str>);

impl SlipLines<'_> {
    /// Reads the value of a row.
    fn read<T>(&self, field: ReceiptField, read: impl Fn(&str) -> Option<T>) -> Result<T, ReceiptTextError> {
        let place = ROWS.iter().position(|(of, _)| *of == field).unwrap_or_default();
        let line = NAME_PLACE.saturating_add(1).saturating_add(place);
        let label = ROWS.get(place).map_or("", |(_, label)| label);
        let value = self.0.get(line).and_then(|text| text.strip_prefix(label)).map(str::trim_start);
        value.and_then(read).ok_or(ReceiptTextError { line: line.saturating_add(1), field: Some(field) })
    }

    fn read_receipt(&self) -> Result<Receipt, ReceiptTextError> {
        let name = self.0.get(NAME_PLACE).and_then(|name| name.parse().ok());
        let no_name = ReceiptTextError { line: NAME_PLACE.saturating_add(1), field: Some(ReceiptField::MerchantName) };
        Ok(Receipt {
            merchant_name: name.ok_or(no_name)?,
            sender: LineSender {
                merchant: self.read(ReceiptField::Merchant, |text| text.parse().ok())?,
                pos: self.read(ReceiptField::Pos, |text| text.parse().ok())?,
                terminal: self.read(ReceiptField::Terminal, octets)?,
            },
            batch: self.read(ReceiptField::Batch, |text| text.parse().ok())?,
            voucher: self.read(ReceiptField::Voucher, |text| text.parse().ok())?,
            masked_asn: self.read(ReceiptField::CardNumber, |text| is_masked(text).then(|| text.to_owned()))?,
            card_counter: self.read(ReceiptField::CardCounter, |text| text.parse().ok())?,
            terminal_counter: self.read(ReceiptField::TerminalCounter, |text| text.parse().ok())?,
            at: self.read(ReceiptField::Time, |text| octets(&text.replace(['-', ':', ' '], "")))?,
            tac: self.read(ReceiptField::Tac, octets)?,
            amount: self.read(ReceiptField::Amount, amount)?,
            balance: self.read(ReceiptField::Balance, amount)?,
        })
    }
}

/// Reads octets from hexadecimal digits.
fn octets<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text).ok()?.try_into().ok()
}

/// Reads an amount such as `12.34 元`.
fn amount(text: &str) -> Option<Fen> {
    let (yuan, fen) = text.strip_suffix(" 元")?.split_once('.')?;
    let (yuan, fen): (u32, u32) = (yuan.parse().ok()?, fen.parse().ok()?);
    yuan.checked_mul(100)?.checked_add(fen).map(Fen)
}

impl FromStr for Receipt {
    type Err = ReceiptTextError;

    /// Reads a slip. The last end of line may be missing; everything else must be as printed.
    fn from_str(text: &str) -> Result<Receipt, ReceiptTextError> {
        let lines = SlipLines(text.strip_suffix('\n').unwrap_or(text).split('\n').collect());
        let receipt = lines.read_receipt()?;
        let printed = receipt.lines();
        for (place, (field, line)) in printed.iter().enumerate() {
            if lines.0.get(place) != Some(&line.as_str()) {
                return Err(ReceiptTextError { line: place.saturating_add(1), field: *field });
            }
        }
        match lines.0.len() > printed.len() {
            true => Err(ReceiptTextError { line: printed.len().saturating_add(1), field: None }),
            false => Ok(receipt),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pos::entry::{EntryState, PurchaseEntry, PurchaseId};

    fn receipts() -> impl Strategy<Value = Receipt> {
        let numbers = (any::<u32>(), any::<u32>(), any::<u32>(), any::<u16>(), any::<u32>(), any::<u32>());
        let octets = (any::<[u8; 6]>(), any::<[u8; 10]>(), any::<[u8; 7]>(), any::<[u8; 4]>());
        let names = prop_oneof!["[ -~]{1,32}", "[一-龥a-z]{1,16}"].prop_filter_map("a name", |name| name.parse().ok());
        (names, "[0-9]{15}", "[0-9]{8}", numbers, octets).prop_map(|(name, merchant, pos, numbers, octets)| {
            let (batch, voucher, counter, card_counter, amount, balance) = numbers;
            let (terminal, asn, at, tac) = octets;
            let sender = LineSender { merchant: merchant.parse().unwrap(), pos: pos.parse().unwrap(), terminal };
            let (amount, balance, id) = (Fen(amount), Fen(balance), PurchaseId { terminal, counter });
            let state = EntryState::Sold;
            let entry = PurchaseEntry { voucher, id, asn, amount, at, card_counter, balance, tac, state };
            Receipt::new(name, sender, batch, &entry)
        })
    }

    proptest! {
        #[test]
        fn printed_receipt_is_read_back(receipt in receipts()) {
            let text = receipt.print();
            prop_assert!(text.lines().all(|line| line.width() <= PAPER_COLUMNS), "{text}");
            prop_assert_eq!(text.parse(), Ok(receipt.clone()));
            prop_assert_eq!(text.trim_end().parse(), Ok(receipt));
        }

        #[test]
        fn changed_receipt_is_refused_or_another(
            receipt in receipts(),
            place in any::<prop::sample::Index>(),
            to in any::<char>(),
        ) {
            let text = receipt.print();
            let mut characters: Vec<char> = text.chars().collect();
            let was = std::mem::replace(place.get_mut(&mut characters), to);
            let changed: String = characters.into_iter().collect();
            prop_assume!(to != was && changed.trim_end() != text.trim_end());
            match changed.parse::<Receipt>() {
                Ok(other) => prop_assert_eq!((other.print(), receipt.difference(&other).is_some()), (changed, true)),
                Err(error) => prop_assert!(error.line <= 21, "{error}"),
            }
        }
    }

    fn receipt() -> Receipt {
        let entry = PurchaseEntry {
            voucher: 12,
            id: PurchaseId { terminal: [0x66, 0x55, 0x44, 0x33, 0x22, 0x11], counter: 345 },
            asn: [0x00, 0x00, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56],
            amount: Fen(1250),
            at: [0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00],
            card_counter: 17,
            balance: Fen(8750),
            tac: [0xC0, 0xFF, 0xEE, 0x01],
            state: EntryState::Sold,
        };
        let sender = LineSender {
            merchant: "898430154110001".parse().unwrap(),
            pos: "00000042".parse().unwrap(),
            terminal: entry.id.terminal,
        };
        Receipt::new("永辉超市".parse().unwrap(), sender, 3, &entry)
    }

    #[test]
    fn slip_is_printed_in_32_columns() {
        let printed = [
            "        手机钱包消费凭证",
            "     MOBILE WALLET RECEIPT",
            "--------------------------------",
            "商户名称 MERCHANT NAME",
            "永辉超市",
            "商户号 MERCHANT  898430154110001",
            "终端号 TERMINAL         00000042",
            "安全模块 PSAM       665544332211",
            "批次号 BATCH              000003",
            "凭证号 VOUCHER            000012",
            "卡号 CARD   000012**********3456",
            "卡序号 CARD SEQ.           00017",
            "终端序号 PSAM SEQ.    0000000345",
            "时间 TIME    2009-11-18 10:30:00",
            "交易验证码 TAC          C0FFEE01",
            "金额 AMOUNT             12.50 元",
            "余额 BALANCE            87.50 元",
            "--------------------------------",
            "     凭此凭证办理撤销或退货",
            "   KEEP THIS SLIP FOR RETURNS",
        ];
        assert_eq!(receipt().print().lines().collect::<Vec<_>>(), printed);
    }

    #[test]
    fn wrong_line_is_named() {
        let error = |from: &str, to: &str| receipt().print().replacen(from, to, 1).parse::<Receipt>().unwrap_err();
        let field = |line, field| ReceiptTextError { line, field: Some(field) };
        assert_eq!(error("12.50 元", "12.5 元"), field(16, ReceiptField::Amount));
        assert_eq!(error(" 12.50 元", "12.50 元"), field(16, ReceiptField::Amount));
        assert_eq!(error("87.50 元", "42949672.96 元"), field(17, ReceiptField::Balance));
        assert_eq!(error("**********", "1234567890"), field(11, ReceiptField::CardNumber));
        assert_eq!(error("C0FFEE01", "c0ffee01"), field(15, ReceiptField::Tac));
        assert_eq!(error("永辉超市", ""), field(5, ReceiptField::MerchantName));
        assert_eq!(error("RECEIPT", "RECORD"), ReceiptTextError { line: 2, field: None });
        let more = receipt().print() + "x";
        assert_eq!(more.parse::<Receipt>().unwrap_err(), ReceiptTextError { line: 21, field: None });
        assert_eq!(error("C0FFEE01", "x").to_string(), "line 15 of the receipt does not hold the TAC as printed");
    }
}
