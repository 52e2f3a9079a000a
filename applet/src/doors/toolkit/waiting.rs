//! Dialogs of the card's own, which wait until no command is under way. The menu comes first, since it must not show
//! what no longer holds; then the news; then the message to the platform.

use serde::{Deserialize, Serialize};

use crate::wallet::Wallet;
use sim_wire::proactive::CommandType;

use super::super::menu::hello::Hello;
use super::super::menu::news::News;
use super::super::menu::notice::Notice;
use super::super::menu::{Dialog, View};
use super::conversation::Conversation;
use super::{Purpose, Toolkit};

/// Progress of the request for the handset's IMEI, which the card makes once after power-on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum HelloState {
    #[default]
    NotYet,
    /// Request that is made as soon as the toolkit is idle.
    Due,
    Done,
}

/// Dialogs that wait until the toolkit is idle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Set while the menu differs from the one that the handset shows.
    pub(super) menu: bool,
    /// News that waits, the oldest first. Of more than two pieces the newest are kept: the person can look everything
    /// up.
    news: [Option<News>; 2],
    pub(super) greeting: HelloState,
}

impl Waiting {
    /// Returns what still waits after TERMINAL PROFILE; the news is kept.
    pub(super) fn restarted(self, has_menu: bool) -> Waiting {
        let greeting = match self.greeting {
            HelloState::NotYet if has_menu => HelloState::Due,
            greeting => greeting,
        };
        Waiting { menu: false, greeting, ..self }
    }

    /// Keeps one more piece of news.
    const fn keep(&mut self, news: News) {
        self.news = match self.news {
            [None, _] => [Some(news), None],
            [Some(oldest), None] => [Some(oldest), Some(news)],
            [Some(_), newer] => [newer, Some(news)],
        };
    }

    /// Takes back a dialog of the card's own that could not be shown, so that it comes again later. Returns whether the
    /// dialog was the card's own.
    pub(super) fn take_back(&mut self, dialog: Dialog) -> bool {
        match dialog {
            Dialog::MAIN_MENU => self.menu = true,
            Dialog::Hello(_) | Dialog::AwaitingSent(_, None) => self.greeting = HelloState::Due,
            Dialog::AwaitingRead(Notice::Happened(news), _) => {
                if let [next, None] = self.news {
                    self.news = [Some(news), next];
                }
            }
            _ => return false,
        }
        true
    }

    /// Takes the next dialog. While a conversation is put off, only the menu is announced.
    fn next(&mut self, is_put_off: bool, view: &View<'_>) -> Option<Dialog> {
        if core::mem::take(&mut self.menu) {
            return Some(Dialog::MAIN_MENU);
        }
        if is_put_off {
            return None;
        }
        if let [Some(news), next] = self.news {
            self.news = [next, None];
            return Some(Dialog::AwaitingRead(Notice::Happened(news), None));
        }
        if self.greeting != HelloState::Due {
            return None;
        }
        self.greeting = HelloState::Done;
        Hello::is_due(view).then_some(Dialog::Hello(Hello))
    }
}

impl Toolkit {
    /// Notes that the menu has changed; it is announced again when nothing else is under way.
    pub(crate) const fn menu_changed(&mut self) {
        self.waiting.menu = true;
    }

    /// Keeps the news of a script that turned the wallet `before` into `after`. The person is shown it when nothing
    /// else is under way.
    pub(crate) fn learn(&mut self, before: &Wallet, after: &Wallet) {
        News::between(before, after).into_iter().for_each(|news| self.waiting.keep(news));
    }

    /// Announces what waited, once no command is under way. A dialog that the handset cannot show is dropped.
    pub(crate) fn rest(&mut self, view: &View<'_>) {
        while self.outstanding.is_none() && self.asking.is_none() {
            if self.put_off.is_none() {
                self.letter = None;
            }
            let Some(dialog) = self.waiting.next(self.put_off.is_some(), view) else { return };
            if dialog != Dialog::MAIN_MENU || self.abilities.can(CommandType::SetupMenu) {
                self.offer(Conversation::about(dialog), view);
            }
        }
    }

    /// Withdraws a command of the card's own that nobody has fetched, in favour of the person. Returns whether there
    /// was one.
    pub(super) fn give_way(&mut self) -> bool {
        let unheard = self.outstanding.as_ref().filter(|outstanding| !outstanding.fetched);
        let Some(Purpose::Talk(now)) = unheard.map(|outstanding| outstanding.purpose) else { return false };
        let is_own = self.waiting.take_back(now.dialog);
        if is_own {
            self.outstanding = None;
        }
        is_own
    }
}
