//! Chapter "Operation PIN": the switch, tries, change, block, unblock and reload. A blocked PIN is restored by the
//! issuer's keys.

use applet::KeyUsage;
use sim_device::memory::{PowerCut, Tear};
use sim_device::sam::pin;
use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;

use crate::certify::bench::{Bench, SUCCESS, is_equal, is_status};
use crate::certify::check::{CardCheck, check, risky};
use crate::certify::issuer::{PIN_SWITCH, put_data};
use crate::certify::verdict::CheckError;

const SWITCH: (&str, &str) = ("handbook 3.3.1", "The PIN is optional; switched on, it has its initial value.");
const GUARD: (&str, &str) = (
    "JR/T 0025.2 INITIALIZE FOR LOAD; handbook 3.3.1",
    "With the PIN on, load and unload need it; a purchase does not.",
);
const TRIES: (&str, &str) = (
    "ISO 7816-4 §11.5.6; JR/T 0025.2 VERIFY",
    "A wrong PIN answers 63Cx, the last one 6983; a right one gives the tries back.",
);
const DURABLE: (&str, &str) =
    ("ISO 7816-4 §11.5.6; docs/POWER-LOSS.md", "The spent try is stored before anything is compared.");
const CHANGE: (&str, &str) = ("JR/T 0025.2 CHANGE PIN; handbook 3.3.1", "A change needs the old PIN: 4 to 12 digits.");
const UNBLOCK: (&str, &str) =
    ("JR/T 0025.2 PIN UNBLOCK", "The issuer's MAC and the PIN under DPUK give a blocked PIN its tries back.");
const RELOAD: (&str, &str) =
    ("JR/T 0025.2 RELOAD PIN; handbook 3.3.1", "The issuer sets a new PIN under DRPK without the old one.");
const SESSION: (&str, &str) = ("ISO 7816-4 §11.5.6", "A verification ends with the reset and with another selection.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("off", "VERIFY is refused while the PIN is off.", SWITCH, off),
    check("initial-value", "Switched on, the PIN has its initial value and all tries.", SWITCH, initial_value),
    check("switching-off-needs-pin", "Switching the PIN off needs the PIN.", SWITCH, switching_off),
    check("guards-load-and-unload", "Load and unload wait for the PIN.", GUARD, guards),
    check("purchase-needs-no-pin", "A purchase needs no PIN.", GUARD, purchase_needs_none),
    check("reset-forgets", "A reset forgets the verification.", SESSION, reset_forgets),
    check("selection-forgets", "A new selection forgets the verification.", SESSION, selection_forgets),
    check("change", "The changed PIN is right, in every length.", CHANGE, change),
    check("malformed", "What is no PIN is refused and costs no try.", CHANGE, malformed),
    check("reload", "A reloaded PIN is the new PIN.", RELOAD, reload),
    check("unblock-needs-block", "PIN UNBLOCK is refused while the PIN is not blocked.", UNBLOCK, unblock_needs_block),
    risky("wrong-costs-a-try", "Each wrong PIN costs one try, and the count is told.", TRIES, wrong_costs_a_try),
    risky("right-gives-tries-back", "A right PIN gives all tries back.", TRIES, right_restores),
    risky("tries-outlive-reset", "A reset gives no try back.", TRIES, tries_outlive_reset),
    risky("wrong-change-costs-a-try", "A wrong old PIN of PIN CHANGE costs a try.", CHANGE, wrong_change),
    risky("blocks-at-the-last-try", "The last wrong PIN blocks; then the right one is refused.", TRIES, blocks),
    risky("unblock", "PIN UNBLOCK gives a blocked PIN its tries back.", UNBLOCK, unblock),
    risky("unblock-wrong-mac", "PIN UNBLOCK with a wrong MAC unblocks nothing.", UNBLOCK, unblock_wrong_mac),
    risky("reload-lifts-block", "RELOAD PIN lifts the block.", RELOAD, reload_lifts_block),
    risky("reload-wrong-mac", "RELOAD PIN with a wrong MAC sets nothing.", RELOAD, reload_wrong_mac),
    risky("spent-before-comparison", "A cut after the first write costs a try, right or wrong.", DURABLE, spent_first),
];

