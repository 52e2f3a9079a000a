//! Settings that the computer makes and that end with its connection.

use sim_codec::at::Charset;

/// Settings of a connection. Their defaults are those of the standards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// Set while what the computer says is sent back (E).
    pub(super) echo: bool,
    /// Set while answers are words (V).
    pub(super) verbose: bool,
    /// Set while results are not told (Q).
    pub(super) quiet: bool,
    /// Form of equipment errors: 0 as ERROR, 1 with a number, 2 in words (+CMEE).
    pub(super) error_form: u8,
    /// Character set of texts (+CSCS).
    pub(super) charset: Charset,
    /// Reports of registration: 0 none, 1 its state, 2 with the cell (+CREG).
    pub(super) registration: u8,
    /// Form of the operator's name: 0 long, 1 short, 2 as digits (+COPS).
    pub(super) operator_form: u8,
    /// Message service: 1 if messages that are handed over are acknowledged (+CSMS).
    pub(super) message_service: u8,
    /// Form of messages: 0 as PDU, 1 as text (+CMGF).
    pub(super) message_form: u8,
    /// Announcement of messages: mode, mt, bm, ds, bfr (+CNMI).
    pub(super) announcement: [u8; 5],
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            echo: true,
            verbose: true,
            quiet: false,
            error_form: 0,
            charset: Charset::Gsm,
            registration: 0,
            operator_form: 0,
            message_service: 0,
            message_form: 0,
            announcement: [0; 5],
        }
    }
}

impl Settings {
    /// Returns how new messages are announced: 0 not, 1 by their index, 2 and 3 by handing them over.
    pub(super) const fn routing(&self) -> u8 {
        let [_, mt, ..] = self.announcement;
        mt
    }
}
