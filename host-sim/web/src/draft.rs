//! Contents of forms that count once: what a person has entered on one page and confirms on the next. The content stays
//! on the server, so that what is confirmed is what was shown.

use sim_wire::Fen;

/// Content of a form that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Draft {
    /// Top-up of the wallet from the account, in fen.
    TopUp(Fen),
}
