//! Known state of a card: observed by commands, reached before a check, and restored after the last.

use applet::KeyUsage;
use sim_device::sam::command::{self, PurseApplication};
use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::lifecycle::LifeCycle;

use super::bench::{Bench, SUCCESS, is_status};
use super::issuer::{LIMIT, NO_LIMIT, PIN_SWITCH, get_data};
use super::verdict::CheckError;

/// Room for loads that the known state leaves below the balance maximum.
const ROOM: Fen = Fen(500);

/// State of a wallet as commands show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WalletState {
    pub(super) balance: Fen,
    pub(super) life_cycle: LifeCycle,
    /// Limit of one purchase in fen; [`NO_LIMIT`] if there is none.
    pub(super) limit: Fen,
    pub(super) pin_on: bool,
    pub(super) pin_tries: u8,
}

impl Bench<'_> {
    /// Reads the balance.
    pub(super) fn balance(&mut self) -> Result<Fen, CheckError> {
        let data = self.expect("GET BALANCE", &command::get_balance(PurseApplication::Purse), SUCCESS)?;
        Ok(Fen::from_bytes(exactly("GET BALANCE", &data)?))
    }

    /// Reads the wallet's state.
    pub(super) fn life_cycle(&mut self) -> Result<LifeCycle, CheckError> {
        let data = self.expect("GET DATA of the wallet's state", &get_data([0xDF, 0x24], 1), SUCCESS)?;
        let [code] = exactly("GET DATA of the wallet's state", &data)?;
        let state = LifeCycle::from_code(code);
        state.ok_or_else(|| CheckError::differs("the wallet's state", "a known state", format_args!("{code:02X}")))
    }

    /// Reads the limit.
    pub(super) fn limit(&mut self) -> Result<Fen, CheckError> {
        let data = self.expect("GET DATA of the limit", &get_data(LIMIT, 4), SUCCESS)?;
        Ok(Fen::from_bytes(exactly("GET DATA of the limit", &data)?))
    }

    /// Reads the PIN switch and the tries left.
    pub(super) fn pin_switch(&mut self) -> Result<(bool, u8), CheckError> {
        let data = self.expect("GET DATA of the PIN switch", &get_data(PIN_SWITCH, 2), SUCCESS)?;
        let [on, tries] = exactly("GET DATA of the PIN switch", &data)?;
        Ok((on != 0, tries))
    }

    /// Reads the whole state of the selected wallet.
    pub(super) fn observe(&mut self) -> Result<WalletState, CheckError> {
        let (balance, life_cycle, limit) = (self.balance()?, self.life_cycle()?, self.limit()?);
        let (pin_on, pin_tries) = self.pin_switch()?;
        Ok(WalletState { balance, life_cycle, limit, pin_on, pin_tries })
    }

    /// Selects the wallet of a card that has power, and reads its state.
    pub(super) fn observe_from_power_on(&mut self) -> Result<WalletState, CheckError> {
        self.select_again()?;
        self.observe()
    }

    /// Resets the card and brings the wallet into the known state: selected, open, PIN off, no limit, and at least that
    /// balance. Returns the balance.
    pub(super) fn prepare(&mut self, least: u32) -> Result<Fen, CheckError> {
        let prepared = self.try_prepare(Fen(least));
        prepared.map_err(|error| error.on_the_way("the card could not be brought into the known state"))
    }

    fn try_prepare(&mut self, least: Fen) -> Result<Fen, CheckError> {
        self.power_on()?;
        self.unblock_if_blocked()?;
        let found = self.observe()?;
        if found.pin_on {
            let switched = self.issue(PIN_SWITCH, &[0])?;
            is_status("PUT DATA of the PIN switch", SUCCESS, switched.status)?;
        }
        if found.limit != NO_LIMIT {
            self.set_limit(NO_LIMIT)?;
        }
        match found.life_cycle {
            LifeCycle::Open => {}
            LifeCycle::Closing => {
                return Err(CheckError::untried("the wallet is closing, from where no command leads back to open"));
            }
            _ => self.move_to(LifeCycle::Open)?,
        }
        if found.balance >= least {
            return self.make_room(found.balance, least);
        }
        if least > self.profile.card.balance_max {
            let sentence = format!("the check needs {least}, more than the profile's balance maximum");
            return Err(CheckError::Untried(sentence));
        }
        let lacking = least.checked_sub(found.balance).unwrap_or_default();
        self.transfer(TransferDirection::Load, lacking)?;
        self.select()?;
        Ok(least)
    }

    /// Unloads what leaves too little room for loads, as far as the profile has the key; returns the balance.
    fn make_room(&mut self, balance: Fen, least: Fen) -> Result<Fen, CheckError> {
        let most = self.profile.card.balance_max.checked_sub(ROOM).filter(|most| *most >= least);
        let surplus = most.and_then(|most| balance.checked_sub(most)).filter(|surplus| *surplus != Fen::ZERO);
        let Some(surplus) = surplus.filter(|_| self.transfer_key(TransferDirection::Unload).is_ok()) else {
            return Ok(balance);
        };
        self.transfer(TransferDirection::Unload, surplus)?;
        self.select()?;
        self.balance()
    }

    /// Selects the wallet; if the application is temporarily blocked, unblocks it first.
    fn unblock_if_blocked(&mut self) -> Result<(), CheckError> {
        let select = command::select_application(&self.profile.card.aid);
        let select = select.ok_or_else(|| CheckError::untried("the profile's AID is too long for a command"))?;
        let reply = self.send(&select)?;
        if reply.status != 0x6A81 {
            return is_status("SELECT of the wallet", SUCCESS, reply.status);
        }
        let key = self.blocking(KeyUsage::ApplicationUnblock)?;
        let unblocked = self.send_sealed(&key, Header { cla: 0x84, ins: 0x18, p1: 0, p2: 0 }, &[])?;
        is_status("APPLICATION UNBLOCK", SUCCESS, unblocked.status)
    }

    /// Restores the state that was found before the first check; returns sentences about what the card keeps.
    pub(super) fn restore(&mut self, found: Option<WalletState>) -> Vec<String> {
        let mut left = Vec::new();
        let Some(found) = found else {
            left.push("The state of the wallet before the first check could not be read.".to_owned());
            return left;
        };
        let restored = self.try_restore(found);
        self.take_steps();
        match restored {
            Ok(after) if after == found => {
                left.push("Balance, state, limit and PIN switch are as they were found.".to_owned());
            }
            Ok(after) => left.push(difference(found, after)),
            Err(error) => left.push(format!("The state before the first check could not be restored: {error}.")),
        }
        left.push("The transaction counters are higher, and the log holds transactions of the suite.".to_owned());
        if found.pin_on {
            left.push("The operation PIN has its initial value, as after every switching on.".to_owned());
        }
        left
    }

    fn try_restore(&mut self, found: WalletState) -> Result<WalletState, CheckError> {
        let balance = self.prepare(0)?;
        let (_, tries) = self.pin_switch()?;
        if tries != found.pin_tries {
            // Switched on, the PIN has all of its tries.
            self.switch_pin(1)?;
            self.verify_initial()?;
            self.switch_pin(0)?;
        }
        self.select()?;
        if let Some(lacking) = found.balance.checked_sub(balance).filter(|lacking| *lacking != Fen::ZERO) {
            self.transfer(TransferDirection::Load, lacking)?;
        } else if let Some(surplus) = balance.checked_sub(found.balance).filter(|surplus| *surplus != Fen::ZERO) {
            self.transfer(TransferDirection::Unload, surplus)?;
        }
        if found.limit != NO_LIMIT {
            self.set_limit(found.limit)?;
        }
        if found.pin_on {
            self.switch_pin(1)?;
        }
        if !matches!(found.life_cycle, LifeCycle::Open | LifeCycle::Unopened) {
            self.move_to(found.life_cycle)?;
        }
        self.select()?;
        self.observe()
    }
}

fn difference(found: WalletState, after: WalletState) -> String {
    let words = |state: WalletState| {
        let pin = if state.pin_on { "on" } else { "off" };
        format!("{} with {}, PIN {pin} with {} tries", state.life_cycle.name(), state.balance, state.pin_tries)
    };
    format!("The wallet was found {} and is left {}.", words(found), words(after))
}

/// Returns exactly `N` octets of an answer.
pub(super) fn exactly<const N: usize>(about: &str, data: &[u8]) -> Result<[u8; N], CheckError> {
    let octets = data.try_into();
    octets.map_err(|_| CheckError::differs(about, format_args!("{N} octets"), hex::encode_upper(data)))
}
