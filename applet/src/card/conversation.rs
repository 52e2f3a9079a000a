//! The toolkit's commands at the card. One command of the handset may make a request to the wallet. The request is
//! decided and committed like any other command before the toolkit goes on.

use crate::doors::command::{Command, Expected, ParsedCommand};
use crate::doors::menu::View;
use crate::doors::toolkit::{Toolkit, ToolkitInput};
use crate::entropy::Entropy;
use crate::identity::Identity;
use crate::nvm::Nvm;
use crate::request::{Authority, ExchangeContext, Interface, Request};
use crate::session::Session;
use crate::wallet::decision::Data;
use crate::wallet::remote::PATIENCE_S;
use crate::wallet::{self, Context, Wallet};
use sim_wire::status::StatusWord;

use super::{Answer, Powered, Stop, deliverable};

impl Powered {
    /// Carries out a command of the toolkit. Returns `false` for STATUS, which is answered like any other command.
    pub(super) fn toolkits(
        &mut self,
        parsed: ParsedCommand<'_>,
        surroundings: ExchangeContext,
        answer: &mut Answer,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<bool, Stop> {
        match parsed.command {
            Command::Brings(brought) => self.converse(brought, surroundings, memory, entropy)?,
            Command::Fetch => answer.data = self.fetch(parsed.expected, surroundings.interface)?,
            _ => {
                self.note_poll(surroundings);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Carries out TERMINAL PROFILE, ENVELOPE or TERMINAL RESPONSE, which are answered without data.
    fn converse(
        &mut self,
        brought: ToolkitInput<'_>,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<(), Stop> {
        let waits_s = surroundings.uptime_s.saturating_sub(self.session.load_begun_s);
        let view = seen(&self.wallet, &self.identity, &self.session.toolkit, waits_s);
        if let Some((request, authority)) = self.session.toolkit.take(brought, &view)? {
            let outcome = match self.ask(request, authority, surroundings, memory, entropy) {
                Ok(answer) => Ok(answer),
                Err(Stop::Refused(refusal)) => Err(refusal),
                Err(fault) => return Err(fault),
            };
            let view = seen(&self.wallet, &self.identity, &self.session.toolkit, waits_s);
            self.session.toolkit.take_outcome(outcome, &view);
        }
        Ok(())
    }

    /// Decides and commits one request of the menu. A PIN that the person entered in the menu is verified in the menu
    /// alone, not for a terminal that uses the card meanwhile.
    fn ask(
        &mut self,
        request: Request,
        authority: Authority,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<Data, Stop> {
        self.wallet.unblocked()?;
        let interface = surroundings.interface;
        let before = *self.session.channels.of(interface);
        let context =
            Context { wallet: &self.wallet, identity: &self.identity, session: &before, next: before, surroundings };
        let step = wallet::decide(context, request, authority, entropy)?;
        let decision = self.settle(step, interface, memory)?;
        self.change(&decision.change, memory)?;
        let session = self.session.channels.of(interface);
        let pin_verified = session.pin_verified && decision.session.pin_verified;
        *session = Session { pin_verified, ..before };
        Ok(decision.data)
    }

    /// Carries out FETCH, and returns the data of the answer.
    fn fetch(&mut self, expected: Expected, interface: Interface) -> Result<Data, Stop> {
        let data = self.session.toolkit.fetch()?;
        deliverable(expected, interface, data.len())?;
        self.session.toolkit.note_fetch();
        Ok(data)
    }

    /// Notes that STATUS has come.
    fn note_poll(&mut self, surroundings: ExchangeContext) {
        let waits_s = surroundings.uptime_s.saturating_sub(self.session.load_begun_s);
        let view = seen(&self.wallet, &self.identity, &self.session.toolkit, waits_s);
        self.session.toolkit.take_poll(&view);
        self.session.toolkit.offer_report_again();
    }

    /// Announces a proactive command in the status word of an answer on its way out. Over the contacts, 91xx takes the
    /// place of 9000 while a proactive command waits to be fetched (TS 102 221 §7.4.2.1), after any command.
    pub(super) fn announcing(&mut self, status: StatusWord, surroundings: ExchangeContext) -> StatusWord {
        self.session.toolkit.offer_report();
        let waits_s = surroundings.uptime_s.saturating_sub(self.session.load_begun_s);
        self.session.toolkit.rest(&seen(&self.wallet, &self.identity, &self.session.toolkit, waits_s));
        match self.session.toolkit.announced_length() {
            Some(length) if surroundings.interface == Interface::Contact && status == StatusWord::SUCCESS => {
                StatusWord::command_pending(length)
            }
            _ => status,
        }
    }
}

/// Returns the part of the card that a dialog may look at. The load over the air has waited for `waits_s` seconds.
fn seen<'a>(wallet: &'a Wallet, identity: &'a Identity, toolkit: &Toolkit, waits_s: u32) -> View<'a> {
    let is_awaited = waits_s < PATIENCE_S && !toolkit.is_top_up_unsent();
    let under_way = wallet.awaited_load().filter(|_| is_awaited).map(|load| load.amount);
    View { wallet, identity, tongue: toolkit.tongue(), under_way }
}
