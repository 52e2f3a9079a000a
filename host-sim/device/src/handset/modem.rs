//! RUN AT COMMAND (TS 102 223 §6.4.23): the few commands of 3GPP TS 27.007 that identify the handset. Any other is
//! answered as a modem answers an unknown command.

use super::Model;

impl Model {
    /// Returns the modem's answer to a command line.
    pub(super) fn at_answer(&self, line: &str) -> String {
        let said = match line.trim_end_matches(['\r', '\n']).to_ascii_uppercase().as_str() {
            "AT" => Some(""),
            "AT+CGMI" => Some(self.name),
            "AT+CGMM" => Some(self.sold_as.as_str()),
            "AT+CGMR" => Some(self.software.as_str()),
            "AT+CGSN" => Some(self.imei.as_str()),
            _ => None,
        };
        match said {
            None => "\r\nERROR\r\n".to_owned(),
            Some("") => "\r\nOK\r\n".to_owned(),
            Some(said) => format!("\r\n{said}\r\n\r\nOK\r\n"),
        }
    }
}
