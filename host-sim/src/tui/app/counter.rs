//! Actions at the counters of shops and halls: the letters of their panes, and the actions that the letters ask for.

use super::App;
use crate::tui::command::{CounterCommand, Focus, Move, Pane, PhoneCommand};
use crate::tui::form::FormKind;
use crate::tui::ground::Ground;
use sim_i18n::Word;
use sim_world::action::{
    Action, CardLoss, HallAction, HallService, HolderAction, PosAction, PosPlace, TapAction, TapPurpose,
};

/// Letter that is a command while its pane has the focus.
pub(in crate::tui) struct PaneKey {
    /// Pane in which the letter has this meaning.
    pub(in crate::tui) pane: Pane,
    /// Letter, as a text.
    pub(in crate::tui) letter: &'static str,
    /// Word for the command.
    pub(in crate::tui) word: Word,
    /// Command.
    pub(in crate::tui) command: PhoneCommand,
}

const fn shop(letter: &'static str, word: Word, command: PhoneCommand) -> PaneKey {
    PaneKey { pane: Pane::Shops, letter, word, command }
}

const fn hall(letter: &'static str, word: Word, command: PhoneCommand) -> PaneKey {
    PaneKey { pane: Pane::Hall, letter, word, command }
}

/// Letters of the panes of shops and of the hall, the most needed first.
pub(in crate::tui) static LETTERS: [PaneKey; 23] = [
    shop("t", Word::Tap, PhoneCommand::Open(FormKind::Tap)),
    shop("v", Word::TakeBack, PhoneCommand::AtCounter(CounterCommand::TakeBackLast, None)),
    shop("u", Word::Upload, PhoneCommand::AtCounter(CounterCommand::Upload, None)),
    shop("b", Word::Balance, PhoneCommand::AtCounter(CounterCommand::ReadBalance, None)),
    shop("r", Word::ReadRecords, PhoneCommand::AtCounter(CounterCommand::ReadRecords, None)),
    shop("d", Word::Near, PhoneCommand::Open(FormKind::Distance)),
    shop("a", Word::GoAway, PhoneCommand::GoAway),
    shop("V", Word::TakeBackOther, PhoneCommand::Open(FormKind::TakeBack)),
    shop("p", Word::AskParameters, PhoneCommand::AtCounter(CounterCommand::AskParameters, None)),
    shop("f", Word::FinderTap, PhoneCommand::Open(FormKind::FinderTap)),
    hall("o", Word::HallAccount, PhoneCommand::AtHall(HallService::OpenAccount)),
    hall("c", Word::CashIn, PhoneCommand::Open(FormKind::Deposit)),
    hall("k", Word::BuyCard, PhoneCommand::Open(FormKind::ScratchCard)),
    hall("l", Word::HallLoad, PhoneCommand::Open(FormKind::HallLoad)),
    hall("m", Word::HallLoadCash, PhoneCommand::Open(FormKind::HallLoadCash)),
    hall("r", Word::HallRegister, PhoneCommand::AtHall(HallService::RegisterSwap)),
    hall("i", Word::HallIssue, PhoneCommand::AtHall(HallService::IssueCard)),
    hall("e", Word::HallReload, PhoneCommand::AtHall(HallService::LoadSwap)),
    hall("x", Word::HallClose, PhoneCommand::AtHall(HallService::CloseWallet)),
    hall("d", Word::HallData, PhoneCommand::AtHall(HallService::CompleteData)),
    hall("j", Word::HallCalibrate, PhoneCommand::AtHall(HallService::Calibrate)),
    hall("L", Word::LoseCard, PhoneCommand::LoseCard(CardLoss::Lost)),
    hall("B", Word::BreakCard, PhoneCommand::LoseCard(CardLoss::Broken)),
];

impl<G: Ground> App<G> {
    /// Executes a command at the counter of a shop or a hall, or one about the card as a thing.
    pub(super) fn execute_at_counter(&mut self, command: PhoneCommand) {
        let number = self.number();
        match command {
            PhoneCommand::SelectPos(pos) => {
                self.ui.pos = pos;
                self.ui.reading = None;
                self.focus_on(Focus::Pane(Pane::Shops));
            }
            PhoneCommand::AtCounter(command, pos) => {
                let pos = pos.unwrap_or(self.ui.pos);
                match self.counter_action(command, pos) {
                    Some(action) => self.perform(&action),
                    None => {
                        self.ui.failed = true;
                        self.note(if self.desk.home().is_some() { Word::NoReceiptYet } else { Word::NoPlatform });
                    }
                }
            }
            PhoneCommand::GoAway => self.perform(&Action::Holder(number, HolderAction::GoAway)),
            PhoneCommand::AtHall(service) => self.perform(&Action::Hall(HallAction::Serve(number, service, None))),
            PhoneCommand::LoseCard(loss) => self.perform(&Action::Holder(number, HolderAction::LoseCard(loss))),
            _ => {}
        }
    }

    /// Returns the action of a command at a terminal; `None` if a receipt is needed and none was printed there.
    fn counter_action(&self, command: CounterCommand, pos: PosPlace) -> Option<Action> {
        let number = self.number();
        let tap = |purpose| Action::Holder(number, HolderAction::Tap(TapAction { pos, ..TapAction::new(purpose) }));
        Some(match command {
            CounterCommand::TakeBackLast => {
                let (place, _) = self.desk.home()?.last_receipt(pos)?;
                Action::Pos(pos, PosAction::TakeBack(place))
            }
            CounterCommand::Upload => Action::Pos(pos, PosAction::Upload),
            CounterCommand::AskParameters => Action::Pos(pos, PosAction::AskParameters),
            CounterCommand::ReadBalance => tap(TapPurpose::Balance),
            CounterCommand::ReadRecords => tap(TapPurpose::Records),
        })
    }

    /// Selects another terminal; returns `false` if `by` is no single line or there is no shop.
    pub(super) fn move_to_pos(&mut self, by: Move) -> bool {
        let Some(home) = self.desk.home() else { return false };
        let last = u32::try_from(home.world().shops().count()).unwrap_or(u32::MAX);
        let PosPlace(place) = self.ui.pos;
        let next = match by {
            Move::Up => place.saturating_sub(1),
            Move::Down => place.saturating_add(1),
            _ => return false,
        };
        if last > 0 {
            self.ui.reading = None;
            self.ui.pos = PosPlace(next.clamp(1, last));
        }
        last > 0
    }
}
