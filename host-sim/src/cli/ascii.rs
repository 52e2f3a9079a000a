//! Option `--ascii`: output for terminals without line drawing.

use super::output;

/// Variable of the environment that stands for the option.
pub(super) const VARIABLE: &str = "RFID_SIM_ASCII";

/// Option for output of ASCII and Chinese characters alone.
#[derive(clap::Args)]
pub(super) struct AsciiOption {
    /// Draw frames, arrows, marks and bars in ASCII; Chinese stays [env: RFID_SIM_ASCII=1].
    #[arg(long)]
    ascii: bool,
}

impl AsciiOption {
    /// Returns `true` if the option is given, or its variable is set to anything but `0`.
    pub(super) fn is_wanted(&self) -> bool {
        let is_set = |value: std::ffi::OsString| !value.is_empty() && value != "0";
        self.ascii || std::env::var_os(VARIABLE).is_some_and(is_set)
    }

    /// Prints texts in ASCII from now on, if that is wanted.
    pub(super) fn apply(&self) {
        if self.is_wanted() {
            output::print_in_ascii();
        }
    }
}
