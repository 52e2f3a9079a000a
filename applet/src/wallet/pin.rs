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
use crate::wire::concat;
use crate::wire::status::StatusWord;

/// Fewest and most octets of a PIN: 4 to 12 digits.
const OCTETS: core::ops::RangeInclusive<usize> = 2..=6;

/// The digits of a PIN: two an octet, an odd count ending in nibble F.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PinDigits {
    /// Octets in use.
    pub(crate) length: u8,
    /// The octets, those not in use zero.
    pub(crate) octets: [u8; 6],
}

impl core::fmt::Debug for PinDigits {
    /// A PIN is not printed.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PinDigits(..)")
    }
}

impl PinDigits {
    /// Reads the octets of a PIN; `None` if they are not 4 to 12 digits.
    pub(crate) fn parse(octets: &[u8]) -> Option<PinDigits> {
        let (last, before) = octets.split_last()?;
        let (high, low) = (last >> 4, last & 0x0F);
        let is_odd = low == 0x0F;
        let digits_fit = OCTETS.contains(&octets.len()) && !(is_odd && octets.len() == *OCTETS.start());
        let before_are_digits = before.iter().all(|octet| octet >> 4 <= 9 && octet & 0x0F <= 9);
        let last_are_digits = high <= 9 && (low <= 9 || is_odd);
        (digits_fit && before_are_digits && last_are_digits)
            .then(|| PinDigits { length: octets.len().min(6) as u8, octets: concat(&[octets]) })
    }

    /// The octets in use.
    pub(crate) fn as_octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Length and digits in eight octets, for comparison.
    fn block(&self) -> Block {
        concat(&[&[self.length], self.as_octets()])
    }

    /// Length, digits, 80 00..: the plain text of PIN UNBLOCK.
    fn padded_block(&self) -> Block {
        concat(&[&[self.length], self.as_octets(), &[0x80]])
    }
}

/// The PIN and whether it guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) on: bool,
    pub(crate) digits: PinDigits,
    pub(crate) tries_left: u8,
}

/// VERIFY without data: how many tries are left, or 9000 if the PIN has been verified.
pub(crate) fn ask(context: Context<'_>) -> Result<Decision, Refusal> {
    let pin = usable(&context)?;
    let answer = Decision::answering(context.next, &[]);
    let status =
        if context.session.pin_verified { StatusWord::SUCCESS } else { StatusWord::tries_left(pin.tries_left) };
    Ok(Decision { status, ..answer })
}

/// VERIFY.
pub(crate) fn verify(context: Context<'_>, given: PinDigits) -> Result<Step, Refusal> {
    let pin = usable(&context)?;
    let session = Session { pin_verified: true, ..context.next };
    let right = Decision::committing(session, change_to(&context, fresh(&context, pin.digits)));
    Ok(attempt(pin, given, right))
}

/// PIN CHANGE: the old PIN is a guess like any other.
pub(crate) fn change(context: Context<'_>, old: PinDigits, new: PinDigits) -> Result<Step, Refusal> {
    let pin = usable(&context)?;
    let right = Decision::committing(context.next, change_to(&context, fresh(&context, new)));
    Ok(attempt(pin, old, right))
}

/// RELOAD PIN: its MAC under DRPK is a guess that costs a try of that key. It needs no PIN and lifts a block.
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

/// PIN UNBLOCK: who knows the PIN, and the issuer's key to wrap it, gets the tries back. The door has checked the MAC;
/// the PIN under the cipher is a guess that costs a try of DPUK.
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

/// Whether there is anything to unblock and a try left to do it with.
pub(crate) fn unblockable(context: &Context<'_>) -> Result<(), Refusal> {
    let Wallet { pin, tries, .. } = context.wallet;
    Refusal::first([
        (tries.pin_unblock == 0, Refusal::KeyBlocked),
        (pin.tries_left != 0, Refusal::PinNotBlocked),
        (!pin.on, Refusal::PinOff),
    ])
}

/// Switches the PIN on or off. On, it starts as its initial value; off needs the PIN verified, or the issuer. The state
/// it already has is accepted and changes nothing: switching on twice must not reset a PIN.
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

/// The PIN, if it is on and not blocked.
fn usable(context: &Context<'_>) -> Result<Pin, Refusal> {
    let pin = context.wallet.pin;
    Refusal::first([(!pin.on, Refusal::PinOff), (pin.on && pin.tries_left == 0, Refusal::PinBlocked)])?;
    Ok(pin)
}

fn attempt(pin: Pin, given: PinDigits, right: Decision) -> Step {
    Step::Attempt(Attempt { guess: Guess::Pin, given: given.block(), expected: pin.digits.block(), right })
}

/// A PIN that is on with every try.
fn fresh(context: &Context<'_>, digits: PinDigits) -> Pin {
    Pin { on: true, digits, tries_left: context.identity.pin_tries }
}

fn change_to(context: &Context<'_>, pin: Pin) -> Change {
    Change::Pin { pin, tries: context.wallet.tries }
}
