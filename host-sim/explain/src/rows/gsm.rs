//! Rows of commands of a handset to a SIM and of GlobalPlatform: by name, for reading logs. None is part of this
//! wallet.

use crate::coding::Coding;
use crate::layout::{LayoutField, part, rest};
use crate::row::{CommandRow, Parameter, Values, ZERO};

use super::foreign::{named, silent, with};

const GSM: &[u8] = &[0xA0];
const MANAGEMENT: &[u8] = &[0x80, 0x84];
const PIN: &[LayoutField] = &[rest("pin", (0, 8), Coding::Secret, "CHV in 8 octets, filled with FF")];
const TWO_PINS: &[LayoutField] = &[
    part("pin", 8, Coding::Secret, "old CHV or unblock key, filled with FF"),
    part("new_pin", 8, Coding::Secret, "new CHV, filled with FF"),
];

pub(super) static ROWS: &[CommandRow] = &[
    silent(named("UPDATE BINARY (GSM)", GSM, 0xD6, "GSM 11.11 §9.2.4", "Writes into the selected transparent file.")),
    silent(named("UPDATE RECORD (GSM)", GSM, 0xDC, "GSM 11.11 §9.2.6", "Writes a record of the selected file.")),
    named("SEEK", GSM, 0xA2, "GSM 11.11 §9.2.7", "Searches the records of the selected file."),
    named("INCREASE", GSM, 0x32, "GSM 11.11 §9.2.8", "Adds to the last increased record of a cyclic file."),
    silent(with(PIN, named("VERIFY CHV", GSM, 0x20, "GSM 11.11 §9.2.9", "Compares the SIM's PIN."))),
    silent(with(TWO_PINS, named("CHANGE CHV", GSM, 0x24, "GSM 11.11 §9.2.10", "Changes the SIM's PIN."))),
    silent(with(PIN, named("DISABLE CHV", GSM, 0x26, "GSM 11.11 §9.2.11", "Switches the SIM's PIN off."))),
    silent(with(PIN, named("ENABLE CHV", GSM, 0x28, "GSM 11.11 §9.2.12", "Switches the SIM's PIN on."))),
    silent(with(
        TWO_PINS,
        named("UNBLOCK CHV", GSM, 0x2C, "GSM 11.11 §9.2.13", "Unblocks the SIM's PIN with the PUK."),
    )),
    silent(named("INVALIDATE", GSM, 0x04, "GSM 11.11 §9.2.14", "Invalidates the selected file.")),
    silent(named("REHABILITATE", GSM, 0x44, "GSM 11.11 §9.2.15", "Makes an invalidated file valid again.")),
    named("RUN GSM ALGORITHM", GSM, 0x88, "GSM 11.11 §9.2.16", "Authenticates the SIM to the network."),
    silent(named("SLEEP", GSM, 0xFA, "GSM 11.11 §9.2.17", "Without effect since phase 2.")),
    CommandRow {
        p1: Parameter::Field(
            part("which", 1, Coding::Hex, "10 modules, 20 load files, 40 applications, 80 issuer's domain"),
            Values::OneOf(&[0x10, 0x20, 0x40, 0x80]),
        ),
        ..named(
            "GET STATUS",
            MANAGEMENT,
            0xF2,
            "GlobalPlatform Card Specification §11.4",
            "Lists applications, load files and security domains.",
        )
    },
    silent(named(
        "EXTERNAL AUTHENTICATE (secure channel)",
        &[0x84],
        0x82,
        "GlobalPlatform Card Specification, annex D",
        "Proves the host's right and sets the security level of the channel.",
    )),
    CommandRow {
        p2: ZERO,
        data: &[part("host_challenge", 8, Coding::Hex, "the host's random number")],
        data_optional: false,
        ..named(
            "INITIALIZE UPDATE",
            MANAGEMENT,
            0x50,
            "GlobalPlatform Card Specification, annex D",
            "Opens a secure channel to a security domain.",
        )
    },
    named(
        "INSTALL",
        MANAGEMENT,
        0xE6,
        "GlobalPlatform Card Specification §11.5",
        "Installs or prepares an application.",
    ),
    named(
        "LOAD",
        MANAGEMENT,
        0xE8,
        "GlobalPlatform Card Specification §11.6",
        "Loads a block of an application's code.",
    ),
    named("DELETE", MANAGEMENT, 0xE4, "GlobalPlatform Card Specification §11.2", "Deletes an application or a key."),
    named("PUT KEY", MANAGEMENT, 0xD8, "GlobalPlatform Card Specification §11.8", "Replaces or adds keys."),
    named(
        "STORE DATA",
        MANAGEMENT,
        0xE2,
        "GlobalPlatform Card Specification §11.11",
        "Hands data to an application or a security domain.",
    ),
];
