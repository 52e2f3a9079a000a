//! Rows of commands of other purses and of card operating systems: they stand in logs of real cards and are not part of
//! this wallet.

use crate::coding::Coding;
use crate::layout::{LayoutField, part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW, Values};

use super::foreign::{named, with};
use super::purse::{
    ALGORITHM, AMOUNT, BALANCE, DATE, DEBIT, DEBIT_ANSWER, INDEX, KEY_VERSION, LOAD_ANSWER, ONLINE, PURCHASE_ANSWER,
    PURSE, RANDOM, TAC, TERMINAL, TIME,
};

const DEPOSIT: Parameter = Parameter::Is(0x01, "electronic deposit (ED, 电子存折)");
const MAC: LayoutField = part("mac", 4, Coding::Hex, "secure messaging MAC");
const OLD_LIMIT: LayoutField = part("overdraw_limit", 3, Coding::Number, "old overdraw limit in fen");
const RECORD_FILE: Parameter = Parameter::Field(part("sfi", 1, Coding::RecordFile, "short file identifier × 8"), ANY);
const PURSE_CLAUSE: &str = "JR/T 0025.2";
const COMPOUND_CLAUSE: &str = "JR/T 0025.9";
static OVERDRAW_ANSWER: &[LayoutField] = &[
    BALANCE,
    ONLINE,
    OLD_LIMIT,
    KEY_VERSION,
    ALGORITHM,
    RANDOM,
    part("mac1", 4, Coding::Hex, "the card's MAC1: balance, old limit, type and terminal under the session key"),
];
static INITIALIZE: &[LayoutField] = &[INDEX, AMOUNT, TERMINAL];
static INITIALIZE_UPDATE: &[LayoutField] = &[INDEX, TERMINAL];
static NEW_LIMIT: &[LayoutField] = &[
    part("new_limit", 3, Coding::Number, "new overdraw limit in fen"),
    DATE,
    TIME,
    part("mac2", 4, Coding::Hex, "the issuer's MAC2: new limit, type, terminal, date and time under the session key"),
];
const fn initialize(name: &'static str, p1: Parameter, p2: Parameter, purpose: &'static str) -> CommandRow {
    CommandRow {
        name,
        whose: CommandOwner::World(0x50),
        p1,
        p2,
        data: INITIALIZE,
        answers: Answers::Fields(PURCHASE_ANSWER),
        purpose,
        standard: PURSE_CLAUSE,
        ..ROW
    }
}

