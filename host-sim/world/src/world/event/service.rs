//! Requests for the platform's services, as events name them.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use crate::platform::account::NumberState;
use crate::platform::amount::as_fen;
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::code::CodePurpose;
use crate::platform::number::Msisdn;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber};

/// Request of a hall, the hotline, the website, a bank, a merchant or the registry to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceRequest {
    /// The operation PIN of the card is to be the initial one again (操作密码重置).
    OperationPinReset,
    /// The pay password is to be an initial one again.
    PayPasswordReset,
    /// The wallet is to be topped up from the website (网络侧转存).
    TopUp {
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A bank is to pay into the wallet (网银充值).
    BankTopUp {
        /// Bank that is asked.
        bank: Bank,
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A bank is to pay into the account (网银充值).
    BankRecharge {
        /// Bank that is asked.
        bank: Bank,
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A bank's page answers an order.
    BankAnswer {
        /// Number of the order.
        order: BankOrderNumber,
        /// Answer of the bank.
        answer: BankAnswer,
    },
    /// A merchant places an order for goods (订单).
    GoodsOrder {
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A user pays an order for goods (消费).
    GoodsPayment {
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// A merchant refunds an order for goods (退款).
    GoodsRefund {
        /// Number of the order.
        order: GoodsOrderNumber,
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A user signs in on the website.
    SignIn,
    /// A user chooses an alias.
    AliasChoice,
    /// The account is to be recharged by a scratch card, on the voice line or the website.
    CardRecharge,
    /// A caller asks for the balances.
    BalanceQuery,
    /// A caller asks for the newest transactions.
    TransactionsQuery,
    /// A caller or a user changes the pay password.
    PayPasswordChange,
    /// A person asks the staff of a hall or an agent of customer care for advice (业务咨询).
    Advice,
    /// A caller is to be verified.
    CallerVerification,
    /// A user sets the security questions (密保问题).
    SecurityQuestions,
    /// A user sets the phone that gets new pay passwords (密保手机号).
    SecurityPhone,
    /// The pay password is to be reset by the answer to a security question.
    PayPasswordResetByQuestion,
    /// The initial pay password is to be sent again.
    InitialPayPassword,
    /// A user changes the login password.
    LoginPasswordChange,
    /// A phone bill is to be paid (缴话费).
    Bill {
        /// Number whose bill is to be paid.
        whose: Msisdn,
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A bank card is to be bound to the account.
    BankCardBinding,
    /// Cash is to be withdrawn to the bank card (提现).
    Withdrawal {
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A verification code is to be sent (短信验证码).
    CodeSending(CodePurpose),
    /// An account is to be opened on the website by a code.
    Registration,
    /// The login password is to be an initial one again.
    LoginPasswordReset,
    /// The account is to become a real-name account (实名升级).
    RealNameUpgrade,
    /// The account is to be closed, without the wallet (销户).
    AccountClosing,
    /// The number has another state at the registry.
    NumberState(NumberState),
    /// A hall's terminal loaded the card.
    TerminalLoad,
    /// A load at a hall's terminal failed.
    TerminalLoadUndone,
    /// A hall asks for something that concerns a person's card.
    Hall(DeskService),
}

/// Service of a hall for a card, beside loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeskService {
    /// A load that is to begin (圈存).
    Load,
    /// An account and the card's wallet are to be opened (开通).
    Opening,
    /// The rest of the purse is to be taken back, before the wallet is closed (退订).
    Closing,
    /// The rest of the purse is to be taken back, before the card is swapped (换卡登记).
    SwapRegistration,
    /// The card gave the rest of its purse back.
    Unload,
    /// The card keeps the rest of its purse.
    UnloadUndone,
    /// The amount of a swap is to be loaded onto the new card (换卡圈存).
    SwapLoad,
    /// The wallet on the card was closed.
    CardClosed,
    /// The wallet on the new card is to be opened.
    CardOpening,
    /// The wallet on the card was opened.
    CardOpened,
    /// The holder's data are to be completed in the registry (补齐基本资料).
    DataCompletion,
    /// The card was calibrated on site (现场校准).
    Calibration,
    /// The number gets another card (补卡, 换卡).
    CardReplacement,
}

impl DeskService {
    /// All services.
    pub const ALL: [DeskService; 13] = [
        DeskService::Load,
        DeskService::Opening,
        DeskService::Closing,
        DeskService::SwapRegistration,
        DeskService::Unload,
        DeskService::UnloadUndone,
        DeskService::SwapLoad,
        DeskService::CardClosed,
        DeskService::CardOpening,
        DeskService::CardOpened,
        DeskService::DataCompletion,
        DeskService::Calibration,
        DeskService::CardReplacement,
    ];

    /// Returns the Chinese name.
    pub const fn chinese(self) -> &'static str {
        match self {
            DeskService::Load => "营业厅圈存",
            DeskService::Opening => "营业厅开通",
            DeskService::Closing => "钱包退订",
            DeskService::SwapRegistration => "换卡登记",
            DeskService::Unload => "钱包余额转出",
            DeskService::UnloadUndone => "钱包余额转出,未成功",
            DeskService::SwapLoad => "换卡圈存",
            DeskService::CardClosed => "卡上钱包已注销",
            DeskService::CardOpening => "新卡开通钱包",
            DeskService::CardOpened => "卡上钱包已开通",
            DeskService::DataCompletion => "补齐基本资料",
            DeskService::Calibration => "现场校准",
            DeskService::CardReplacement => "补换卡",
        }
    }
}
