//! Rows of the purse's transactions.

use applet::Refusal as R;
use sim_wire::instruction::Instruction as I;

use crate::coding::Coding;
use crate::layout::{LayoutField, part};
use crate::row::{Answers, CommandOwner, CommandRow, Parameter, ROW, Values};

pub(super) const PURSE: Parameter = Parameter::Is(0x02, "electronic purse (EP, 电子钱包)");
pub(super) const AMOUNT: LayoutField = part("amount", 4, Coding::Fen, "amount of the transaction in fen (交易金额)");
pub(super) const TERMINAL: LayoutField = part("terminal", 6, Coding::Hex, "terminal number (终端机编号)");
pub(super) const DATE: LayoutField = part("date", 4, Coding::Date, "date by the terminal's clock (交易日期)");
pub(super) const TIME: LayoutField = part("time", 3, Coding::Time, "time by the terminal's clock (交易时间)");
pub(super) const BALANCE: LayoutField = part("balance", 4, Coding::Fen, "balance before the transaction");
pub(super) const ONLINE: LayoutField =
    part("online_counter", 2, Coding::Number, "online transaction counter before the transaction (联机交易序号)");
pub(super) const OFFLINE: LayoutField =
    part("offline_counter", 2, Coding::Number, "offline transaction counter before the transaction (脱机交易序号)");
pub(super) const KEY_VERSION: LayoutField = part("key_version", 1, Coding::Number, "version of the key");
pub(super) const ALGORITHM: LayoutField = part("algorithm", 1, Coding::Algorithm, "algorithm identifier of the key");
pub(super) const RANDOM: LayoutField = part("random", 4, Coding::Hex, "the card's random number (伪随机数)");
pub(super) const TAC: LayoutField =
    part("tac", 4, Coding::Hex, "transaction authentication code, for the issuer (交易验证码)");

pub(super) static PURCHASE_ANSWER: &[LayoutField] = &[
    BALANCE,
    OFFLINE,
    part("overdraw_limit", 3, Coding::Number, "overdraw limit in fen (透支限额); this wallet has none, so 0"),
    KEY_VERSION,
    ALGORITHM,
    RANDOM,
];
pub(super) static DEBIT: &[LayoutField] = &[
    part("terminal_counter", 4, Coding::Number, "the terminal's transaction counter (终端交易序号)"),
    DATE,
    TIME,
    part("mac1", 4, Coding::Hex, "the terminal's MAC1: amount, type, terminal, date and time under the session key"),
];
pub(super) static DEBIT_ANSWER: &[LayoutField] =
    &[TAC, part("mac2", 4, Coding::Hex, "the card's MAC2 over the amount, for the terminal")];
pub(super) static LOAD_ANSWER: &[LayoutField] = &[
    BALANCE,
    ONLINE,
    KEY_VERSION,
    ALGORITHM,
    RANDOM,
    part("mac1", 4, Coding::Hex, "the card's MAC1: old balance, amount, type and terminal under the session key"),
];
static CREDIT: &[LayoutField] = &[
    DATE,
    TIME,
    part("mac2", 4, Coding::Hex, "the issuer's MAC2: amount, type, terminal, date and time under the session key"),
];
const SELECTED: &str = "The wallet application is selected.";
pub(super) const INDEX: LayoutField = part("key_index", 1, Coding::Number, "index of the key");

