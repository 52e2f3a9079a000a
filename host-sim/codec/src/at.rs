//! AT commands (ITU-T V.250, 3GPP TS 27.007 and TS 27.005): what a computer says to a modem, and what the modem says
//! back. [`LineReader`] makes lines and messages of octets, [`command::parse`] makes commands of a line, and
//! [`FinalResult`] is the end of every answer.
//!
//! ```
//! use sim_codec::at::{AtAction, AtParameter, command};
//!
//! let commands = command::parse("AT+CMEE=1;+CPIN?")?;
//! assert_eq!(commands[0].name, "+CMEE");
//! assert_eq!(commands[0].action, AtAction::Set(vec![AtParameter::Bare("1".to_owned())]));
//! assert_eq!(commands[1].action, AtAction::Read);
//! assert_eq!(command::emit(&commands), "AT+CMEE=1;+CPIN?");
//! # Ok::<(), command::AtSyntaxError>(())
//! ```

pub mod charset;
pub mod command;
mod line;
mod parameter;
mod pdu;
mod result;

pub use charset::Charset;
pub use command::{AtAction, AtCommand};
pub use line::{AtInput, ENTRY_MAX, LINE_MAX, LineReader};
pub use parameter::AtParameter;
pub use pdu::{MessagePdu, MessagePduError};
pub use result::{EquipmentError, FinalResult, MessageError};