impl Bench<'_> {
    /// Returns the initial PIN of the profile.
    fn initial_pin(&self) -> Vec<u8> {
        self.profile.card.pin_initial.to_vec()
    }

    /// Returns a PIN of four digits that is not the initial one.
    fn other_pin(&self) -> Vec<u8> {
        let initial = self.initial_pin();
        [[0x86, 0x42], [0x97, 0x53]].into_iter().find(|pin| *pin != *initial).unwrap_or_default().to_vec()
    }

    /// Brings the card into the known state with the PIN on, which then has its initial value.
    pub(in crate::certify) fn prepare_with_pin(&mut self, least: u32) -> Result<(), CheckError> {
        // Without the issuer's key a PIN that is on cannot be switched off again.
        self.maintenance()?;
        self.prepare(least)?;
        self.switch_pin(1)
    }

    /// Sends VERIFY; returns the status word.
    fn verify(&mut self, pin: &[u8]) -> Result<u16, CheckError> {
        let command = pin::verify_command(pin);
        let command = command.ok_or_else(|| CheckError::untried("the PIN is too long for a command"))?;
        Ok(self.send(&command)?.status)
    }

    /// Verifies the initial PIN.
    pub(in crate::certify) fn verify_initial(&mut self) -> Result<(), CheckError> {
        let initial = self.initial_pin();
        is_status("VERIFY of the initial PIN", SUCCESS, self.verify(&initial)?)
    }

    /// Sends PIN CHANGE; returns the status word.
    fn change_pin(&mut self, old: &[u8], new: &[u8]) -> Result<u16, CheckError> {
        let command = pin::change_command(old, new);
        let command = command.ok_or_else(|| CheckError::untried("the PINs are too long for a command"))?;
        Ok(self.send(&command)?.status)
    }

    /// Sends PIN UNBLOCK, whose MAC has one bit changed if it is to be wrong; returns the status word.
    fn unblock_pin(&mut self, pin: &[u8], flip: u8) -> Result<u16, CheckError> {
        let key = self.profile.only_key(KeyUsage::PinUnblock).copied();
        let key = key.ok_or_else(|| CheckError::untried("the profile has no PIN unblock key"))?;
        let challenge = self.challenge()?;
        let command = pin::unblock_command(&key.key, challenge, pin);
        let mut command = command.ok_or_else(|| CheckError::untried("the PIN is too long to be unblocked"))?;
        command.iter_mut().next_back().into_iter().for_each(|octet| *octet ^= flip);
        Ok(self.send(&command)?.status)
    }

    /// Sends RELOAD PIN, whose MAC has one bit changed if it is to be wrong; returns the status word.
    fn reload_pin(&mut self, pin: &[u8], flip: u8) -> Result<u16, CheckError> {
        let key = self.profile.only_key(KeyUsage::PinReload).copied();
        let key = key.ok_or_else(|| CheckError::untried("the profile has no PIN reload key"))?;
        let command = pin::reload_command(&key.key, pin);
        let mut command = command.ok_or_else(|| CheckError::untried("the PIN is too long for a command"))?;
        command.iter_mut().next_back().into_iter().for_each(|octet| *octet ^= flip);
        Ok(self.send(&command)?.status)
    }

    fn check_tries(&mut self, about: &str, expected: u8) -> Result<(), CheckError> {
        let (_, tries) = self.pin_switch()?;
        is_equal(about, expected, tries, tries == expected)
    }

    /// Guesses wrong until the PIN is blocked, and compares every answer.
    fn block_pin(&mut self) -> Result<(), CheckError> {
        let wrong = self.other_pin();
        for left in (0..self.profile.card.pin_tries).rev() {
            is_status("VERIFY of a wrong PIN", wrong_pin(left), self.verify(&wrong)?)?;
        }
        Ok(())
    }
}

