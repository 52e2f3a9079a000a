//! Rows of the wallet's own parameters and its state: GET DATA, PUT DATA and SET STATUS. Each tag has a row, so that
//! every value is read by its own layout.

use applet::Refusal as R;
use sim_wire::instruction::Instruction as I;
use sim_wire::tag::ParameterTag;

use crate::coding::Coding;
use crate::layout::{LayoutField, part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW};

const MAC: LayoutField =
    part("mac", 4, Coding::Hex, "secure messaging MAC under the maintenance key, from the challenge");
const LIMIT: LayoutField = part("limit", 4, Coding::FenOrNone, "single-transaction limit in fen; FFFFFFFF for none");
const SWITCH: LayoutField = part("pin_switch", 1, Coding::Switch, "operation PIN: 00 off, 01 on");
const TRIES: LayoutField = part("tries_left", 1, Coding::Number, "tries left of the operation PIN");
const REACH: LayoutField = part("reach_cm", 1, Coding::Number, "reach of the radio in centimetres, 2 to 5");
const IMEI: LayoutField = part("imei", 8, Coding::Digits, "IMEI of the handset that it was calibrated in");
const REASON: LayoutField = part("refusal", 1, Coding::Refusal, "code of the reason");
const WORD: LayoutField = part("status_word", 2, Coding::Status, "the status word that was given");
const STATE: LayoutField = part("state", 1, Coding::State, "the wallet's state");
const LOAD_WAITS: LayoutField = part("waits", 1, Coding::Hex, "01 where a load waits for the platform, else 00");
const LOAD_COUNTER: LayoutField =
    part("online_counter", 2, Coding::Number, "online counter that the load was begun under");
const LOAD_RANDOM: LayoutField = part("random", 4, Coding::Hex, "random number that the card drew for it");
const AID: LayoutField = rest("aid", (5, 16), Coding::Aid, "application identifier of the wallet");
const SELECTED: &str = "The wallet application is selected.";
const CHALLENGE: &str = "GET CHALLENGE came just before: its random number starts the MAC.";
const AUTHENTICATED: &str = "EXTERNAL AUTHENTICATE has succeeded since the wallet was selected.";
const ISO_PUT: &str = "ISO 7816-4 §11.4.6; the value is this wallet's own";

const PLAIN: &[u8] = &[0x80];
const SECURE: &[u8] = &[0x84];

const fn high(tag: ParameterTag) -> Parameter {
    Parameter::Is(tag.code().to_be_bytes()[0], "tag, high octet")
}

const fn low(tag: ParameterTag) -> Parameter {
    Parameter::Is(tag.code().to_be_bytes()[1], tag.name())
}

const fn get(name: &'static str, tag: ParameterTag, value: &'static [LayoutField]) -> CommandRow {
    CommandRow {
        name,
        whose: CommandOwner::Wallet(I::GetData),
        p1: high(tag),
        p2: low(tag),
        answers: Answers::Fields(value),
        purpose: "Reads one of the wallet's parameters.",
        preconditions: &[SELECTED],
        refusals: &[R::ApplicationNotSelected, R::ApplicationBlockedForEver, R::ApplicationBlocked],
        standard: "ISO 7816-4 §11.4.3; the value is this wallet's own",
        ..ROW
    }
}

const fn put(
    name: &'static str,
    tag: ParameterTag,
    classes: &'static [u8],
    value: &'static [LayoutField],
) -> CommandRow {
    CommandRow {
        name,
        whose: CommandOwner::Wallet(I::PutData),
        classes,
        p1: high(tag),
        p2: low(tag),
        data: value,
        standard: ISO_PUT,
        ..ROW
    }
}

