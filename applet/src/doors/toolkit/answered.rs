//! Effect of a TERMINAL RESPONSE on a conversation: by the general result (TS 102 223 §8.12), and by the person's
//! answer.

use sim_wire::proactive::{CommandType, GeneralResult};

use super::super::menu::prompt::Prompt;
use super::super::menu::{Answer, Dialog, View};
use super::conversation::Conversation;
use super::proactive::{self, Command, Form, NO, YES};
use super::response::Response;
use super::{AuthorisedRequest, BUSY_MAX, Purpose, Toolkit};

impl Toolkit {
    /// Carries a conversation on after a command has ended, by its general result.
    pub(super) fn end_command(
        &mut self,
        now: Conversation,
        asked: &Command,
        response: &Response<'_>,
        view: &View<'_>,
    ) -> AuthorisedRequest {
        use GeneralResult as R;
        let is_message = asked.kind == CommandType::SendSms;
        // The person who asked learns of the failure at once; a message of the card's own may be sent later.
        let is_awaited = is_message && !matches!(now.dialog, Dialog::AwaitingSent(_, None));
        match response.general_result() {
            result if result.is_success() => self.take_performed(now, asked.form, response, view),
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
                self.abilities = self.abilities.without(asked.kind, asked.form);
                self.offer(now, view);
                None
            }
            R::TerminalBusy if !(is_awaited && response.is_without_service()) => self.busy(now, view),
            R::NetworkUnavailable if !is_awaited => self.busy(now, view),
            _ if is_message => self.fail(now, view),
            _ => None,
        }
    }

    /// Carries a conversation on after its command was performed. The form in which it was asked decides how the answer
    /// is read.
    fn take_performed(
        &mut self,
        now: Conversation,
        form: Form,
        response: &Response<'_>,
        view: &View<'_>,
    ) -> AuthorisedRequest {
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
            Form::Imei => Some(response.imei.map_or(Answer::Failed, Answer::Imei)),
            Form::Language => Some(response.language.map_or(Answer::Failed, Answer::Language)),
        };
        let answer = answer?;
        self.go(now, now.dialog.answered(answer, view), view)
    }

    /// Carries a conversation on after a page was read, or a command without an answer of its own was done.
    fn read(&mut self, now: Conversation, view: &View<'_>) -> AuthorisedRequest {
        let page = now.page.saturating_add(1);
        if let Prompt::Notice(text) = now.prompt(view)
            && text.page(page, proactive::SCREEN_MAX).is_some()
        {
            self.offer(Conversation { page, busy: 0, ..now }, view);
            return None;
        }
        if now.helping.is_some() {
            return self.leave_help(now, view);
        }
        self.go(now, now.dialog.answered(Answer::Done, view), view)
    }

    /// Goes back: to the page before, from help to its dialog, or to the screen before.
    fn back(&mut self, now: Conversation, view: &View<'_>) -> AuthorisedRequest {
        if let Some(page) = now.page.checked_sub(1) {
            self.offer(Conversation { page, busy: 0, ..now }, view);
            return None;
        }
        if now.helping.is_some() {
            return self.leave_help(now, view);
        }
        self.go(now, now.dialog.answered(Answer::Back, view), view)
    }

    /// Returns from help to its dialog.
    fn leave_help(&mut self, now: Conversation, view: &View<'_>) -> AuthorisedRequest {
        self.offer(Conversation { helping: None, page: 0, busy: 0, ..now }, view);
        None
    }

    /// Puts a conversation off, since the handset has no time. The handset is asked again later: by a timer of its own,
    /// else at the next STATUS, and at most [`BUSY_MAX`] times.
    fn busy(&mut self, now: Conversation, view: &View<'_>) -> AuthorisedRequest {
        let busy = now.busy.saturating_add(1);
        if busy > BUSY_MAX {
            return match now.dialog {
                Dialog::AwaitingSent(..) => self.fail(now, view),
                _ => None,
            };
        }
        self.put_off = Some(Conversation { busy, ..now });
        self.announce(Purpose::Timer, &Prompt::Timer, 0, view);
        None
    }
}

const fn decided(yes: bool) -> Answer {
    if yes { Answer::Done } else { Answer::No }
}

/// Returns the identifier of a line by its place in the list, counted from 1.
fn line(now: &Conversation, place: u8, view: &View<'_>) -> Option<u8> {
    let Prompt::Choice { lines, .. } = now.prompt(view) else { return None };
    lines.get(usize::from(place.checked_sub(1)?)).map(|(identifier, _)| *identifier)
}
