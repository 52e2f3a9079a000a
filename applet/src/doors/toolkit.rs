//! The SIM toolkit on the card (TS 102 223): one proactive command at a time, announced by 91xx, fetched, answered. It keeps
//! the conversation between two answers and forgets it at reset; what is said in it is [`super::menu`]'s business.

mod abilities;
mod conversation;
mod envelope;
mod likeness;
mod proactive;
mod response;

use heapless::Vec;

use crate::refusal::Refusal;
use crate::request::{Authority, Request};
use crate::wallet::decision::Data;
use crate::wire::proactive::{CommandDetails, CommandType, GeneralResult};

use super::menu::phrases::Tongue;
use super::menu::prompt::Prompt;
use super::menu::tree::Branch;
use super::menu::{Answer, Dialog, Move, View, tongue};

use abilities::Abilities;
use conversation::Conversation;
use envelope::Envelope;
use proactive::{Command, Form, NO, TIMER, YES};
use response::Response;

/// How often a command is asked again of a handset that is busy.
const BUSY_MAX: u8 = 3;

/// How many polls, or picks in the menu, may come in place of an answer before the card takes the answer for lost.
const POLLS_MAX: u8 = 30;
const PICKS_MAX: u8 = 3;

/// What a command that was announced is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Talk(Conversation),
    /// To be called again for what was put off.
    Timer,
}

/// A command that was announced and not yet answered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outstanding {
    purpose: Purpose,
    details: CommandDetails,
    command: Command,
    fetched: bool,
    picks: u8,
    polls: u8,
}