pub(super) static ROWS: &[CommandRow] = &[
    CommandRow {
        name: "INITIALIZE FOR LOAD",
        whose: CommandOwner::Wallet(I::Initialize),
        p1: Parameter::Is(0x00, "for load (圈存)"),
        p2: PURSE,
        data: &[LayoutField { meaning: "index of the load key, DLK (圈存密钥)", ..INDEX }, AMOUNT, TERMINAL],
        answers: Answers::Fields(LOAD_ANSWER),
        purpose: "First step of a load: the card opens the transaction and proves itself to the issuer by MAC1; no money moves yet.",
        preconditions: &[
            SELECTED,
            "The wallet is open: not unopened, suspended, closing or closed.",
            "The operation PIN has been verified, if it is switched on, or the terminal has authenticated itself.",
            "The balance after the load does not pass its maximum.",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::KeyIndexNotSupported,
            R::NotOpened,
            R::Suspended,
            R::Closing,
            R::Closed,
            R::WrongData,
            R::PinNotVerified,
            R::NotAuthorised,
            R::CounterAtMaximum,
            R::OverBalanceMaximum,
        ],
        standard: "JR/T 0025.2 INITIALIZE FOR LOAD",
        ..ROW
    },
    CommandRow {
        name: "CREDIT FOR LOAD",
        whose: CommandOwner::Wallet(I::CreditForLoad),
        data: CREDIT,
        answers: Answers::Fields(&[TAC]),
        purpose: "Second step of a load: the issuer proves itself by MAC2, the card adds the amount and answers the TAC.",
        preconditions: &[
            "INITIALIZE FOR LOAD came just before (GET BALANCE and GET TRANSACTION PROVE may stand between); in a script over \
             the air, the load waits for the platform.",
            "The wallet is open still, and no other load or unload has used the counter.",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::NoTransactionStep,
            R::KeyIndexNotSupported,
            R::NotOpened,
            R::Suspended,
            R::Closing,
            R::Closed,
            R::OverBalanceMaximum,
            R::TransactionMacWrong,
            R::KeyNotFound,
        ],
        standard: "JR/T 0025.2 CREDIT FOR LOAD",
        ..ROW
    },
    CommandRow {
        name: "INITIALIZE FOR PURCHASE",
        whose: CommandOwner::Wallet(I::Initialize),
        p1: Parameter::Is(0x01, "for purchase (消费)"),
        p2: PURSE,
        data: &[LayoutField { meaning: "index of the purchase key, DPK (消费密钥)", ..INDEX }, AMOUNT, TERMINAL],
        answers: Answers::Fields(PURCHASE_ANSWER),
        purpose: "First step of a purchase: the terminal names amount and key, the card answers what the terminal's SAM needs for MAC1; \
                  no money moves yet.",
        preconditions: &[
            SELECTED,
            "The wallet is open or closing: not unopened, suspended or closed.",
            "The amount is not over the single-transaction limit (单次消费限额).",
            "The balance covers the amount.",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::KeyIndexNotSupported,
            R::NotOpened,
            R::Suspended,
            R::Closed,
            R::CounterAtMaximum,
            R::OverLimit,
            R::InsufficientBalance,
        ],
        standard: "JR/T 0025.2 INITIALIZE FOR PURCHASE",
        ..ROW
    },
    CommandRow {
        name: "DEBIT FOR PURCHASE",
        whose: CommandOwner::Wallet(I::Debit),
        p1: Parameter::Is(0x01, "for purchase"),
        data: DEBIT,
        answers: Answers::Fields(DEBIT_ANSWER),
        purpose: "Second step of a purchase: the terminal proves itself by MAC1, the card takes the amount and answers TAC and MAC2.",
        preconditions: &[
            "INITIALIZE FOR PURCHASE came just before (GET BALANCE and GET TRANSACTION PROVE may stand between).",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::NoTransactionStep,
            R::NotOpened,
            R::Suspended,
            R::Closed,
            R::TransactionMacWrong,
            R::KeyNotFound,
        ],
        standard: "JR/T 0025.2 DEBIT FOR PURCHASE",
        ..ROW
    },
    CommandRow {
        name: "INITIALIZE FOR UNLOAD",
        whose: CommandOwner::Wallet(I::Initialize),
        p1: Parameter::Is(0x05, "for unload (圈提)"),
        p2: PURSE,
        data: &[LayoutField { meaning: "index of the unload key, DULK (圈提密钥)", ..INDEX }, AMOUNT, TERMINAL],
        answers: Answers::Fields(LOAD_ANSWER),
        purpose: "First step of an unload, for card swap and closing: the card opens the transaction and proves itself by MAC1.",
        preconditions: &[
            SELECTED,
            "The wallet is open, suspended or closing: not unopened or closed.",
            "The operation PIN has been verified, if it is switched on, or the terminal has authenticated itself.",
            "The balance covers the amount.",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::KeyIndexNotSupported,
            R::NotOpened,
            R::Closed,
            R::PinNotVerified,
            R::CounterAtMaximum,
            R::InsufficientBalance,
        ],
        standard: "JR/T 0025.2 INITIALIZE FOR UNLOAD",
        ..ROW
    },
    CommandRow {
        name: "DEBIT FOR UNLOAD",
        whose: CommandOwner::Wallet(I::Debit),
        p1: Parameter::Is(0x03, "for unload"),
        data: CREDIT,
        answers: Answers::Fields(&[part("mac3", 4, Coding::Hex, "the card's MAC3, for the issuer")]),
        purpose: "Second step of an unload: the issuer proves itself by MAC2, the card takes the amount and answers MAC3.",
        preconditions: &[
            "INITIALIZE FOR UNLOAD came just before (GET BALANCE and GET TRANSACTION PROVE may stand between).",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::NoTransactionStep,
            R::NotOpened,
            R::Closed,
            R::TransactionMacWrong,
        ],
        standard: "JR/T 0025.2 DEBIT FOR UNLOAD",
        ..ROW
    },
    CommandRow {
        name: "GET TRANSACTION PROVE",
        whose: CommandOwner::Wallet(I::GetTransactionProve),
        p2: Parameter::Field(
            part("type", 1, Coding::Kind, "transaction type"),
            Values::OneOf(&[0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x09]),
        ),
        data: &[part("counter", 2, Coding::Number, "transaction counter after the transaction")],
        answers: Answers::Fields(&[
            part("mac", 4, Coding::Hex, "MAC2 of a purchase, MAC3 of an unload, zeros of a load"),
            LayoutField { meaning: "TAC of a purchase or a load, zeros of an unload", ..TAC },
        ]),
        purpose: "Asks again for MAC and TAC of the last transaction, whose answer a power cut may have swallowed.",
        preconditions: &[
            SELECTED,
            "Type and counter are those of the last completed transaction; in a script over the air also those of the last \
             load that came over the air.",
        ],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::ProofNotAvailable,
        ],
        standard: "JR/T 0025.2 GET TRANSACTION PROVE",
        ..ROW
    },
    CommandRow {
        name: "GET BALANCE",
        whose: CommandOwner::Wallet(I::GetBalance),
        p2: PURSE,
        answers: Answers::Fields(&[part("balance", 4, Coding::Fen, "balance of the purse (余额)")]),
        purpose: "Reads the balance; no PIN is needed, and a transaction under way stays under way.",
        preconditions: &[SELECTED],
        refusals: &[R::ApplicationNotSelected, R::ApplicationBlockedForEver, R::ApplicationBlocked],
        standard: "JR/T 0025.2 GET BALANCE",
        ..ROW
    },
];
