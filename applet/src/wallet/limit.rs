//! The single-transaction limit (单次消费限额, handbook 4.5): the most that one purchase may cost. An equal
//! amount is allowed.

use crate::refusal::Refusal;
use crate::request::Authority;
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use crate::wallet::{Context, Wallet};
use sim_wire::Fen;

/// Sets or lifts the limit. The limit is the holder's: if the operation PIN is on, it must have been verified. The
/// issuer may set the limit too.
pub(crate) fn set(context: Context<'_>, authority: Authority, limit: Option<Fen>) -> Result<Decision, Refusal> {
    let wallet = context.wallet;
    let holder = !wallet.pin.on || authority.holder;
    Refusal::first([(!holder && !authority.issuer, Refusal::PinNotVerified)])?;
    Ok(Decision::committing(context.next, Change::Limit(limit)))
}

/// Returns whether an amount is over the limit.
pub(crate) fn exceeded(wallet: &Wallet, amount: Fen) -> bool {
    wallet.limit.is_some_and(|limit| amount > limit)
}
