//! What a person does with the phone: which way through the menu it is, what is typed on it, and what is remembered.

use super::super::menu::{Walk, Walker};
use super::super::{Deed, PayDigits};
use super::{Did, Doer, first_pin, said};
use crate::platform;
use crate::platform::amount::yuan;
use crate::platform::number::Msisdn;
use crate::world::World;
use sim_codec::sms::Body;

/// What stands before the initial pay password in the text that brings it.
const INITIAL_PASSWORD: &str = "初始支付密码:";

/// Digits of a pay password.
const PASSWORD_DIGITS: usize = 6;

/// Does it; an error says why it cannot be done.
pub(super) fn perform(doer: &mut Doer, who: Msisdn, deed: &Deed) -> Result<Did, String> {
    let walk = match deed {
        Deed::Writes(text) => {
            let text = with_cards(doer, text)?;
            return doer.world.texts(&who, platform::NUMBER, &text).map_err(|why| why.to_string()).map(|_| done());
        }
        Deed::Goes(true) => return Ok(said(doer.world.switch_on(&who))),
        Deed::Goes(false) => return Ok(said(doer.world.switch_off(&who))),
        Deed::HasNetwork(has) => return Ok(said(doer.world.serve(&who, *has))),
        Deed::MovesCard(model, serial) => return Ok(said(doer.world.moves_card(&who, model, *serial))),
        Deed::Dawdles => return Ok(walker(doer, who).dawdles()),
        deed => walk(doer, who, deed)?,
    };
    let did = walker(doer, who).walks(&walk);
    if let (Did::Done(_), Some(memory)) = (&did, doer.people.get_mut(&who)) {
        match deed {
            Deed::SwitchesPin(true) => memory.pin = first_pin(&memory.profile),
            Deed::ChangesPin(_, new) => memory.pin.clone_from(new),
            _ => {}
        }
    }
    Ok(did)
}

fn done() -> Did {
    Did::Done(String::new())
}

/// The person at the phone, who tries the PIN that was set last and then the one that the card was issued with.
fn walker(doer: &mut Doer, number: Msisdn) -> Walker<'_> {
    let Doer { world, people, .. } = doer;
    let pins = people.get(&number).map(|memory| vec![memory.pin.clone(), first_pin(&memory.profile)]);
    let mut pins = pins.unwrap_or_default();
    pins.dedup();
    Walker { world, number, pins }
}

/// The way through the menu, and what is typed on it.
fn walk(doer: &Doer, who: Msisdn, deed: &Deed) -> Result<Walk, String> {
    let password = |digits: &PayDigits| doer.digits(&who, digits);
    let amount = |fen: &sim_wire::Fen| yuan(fen.0.into()).trim_end_matches('元').to_owned();
    let (path, typed): (&[&str], Vec<String>) = match deed {
        Deed::Opens => (&["我的钱包", "开通钱包"], Vec::new()),
        Deed::Closes(pay) => (&["我的钱包", "注销钱包"], vec![password(pay)?]),
        Deed::Suspends => (&["我的钱包", "钱包暂停"], Vec::new()),
        Deed::Resumes => (&["我的钱包", "钱包恢复"], Vec::new()),
        Deed::TopsUp(fen, pay) => (&["我的钱包", "钱包充值"], vec![amount(fen), password(pay)?]),
        Deed::LooksAtBalance => (&["我的钱包", "钱包余额查询"], Vec::new()),
        Deed::LooksAtRecords => (&["我的钱包", "钱包明细查询"], Vec::new()),
        Deed::AsksBalance => (&["我的支付账户", "账户查询", "账户余额查询"], Vec::new()),
        Deed::AsksTransactions => (&["我的支付账户", "账户查询", "账户明细查询"], Vec::new()),
        Deed::Recharges(card) => (&["我的支付账户", "充值卡充值"], vec![doer.scratch_card(*card)?]),
        Deed::PaysOwnBill(fen) => (&["我要缴费", "缴本机话费"], vec![amount(fen)]),
        Deed::PaysBill(whose, fen, pay) => {
            (&["我要缴费", "缴他人话费"], vec![whose.to_string(), amount(fen), password(pay)?])
        }
        Deed::ChangesPayPassword(old, new) => {
            let new = password(new)?;
            (&["业务管理", "支付密码设置", "修改支付密码"], vec![password(old)?, new.clone(), new])
        }
        Deed::SwitchesPin(true) => (&["业务管理", "操作密码设置", "启用操作密码"], Vec::new()),
        Deed::SwitchesPin(false) => (&["业务管理", "操作密码设置", "停用操作密码"], Vec::new()),
        Deed::ChangesPin(old, new) => {
            (&["业务管理", "操作密码设置", "修改操作密码"], vec![old.clone(), new.clone(), new.clone()])
        }
        Deed::Limits(fen) => (&["业务管理", "单次消费限额"], vec![amount(fen)]),
        Deed::Writes(_) | Deed::Taps(_) | Deed::Goes(_) | Deed::MovesCard(..) | Deed::HasNetwork(_) | Deed::Dawdles => {
            return Err("this is not done at the menu".to_owned());
        }
    };
    Ok(Walk { path: path.to_vec(), typed, waits: is_patient(deed) })
}

/// Whether whoever does this waits for a top-up that is under way. Who wants much does not.
fn is_patient(deed: &Deed) -> bool {
    !matches!(deed, Deed::TopsUp(fen, _) if fen.0 >= 10_000)
}

/// A text with the digits of the scratch cards that it names.
pub(super) fn with_cards(doer: &Doer, text: &str) -> Result<String, String> {
    let Some((before, rest)) = text.split_once("{card ") else { return Ok(text.to_owned()) };
    let (place, after) = rest.split_once('}').ok_or_else(|| "a `{card` has no end".to_owned())?;
    let place = place.parse().map_err(|_| format!("{place:?} is no scratch card's place"))?;
    let after = with_cards(doer, after)?;
    Ok(format!("{before}{}{after}", doer.scratch_card(place)?))
}

/// The initial pay password of the last text that brought one.
pub(super) fn initial_password(world: &World, who: &Msisdn) -> Option<String> {
    let messages = world.person(who)?.station().handset().inbox().messages();
    messages.iter().rev().find_map(|message| match &message.body {
        Body::Text(text) => {
            let (_, behind) = text.split_once(INITIAL_PASSWORD)?;
            let digits: String = behind.chars().take(PASSWORD_DIGITS).collect();
            (digits.len() == PASSWORD_DIGITS && digits.bytes().all(|octet| octet.is_ascii_digit())).then_some(digits)
        }
        Body::Octets(_) => None,
    })
}
