//! Slip of a top-up (充值凭证) as the terminal of a business hall prints it, in the style of a merchant's receipt: 32
//! columns, with Chinese and English labels. The customer keeps it (handbook 3.2.1.1).
//!
//! ```
//! use sim_device::pos::load_slip::{LoadSlip, LoadSlipKind};
//! use sim_wire::Fen;
//!
//! let slip = LoadSlip {
//!     kind: LoadSlipKind::Transfer,
//!     terminal: [0x99, 0x88, 0x77, 0x66, 0x55, 0x44],
//!     masked_number: "138****0001".to_owned(),
//!     masked_asn: LoadSlip::masked_asn(&[0x31; 10]),
//!     transfer: 7,
//!     card_counter: 3,
//!     at: [0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00],
//!     tac: None,
//!     amount: Fen(5_000),
//!     balance: Fen(6_250),
//! };
//! assert!(slip.print().contains("余额 BALANCE            62.50 元"));
//! ```

use sim_codec::amount::in_chinese;
use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use super::receipt::{PAPER_COLUMNS, masked};
use super::slip::{centred, row};

/// Lines above the rows, centred.
const HEAD: [&str; 2] = ["手机钱包充值凭证", "MOBILE WALLET TOP-UP"];

/// Lines below the rows, centred.
const FOOT: [&str; 2] = ["请妥善保管此凭证", "PLEASE KEEP THIS SLIP"];

/// Value of the TAC where the card no longer had the proof of the load.
const NO_TAC: &str = "--------";

/// Kind of a top-up at a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadSlipKind {
    /// Cash was paid in and loaded (现金充值).
    Cash,
    /// Cash of the account was loaded (POS转存).
    Transfer,
}

impl LoadSlipKind {
    const fn label(self) -> &'static str {
        match self {
            LoadSlipKind::Cash => "现金充值 CASH",
            LoadSlipKind::Transfer => "POS转存 TRANSFER",
        }
    }
}

/// Slip of a top-up at a hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadSlip {
    /// Kind of the top-up.
    pub kind: LoadSlipKind,
    /// Number of the hall's terminal.
    pub terminal: [u8; 6],
    /// Mobile number, with its middle digits masked by `*`.
    pub masked_number: String,
    /// Card number, with its middle digits masked by `*`.
    pub masked_asn: String,
    /// Number of the transfer at the platform.
    pub transfer: u64,
    /// Online counter of the card after the load.
    pub card_counter: u16,
    /// Date and time of the load in BCD.
    pub at: [u8; 7],
    /// TAC of the card; `None` if the card no longer had the proof of the load.
    pub tac: Option<[u8; 4]>,
    /// Amount in fen.
    pub amount: Fen,
    /// Balance of the purse after the load, in fen.
    pub balance: Fen,
}

impl LoadSlip {
    /// Returns a card number with its middle digits masked, as slips show it.
    pub fn masked_asn(asn: &[u8; 10]) -> String {
        masked(asn)
    }

    /// Prints the slip.
    pub fn print(&self) -> String {
        let rule = "-".repeat(PAPER_COLUMNS);
        let rows = [
            ("终端号 TERMINAL", hex::encode_upper(self.terminal)),
            ("手机号码 NUMBER", self.masked_number.clone()),
            ("卡号 CARD", self.masked_asn.clone()),
            ("类型 TYPE", self.kind.label().to_owned()),
            ("流水号 TRANSFER", format!("{:010}", self.transfer)),
            ("卡序号 CARD SEQ.", format!("{:05}", self.card_counter)),
            ("时间 TIME", TerminalTime(self.at).to_string()),
            ("交易验证码 TAC", self.tac.map_or_else(|| NO_TAC.to_owned(), hex::encode_upper)),
            ("金额 AMOUNT", in_chinese(self.amount.0)),
            ("余额 BALANCE", in_chinese(self.balance.0)),
        ];
        let head = HEAD.iter().map(|text| centred(text)).chain([rule.clone()]);
        let foot = [rule].into_iter().chain(FOOT.iter().map(|text| centred(text)));
        let lines = head.chain(rows.iter().map(|(label, value)| row(label, value))).chain(foot);
        lines.map(|line| line + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    fn slip() -> LoadSlip {
        LoadSlip {
            kind: LoadSlipKind::Cash,
            terminal: [0x99, 0x88, 0x77, 0x66, 0x55, 0x44],
            masked_number: "138****0001".to_owned(),
            masked_asn: LoadSlip::masked_asn(&[0x00, 0x00, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56]),
            transfer: 12,
            card_counter: 17,
            at: [0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00],
            tac: Some([0xC0, 0xFF, 0xEE, 0x01]),
            amount: Fen(5_000),
            balance: Fen(6_250),
        }
    }

    #[test]
    fn load_slip_is_printed_in_32_columns() {
        let printed = [
            "        手机钱包充值凭证",
            "      MOBILE WALLET TOP-UP",
            "--------------------------------",
            "终端号 TERMINAL     998877665544",
            "手机号码 NUMBER      138****0001",
            "卡号 CARD   000012**********3456",
            "类型 TYPE          现金充值 CASH",
            "流水号 TRANSFER       0000000012",
            "卡序号 CARD SEQ.           00017",
            "时间 TIME    2009-11-18 10:30:00",
            "交易验证码 TAC          C0FFEE01",
            "金额 AMOUNT             50.00 元",
            "余额 BALANCE            62.50 元",
            "--------------------------------",
            "        请妥善保管此凭证",
            "     PLEASE KEEP THIS SLIP",
        ];
        assert_eq!(slip().print().lines().collect::<Vec<_>>(), printed);
        assert!(printed.iter().all(|line| line.width() <= PAPER_COLUMNS));
    }

    #[test]
    fn load_slip_without_proof_has_no_tac() {
        let slip = LoadSlip { kind: LoadSlipKind::Transfer, tac: None, ..slip() };
        let text = slip.print();
        assert!(text.contains("类型 TYPE       POS转存 TRANSFER\n"), "{text}");
        assert!(text.contains("交易验证码 TAC          --------\n"), "{text}");
    }
}