/// Returns the status word of a wrong PIN that leaves so many tries.
const fn wrong_pin(left: u8) -> u16 {
    if left == 0 { 0x6983 } else { u16::from_be_bytes([0x63, 0xC0 | left]) }
}

fn off(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let initial = bench.initial_pin();
    is_status("VERIFY while the PIN is off", 0x6984, bench.verify(&initial)?)
}

fn initial_value(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let tries = bench.profile.card.pin_tries;
    bench.expect_data("GET DATA of the PIN switch", &[0x80, 0xCA, 0xDF, 0x21, 0x02], &[1, tries])?;
    let asked = bench.send(&[0x00, 0x20, 0x00, 0x00, 0x00])?.status;
    is_status("VERIFY without data", u16::from_be_bytes([0x63, 0xC0 | tries]), asked)?;
    bench.verify_initial()?;
    is_status("VERIFY without data afterwards", SUCCESS, bench.send(&[0x00, 0x20, 0x00, 0x00, 0x00])?.status)
}

fn switching_off(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let command = [&put_data(0x80, PIN_SWITCH).to_bytes()[..], &[1, 0]].concat();
    bench.expect("PUT DATA of the PIN switch without the PIN", &command, 0x6982)?;
    bench.verify_initial()?;
    bench.switch_pin(0)
}

fn guards(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(10)?;
    let directions = [TransferDirection::Load, TransferDirection::Unload];
    for direction in directions {
        let initialize = bench.initialize_transfer(direction, Fen(1))?;
        bench.expect("INITIALIZE without the PIN", &initialize, 0x6982)?;
    }
    bench.verify_initial()?;
    directions.into_iter().try_for_each(|direction| bench.transfer(direction, Fen(1)).map(drop))
}

fn purchase_needs_none(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(10)?;
    bench.pay(Fen(1)).map(drop)
}

fn reset_forgets(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    bench.verify_initial()?;
    bench.select()?;
    let initialize = bench.initialize_transfer(TransferDirection::Load, Fen(1))?;
    bench.expect("INITIALIZE FOR LOAD after a reset", &initialize, 0x6982).map(drop)
}

fn selection_forgets(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    bench.verify_initial()?;
    bench.select_again()?;
    let initialize = bench.initialize_transfer(TransferDirection::Load, Fen(1))?;
    bench.expect("INITIALIZE FOR LOAD after SELECT", &initialize, 0x6982).map(drop)
}

fn change(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let mut old = bench.initial_pin();
    let other = bench.other_pin();
    for new in [&other[..], &[0x12, 0x34, 0x5F], &[0x12, 0x34, 0x56, 0x78, 0x90, 0x12]] {
        is_status("PIN CHANGE", SUCCESS, bench.change_pin(&old, new)?)?;
        bench.select()?;
        is_status("VERIFY of the new PIN", SUCCESS, bench.verify(new)?)?;
        old = new.to_vec();
    }
    Ok(())
}

fn malformed(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let initial = bench.initial_pin();
    is_status("VERIFY of AB CD", 0x6A80, bench.verify(&[0xAB, 0xCD])?)?;
    is_status("VERIFY of one octet", 0x6700, bench.verify(&[0x12])?)?;
    is_status("VERIFY of seven octets", 0x6700, bench.verify(&[0x12; 7])?)?;
    is_status("PIN CHANGE to AB CD", 0x6A80, bench.change_pin(&initial, &[0xAB, 0xCD])?)?;
    bench.check_tries("the tries left", bench.profile.card.pin_tries)
}

fn reload(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let other = bench.other_pin();
    is_status("RELOAD PIN", SUCCESS, bench.reload_pin(&other, 0)?)?;
    is_status("VERIFY of the reloaded PIN", SUCCESS, bench.verify(&other)?)
}