/// The toolkit between two commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Toolkit {
    /// What the handset can do; nothing before TERMINAL PROFILE, and the card says nothing.
    abilities: Abilities,
    tongue: Tongue,
    /// Number of the last command, 01 to FE.
    number: u8,
    outstanding: Option<Outstanding>,
    /// What a busy handset is asked again later.
    put_off: Option<Conversation>,
    /// The wallet is asked something for this conversation.
    asking: Option<Conversation>,
    menu_is_stale: bool,
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

    /// The length of the command that waits to be fetched, 256 being 00.
    pub(crate) fn announces(&self) -> Option<u8> {
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

    /// The menu says something else from now on, and is announced again when nothing else is under way.
    pub(crate) const fn menu_changed(&mut self) {
        self.menu_is_stale = true;
    }

    /// A command is over: what was waiting for a quiet moment is announced.
    pub(crate) fn rest(&mut self, view: &View<'_>) {
        if self.menu_is_stale && self.outstanding.is_none() && self.asking.is_none() {
            self.menu_is_stale = false;
            if self.abilities.can(CommandType::SetupMenu) {
                self.offer(Conversation::about(Dialog::MAIN_MENU), view);
            }
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
    pub(crate) fn takes(&mut self, brought: Brought<'_>, view: &View<'_>) -> Result<Ask, Refusal> {
        match brought {
            Brought::Profile(profile) => self.starts(profile, view),
            Brought::Envelope(octets) => self.envelope(Envelope::parse(octets)?, view)?,
            Brought::Response(octets) => return self.response(&Response::parse(octets)?, view),
        }
        Ok(None)
    }

    /// TERMINAL PROFILE begins anew, whatever was under way.
    fn starts(&mut self, profile: &[u8], view: &View<'_>) {
        let abilities = Abilities::of(profile);
        let tongue = if abilities.shows_ucs2() { Tongue::Chinese } else { Tongue::English };
        *self = Toolkit { abilities, tongue, number: self.number, ..Toolkit::default() };
        if abilities.can(CommandType::SetupMenu) {
            self.offer(Conversation::about(Dialog::START_UP), view);
        }
    }

    fn envelope(&mut self, envelope: Envelope, view: &View<'_>) -> Result<(), Refusal> {
        match envelope {
            Envelope::MenuSelection { item, help } => {
                let branch = Branch::find(item).filter(|branch| branch.parent().is_none()).ok_or(Refusal::WrongData)?;
                self.free()?;
                self.put_off = None;
                let dialog = if help { Dialog::helping(branch) } else { Dialog::entering(branch, view) };
                self.offer(Conversation::about(dialog), view);
            }
            Envelope::TimerExpiration { timer: TIMER } => {
                self.free()?;
                self.resume(view);
            }
            Envelope::Language(code) => {
                self.speaks(tongue(code));
                self.menu_is_stale = true;
            }
            Envelope::TimerExpiration { .. } | Envelope::Other => {}
        }
        Ok(())
    }

    /// Refuses while a command is under way. A person who picks again and again has no command on the screen: its answer
    /// is lost.
    fn free(&mut self) -> Result<(), Refusal> {
        let Some(outstanding) = &mut self.outstanding else { return Ok(()) };
        // A menu that was changed by a tap may wait unannounced: it gives way, and comes afterwards.
        if !outstanding.fetched && outstanding.purpose == Purpose::Talk(Conversation::about(Dialog::MAIN_MENU)) {
            self.outstanding = None;
            self.menu_is_stale = true;
            return Ok(());
        }
        outstanding.picks = outstanding.picks.saturating_add(1);
        if !outstanding.fetched || outstanding.picks <= PICKS_MAX {
            return Err(Refusal::ToolkitBusy);
        }
        self.outstanding = None;
        Ok(())
    }

    /// A handset that shows no UCS2 is spoken to in English, whatever its language.
    fn speaks(&mut self, tongue: Tongue) {
        self.tongue = if self.abilities.shows_ucs2() { tongue } else { Tongue::English };
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
        let Purpose::Talk(conversation) = outstanding.purpose else {
            if !response.general_result().is_success() {
                self.abilities = self.abilities.without(CommandType::TimerManagement);
            }
            return Ok(None);
        };
        Ok(self.ended(conversation, &outstanding.command, response, view))
    }

    /// What each general result (TS 102 223 §8.12) makes of a conversation.
    fn ended(&mut self, now: Conversation, asked: &Command, response: &Response<'_>, view: &View<'_>) -> Ask {
        use GeneralResult as R;
        let is_message = asked.kind == CommandType::SendSms;
        match response.general_result() {
            result if result.is_success() => self.done(now, asked.form, response, view),
            R::UserTerminated | R::UssdOrSsUserTermination | R::NoResponse => None,
            R::GoBack => self.back(now, view),
            R::HelpRequested => {
                let helping = Some(now.dialog.help(response.item));
                self.offer(Conversation { helping, page: 0, ..now }, view);
                None
            }
            R::NotCapable
            | R::CommandNotUnderstood
            | R::DataNotUnderstood
            | R::NumberNotUnderstood
            | R::MinimumNotMet => {
                self.abilities = self.abilities.without(asked.kind);
                self.offer(now, view);
                None
            }
            R::TerminalBusy if !(is_message && response.is_without_service()) => self.busy(now, view),
            R::NetworkUnavailable if !is_message => self.busy(now, view),
            _ if is_message => self.moves(now, now.dialog.answered(Answer::Failed, view), view),
            _ => None,
        }
    }

    /// Performed: the answer is read in the light of the form in which it was asked.
    fn done(&mut self, now: Conversation, form: Form, response: &Response<'_>, view: &View<'_>) -> Ask {
        let number = || {
            let typed = response.typed();
            typed.as_deref().and_then(|typed| typed.parse::<u8>().ok())
        };
        let answer = match form {
            Form::Plain => return self.read(now, view),
            Form::Items => response.item.map(Answer::Chosen),
            Form::Numbered => Some(Answer::Chosen(number().and_then(|place| line(&now, place, view)).unwrap_or(0))),
            Form::YesNo => response.decision().map(decided),
            Form::YesNoItems => match response.item {
                Some(YES) => Some(Answer::Done),
                Some(NO) => Some(Answer::No),
                _ => None,
            },
            Form::YesNoNumbered => Some(decided(number() == Some(1))),
            Form::Input => response.text.map(|_| Answer::Typed(response.typed())),
            Form::Language => Some(response.language.map_or(Answer::Failed, Answer::Language)),
        };
        let answer = answer?;
        self.moves(now, now.dialog.answered(answer, view), view)
    }

    /// A page was read, or a command without an answer of its own was done.
    fn read(&mut self, now: Conversation, view: &View<'_>) -> Ask {
        let page = now.page.saturating_add(1);
        if let Prompt::Notice(text) = now.prompt(view)
            && text.page(page, proactive::SCREEN_MAX).is_some()
        {
            self.offer(Conversation { page, busy: 0, ..now }, view);
            return None;
        }
        if now.helping.is_some() {
            return self.helped(now, view);
        }
        self.moves(now, now.dialog.answered(Answer::Done, view), view)
    }

    /// Back: to the page before, from help to what it helps with, or to the screen before.
    fn back(&mut self, now: Conversation, view: &View<'_>) -> Ask {
        if let Some(page) = now.page.checked_sub(1) {
            self.offer(Conversation { page, busy: 0, ..now }, view);
            return None;
        }
        if now.helping.is_some() {
            return self.helped(now, view);
        }
        self.moves(now, now.dialog.answered(Answer::Back, view), view)
    }

    /// Help was read: what it helps with is asked again.
    fn helped(&mut self, now: Conversation, view: &View<'_>) -> Ask {
        self.offer(Conversation { helping: None, page: 0, busy: 0, ..now }, view);
        None
    }

    /// The handset has no time. It is asked again after a while: by a timer of its own, else at the next STATUS; and not
    /// for ever.
    fn busy(&mut self, now: Conversation, view: &View<'_>) -> Ask {
        let busy = now.busy.saturating_add(1);
        if busy > BUSY_MAX {
            return match now.dialog {
                Dialog::AwaitingSent(..) => self.moves(now, now.dialog.answered(Answer::Failed, view), view),
                _ => None,
            };
        }
        self.put_off = Some(Conversation { busy, ..now });
        self.announce(Purpose::Timer, &Prompt::Timer, 0, view);
        None
    }

    /// Goes where a dialog leads.
    fn moves(&mut self, now: Conversation, to: Move, view: &View<'_>) -> Ask {
        match to {
            Move::Show(dialog) => self.offer(now.goes_on(dialog), view),
            Move::Speak(tongue, dialog) => {
                self.speaks(tongue);
                self.offer(now.goes_on(dialog), view);
            }
            Move::Ask(request) => {
                self.asking = Some(now);
                return Some((request, Authority { holder: now.holder, issuer: false }));
            }
            Move::End => {}
        }
        None
    }

    /// What the wallet said to what was asked of it. `view` has the wallet as it is now.
    pub(crate) fn heard(&mut self, outcome: Result<(), Refusal>, view: &View<'_>) {
        let Some(now) = self.asking.take() else { return };
        let holder = now.holder || (outcome.is_ok() && now.dialog.makes_holder());
        let to = now.dialog.heard(outcome, view);
        // A dialog that hears does not ask again.
        self.moves(Conversation { holder, ..now }, to, view);
    }

    /// Announces what a conversation wants. Where the handset can do it in no form, the dialog goes on without.
    fn offer(&mut self, mut now: Conversation, view: &View<'_>) {
        for _ in 0..4 {
            let view = &View { tongue: self.tongue, ..*view };
            if self.announce(Purpose::Talk(now), &now.prompt(view), now.page, view) {
                return;
            }
            match now.dialog.unable(view) {
                Some(dialog) if now.helping.is_none() => now = now.goes_on(dialog),
                _ => return,
            }
        }
    }

    fn announce(&mut self, purpose: Purpose, prompt: &Prompt, page: u8, view: &View<'_>) -> bool {
        let number = if self.number >= 0xFE { 0x01 } else { self.number.saturating_add(1) };
        let Some(command) = proactive::command(prompt, page, number, self.abilities, view) else { return false };
        let details = command.details;
        self.number = number;
        self.outstanding = Some(Outstanding { purpose, details, command, fetched: false, picks: 0, polls: 0 });
        true
    }
}

const fn decided(yes: bool) -> Answer {
    if yes { Answer::Done } else { Answer::No }
}

/// The identifier of a line by its place in the list, counted from 1.
fn line(now: &Conversation, place: u8, view: &View<'_>) -> Option<u8> {
    let Prompt::Choice { lines, .. } = now.prompt(view) else { return None };
    lines.get(usize::from(place.checked_sub(1)?)).map(|(identifier, _)| *identifier)
}
