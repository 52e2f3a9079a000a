//! The SIM toolkit on the card (TS 102 223): one proactive command at a time, announced by 91xx, fetched, answered. It
//! keeps the conversation between two answers and forgets it at reset; what is said in it is [`super::menu`]'s
//! business.

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

use super::menu::order::Order;
use super::menu::phrases::{Phrase, Tongue};
use super::menu::prompt::Prompt;
use super::menu::tree::Branch;
use super::menu::{Answer, Dialog, Move, View, tongue};

use abilities::Abilities;
use conversation::Conversation;
use envelope::Envelope;
use letter::Letter;
use proactive::{Command, Form, Sheet, TIMER};
use report::Report;
use response::Response;
use waiting::Waiting;

/// How often a command is asked again of a handset that is busy.
const BUSY_MAX: u8 = 3;

/// How many polls, or picks in the menu, may come in place of an answer before the card takes the answer for lost.
const POLLS_MAX: u8 = 30;
const PICKS_MAX: u8 = 3;

/// The highest number of a command.
const NUMBER_MAX: u8 = 0xFE;

/// What a command that was announced is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Purpose {
    Talk(Conversation),
    /// To be called again for what was put off.
    Timer,
    /// To send the proof of receipt of a secured packet.
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

/// The toolkit between two commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Toolkit {
    /// What the handset can do; nothing before TERMINAL PROFILE, and the card says nothing.
    abilities: Abilities,
    tongue: Tongue,
    /// Number of the last command, 01 to FE.
    number: u8,
    outstanding: Option<Outstanding>,
    /// What a busy handset is asked again later.
    put_off: Option<Conversation>,
    /// The wallet is asked something for this conversation; with an order, whether the platform may be asked.
    asking: Option<(Conversation, Option<Order>)>,
    /// The message of the order that is being sent.
    letter: Option<Letter>,
    /// The request for the last top-up could not be sent: nobody waits for it.
    is_top_up_unsent: bool,
    waiting: Waiting,
    /// A proof of receipt that waits to be sent.
    report: Option<Report>,
}

