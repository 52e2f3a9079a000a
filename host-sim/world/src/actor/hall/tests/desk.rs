//! Tests of the desk: what a hall does on sight of a document, a phone and a card, and what the customer is told.

use super::*;
use crate::action::{CardLoss, DocumentInput, HallService};
use crate::actor::{Actors, Performed, TerminalError};
use crate::platform::entry::Entry;
use crate::world::EventKind;
use sim_codec::sms::MessageBody;
use sim_codec::time::MINUTE;
use sim_device::pos::load_slip::LoadSlip;

/// Returns a document of somebody else.
fn foreign() -> DocumentInput {
    DocumentInput { name: "李四".to_owned(), number: "110105194912310038".to_owned() }
}

/// Returns the document of the holder.
fn own() -> DocumentInput {
    DocumentInput { name: "张三".to_owned(), number: "11010519491231002X".to_owned() }
}

/// Creates a world with one person, whose holder the registry knows, without an account. The wallet is unopened.
fn unopened(model_black_list: &[&str]) -> World {
    let mut settings = WorldSettings::of_seed(5);
    settings.platform.terms = Terms::light();
    settings.platform.model_black_list = model_black_list.iter().map(|model| (*model).to_owned()).collect();
    let mut world = World::new(settings);
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Unopened;
    world.add_person(number(), "feature-phone", "default", &profile).unwrap();
    world.platform_mut().books.accounts.register_holder(number(), holder());
    world.pass(MINUTE);
    world
}

/// Returns the texts in the inbox of the person.
fn inbox(world: &World) -> Vec<String> {
    let messages = world.person(&number()).unwrap().station().handset().inbox().messages();
    let text = |body: &MessageBody| match body {
        MessageBody::Text(text) => text.clone(),
        MessageBody::Octets(octets) => panic!("{octets:02X?}"),
    };
    messages.iter().map(|message| text(&message.body)).collect()
}

fn entries(world: &World) -> Vec<Entry> {
    world.platform().books.ledger.entries().to_vec()
}

/// Returns the states of the wallet: the platform's, and the card's own.
fn wallets(world: &World) -> [LifeCycle; 2] {
    let own = world.person(&number()).unwrap().card_state().unwrap().lifecycle;
    [world.platform().card_of(&number()).unwrap().state, own]
}

fn open(world: &mut World, shown: &DocumentInput) -> Result<(), RefusedError> {
    super::super::serve(world, number(), HallService::OpenAccount, Some(shown)).map(drop)
}

fn issue(world: &mut World, shown: &DocumentInput) -> Result<(), RefusedError> {
    let profile = Profile::default();
    let mut profile = profile.of_series(world.next_card_number(&profile));
    profile.card.start.lifecycle = LifeCycle::Unopened;
    super::super::issue(world, number(), &profile, Some(shown))
}

fn present_card(world: &World) -> [[u8; 10]; 2] {
    [world.person(&number()).unwrap().asn, world.platform().card_of(&number()).unwrap().asn.0]
}

/// Returns the texts that came since a number of texts.
fn news(world: &mut World, before: usize) -> Vec<String> {
    world.pass(MINUTE);
    inbox(world).split_off(before)
}

