//! The single-transaction limit (单次消费限额, handbook 4.5): what one purchase may cost at most. Equal is allowed.

use crate::refusal::Refusal;
use crate::request::Authority;
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use crate::wallet::{Context, Wallet};
use sim_wire::Fen;

/// Sets or lifts the limit. It is the holder's: where the operation PIN is on, it must have been verified; the issuer
/// may set it too.
pub(crate) fn set(context: Context<'_>, authority: Authority, limit: Option<Fen>) -> Result<Decision, Refusal> {
    let wallet = context.wallet;
    let holder = !wallet.pin.on || authority.holder;
    Refusal::first([(!holder && !authority.issuer, Refusal::PinNotVerified)])?;
    Ok(Decision::committing(context.next, Change::Limit(limit)))
}

/// Whether an amount is over the limit.
pub(crate) fn exceeded(wallet: &Wallet, amount: Fen) -> bool {
    wallet.limit.is_some_and(|limit| amount > limit)
}
