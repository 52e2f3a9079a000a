//! `--reader NAME`: the handset with a card that is in a real reader.

use std::cell::RefCell;
use std::rc::Rc;

use applet::CardState;
use miette::miette;

use super::{Arguments, files, full_screen, plain};
use crate::cli::gsmtap::GsmtapSender;
use crate::cli::pcsc::ReaderCard;
use crate::cli::{CliResult, Ending};
use crate::tui::ground::{Ground, GroundError, KeptLink, PerformError};
use crate::tui::{App, Desk, Home};
use sim_device::handset::{Act, Handset, Speech};
use sim_device::link::{Link, LinkContext, LinkError};
use sim_device::mobile_station::{Exchange, MobileStation};
use sim_device::start_up::{HolderPin, StartUp, StartUpError};
use sim_world::action::{Action, Switch};
use sim_world::actor::Performed;

/// Card in a reader, which every power-on takes through the start of a phone.
struct StartedCard {
    card: ReaderCard,
    speech: Speech,
    pin: Option<HolderPin>,
    /// Reason for which the last start failed, if the card is not at fault.
    failed: Option<StartUpError>,
}

/// Card that the phone on the screen shares with its copies: there is one card, however many pictures of it.
#[derive(Clone)]
pub(super) struct SharedCard(Rc<RefCell<StartedCard>>);

impl Link for SharedCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        let mut started = self.0.try_borrow_mut().map_err(|_| LinkError::Silent)?;
        let StartedCard { card, speech, pin, failed } = &mut *started;
        let atr = card.power_on()?;
        match StartUp::run(card, *speech, pin.as_ref()) {
            Ok(_) => Ok(atr),
            Err(StartUpError::Card(why)) => Err(why),
            Err(why) => {
                *failed = Some(why);
                Err(LinkError::Silent)
            }
        }
    }

    fn power_off(&mut self) {
        if let Ok(mut started) = self.0.try_borrow_mut() {
            started.card.power_off();
        }
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.0.try_borrow_mut().map_err(|_| LinkError::Silent)?.card.exchange(situation, command)
    }
}

impl KeptLink for SharedCard {
    fn state(&self) -> Option<CardState> {
        None
    }
}

/// Runs the phone with the card of a reader.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let language = arguments.language();
    let phone = ReaderPhone::start(arguments, arguments.walked().handset())?;
    let mut phone = App::new(Desk::new(phone), language);
    arguments.choose_characters(&mut phone);
    let mut gsmtap = GsmtapSender::new(arguments.gsmtap.as_ref());
    let mut keep = |phone: &App<ReaderPhone>| {
        gsmtap.follow(phone.desk().exchanges(), files::messages);
        gsmtap.tell();
        Ok(())
    };
    keep(&phone)?;
    let done = match arguments.plain {
        true => plain::run(&mut phone, &mut keep, language),
        false => full_screen::run(&mut phone, &mut keep, arguments.still),
    };
    gsmtap.finish();
    done.map(|()| Ending::Held)
}

/// Phone with a card in a reader. Nothing that it does can be taken back.
pub(super) struct ReaderPhone(MobileStation<SharedCard>);

impl ReaderPhone {
    /// Switches the phone on with the card of the reader.
    pub(super) fn start(arguments: &Arguments, handset: Handset) -> miette::Result<ReaderPhone> {
        let card = arguments.at_reader.open_unasked()?;
        let speech = handset.speech();
        let started = Rc::new(RefCell::new(StartedCard { card, speech, pin: arguments.pin.clone(), failed: None }));
        let station = MobileStation::switch_on(SharedCard(Rc::clone(&started)), handset);
        station.map(ReaderPhone).map_err(|why| match started.try_borrow().ok().and_then(|started| started.failed) {
            Some(StartUpError::PinNeeded) => {
                miette!(help = "--pin DIGITS --yes gives it; a wrong one uses up a try.", "The card asks for its PIN.")
            }
            Some(why) => miette!("{why}."),
            None => miette!("The phone cannot be started: {why}."),
        })
    }
}

impl Ground for ReaderPhone {
    type Link = SharedCard;

    fn station(&self) -> &MobileStation<SharedCard> {
        &self.0
    }

    fn take_exchanges(&mut self) -> Vec<Exchange> {
        self.0.take_exchanges()
    }

    fn act(&mut self, act: &Act) -> Result<bool, GroundError> {
        Ground::act(&mut self.0, act)
    }

    fn restart(&mut self) -> Result<(), GroundError> {
        Ground::restart(&mut self.0)
    }

    fn pass(&mut self, ms: u32) -> Result<(), GroundError> {
        self.0.pass(ms)
    }

    fn perform(&mut self, action: &Action) -> Result<Performed, PerformError> {
        self.0.perform(action)
    }

    fn hold_all(&mut self, switch: Switch) -> Result<Performed, PerformError> {
        self.0.hold_all(switch)
    }

    fn home(&self) -> Option<&Home> {
        None
    }

    fn copy(&self) -> Option<ReaderPhone> {
        None
    }
}