#[test]
fn account_opens_on_sight_of_holders_document() {
    let mut world = unopened(&[]);
    let (before, texts) = (entries(&world), inbox(&world));
    assert_eq!(open(&mut world, &foreign()), hall(HallError::Identity(IdentityError::OtherNumber)));
    assert_eq!(news(&mut world, 0), texts, "a foreign document opens nothing and sends nothing");
    assert_eq!(world.platform().books.accounts.get(&number()), None);
    assert_eq!((entries(&world), wallets(&world)), (before.clone(), [LifeCycle::Unopened; 2]));
    open(&mut world, &own()).unwrap();
    let told = news(&mut world, texts.len());
    assert!(told.iter().any(|text| text.starts_with("您已成功开通手机支付。初始登陆密码:")), "{told:?}");
    assert!(told.iter().any(|text| text == "钱包开通成功。"), "{told:?}");
    assert!(world.platform().books.accounts.living(&number()).unwrap().is_real_name);
    assert_eq!((entries(&world), wallets(&world)), (before, [LifeCycle::Open; 2]));
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn card_is_issued_on_sight_of_document_and_phone() {
    let mut world = unopened(&[]);
    let old = present_card(&world);
    assert_eq!(issue(&mut world, &foreign()), hall(HallError::Identity(IdentityError::OtherNumber)));
    assert_eq!((present_card(&world), world.loose_cards().count()), (old, 0));
    issue(&mut world, &own()).unwrap();
    let new = present_card(&world);
    assert!(new[0] == new[1] && new != old, "phone and platform have the new card: {new:?}");
    assert_eq!(world.loose_cards().map(|card| card.asn().0).collect::<Vec<_>>(), [old[0]]);
    // The number is the same, and its wallet is opened with the account.
    open(&mut world, &own()).unwrap();
    world.pass(MINUTE);
    assert_eq!(wallets(&world), [LifeCycle::Open; 2]);
    assert_eq!(world.audit(), Ok(()));
    // The phone that is shown is of a model that takes no such card.
    let mut world = unopened(&["feature-phone"]);
    let old = present_card(&world);
    assert_eq!(issue(&mut world, &own()), hall(HallError::ModelListed("feature-phone".to_owned())));
    assert_eq!((present_card(&world), world.loose_cards().count()), (old, 0));
}

/// The SIM that the customer has is none of the platform's: the number has no wallet.
#[test]
fn customers_sim_is_exchanged_at_hall() {
    let mut world = unopened(&[]);
    let newcomer: Msisdn = "13800000002".parse().unwrap();
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Unopened;
    let sim = profile.of_series([0x89; 10]);
    let link = sim_device::mobile_station::card(&sim, 0).unwrap();
    let model = sim_device::handset::Model::feature_phone().with_serial(9);
    world.welcome(newcomer, "default", crate::world::Person::station_of(model, link), &sim).unwrap();
    let refused = super::super::load(&mut world, newcomer, (HallFunds::Cash, Fen(100))).map(drop);
    assert!(refused.is_err() && world.platform().card_of(&newcomer).is_none(), "{refused:?}");
    super::super::serve(&mut world, newcomer, HallService::OpenAccount, None).unwrap();
    let rfid = profile.of_series(world.next_card_number(&profile));
    super::super::issue(&mut world, newcomer, &rfid, None).unwrap();
    let person = world.person(&newcomer).unwrap();
    assert_eq!((person.number(), person.asn), (newcomer, rfid.asn()), "the number stays");
    assert_eq!(world.platform().card_of(&newcomer).unwrap().asn.0, rfid.asn());
    assert_eq!(world.loose_cards().map(|card| card.asn().0).collect::<Vec<_>>(), [sim.asn()]);
    super::super::serve(&mut world, newcomer, HallService::OpenAccount, None).unwrap();
    world.pass(MINUTE);
    assert_eq!(world.person(&newcomer).unwrap().card_state().unwrap().lifecycle, LifeCycle::Open);
    super::super::load(&mut world, newcomer, (HallFunds::Cash, Fen(100))).unwrap();
    assert_eq!(world.person(&newcomer).unwrap().card_state().unwrap().balance, Fen(100));
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn hall_load_tells_customer_success_and_amount() {
    for (funds, told) in [
        (HallFunds::Account, vec!["钱包充值成功!充值金额20元。"]),
        (HallFunds::Cash, vec!["钱包充值成功!充值金额20元。"]),
    ] {
        let mut world = world();
        world.pass(MINUTE);
        let before = inbox(&world).len();
        super::super::load(&mut world, number(), (funds, Fen(2_000))).unwrap();
        assert_eq!(news(&mut world, before), told, "{funds:?}");
        assert_eq!(held(&world)[3], i64::from(PURSE) + 2_000);
    }
}

#[test]
fn readable_balance_is_registered_before_new_card() {
    let mut world = world();
    let old = present_card(&world);
    let refused = hall(HallError::NotRegistered { rest: Fen(PURSE) });
    assert_eq!(issue(&mut world, &own()), refused);
    assert_eq!((present_card(&world), held(&world)), (old, [CASH.into(), PURSE.into(), 0, PURSE.into()]));
    register(&mut world).unwrap();
    issue(&mut world, &own()).unwrap();
    assert_ne!(present_card(&world), old);
    counter::load_swap(&mut world, number()).unwrap();
    assert_eq!(held(&world), [CASH.into(), PURSE.into(), 0, PURSE.into()]);
    check(&world, "registered");
}

#[test]
fn unreadable_balance_leads_to_new_card_at_once() {
    for loss in [CardLoss::Broken, CardLoss::Lost] {
        let mut world = world();
        let old = world.platform().card_of(&number()).unwrap().asn;
        world.lose_card(&number(), loss).unwrap();
        let before = entries(&world);
        let registered = register(&mut world);
        let gone = |why: &WorldError| *why == WorldError::CardGone(number(), loss);
        match &registered {
            Err(RefusedError::World(why) | RefusedError::Terminal(TerminalError::World(why))) if gone(why) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!((entries(&world), world.platform().swap_of(old)), (before, None), "{loss:?}");
        issue(&mut world, &own()).unwrap();
        assert_ne!(present_card(&world)[0], old.0);
        assert_eq!(world.platform().swap_of(old), None);
        assert_eq!(counter::load_swap(&mut world, number()).map(drop), hall(HallError::NoSwap));
        let retired = world.platform().books.ledger.balance(&Book::RetiredWallet(old));
        assert_eq!((held(&world), retired), ([CASH.into(), 0, 0, 0], PURSE.into()));
        assert_eq!(world.audit(), Ok(()));
    }
}

#[test]
fn menu_opens_new_card_after_loss() {
    let mut world = world();
    let mut actors = Actors::default();
    let old = world.platform().card_of(&number()).unwrap().asn;
    world.lose_card(&number(), CardLoss::Lost).unwrap();
    issue(&mut world, &own()).unwrap();
    actors.introduce(number(), Profile::default().of_series(present_card(&world)[0]));
    assert_eq!(wallets(&world), [LifeCycle::Unopened; 2]);
    world.pass(MINUTE);
    let before = inbox(&world).len();
    let refused = load(&mut world);
    assert!(refused.is_err(), "the exchange is not complete");
    let action = crate::action::Action::Holder(number(), crate::action::HolderAction::OpenWallet);
    let Ok(shown) = actors.perform(&mut world, &action, &mut |_| Ok::<(), std::convert::Infallible>(()));
    assert_eq!(shown, Ok(Performed::Shown("钱包开通请求发送成功!".to_owned())));
    assert_eq!(news(&mut world, before), ["钱包开通成功。"]);
    assert_eq!(wallets(&world), [LifeCycle::Open; 2]);
    load(&mut world).unwrap();
    assert_eq!(held(&world), [8_000, 2_000, 0, 2_000]);
    assert!(world.events().iter().any(|event| matches!(event.kind, EventKind::CardLost(CardLoss::Lost))));
    assert_eq!(world.platform().books.ledger.balance(&Book::RetiredWallet(old)), i64::from(PURSE));
    assert_eq!(world.audit(), Ok(()));
}

/// Returns the slip of a load of 20 yuan, and the slip's lines.
fn slip(world: &mut World, funds: HallFunds) -> (LoadSlip, Vec<String>) {
    match super::super::load(world, number(), (funds, Fen(2_000))) {
        Ok(Performed::Loaded(slip)) => ((*slip).clone(), slip.print().lines().map(str::to_owned).collect()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn cash_load_and_transfer_print_slips() {
    for (funds, kind) in [(HallFunds::Cash, "现金充值 CASH"), (HallFunds::Account, "POS转存 TRANSFER")] {
        let mut world = world();
        let (slip, lines) = slip(&mut world, funds);
        // The slip has what the card has and what the platform has settled.
        let load = world.platform().transfers().next().unwrap();
        assert_eq!((slip.transfer, slip.at, slip.amount), (load.id.0, load.at, load.amount));
        assert_eq!(slip.balance, world.person(&number()).unwrap().card_state().unwrap().balance);
        assert_eq!(slip.card_counter, world.person(&number()).unwrap().card_state().unwrap().online_counter);
        let key = world.platform().card_of(&number()).unwrap().tac_key().unwrap();
        assert_eq!((slip.tac, slip.tac), (load.online(load.random).tac(&key), Some(slip.tac.unwrap())));
        assert!(lines.iter().any(|line| line.starts_with("类型 TYPE") && line.ends_with(kind)), "{lines:?}");
        for line in ["手机号码 NUMBER      138****0001", "金额 AMOUNT             20.00 元"] {
            assert!(lines.iter().any(|printed| printed == line), "{lines:?}");
        }
    }
}

#[test]
fn refused_load_prints_no_slip() {
    let mut world = world();
    let refused = super::super::load(&mut world, number(), (HallFunds::Account, Fen(CASH + 1)));
    assert!(matches!(refused, Err(RefusedError::World(WorldError::Refused(_)))), "{refused:?}");
    assert_eq!(held(&world), [CASH.into(), PURSE.into(), 0, PURSE.into()]);
}
