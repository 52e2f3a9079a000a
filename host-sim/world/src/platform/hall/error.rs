//! Reasons for which the desk of the business halls refuses, beside those of the books and of cards in general.

use serde::{Deserialize, Serialize};

use crate::platform::amount::yuan;
use crate::platform::card_file::{Asn, IssueError};
use crate::platform::identity::IdentityError;
use crate::platform::top_up::TransferId;
use sim_codec::amount::in_english;

/// Reason for which a hall's request is refused; no money has moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HallError {
    /// The document that was shown is not the holder's.
    #[error("{0}")]
    Identity(#[from] IdentityError),
    /// The handset's model does not take an RFID-SIM.
    #[error("handsets of the model {0} do not take an RFID-SIM")]
    ModelListed(String),
    /// The card cannot be issued.
    #[error("{0}")]
    Issue(#[from] IssueError),
    /// The card before the terminal is not the present card of the number.
    #[error("card {0} is not the present card of this number")]
    OtherCard(Asn),
    /// The platform has no key for what the hall asks.
    #[error("the platform has no such key of this card")]
    NoKey,
    /// An earlier transaction at a hall has not been proved; the card must be asked for its proof first.
    #[error("transfer {} has not been proved by the card", .0.0)]
    Unproved(TransferId),
    /// The card's answers do not tell whether the transaction happened.
    #[error("the card's answers do not tell what came of the transfer {}", .0.0)]
    Unresolved(TransferId),
    /// The receipt is not the card's receipt of this transaction.
    #[error("the receipt is not the card's receipt of the transfer {}", .0.0)]
    ReceiptWrong(TransferId),
    /// A hall takes the whole rest of the purse back, and the card began to give another amount.
    #[error("the amount is not the whole rest of the purse")]
    NotTheRest,
    /// No hall is taking the card back.
    #[error("no hall is taking this card back")]
    NotTakenBack,
    /// The purse has not been emptied, as far as the card has proved.
    #[error("the purse has not been emptied")]
    NotEmptied,
    /// The balance of the card can be read, so that it must be registered for the swap first (换卡登记).
    #[error("the purse has {}, which must be registered for the swap first", in_english(rest.0))]
    NotRegistered {
        /// Balance of the purse, in fen.
        #[serde(with = "crate::platform::amount::as_fen")]
        rest: sim_wire::Fen,
    },
    /// The card has been registered for a swap before (换卡登记).
    #[error("card {0} has been registered for a swap before")]
    SwapRegistered(Asn),
    /// The number has no registered swap whose amount waits for its new card.
    #[error("no amount of a swap waits for this card")]
    NoSwap,
}

impl HallError {
    /// Returns the reason as a Chinese sentence.
    pub fn chinese(&self) -> String {
        match self {
            HallError::Identity(IdentityError::NameForm | IdentityError::NumberForm(_)) => {
                "证件资料格式有误。".to_owned()
            }
            HallError::Identity(_) => "证件与机主资料不符。".to_owned(),
            HallError::ModelListed(model) => format!("手机型号{model}不支持RFID-SIM卡。"),
            HallError::Issue(_) => "该卡不能发放。".to_owned(),
            HallError::OtherCard(_) => "该卡不是此号码的当前卡。".to_owned(),
            HallError::NoKey => "该卡不支持此操作。".to_owned(),
            HallError::Unproved(_) | HallError::Unresolved(_) => "上一笔交易结果未明,请先查询交易证明。".to_owned(),
            HallError::ReceiptWrong(_) => "卡片交易凭证不正确。".to_owned(),
            HallError::NotTheRest => "转出金额应为钱包全部余额。".to_owned(),
            HallError::NotTakenBack => "该卡未办理退订或换卡登记。".to_owned(),
            HallError::NotEmptied => "钱包余额尚未转出。".to_owned(),
            HallError::NotRegistered { rest } => {
                format!("钱包余额{}可以读出,请先办理换卡登记。", yuan(rest.0.into()))
            }
            HallError::SwapRegistered(_) => "该卡已办理换卡登记。".to_owned(),
            HallError::NoSwap => "没有待圈存的换卡登记。".to_owned(),
        }
    }
}