fn unblock_needs_block(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let initial = bench.initial_pin();
    is_status("PIN UNBLOCK of a PIN that is not blocked", 0x6985, bench.unblock_pin(&initial, 0)?)
}

fn wrong_costs_a_try(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let (wrong, left) = (bench.other_pin(), bench.profile.card.pin_tries.saturating_sub(1));
    is_status("VERIFY of a wrong PIN", wrong_pin(left), bench.verify(&wrong)?)?;
    bench.check_tries("the tries left", left)
}

fn right_restores(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let tries = bench.profile.card.pin_tries;
    if tries < 2 {
        return Err(CheckError::untried("the profile's PIN has one try, which a wrong PIN uses up"));
    }
    bench.prepare_with_pin(0)?;
    let wrong = bench.other_pin();
    is_status("VERIFY of a wrong PIN", wrong_pin(tries - 1), bench.verify(&wrong)?)?;
    bench.verify_initial()?;
    bench.check_tries("the tries after the right PIN", tries)
}

fn tries_outlive_reset(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let (wrong, left) = (bench.other_pin(), bench.profile.card.pin_tries.saturating_sub(1));
    is_status("VERIFY of a wrong PIN", wrong_pin(left), bench.verify(&wrong)?)?;
    bench.select()?;
    bench.check_tries("the tries after a reset", left)
}

fn wrong_change(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let (wrong, left) = (bench.other_pin(), bench.profile.card.pin_tries.saturating_sub(1));
    is_status("PIN CHANGE with a wrong old PIN", wrong_pin(left), bench.change_pin(&wrong, &[0x13, 0x57])?)?;
    bench.check_tries("the tries left", left)
}

fn blocks(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    bench.block_pin()?;
    let initial = bench.initial_pin();
    is_status("VERIFY of the right PIN on a blocked PIN", 0x6983, bench.verify(&initial)?)?;
    bench.check_tries("the tries left", 0)
}

fn unblock(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    bench.block_pin()?;
    let initial = bench.initial_pin();
    is_status("PIN UNBLOCK", SUCCESS, bench.unblock_pin(&initial, 0)?)?;
    bench.check_tries("the tries after PIN UNBLOCK", bench.profile.card.pin_tries)?;
    bench.verify_initial()
}

fn unblock_wrong_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    bench.block_pin()?;
    let initial = bench.initial_pin();
    is_status("PIN UNBLOCK with a wrong MAC", 0x6988, bench.unblock_pin(&initial, 1)?)?;
    bench.check_tries("the tries afterwards", 0)?;
    is_status("PIN UNBLOCK with the right MAC", SUCCESS, bench.unblock_pin(&initial, 0)?)
}

fn reload_lifts_block(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    bench.block_pin()?;
    let initial = bench.initial_pin();
    is_status("RELOAD PIN of a blocked PIN", SUCCESS, bench.reload_pin(&initial, 0)?)?;
    bench.verify_initial()
}

fn reload_wrong_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(0)?;
    let (initial, other) = (bench.initial_pin(), bench.other_pin());
    is_status("RELOAD PIN with a wrong MAC", 0x6988, bench.reload_pin(&other, 1)?)?;
    bench.verify_initial()?;
    is_status("RELOAD PIN with the right MAC", SUCCESS, bench.reload_pin(&initial, 0)?)
}

/// Cuts the power after the first write of a right and of a wrong guess: both have spent the same try.
fn spent_first(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let left = bench.profile.card.pin_tries.saturating_sub(1);
    for pin in [bench.initial_pin(), bench.other_pin()] {
        bench.prepare_with_pin(0)?;
        let verify = pin::verify_command(&pin).unwrap_or_default();
        let is_cut = bench.send_cut(PowerCut::at_write(0, Tear::All), &verify)?.is_none();
        is_equal("the writes of VERIFY", "one before the answer", "none", is_cut)?;
        bench.select()?;
        bench.check_tries("the tries after a cut in the first write of VERIFY", left)?;
    }
    Ok(())
}
