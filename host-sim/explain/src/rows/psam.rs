//! Rows of commands that a terminal sends to its security module (PSAM), not to a card; a terminal's log holds both.

use crate::coding::Coding;
use crate::layout::{part, rest};
use crate::row::{ANY, Answers, CommandOwner, CommandRow, Parameter, ROW};

use super::foreign::{P1, P2};
use super::purse::{AMOUNT, DATE, TIME};

const PSAM: &str = "PSAM of JR/T 0025";

pub(super) static ROWS: &[CommandRow] = &[
    CommandRow {
        name: "INIT SAM FOR PURCHASE",
        whose: CommandOwner::World(0x70),
        data: &[
            part("card_random", 4, Coding::Hex, "the card's random number, from its answer to INITIALIZE FOR PURCHASE"),
            part("card_offline_counter", 2, Coding::Number, "the card's offline transaction counter"),
            AMOUNT,
            part("type", 1, Coding::Kind, "transaction type"),
            DATE,
            TIME,
            part("key_version", 1, Coding::Number, "version of the purchase key"),
            part("algorithm", 1, Coding::Algorithm, "algorithm identifier of the purchase key"),
            rest("diversification", (8, 24), Coding::Hex, "one to three factors of 8 octets, the card's ASN first"),
        ],
        answers: Answers::Fields(&[
            part("terminal_counter", 4, Coding::Number, "the terminal's transaction counter"),
            part("mac1", 4, Coding::Hex, "MAC1 for DEBIT FOR PURCHASE"),
        ]),
        purpose: "Asks the PSAM for MAC1 of a purchase.",
        standard: PSAM,
        ..ROW
    },
    CommandRow {
        name: "CREDIT SAM FOR PURCHASE",
        whose: CommandOwner::World(0x72),
        data: &[part("mac2", 4, Coding::Hex, "the card's MAC2, from its answer to DEBIT FOR PURCHASE")],
        purpose: "Lets the PSAM check the card's MAC2.",
        standard: PSAM,
        ..ROW
    },
    CommandRow {
        name: "INIT DES CRYPT",
        whose: CommandOwner::World(0x1A),
        p1: Parameter::Field(
            part("usage", 1, Coding::Hex, "key usage: high three bits levels of diversification, low five key class"),
            ANY,
        ),
        p2: Parameter::Field(part("key_version", 1, Coding::Number, "version of the key"), ANY),
        data: &[rest("diversification", (0, 24), Coding::Hex, "factors of 8 octets")],
        data_optional: true,
        purpose: "Prepares a key of the PSAM for DES CRYPT.",
        standard: PSAM,
        ..ROW
    },
    CommandRow {
        name: "DES CRYPT",
        whose: CommandOwner::World(0xFA),
        p1: Parameter::Field(
            part("mode", 1, Coding::Hex, "00 encipher, 05 MAC with an initial value of 8 octets first"),
            ANY,
        ),
        data: &[rest("data", (1, 255), Coding::Hex, "what is enciphered, or what the MAC is of")],
        answers: Answers::Asked("result", &[]),
        purpose: "Enciphers or makes a MAC with the key that INIT DES CRYPT prepared.",
        standard: PSAM,
        ..ROW
    },
    CommandRow {
        name: "CALCULATE KEY (MoC)",
        whose: CommandOwner::World(0xFC),
        p1: P1,
        p2: P2,
        data: &[rest("data", (0, 255), Coding::Hex, "factors")],
        data_optional: true,
        answers: Answers::Asked("result", &[]),
        purpose: "Derives a key in a PSAM of the Ministry of Construction.",
        standard: "PSAM of CJ/T 166",
        ..ROW
    },
];