/// What the handset brings, by the command it comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brought<'a> {
    /// TERMINAL PROFILE.
    Profile(&'a [u8]),
    /// ENVELOPE.
    Envelope(&'a [u8]),
    /// TERMINAL RESPONSE.
    Response(&'a [u8]),
}

/// What the wallet is asked, and by whom. Its outcome goes to [`Toolkit::heard`].
pub(crate) type Ask = Option<(Request, Authority)>;

impl Toolkit {
    /// In which tongue it speaks.
    pub(crate) const fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// Whether a conversation can have come to this: a command that waits has the details by which its answer is known,
    /// and nothing is being asked of the wallet between two commands.
    pub(crate) fn is_sound(&self) -> bool {
        let is_one = |outstanding: &Outstanding| {
            let Outstanding { details, command, .. } = outstanding;
            *details == command.details && details.kind == command.kind.code() && !command.octets.is_empty()
        };
        self.number <= NUMBER_MAX && self.asking.is_none() && self.outstanding.as_ref().is_none_or(is_one)
    }

    /// The length of the command that waits to be fetched, 256 being 00.
    pub(crate) fn announced_length(&self) -> Option<u8> {
        let waiting = self.outstanding.as_ref().filter(|outstanding| !outstanding.fetched)?;
        let [.., low] = waiting.command.octets.len().to_be_bytes();
        Some(low)
    }

    /// FETCH: the command, also if it was fetched before and not answered.
    pub(crate) fn fetch(&self) -> Result<Data, Refusal> {
        let outstanding = self.outstanding.as_ref().ok_or(Refusal::NoCommandOutstanding)?;
        Vec::from_slice(&outstanding.command.octets).map_err(|_| Refusal::NoCommandOutstanding)
    }

    /// FETCH was answered.
    pub(crate) const fn fetched(&mut self) {
        if let Some(outstanding) = &mut self.outstanding {
            outstanding.fetched = true;
        }
    }

    /// STATUS: the handset has time. What was put off is asked again where no timer will do it; an answer that never
    /// came is not waited for any longer.
    pub(crate) fn polled(&mut self, view: &View<'_>) {
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

    /// What the handset brings.
    pub(crate) fn take(&mut self, brought: Brought<'_>, view: &View<'_>) -> Result<Ask, Refusal> {
        match brought {
            Brought::Profile(profile) => self.start(profile, view),
            Brought::Envelope(octets) => self.envelope(Envelope::parse(octets)?, view)?,
            Brought::Response(octets) => return self.response(&Response::parse(octets)?, view),
        }
        Ok(None)
    }

    /// TERMINAL PROFILE begins anew, whatever was under way.
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

    /// Refuses while a command is under way. A person who picks again and again has no command on the screen: its
    /// answer is lost.
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

    /// A handset that shows no UCS2 is spoken to in English, whatever its language.
    fn set_tongue(&mut self, tongue: Tongue) {
        self.tongue = if self.abilities.has_ucs2() { tongue } else { Tongue::English };
    }

    /// What was put off is asked again.
    fn resume(&mut self, view: &View<'_>) {
        if let Some(conversation) = self.put_off.take() {
            self.offer(conversation, view);
        }
    }

    /// TERMINAL RESPONSE to the command that was fetched. One for another command changes nothing.
    fn response(&mut self, response: &Response<'_>, view: &View<'_>) -> Result<Ask, Refusal> {
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
                self.reported(response);
                return Ok(None);
            }
        };
        Ok(self.ended(conversation, &outstanding.command, response, view))
    }

    /// Goes where a dialog leads.
    fn go(&mut self, now: Conversation, to: Move, view: &View<'_>) -> Ask {
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

    /// The PIN that the person gave in the menu is another one now: what is under way goes on without it.
    pub(crate) fn forget_holder(&mut self) {
        if let Some(Outstanding { purpose: Purpose::Talk(now), .. }) = &mut self.outstanding {
            now.holder = false;
        }
        if let Some(now) = &mut self.put_off {
            now.holder = false;
        }
    }

    fn ask(&mut self, now: Conversation, request: Request, order: Option<Order>) -> Ask {
        self.asking = Some((now, order));
        Some((request, Authority { holder: now.holder, issuer: false }))
    }

    /// What the wallet said to what was asked of it. `view` has the wallet as it is now.
    pub(crate) fn heard(&mut self, outcome: Result<Data, Refusal>, view: &View<'_>) {
        let Some((now, order)) = self.asking.take() else { return };
        let outcome = outcome.and_then(|answer| match order {
            Some(order) => self.write_letter(&order, &answer, view),
            None => Ok(()),
        });
        let holder = now.holder || (outcome.is_ok() && now.dialog.has_shown_holder());
        let to = now.dialog.heard(outcome, view);
        // A dialog that hears does not ask again.
        self.go(Conversation { holder, ..now }, to, view);
    }

    /// The message of an order, which is kept until it is sent. What is secret in the order is nowhere else from here
    /// on.
    fn write_letter(&mut self, order: &Order, answer: &[u8], view: &View<'_>) -> Result<(), Refusal> {
        self.letter = Letter::of(order, answer, view);
        self.is_top_up_unsent &= !matches!(order, Order::TopUp { .. });
        if self.letter.is_some() { Ok(()) } else { Err(Refusal::KeyNotFound) }
    }

    /// A request could not be sent.
    fn fail(&mut self, now: Conversation, view: &View<'_>) -> Ask {
        self.is_top_up_unsent |= matches!(now.dialog, Dialog::AwaitingSent(Phrase::OrderTopUp, _));
        self.go(now, now.dialog.answered(Answer::Failed, view), view)
    }

    /// Whether the request for the last top-up could not be sent.
    pub(crate) const fn is_top_up_unsent(&self) -> bool {
        self.is_top_up_unsent
    }

    /// Announces what a conversation wants. Where the handset can do it in no form, the dialog goes on without.
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

    /// The number of the next command, 01 to FE.
    const fn next_number(&self) -> u8 {
        if self.number >= NUMBER_MAX { 0x01 } else { self.number.saturating_add(1) }
    }

    fn announce(&mut self, purpose: Purpose, prompt: &Prompt, page: u8, view: &View<'_>) -> bool {
        let number = self.next_number();
        let sheet = Sheet { page, message: self.letter.as_ref().map(Letter::tpdu), tongue: view.tongue };
        let Some(command) = proactive::command(prompt, number, self.abilities, sheet) else { return false };
        let details = command.details;
        self.number = number;
        self.outstanding = Some(Outstanding { purpose, details, command, fetched: false, picks: 0, polls: 0 });
        true
    }
}
