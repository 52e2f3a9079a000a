//! What waits for a quiet moment: things that the card says by itself, and only when it is speaking to nobody. The menu
//! comes first, since it must not tell the person what is no longer so; then what happened; then the word to the
//! platform.

use serde::{Deserialize, Serialize};

use crate::wallet::Wallet;
use sim_wire::proactive::CommandType;

use super::super::menu::hello::Hello;
use super::super::menu::news::News;
use super::super::menu::notice::Notice;
use super::super::menu::{Dialog, View};
use super::conversation::Conversation;
use super::{Purpose, Toolkit};

/// Whether the card has looked which handset it is in since power-on, which it does once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Greeting {
    #[default]
    NotYet,
    /// As soon as there is time.
    Due,
    Done,
}

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// The menu says something else than the handset shows.
    pub(super) menu: bool,
    /// What happened, the oldest first. Of more than two the newest are kept: the person can look everything up.
    news: [Option<News>; 2],
    pub(super) greeting: Greeting,
}

impl Waiting {
    /// After TERMINAL PROFILE came: what happened is still news.
    pub(super) fn restarted(self, has_menu: bool) -> Waiting {
        let greeting = match self.greeting {
            Greeting::NotYet if has_menu => Greeting::Due,
            greeting => greeting,
        };
        Waiting { menu: false, greeting, ..self }
    }

    /// One thing more that happened.
    const fn keep(&mut self, news: News) {
        self.news = match self.news {
            [None, _] => [Some(news), None],
            [Some(oldest), None] => [Some(oldest), Some(news)],
            [Some(_), newer] => [newer, Some(news)],
        };
    }

    /// What was begun and could not be said comes again later; whether it was such a thing.
    pub(super) fn take_back(&mut self, dialog: Dialog) -> bool {
        match dialog {
            Dialog::MAIN_MENU => self.menu = true,
            Dialog::Hello(_) | Dialog::AwaitingSent(_, None) => self.greeting = Greeting::Due,
            Dialog::AwaitingRead(Notice::Happened(news), _) => {
                if let [next, None] = self.news {
                    self.news = [Some(news), next];
                }
            }
            _ => return false,
        }
        true
    }

    /// The next thing to say. While something is put off, only the menu is announced.
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
        if self.greeting != Greeting::Due {
            return None;
        }
        self.greeting = Greeting::Done;
        Hello::is_due(view).then_some(Dialog::Hello(Hello))
    }
}

impl Toolkit {
    /// The menu says something else from now on, and is announced again when nothing else is under way.
    pub(crate) const fn menu_changed(&mut self) {
        self.waiting.menu = true;
    }

    /// Something came over the air and made another wallet of the one before: the person is told what happened, when
    /// nothing else is under way.
    pub(crate) fn learn(&mut self, before: &Wallet, after: &Wallet) {
        News::between(before, after).into_iter().for_each(|news| self.waiting.keep(news));
    }

    /// A command is over: what was waiting for a quiet moment is announced. What this handset cannot be told is
    /// dropped.
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

    /// What the card began by itself gives way to the person if nobody has fetched it; whether it did.
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
