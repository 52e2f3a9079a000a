//! The operation PIN (操作密码, handbook 3.3.1): 4 to 12 digits, off at first, `1234` when switched on.

use crate::crypto::{Block, Mac, MacKey, decrypt, folded};
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::Authority;
use crate::session::Session;
use crate::wallet::change::Change;
use crate::wallet::decision::{Attempt, Decision, Step};
use crate::wallet::tries::{Guess, KEY_TRIES, KeyTries};
use crate::wallet::{Context, Wallet};
use sim_wire::concat;
use sim_wire::pin::PinDigits;
use sim_wire::status::StatusWord;

/// The operation PIN, its switch, and its tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) on: bool,
    pub(crate) digits: PinDigits,
    pub(crate) tries_left: u8,
}

/// Carries out VERIFY without data: answers 9000 if the PIN has been verified, else the number of tries left.
pub(crate) fn ask(context: Context<'_>) -> Result<Decision, Refusal> {
    let pin = usable(&context)?;
    let answer = Decision::answering(context.next, &[]);
    let status =
        if context.session.pin_verified { StatusWord::SUCCESS } else { StatusWord::tries_left(pin.tries_left) };
    Ok(Decision { status, ..answer })
}

/// Carries out VERIFY with a PIN.
pub(crate) fn verify(context: Context<'_>, given: PinDigits) -> Result<Step, Refusal> {
    let pin = usable(&context)?;
    let session = Session { pin_verified: true, ..context.next };
    let right = Decision::committing(session, change_to(&context, fresh(&context, pin.digits)));
    Ok(attempt(pin, given, right))
}

/// Carries out PIN CHANGE: the old PIN is a guess like any other.
pub(crate) fn change(context: Context<'_>, old: PinDigits, new: PinDigits) -> Result<Step, Refusal> {
    let pin = usable(&context)?;
    let right = Decision::committing(context.next, change_to(&context, fresh(&context, new)));
    Ok(attempt(pin, old, right))
}

/// Carries out RELOAD PIN: its MAC under DRPK is a guess that costs a try of that key. It needs no PIN and lifts a
/// block of the PIN.
pub(crate) fn reload(context: Context<'_>, pin: PinDigits, mac: Mac) -> Result<Step, Refusal> {
    let key = context.identity.any_key(KeyUsage::PinReload).ok_or(Refusal::KeyNotFound)?;
    let expected = MacKey::new(&folded(&key.key)).mac(pin.as_octets());
    let on = context.wallet.pin.on;
    let tries = KeyTries { pin_reload: KEY_TRIES, ..context.wallet.tries };
    let change = Change::Pin { pin: Pin { on, ..fresh(&context, pin) }, tries };
    Ok(Step::Attempt(Attempt {
        guess: Guess::PinReload,
        given: concat(&[&mac]),
        expected: concat(&[&expected]),
        right: Decision::committing(Session { pin_verified: false, ..context.next }, change),
    }))
}

/// Carries out PIN UNBLOCK, which restores the tries. It takes the PIN, wrapped by the issuer's key. The door has
/// checked the MAC; the PIN under the cipher is a guess that costs a try of DPUK.
pub(crate) fn unblock(context: Context<'_>, cipher: Block) -> Result<Step, Refusal> {
    unblockable(&context)?;
    let Wallet { pin, tries, .. } = context.wallet;
    let key = context.identity.any_key(KeyUsage::PinUnblock).ok_or(Refusal::KeyNotFound)?;
    let tries = KeyTries { pin_unblock: KEY_TRIES, ..*tries };
    let change = Change::Pin { pin: fresh(&context, pin.digits), tries };
    Ok(Step::Attempt(Attempt {
        guess: Guess::PinUnblock,
        given: decrypt(&key.key, cipher),
        expected: pin.digits.padded_block(),
        right: Decision::committing(context.next, change),
    }))
}

/// Refuses if the PIN is not blocked, or the PIN unblock key has no tries left.
pub(crate) fn unblockable(context: &Context<'_>) -> Result<(), Refusal> {
    let Wallet { pin, tries, .. } = context.wallet;
    Refusal::first([
        (tries.pin_unblock == 0, Refusal::KeyBlocked),
        (pin.tries_left != 0, Refusal::PinNotBlocked),
        (!pin.on, Refusal::PinOff),
    ])
}

/// Switches the PIN on or off. Switched on, it starts with its initial value. Switching it off needs the verified PIN,
/// or the issuer. The state that it already has is accepted and changes nothing: switching on twice must not reset a
/// PIN.
pub(crate) fn switch(context: Context<'_>, authority: Authority, on: bool) -> Result<Decision, Refusal> {
    let pin = context.wallet.pin;
    if pin.on == on {
        return Ok(Decision::answering(context.next, &[]));
    }
    let session = Session { pin_verified: false, ..context.next };
    if on {
        let initial = PinDigits::parse(&context.identity.pin_initial).ok_or(Refusal::MalformedPin)?;
        return Ok(Decision::committing(session, change_to(&context, fresh(&context, initial))));
    }
    Refusal::first([
        (pin.tries_left == 0 && !authority.issuer, Refusal::PinBlocked),
        (!authority.holder && !authority.issuer, Refusal::PinNotVerified),
    ])?;
    Ok(Decision::committing(session, change_to(&context, Pin { on: false, ..pin })))
}

/// Returns the PIN if it is on and not blocked.
fn usable(context: &Context<'_>) -> Result<Pin, Refusal> {
    let pin = context.wallet.pin;
    Refusal::first([(!pin.on, Refusal::PinOff), (pin.on && pin.tries_left == 0, Refusal::PinBlocked)])?;
    Ok(pin)
}

fn attempt(pin: Pin, given: PinDigits, right: Decision) -> Step {
    Step::Attempt(Attempt { guess: Guess::Pin, given: given.block(), expected: pin.digits.block(), right })
}

/// Creates a PIN that is on and has every try.
fn fresh(context: &Context<'_>, digits: PinDigits) -> Pin {
    Pin { on: true, digits, tries_left: context.identity.pin_tries }
}

fn change_to(context: &Context<'_>, pin: Pin) -> Change {
    Change::Pin { pin, tries: context.wallet.tries }
}
