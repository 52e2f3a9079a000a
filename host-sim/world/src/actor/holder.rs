//! Holder of a phone: the route of an action through the menu, the texts that are typed on it, and the PIN that is
//! remembered.

use super::Actors;
use super::menu::{MenuUser, Patience, Route};
use super::result::{ActionResult, Performed, RefusedError};
use super::surroundings;
use crate::action::{HolderAction, PayPasswordInput, Switch, digits_of};
use crate::platform::number::Msisdn;
use crate::world::World;
use sim_codec::sms::MessageBody;
use sim_device::profile::Profile;

/// Words before the initial pay password in the text that brings it.
const INITIAL_PASSWORD: &str = "初始支付密码:";

/// Number of digits of a pay password.
const PASSWORD_DIGITS: usize = 6;

/// Least amount, in fen, for which a holder does not wait for a top-up under way.
const IMPATIENT_FROM: u32 = 10_000;

/// Holder of a phone: the card's profile and the operation PIN.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    profile: Profile,
    /// Operation PIN that was set last.
    pin: String,
}

impl Holder {
    /// Creates the holder of a new card.
    pub(super) fn new(profile: Profile) -> Holder {
        let pin = issued_pin(&profile);
        Holder { profile, pin }
    }

    /// Returns the profile of the card.
    pub(super) const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Returns the operation PINs that the holder tries: the one that was set last, then the one that came with the
    /// card.
    fn pins(&self) -> Vec<String> {
        let mut pins = vec![self.pin.clone(), issued_pin(&self.profile)];
        pins.dedup();
        pins
    }
}

/// Returns the operation PIN that a card is issued with.
fn issued_pin(profile: &Profile) -> String {
    hex::encode(&profile.card.pin_initial).trim_end_matches('f').to_owned()
}

/// Performs an action that a holder does with the phone alone.
pub(super) fn perform(actors: &mut Actors, world: &mut World, who: Msisdn, action: &HolderAction) -> ActionResult {
    let done = |()| Performed::Done;
    let route = match action {
        HolderAction::SwitchPhone(Switch::On) => return Ok(world.switch_on(&who).map(done)?),
        HolderAction::SwitchPhone(Switch::Off) => return Ok(world.switch_off(&who).map(done)?),
        HolderAction::Network(switch) => return Ok(world.serve(&who, switch.is_on()).map(done)?),
        HolderAction::MoveCard(model, serial) => return Ok(world.move_card(&who, model, *serial).map(done)?),
        HolderAction::OccupyScreen(switch) => return surroundings::occupy_screen(world, who, *switch),
        HolderAction::Call(event) => return surroundings::call(world, who, *event),
        HolderAction::ChooseLanguage(language) => return surroundings::choose_language(world, who, language),
        action => route(actors, world, who, action)?,
    };
    let pins = actors.holders.get(&who).map(Holder::pins).unwrap_or_default();
    let mut user = MenuUser { world, number: who, pins };
    let Some(route) = route else { return Ok(user.open_list().map(done)?) };
    let shown = user.follow(&route)?;
    if let Some(holder) = actors.holders.get_mut(&who) {
        match action {
            HolderAction::SwitchPin(Switch::On) => holder.pin = issued_pin(&holder.profile),
            HolderAction::ChangePin(_, new) => holder.pin.clone_from(new),
            _ => {}
        }
    }
    Ok(Performed::Shown(shown))
}

/// Returns the route of an action through the menu; `None` for an action that only opens a list.
fn route(actors: &Actors, world: &World, who: Msisdn, action: &HolderAction) -> Result<Option<Route>, RefusedError> {
    let password = |input: &PayPasswordInput| actors.password_digits(world, &who, input);
    let (path, typed): (&[&str], Vec<String>) = match action {
        HolderAction::OpenWallet => (&["我的钱包", "开通钱包"], Vec::new()),
        HolderAction::CloseWallet(pay) => (&["我的钱包", "注销钱包"], vec![password(pay)?]),
        HolderAction::SuspendWallet => (&["我的钱包", "钱包暂停"], Vec::new()),
        HolderAction::ResumeWallet => (&["我的钱包", "钱包恢复"], Vec::new()),
        HolderAction::TopUp(fen, pay) => (&["我的钱包", "钱包充值"], vec![digits_of(*fen), password(pay)?]),
        HolderAction::ViewBalance => (&["我的钱包", "钱包余额查询"], Vec::new()),
        HolderAction::ViewRecords => (&["我的钱包", "钱包明细查询"], Vec::new()),
        HolderAction::QueryBalance => (&["我的支付账户", "账户查询", "账户余额查询"], Vec::new()),
        HolderAction::QueryTransactions => (&["我的支付账户", "账户查询", "账户明细查询"], Vec::new()),
        HolderAction::Recharge(nth) => (&["我的支付账户", "充值卡充值"], vec![actors.scratch_card(*nth)?]),
        HolderAction::PayOwnBill(fen) => (&["我要缴费", "缴本机话费"], vec![digits_of(*fen)]),
        HolderAction::PayOtherBill(whose, fen, pay) => {
            (&["我要缴费", "缴他人话费"], vec![whose.to_string(), digits_of(*fen), password(pay)?])
        }
        HolderAction::ChangePayPassword(old, new) => {
            let new = password(new)?;
            (&["业务管理", "支付密码设置", "修改支付密码"], vec![password(old)?, new.clone(), new])
        }
        HolderAction::SwitchPin(Switch::On) => (&["业务管理", "操作密码设置", "启用操作密码"], Vec::new()),
        HolderAction::SwitchPin(Switch::Off) => (&["业务管理", "操作密码设置", "停用操作密码"], Vec::new()),
        HolderAction::ChangePin(old, new) => {
            (&["业务管理", "操作密码设置", "修改操作密码"], vec![old.clone(), new.clone(), new.clone()])
        }
        HolderAction::SetLimit(fen) => (&["业务管理", "单次消费限额"], vec![digits_of(*fen)]),
        // These are done without the menu, or only open it.
        HolderAction::OpenMenu
        | HolderAction::Write { .. }
        | HolderAction::Tap(_)
        | HolderAction::StandAt(..)
        | HolderAction::GoAway
        | HolderAction::LoseCard(_)
        | HolderAction::SwitchPhone(_)
        | HolderAction::MoveCard(..)
        | HolderAction::Network(_)
        | HolderAction::OccupyScreen(_)
        | HolderAction::Call(_)
        | HolderAction::Line(_)
        | HolderAction::ChooseLanguage(_) => return Ok(None),
    };
    Ok(Some(Route { path: path.to_vec(), typed, patience: patience(action) }))
}

const fn patience(action: &HolderAction) -> Patience {
    match action {
        HolderAction::TopUp(fen, _) if fen.0 >= IMPATIENT_FROM => Patience::GoesOn,
        _ => Patience::Waits,
    }
}

/// Returns the initial pay password of the last text that brought one.
pub fn initial_password(world: &World, who: &Msisdn) -> Option<String> {
    let messages = world.person(who)?.station().handset().inbox().messages();
    messages.iter().rev().find_map(|message| match &message.body {
        MessageBody::Text(text) => {
            let (_, behind) = text.split_once(INITIAL_PASSWORD)?;
            let digits: String = behind.chars().take(PASSWORD_DIGITS).collect();
            (digits.len() == PASSWORD_DIGITS && digits.bytes().all(|octet| octet.is_ascii_digit())).then_some(digits)
        }
        MessageBody::Octets(_) => None,
    })
}
