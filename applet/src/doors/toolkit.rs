//! The SIM toolkit on the card (TS 102 223): one proactive command at a time, announced by 91xx, fetched, answered. The
//! toolkit keeps the conversation between two answers and forgets it at reset. [`super::menu`] decides its content.

mod abilities;
mod answered;
mod conversation;
mod envelope;
mod letter;
mod likeness;
mod proactive;
mod report;
mod response;
mod waiting;

use heapless::Vec;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::request::{Authority, Request};
use crate::wallet::decision::Data;
use sim_wire::proactive::{CommandDetails, CommandType};

use super::menu::order::MenuOrder;
use super::menu::phrases::{Phrase, Tongue};
use super::menu::prompt::Prompt;
use super::menu::tree::Branch;
use super::menu::{Answer, Dialog, Move, View, tongue};

use abilities::Abilities;
use conversation::Conversation;
use envelope::Envelope;
use letter::RequestLetter;
use proactive::{Command, Form, Sheet, TIMER};
use report::Report;
use response::Response;
use waiting::Waiting;

/// Number of times that a command is asked again of a busy handset.
const BUSY_MAX: u8 = 3;

/// Number of polls, or of picks in the menu, after which the card takes the answer to a command for lost.
const POLLS_MAX: u8 = 30;
const PICKS_MAX: u8 = 3;

/// Highest number of a command.
const NUMBER_MAX: u8 = 0xFE;

/// Purpose of an announced command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Purpose {
    Talk(Conversation),
    /// TIMER MANAGEMENT, so that the handset calls the card again for the conversation that was put off.
    Timer,
    /// SEND SHORT MESSAGE of the proof of receipt of a secured packet.
    Report,
}

/// A command that was announced and not yet answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Outstanding {
    purpose: Purpose,
    details: CommandDetails,
    command: Command,
    fetched: bool,
    picks: u8,
    polls: u8,
}

/// State of the toolkit between two commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Toolkit {
    /// Abilities of the handset; none before TERMINAL PROFILE, so that the card asks for nothing.
    abilities: Abilities,
    tongue: Tongue,
    /// Number of the last command, 01 to FE.
    number: u8,
    outstanding: Option<Outstanding>,
    /// Conversation that a busy handset is asked again later; `None` if there is none.
    put_off: Option<Conversation>,
    /// Conversation for which the wallet is asked; with an order, whether the platform may be asked. `None` between two
    /// commands.
    asking: Option<(Conversation, Option<MenuOrder>)>,
    /// Message of the order that is being sent; `None` if there is none.
    letter: Option<RequestLetter>,
    /// Set if the request for the last top-up could not be sent, so that no top-up is under way.
    is_top_up_unsent: bool,
    waiting: Waiting,
    /// Proof of receipt that waits to be sent; `None` if there is none.
    report: Option<Report>,
}