const fn grey(name: &'static str, ins: u8, purpose: &'static str) -> CommandRow {
    const DATA: &[LayoutField] = &[rest("data", (0, 255), Coding::Hex, "data of the grey-lock step")];
    with(DATA, named(name, &[0xE0], ins, COMPOUND_CLAUSE, purpose))
}
pub(super) static ROWS: &[CommandRow] = &[
    CommandRow {
        answers: Answers::Fields(LOAD_ANSWER),
        ..initialize(
            "INITIALIZE FOR LOAD (electronic deposit)",
            Parameter::Is(0x00, "for load (圈存)"),
            DEPOSIT,
            "First step of a load into an electronic deposit.",
        )
    },
    initialize(
        "INITIALIZE FOR PURCHASE (electronic deposit)",
        Parameter::Is(0x01, "for purchase (消费)"),
        DEPOSIT,
        "First step of a purchase from an electronic deposit.",
    ),
    initialize(
        "INITIALIZE FOR CASH WITHDRAW",
        Parameter::Is(0x02, "for cash withdrawal (取现)"),
        DEPOSIT,
        "First step of a cash withdrawal from an electronic deposit.",
    ),
    CommandRow {
        standard: COMPOUND_CLAUSE,
        ..initialize(
            "INITIALIZE FOR CAPP PURCHASE",
            Parameter::Is(0x03, "for compound purchase (复合消费)"),
            PURSE,
            "First step of a compound purchase, as transit readers make it.",
        )
    },
    CommandRow {
        answers: Answers::Fields(LOAD_ANSWER),
        ..initialize(
            "INITIALIZE FOR UNLOAD (electronic deposit)",
            Parameter::Is(0x05, "for unload (圈提)"),
            DEPOSIT,
            "First step of an unload from an electronic deposit.",
        )
    },
    CommandRow {
        data: INITIALIZE_UPDATE,
        answers: Answers::Fields(OVERDRAW_ANSWER),
        ..initialize(
            "INITIALIZE FOR UPDATE",
            Parameter::Is(0x04, "for update of the overdraw limit (修改透支限额)"),
            DEPOSIT,
            "First step of a change of the overdraw limit.",
        )
    },
    CommandRow {
        data: INITIALIZE_UPDATE,
        answers: Answers::Fields(OVERDRAW_ANSWER),
        standard: "China Mobile purse",
        ..initialize(
            "INITIALIZE FOR UPDATE (China Mobile)",
            Parameter::Is(0x07, "for update of the overdraw limit (修改透支限额)"),
            PURSE,
            "First step of a change of the purse's overdraw limit, on China Mobile's cards.",
        )
    },
    CommandRow {
        name: "UPDATE OVERDRAW LIMIT",
        whose: CommandOwner::World(0x58),
        data: NEW_LIMIT,
        answers: Answers::Fields(&[TAC]),
        purpose: "Second step of a change of the overdraw limit.",
        standard: PURSE_CLAUSE,
        ..ROW
    },
    CommandRow {
        name: "UPDATE OVERDRAW LIMIT (China Mobile)",
        whose: CommandOwner::World(0x58),
        p1: Parameter::Is(0x07, "for update of the overdraw limit"),
        p2: PURSE,
        data: NEW_LIMIT,
        answers: Answers::Fields(&[TAC]),
        purpose: "Second step of a change of the purse's overdraw limit, on China Mobile's cards.",
        standard: "China Mobile purse",
        ..ROW
    },
    CommandRow {
        name: "DEBIT FOR CASH WITHDRAW",
        whose: CommandOwner::World(0x54),
        p1: Parameter::Is(0x02, "for cash withdrawal"),
        data: DEBIT,
        answers: Answers::Fields(DEBIT_ANSWER),
        purpose: "Second step of a cash withdrawal, on cards that tell it from a purchase by P1.",
        standard: PURSE_CLAUSE,
        ..ROW
    },
    CommandRow {
        name: "UPDATE CAPP DATA CACHE",
        whose: CommandOwner::World(0xDC),
        p1: Parameter::Field(part("tag", 1, Coding::Hex, "tag of the compound application's record"), ANY),
        p2: RECORD_FILE,
        data: &[rest("record", (1, 255), Coding::Hex, "new contents of the record; written by the DEBIT that follows")],
        purpose: "Prepares a record that the DEBIT of a compound purchase writes together with the money.",
        standard: COMPOUND_CLAUSE,
        ..ROW
    },
    CommandRow {
        name: "GET BALANCE (electronic deposit)",
        whose: CommandOwner::World(0x5C),
        p2: DEPOSIT,
        answers: Answers::Fields(&[part("balance", 4, Coding::Fen, "balance of the electronic deposit")]),
        purpose: "Reads the balance of an electronic deposit.",
        standard: PURSE_CLAUSE,
        ..ROW
    },
    CommandRow {
        name: "GET BALANCE with overdraw limit (China Mobile)",
        whose: CommandOwner::World(0x5C),
        p2: Parameter::Is(0xA0, "stored value and overdraw limit"),
        answers: Answers::Fields(&[
            part("stored", 4, Coding::Fen, "stored value, the overdraw limit included"),
            part("overdraw_limit", 3, Coding::Number, "overdraw limit in fen"),
        ]),
        purpose: "Reads the stored value and the overdraw limit, on some China Mobile cards.",
        standard: "China Mobile purse",
        ..ROW
    },
    CommandRow {
        name: "APPEND RECORD",
        whose: CommandOwner::World(0xE2),
        classes: &[0x00, 0x04],
        p2: RECORD_FILE,
        data: &[rest("record", (1, 255), Coding::Hex, "the new record; with CLA 04 its last 4 octets are the MAC")],
        purpose: "Adds a record to a file; this wallet's records have their place from the start.",
        standard: "ISO 7816-4 §11.3.6",
        ..ROW
    },
    CommandRow {
        name: "WRITE KEY",
        whose: CommandOwner::World(0xD4),
        classes: &[0x84],
        p1: Parameter::Field(
            part("key_type", 1, Coding::Hex, "key type, in the card operating system's own numbers"),
            ANY,
        ),
        p2: Parameter::Field(part("key_index", 1, Coding::Number, "index of the key"), ANY),
        data: &[
            rest("enciphered_key", (8, 251), Coding::Hex, "length, key header, key and padding, enciphered under 3DES"),
            MAC,
        ],
        purpose: "Writes a key at personalisation; this wallet gets its keys when it is manufactured.",
        standard: "card operating systems, not JR/T 0025",
        ..ROW
    },
    CommandRow {
        name: "GET TRANSACTION STATUS",
        whose: CommandOwner::World(0x88),
        p1: Parameter::Field(
            part("what", 1, Coding::Number, "01 security status, 02 transaction state"),
            Values::Range(0x01, 0x02),
        ),
        answers: Answers::Fields(&[part(
            "status",
            1,
            Coding::Hex,
            "state of the purse's protocol, or security status",
        )]),
        purpose: "Asks which step of a transaction the card stands at, on one vendor's cards.",
        standard: "one vendor's cards",
        ..ROW
    },
    CommandRow {
        name: "GET AUTHENTICATION CODE (MoC)",
        whose: CommandOwner::World(0xCA),
        answers: Answers::Fields(&[part(
            "code",
            9,
            Coding::Hex,
            "the card's authentication code, which MAC1 is extended by",
        )]),
        purpose: "Reads the authentication code of the Ministry of Construction's city cards (住建部).",
        standard: "CJ/T 166",
        ..ROW
    },
    grey("GET LOCK PROOF (grey lock)", 0xCA, "Asks for the proof of a grey lock (灰锁)."),
    grey("INITIALIZE FOR GREY LOCK", 0x7A, "First step of a grey-locked purchase (灰锁), as petrol pumps make it."),
    grey("GREY LOCK", 0x7C, "Locks the purse until the amount of a grey-locked purchase is known."),
    grey("DEBIT FOR UNLOCK", 0x7E, "Takes the amount of a grey-locked purchase and lifts the lock."),
];