const PLAIN_LIMIT: CommandRow = CommandRow {
    purpose: "Sets the single-transaction limit (单次消费限额).",
    preconditions: &[
        SELECTED,
        "The operation PIN has been verified, if it is switched on, or the terminal has authenticated itself.",
    ],
    refusals: &[R::ApplicationNotSelected, R::ApplicationBlockedForEver, R::ApplicationBlocked, R::PinNotVerified],
    ..put("PUT DATA, single-transaction limit", ParameterTag::Limit, PLAIN, &[LIMIT])
};
const SECURE_LIMIT: CommandRow = CommandRow {
    purpose: "Sets the single-transaction limit under secure messaging.",
    preconditions: &[SELECTED, CHALLENGE],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::NoChallenge,
        R::KeyNotFound,
        R::SecureMessagingMacWrong,
    ],
    ..put("PUT DATA, single-transaction limit, under secure messaging", ParameterTag::Limit, SECURE, &[LIMIT, MAC])
};
const PLAIN_PIN: CommandRow = CommandRow {
    purpose: "Switches the operation PIN (操作密码) on, with its initial value and all tries, or off.",
    preconditions: &[
        SELECTED,
        "To switch off, the operation PIN has been verified or the terminal has authenticated itself.",
    ],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::WrongData,
        R::PinBlocked,
        R::PinNotVerified,
    ],
    ..put("PUT DATA, operation PIN switch", ParameterTag::PinSwitch, PLAIN, &[SWITCH])
};
const SECURE_PIN: CommandRow = CommandRow {
    purpose: "Switches the operation PIN on or off under secure messaging, without the PIN.",
    preconditions: &[SELECTED, CHALLENGE],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::NoChallenge,
        R::KeyNotFound,
        R::WrongData,
        R::SecureMessagingMacWrong,
    ],
    ..put("PUT DATA, operation PIN switch, under secure messaging", ParameterTag::PinSwitch, SECURE, &[SWITCH, MAC])
};
const PLAIN_CALIBRATION: CommandRow = CommandRow {
    purpose: "Calibrates the reach of the radio for a handset (刷卡距离校准).",
    preconditions: &[SELECTED, AUTHENTICATED, "No more than an hour has passed since power-on."],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::NotAuthorised,
        R::WrongData,
        R::CalibrationWindowClosed,
    ],
    ..put("PUT DATA, distance calibration", ParameterTag::Calibration, PLAIN, &[REACH, IMEI])
};
const SECURE_CALIBRATION: CommandRow = CommandRow {
    purpose: "Calibrates the reach of the radio for a handset under secure messaging.",
    preconditions: &[SELECTED, CHALLENGE, "No more than an hour has passed since power-on."],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::NoChallenge,
        R::KeyNotFound,
        R::WrongData,
        R::SecureMessagingMacWrong,
        R::CalibrationWindowClosed,
    ],
    ..put(
        "PUT DATA, distance calibration, under secure messaging",
        ParameterTag::Calibration,
        SECURE,
        &[REACH, IMEI, MAC],
    )
};

const CANCEL: CommandRow = CommandRow {
    purpose: "The platform withdraws a load over the air (空中充值): it will not be credited any more.",
    preconditions: &[
        "It stands in a script over the air, in a packet with a cryptographic checksum.",
        "The load has not been credited.",
    ],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::NotAuthorised,
        R::AlreadyCredited,
    ],
    ..put("PUT DATA, cancel of a load over the air", ParameterTag::RemoteLoad, PLAIN, &[LOAD_COUNTER, LOAD_RANDOM])
};

const NEW_STATE: Parameter =
    Parameter::Field(part("state", 1, Coding::State, "new state: 0F open, 8F suspended, 1F closing, 17 closed"), ANY);
const SET_STATUS: CommandRow = CommandRow {
    name: "SET STATUS",
    whose: CommandOwner::Wallet(I::SetStatus),
    p1: Parameter::Is(0x40, "an application's state"),
    p2: NEW_STATE,
    data: &[AID],
    purpose: "Sets the wallet's state: opens, suspends, resumes or closes it.",
    preconditions: &[SELECTED, AUTHENTICATED, "The state may follow the present one."],
    refusals: &[
        R::ApplicationNotSelected,
        R::ApplicationBlockedForEver,
        R::ApplicationBlocked,
        R::NotAuthorised,
        R::WrongData,
        R::FileNotFound,
        R::TransitionForbidden,
        R::BalanceNotZero,
    ],
    standard: "GlobalPlatform Card Specification §11.10",
    ..ROW
};

pub(super) static ROWS: &[CommandRow] = &[
    get("GET DATA, single-transaction limit", ParameterTag::Limit, &[LIMIT]),
    get("GET DATA, operation PIN switch", ParameterTag::PinSwitch, &[SWITCH, TRIES]),
    get("GET DATA, distance calibration", ParameterTag::Calibration, &[REACH, IMEI]),
    get("GET DATA, last refusal", ParameterTag::LastRefusal, &[REASON, WORD]),
    get("GET DATA, wallet state", ParameterTag::LifeCycle, &[STATE]),
    get("GET DATA, load over the air", ParameterTag::RemoteLoad, &[LOAD_WAITS, LOAD_COUNTER]),
    PLAIN_LIMIT,
    SECURE_LIMIT,
    PLAIN_PIN,
    SECURE_PIN,
    PLAIN_CALIBRATION,
    SECURE_CALIBRATION,
    CANCEL,
    SET_STATUS,
    CommandRow {
        name: "SET STATUS under secure messaging",
        classes: SECURE,
        data: &[AID, MAC],
        preconditions: &[SELECTED, CHALLENGE, "The state may follow the present one."],
        refusals: &[
            R::ApplicationNotSelected,
            R::ApplicationBlockedForEver,
            R::ApplicationBlocked,
            R::NoChallenge,
            R::KeyNotFound,
            R::WrongData,
            R::SecureMessagingMacWrong,
            R::FileNotFound,
            R::TransitionForbidden,
            R::BalanceNotZero,
        ],
        ..SET_STATUS
    },
];