/// Data that the handset sends, by the command that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToolkitInput<'a> {
    /// TERMINAL PROFILE.
    Profile(&'a [u8]),
    /// ENVELOPE.
    Envelope(&'a [u8]),
    /// TERMINAL RESPONSE.
    Response(&'a [u8]),
}

/// Request to the wallet with its authority; `None` for no request. Its outcome goes to [`Toolkit::heard`].
pub(crate) type AuthorisedRequest = Option<(Request, Authority)>;

impl Toolkit {
    /// Returns the tongue that the card uses.
    pub(crate) const fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// Returns whether the toolkit can reach this state. A command that waits must have the details by which its answer
    /// is recognised. No request to the wallet may be open between two commands.
    pub(crate) fn is_sound(&self) -> bool {
        let is_one = |outstanding: &Outstanding| {
            let Outstanding { details, command, .. } = outstanding;
            *details == command.details && details.kind == command.kind.code() && !command.octets.is_empty()
        };
        self.number <= NUMBER_MAX && self.asking.is_none() && self.outstanding.as_ref().is_none_or(is_one)
    }

    /// Returns the length of the command that waits to be fetched, 256 being 00; `None` if none waits.
    pub(crate) fn announced_length(&self) -> Option<u8> {
        let waiting = self.outstanding.as_ref().filter(|outstanding| !outstanding.fetched)?;
        let [.., low] = waiting.command.octets.len().to_be_bytes();
        Some(low)
    }

    /// Returns the command for FETCH, even if it was fetched before and not answered.
    pub(crate) fn fetch(&self) -> Result<Data, Refusal> {
        let outstanding = self.outstanding.as_ref().ok_or(Refusal::NoCommandOutstanding)?;
        Vec::from_slice(&outstanding.command.octets).map_err(|_| Refusal::NoCommandOutstanding)
    }

    /// Notes that FETCH was answered.
    pub(crate) const fn note_fetch(&mut self) {
        if let Some(outstanding) = &mut self.outstanding {
            outstanding.fetched = true;
        }
    }

    /// Takes STATUS as a sign that the handset has time. A conversation that was put off is resumed if the handset has
    /// no timer for it. An answer that has not come after [`POLLS_MAX`] polls is given up.
    pub(crate) fn take_poll(&mut self, view: &View<'_>) {
        match &mut self.outstanding {
            Some(outstanding) if outstanding.fetched => {
                outstanding.polls = outstanding.polls.saturating_add(1);
                if outstanding.polls >= POLLS_MAX {
                    self.outstanding = None;
                }
            }
            Some(_) => {}
            None if !self.abilities.can(CommandType::TimerManagement) => self.resume(view),
            None => {}
        }
    }

    /// Carries out a command of the handset. Returns the request to the wallet that it leads to.
    pub(crate) fn take(&mut self, brought: ToolkitInput<'_>, view: &View<'_>) -> Result<AuthorisedRequest, Refusal> {
        match brought {
            ToolkitInput::Profile(profile) => self.start(profile, view),
            ToolkitInput::Envelope(octets) => self.envelope(Envelope::parse(octets)?, view)?,
            ToolkitInput::Response(octets) => return self.response(&Response::parse(octets)?, view),
        }
        Ok(None)
    }

    /// Starts anew after TERMINAL PROFILE; anything that was under way is dropped.
    fn start(&mut self, profile: &[u8], view: &View<'_>) {
        let abilities = Abilities::of(profile);
        let tongue = if abilities.has_ucs2() { Tongue::Chinese } else { Tongue::English };
        let has_menu = abilities.can(CommandType::SetupMenu);
        let waiting = core::mem::take(&mut self.waiting).restarted(has_menu);
        let (number, is_top_up_unsent) = (self.number, self.is_top_up_unsent);
        *self = Toolkit { abilities, tongue, number, waiting, is_top_up_unsent, ..Toolkit::default() };
        if has_menu {
            self.offer(Conversation::about(Dialog::START_UP), view);
        }
    }

    fn envelope(&mut self, envelope: Envelope, view: &View<'_>) -> Result<(), Refusal> {
        match envelope {
            Envelope::MenuSelection { item, help } => {
                let branch = Branch::find(item).filter(|branch| branch.parent().is_none()).ok_or(Refusal::WrongData)?;
                self.free()?;
                if let Some(now) = self.put_off.take() {
                    self.waiting.take_back(now.dialog);
                }
                let dialog = if help { Dialog::helping(branch) } else { Dialog::entering(branch, view) };
                self.offer(Conversation::about(dialog), view);
            }
            Envelope::TimerExpiration { timer: TIMER } => {
                self.free()?;
                self.resume(view);
            }
            Envelope::Language(code) => {
                self.set_tongue(tongue(code));
                self.waiting.menu = true;
            }
            Envelope::TimerExpiration { .. } | Envelope::Other => {}
        }
        Ok(())
    }

    /// Refuses while a command is under way. A person who picks again and again sees no command on the screen, so that
    /// its answer is taken for lost.
    fn free(&mut self) -> Result<(), Refusal> {
        // A menu that was changed by a tap may wait unannounced.
        if self.give_way() {
            return Ok(());
        }
        let Some(outstanding) = &mut self.outstanding else { return Ok(()) };
        outstanding.picks = outstanding.picks.saturating_add(1);
        if !outstanding.fetched || outstanding.picks <= PICKS_MAX {
            return Err(Refusal::ToolkitBusy);
        }
        self.outstanding = None;
        Ok(())
    }

    /// Sets the tongue; English for a handset that cannot show UCS2.
    fn set_tongue(&mut self, tongue: Tongue) {
        self.tongue = if self.abilities.has_ucs2() { tongue } else { Tongue::English };
    }

    /// Resumes the conversation that was put off.
    fn resume(&mut self, view: &View<'_>) {
        if let Some(conversation) = self.put_off.take() {
            self.offer(conversation, view);
        }
    }

    /// Takes the TERMINAL RESPONSE to the fetched command. One to another command changes nothing.
    fn response(&mut self, response: &Response<'_>, view: &View<'_>) -> Result<AuthorisedRequest, Refusal> {
        let outstanding = self.outstanding.take_if(|outstanding| outstanding.fetched);
        let outstanding = outstanding.ok_or(Refusal::NoCommandOutstanding)?;
        if outstanding.details != response.details {
            self.outstanding = Some(outstanding);
            return Err(Refusal::CommandMismatch);
        }
        let conversation = match outstanding.purpose {
            Purpose::Talk(conversation) => conversation,
            Purpose::Timer => {
                if !response.general_result().is_success() {
                    self.abilities = self.abilities.without(CommandType::TimerManagement, Form::Plain);
                }
                return Ok(None);
            }
            Purpose::Report => {
                self.take_report_result(response);
                return Ok(None);
            }
        };
        Ok(self.end_command(conversation, &outstanding.command, response, view))
    }

    /// Carries out the move of a dialog.
    fn go(&mut self, now: Conversation, to: Move, view: &View<'_>) -> AuthorisedRequest {
        match to {
            Move::Show(dialog) => self.offer(now.with_dialog(dialog), view),
            Move::Speak(tongue, dialog) => {
                self.set_tongue(tongue);
                self.offer(now.with_dialog(dialog), view);
            }
            Move::Ask(request) => return self.ask(now, request, None),
            Move::Order(order, item) => {
                let awaiting = now.with_dialog(Dialog::AwaitingSent(order.name(), item));
                if self.abilities.can(CommandType::SendSms) {
                    return self.ask(awaiting, order.request(), Some(order));
                }
                return self.go(awaiting, awaiting.dialog.answered(Answer::Failed, view), view);
            }
            Move::End => {}
        }
        None
    }

    /// Revokes the PIN verification of conversations under way, after the PIN has changed or is blocked.
    pub(crate) fn forget_holder(&mut self) {
        if let Some(Outstanding { purpose: Purpose::Talk(now), .. }) = &mut self.outstanding {
            now.holder = false;
        }
        if let Some(now) = &mut self.put_off {
            now.holder = false;
        }
    }

    fn ask(&mut self, now: Conversation, request: Request, order: Option<MenuOrder>) -> AuthorisedRequest {
        self.asking = Some((now, order));
        Some((request, Authority { holder: now.holder, issuer: false }))
    }

    /// Takes the wallet's outcome of the open request. `view` has the wallet as it is now.
    pub(crate) fn take_outcome(&mut self, outcome: Result<Data, Refusal>, view: &View<'_>) {
        let Some((now, order)) = self.asking.take() else { return };
        let outcome = outcome.and_then(|answer| match order {
            Some(order) => self.write_letter(&order, &answer, view),
            None => Ok(()),
        });
        let holder = now.holder || (outcome.is_ok() && now.dialog.has_shown_holder());
        let to = now.dialog.heard(outcome, view);
        // A dialog that takes an outcome makes no further request.
        self.go(Conversation { holder, ..now }, to, view);
    }

    /// Writes the message of an order and keeps it until it is sent. From here on the secrets of the order stand
    /// nowhere else.
    fn write_letter(&mut self, order: &MenuOrder, answer: &[u8], view: &View<'_>) -> Result<(), Refusal> {
        self.letter = RequestLetter::of(order, answer, view);
        self.is_top_up_unsent &= !matches!(order, MenuOrder::TopUp { .. });
        if self.letter.is_some() { Ok(()) } else { Err(Refusal::KeyNotFound) }
    }

    /// Carries a conversation on after its request could not be sent.
    fn fail(&mut self, now: Conversation, view: &View<'_>) -> AuthorisedRequest {
        self.is_top_up_unsent |= matches!(now.dialog, Dialog::AwaitingSent(Phrase::OrderTopUp, _));
        self.go(now, now.dialog.answered(Answer::Failed, view), view)
    }

    /// Returns whether the request for the last top-up could not be sent.
    pub(crate) const fn is_top_up_unsent(&self) -> bool {
        self.is_top_up_unsent
    }

    /// Announces the prompt of a conversation. If the handset can do it in no form, the dialog goes on without it.
    fn offer(&mut self, mut now: Conversation, view: &View<'_>) {
        for _ in 0..4 {
            let view = &View { tongue: self.tongue, ..*view };
            if self.announce(Purpose::Talk(now), &now.prompt(view), now.page, view) {
                return;
            }
            match now.dialog.unable(view) {
                Some(dialog) if now.helping.is_none() => now = now.with_dialog(dialog),
                _ => return,
            }
        }
    }

    /// Returns the number of the next command, 01 to FE.
    const fn next_number(&self) -> u8 {
        if self.number >= NUMBER_MAX { 0x01 } else { self.number.saturating_add(1) }
    }

    fn announce(&mut self, purpose: Purpose, prompt: &Prompt, page: u8, view: &View<'_>) -> bool {
        let number = self.next_number();
        let sheet = Sheet { page, message: self.letter.as_ref().map(RequestLetter::tpdu), tongue: view.tongue };
        let Some(command) = proactive::command(prompt, number, self.abilities, sheet) else { return false };
        let details = command.details;
        self.number = number;
        self.outstanding = Some(Outstanding { purpose, details, command, fetched: false, picks: 0, polls: 0 });
        true
    }
}
