//! Rows of the SIM toolkit's commands, which a handset sends to a card with a menu.

use applet::Refusal as R;
use sim_wire::instruction::Instruction as I;

use crate::coding::Coding;
use crate::layout::{part, rest};
use crate::row::{Answers, CommandOwner, CommandRow, Parameter, ROW, Values};

const SIM: &[u8] = &[0x80, 0xA0];
const PROFILE: &str = "TERMINAL PROFILE has come since reset, and a proactive command has been announced by 91xx.";

pub(super) static ROWS: &[CommandRow] = &[
    CommandRow {
        name: "TERMINAL PROFILE",
        whose: CommandOwner::Wallet(I::TerminalProfile),
        classes: SIM,
        data: &[rest("profile", (0, 255), Coding::Profile, "what the terminal can do, a bit each (TS 102 223 §5.2)")],
        data_optional: true,
        purpose: "The handset tells what of the SIM toolkit it can do; whatever was under way is forgotten.",
        standard: "TS 102 221 §11.2.1; 3GPP TS 51.011 §9.2.1",
        ..ROW
    },
    CommandRow {
        name: "FETCH",
        whose: CommandOwner::Wallet(I::Fetch),
        classes: SIM,
        answers: Answers::Asked("data", &[]),
        purpose: "The handset fetches the proactive command that 91xx announced; P3 is the xx.",
        preconditions: &[PROFILE],
        refusals: &[R::NoCommandOutstanding],
        standard: "TS 102 221 §11.2.3; 3GPP TS 51.011 §9.2.3",
        ..ROW
    },
    CommandRow {
        name: "TERMINAL RESPONSE",
        whose: CommandOwner::Wallet(I::TerminalResponse),
        classes: SIM,
        data: &[rest(
            "data",
            (0, 255),
            Coding::Hex,
            "command details, devices, result, and what the command asked for",
        )],
        data_optional: true,
        purpose: "The handset answers a proactive command.",
        preconditions: &["The command was fetched, and the answer repeats its command details."],
        refusals: &[R::WrongData, R::NoCommandOutstanding, R::CommandMismatch],
        standard: "TS 102 221 §11.2.4; 3GPP TS 51.011 §9.2.4",
        ..ROW
    },
    CommandRow {
        name: "ENVELOPE",
        whose: CommandOwner::Wallet(I::Envelope),
        classes: SIM,
        data: &[rest("envelope", (0, 255), Coding::Hex, "one BER-TLV: what the handset brings")],
        data_optional: true,
        answers: Answers::Asked("proof of receipt of a secured packet, where it wants one: 027100…", &[]),
        purpose: "The handset delivers a pick in the menu, a timer, an event or a short message with a secured packet.",
        preconditions: &["For a pick or a timer: no proactive command is under way."],
        refusals: &[R::WrongData, R::ToolkitBusy],
        standard: "TS 102 221 §11.2.2; 3GPP TS 51.011 §9.2.2",
        ..ROW
    },
    CommandRow {
        name: "STATUS",
        whose: CommandOwner::Wallet(I::Status),
        classes: &[0x80],
        p1: Parameter::Field(
            part("p1", 1, Coding::Hex, "00 nothing, 01 the application is active, 02 it is being ended"),
            Values::OneOf(&[0x00, 0x01, 0x02]),
        ),
        p2: Parameter::Field(
            part("form", 1, Coding::Hex, "00 about the current directory, 0C no answer"),
            Values::OneOf(&[0x00, 0x0C]),
        ),
        answers: Answers::FileControl,
        purpose: "The handset asks for the current directory, and lets the card speak.",
        standard: "TS 102 221 §11.1.2",
        ..ROW
    },
    CommandRow {
        name: "STATUS (GSM)",
        whose: CommandOwner::Wallet(I::Status),
        classes: &[0xA0],
        answers: Answers::FileControl,
        purpose: "The handset asks for the current directory, and lets the card speak.",
        standard: "3GPP TS 51.011 §9.2.2",
        ..ROW
    },
];
