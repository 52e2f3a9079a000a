//! Final results of command lines: OK, ERROR, and the errors with a number of 3GPP TS 27.007 §9.2 (+CME ERROR) and
//! TS 27.005 §3.2.5 (+CMS ERROR).

use std::fmt;

/// Error of the equipment (+CME ERROR).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EquipmentError {
    /// The operation is not allowed now.
    NotAllowed,
    /// The operation, or this value of it, is not supported.
    NotSupported,
    /// There is no SIM.
    NoSim,
    /// The SIM asks for its PIN first.
    PinRequired,
    /// The SIM asks for its PUK first.
    PukRequired,
    /// The SIM does not answer, or answers with an error.
    SimFailure,
    /// The SIM's toolkit is busy.
    SimBusy,
    /// A PIN is wrong.
    IncorrectPassword,
    /// Something, such as a file of the SIM, is not there.
    NotFound,
    /// The network does not serve the equipment.
    NoService,
    /// The parameters are wrong.
    IncorrectParameters,
    /// Anything else.
    Unknown,
}

impl EquipmentError {
    /// Every error.
    pub const ALL: &'static [EquipmentError] = &[
        EquipmentError::NotAllowed,
        EquipmentError::NotSupported,
        EquipmentError::NoSim,
        EquipmentError::PinRequired,
        EquipmentError::PukRequired,
        EquipmentError::SimFailure,
        EquipmentError::SimBusy,
        EquipmentError::IncorrectPassword,
        EquipmentError::NotFound,
        EquipmentError::NoService,
        EquipmentError::IncorrectParameters,
        EquipmentError::Unknown,
    ];

    /// Returns the number and the words of the error.
    const fn row(self) -> (u16, &'static str) {
        match self {
            EquipmentError::NotAllowed => (3, "operation not allowed"),
            EquipmentError::NotSupported => (4, "operation not supported"),
            EquipmentError::NoSim => (10, "SIM not inserted"),
            EquipmentError::PinRequired => (11, "SIM PIN required"),
            EquipmentError::PukRequired => (12, "SIM PUK required"),
            EquipmentError::SimFailure => (13, "SIM failure"),
            EquipmentError::SimBusy => (14, "SIM busy"),
            EquipmentError::IncorrectPassword => (16, "incorrect password"),
            EquipmentError::NotFound => (22, "not found"),
            EquipmentError::NoService => (30, "no network service"),
            EquipmentError::IncorrectParameters => (50, "Incorrect parameters"),
            EquipmentError::Unknown => (100, "unknown"),
        }
    }

    /// Returns the number of the error.
    pub const fn code(self) -> u16 {
        self.row().0
    }

    /// Returns the words of the error.
    pub const fn words(self) -> &'static str {
        self.row().1
    }
}

/// Error of the message service (+CMS ERROR).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// The network refused the message with that cause, below 128 (3GPP TS 24.011 annex E).
    Network(u8),
    /// The operation is not allowed now.
    NotAllowed,
    /// The operation, or this value of it, is not supported.
    NotSupported,
    /// A parameter or the message is wrong in PDU mode.
    PduMode,
    /// A parameter or the text is wrong in text mode.
    TextMode,
    /// There is no message of that index.
    Index,
    /// The network does not serve the equipment.
    NoService,
    /// No acknowledgement is expected.
    NoAcknowledgement,
    /// Anything else.
    Unknown,
}

impl MessageError {
    /// Returns the number of the error.
    pub fn code(self) -> u16 {
        match self {
            MessageError::Network(cause) => u16::from(cause & 0x7F),
            MessageError::NotAllowed => 302,
            MessageError::NotSupported => 303,
            MessageError::PduMode => 304,
            MessageError::TextMode => 305,
            MessageError::Index => 321,
            MessageError::NoService => 331,
            MessageError::NoAcknowledgement => 340,
            MessageError::Unknown => 500,
        }
    }
}

/// End of the answer to a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalResult {
    /// Everything was done.
    Ok,
    /// A command is unknown, or not of this form.
    Error,
    /// No call can be made.
    NoCarrier,
    /// Error of the equipment.
    Equipment(EquipmentError),
    /// Error of the message service.
    Message(MessageError),
}

impl FinalResult {
    /// Returns the result as a number, for a computer that asked for numbers (`ATV0`); `None` where there is none.
    pub const fn number(self) -> Option<u8> {
        match self {
            FinalResult::Ok => Some(0),
            FinalResult::NoCarrier => Some(3),
            FinalResult::Error => Some(4),
            FinalResult::Equipment(_) | FinalResult::Message(_) => None,
        }
    }
}

impl fmt::Display for FinalResult {
    /// Prints the result with its number, such as `+CME ERROR: 13`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FinalResult::Ok => f.write_str("OK"),
            FinalResult::Error => f.write_str("ERROR"),
            FinalResult::NoCarrier => f.write_str("NO CARRIER"),
            FinalResult::Equipment(error) => write!(f, "+CME ERROR: {}", error.code()),
            FinalResult::Message(error) => write!(f, "+CMS ERROR: {}", error.code()),
        }
    }
}

impl From<EquipmentError> for FinalResult {
    fn from(error: EquipmentError) -> FinalResult {
        FinalResult::Equipment(error)
    }
}

impl From<MessageError> for FinalResult {
    fn from(error: MessageError) -> FinalResult {
        FinalResult::Message(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equipment_errors_have_numbers_of_their_own() {
        let codes: std::collections::BTreeSet<_> = EquipmentError::ALL.iter().map(|error| error.code()).collect();
        assert_eq!(codes.len(), EquipmentError::ALL.len());
        assert_eq!(FinalResult::from(EquipmentError::SimFailure).to_string(), "+CME ERROR: 13");
        assert_eq!(FinalResult::from(MessageError::Network(0xB2)).to_string(), "+CMS ERROR: 50");
    }
}
