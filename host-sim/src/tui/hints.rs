//! The line at the bottom: the keys that do something now, as many as there is room for, and `…` where there are more.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::counter;
use super::command::{Focus, Pane, PhoneCommand};
use super::form::FormKind;
use super::scene::{FrameLayout, Scene};
use super::{paint, softkeys, theme};
use sim_codec::time::MINUTE;
use sim_i18n::Word;
use sim_i18n::phone::keys::PhoneKey;
use sim_world::action::CentreAction;

/// Columns between two hints.
const GAP: u16 = 2;

/// Draws the hints, each of which can be clicked; a click on the mark of further ones shows all keys.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    let mut column = 1_u16;
    let mut hints = hints(scene).into_iter().peekable();
    while let Some((key, word, command)) = hints.next() {
        let words = scene.say(word);
        let behind_key = column.saturating_add(paint::width(key)).saturating_add(1);
        let end = behind_key.saturating_add(paint::width(words));
        // Behind all but the last, the mark needs its column and a gap.
        let mark = if hints.peek().is_some() { GAP.saturating_add(1) } else { 0 };
        if end.saturating_add(mark) > area.width {
            let mark = paint::ellipsis(frame, area, column, theme::QUIET);
            drawn.click(mark, PhoneCommand::Keys);
            break;
        }
        paint::put(frame, area, (column, 0), key, theme::ACCENTED);
        paint::put(frame, area, (behind_key, 0), words, theme::QUIET);
        let width = end.saturating_sub(column);
        drawn.click(Rect { x: area.x.saturating_add(column), width, ..area }, command);
        column = end.saturating_add(GAP);
    }
}

/// Returns the keys for the focus and the screen, the most needed first.
fn hints(scene: &Scene<'_>) -> Vec<(&'static str, Word, PhoneCommand)> {
    if scene.ui.keys_shown {
        return vec![("Esc", Word::Back, PhoneCommand::Keys)];
    }
    if scene.ui.form.is_some() {
        return vec![
            ("Enter", Word::Ok, PhoneCommand::Press(PhoneKey::Ok)),
            ("Tab", Word::NextLine, PhoneCommand::Next),
            ("Esc", Word::Back, PhoneCommand::Press(PhoneKey::Back)),
        ];
    }
    let mut hints = vec![("F1", Word::ScreenKeys, PhoneCommand::Keys)];
    if scene.ui.focus == Focus::Phone {
        let soft = softkeys::of(scene.screen, scene.handset.has_menu(), scene.idle_use())
            .into_iter()
            .filter(|(key, _)| key.enabled);
        hints.extend(soft.filter_map(|(soft, command)| {
            let key = match command {
                PhoneCommand::Press(PhoneKey::Ok) => "Enter",
                PhoneCommand::Press(PhoneKey::Back | PhoneKey::Erase) => "Esc",
                PhoneCommand::Press(PhoneKey::No) => "n",
                PhoneCommand::Press(PhoneKey::Help) => "F3",
                PhoneCommand::Press(PhoneKey::End) => "F4",
                PhoneCommand::Press(PhoneKey::Menu) => "F2",
                _ => return None,
            };
            let (word, command) = match command {
                PhoneCommand::Press(PhoneKey::Erase) => (Word::Back, PhoneCommand::Press(PhoneKey::Back)),
                command => (soft.word, command),
            };
            Some((key, word, command))
        }));
    } else {
        hints.push(("Esc", Word::Phone, PhoneCommand::Focus(Focus::Phone)));
        hints.extend(of_pane(scene));
    }
    hints.push(("Tab", Word::Panes, PhoneCommand::Next));
    hints.push(("Ctrl-Z", Word::Undo, PhoneCommand::Undo));
    hints.push(("F10", Word::Quit, PhoneCommand::Quit));
    hints
}

/// Returns the letters of the pane that has the focus; those for a message only while there is one.
fn of_pane(scene: &Scene<'_>) -> Vec<(&'static str, Word, PhoneCommand)> {
    let write = ("s", Word::Write, PhoneCommand::Open(FormKind::Text));
    let network = ("n", Word::Serve, PhoneCommand::Serve);
    match scene.ui.focus {
        Focus::Pane(Pane::Handset) => vec![network],
        Focus::Pane(pane @ (Pane::Shops | Pane::Hall)) if scene.home.is_some() => {
            let keys = counter::LETTERS.iter().filter(|key| key.pane == pane);
            keys.map(|key| (key.letter, key.word, key.command.clone())).collect()
        }
        Focus::Pane(Pane::Messages) if scene.home.is_some() => vec![write],
        Focus::Pane(Pane::Platform) => {
            let Some(home) = scene.home else { return Vec::new() };
            let mut hints = Vec::new();
            if home.selected(scene.ui.message).is_some() {
                hints.extend([
                    ("h", Word::Hold, PhoneCommand::ByHand(CentreAction::Hold)),
                    ("l", Word::Release, PhoneCommand::ByHand(CentreAction::Release)),
                    ("x", Word::Drop, PhoneCommand::ByHand(CentreAction::Drop)),
                    ("t", Word::Repeat, PhoneCommand::ByHand(CentreAction::Repeat)),
                    ("d", Word::Delay, PhoneCommand::ByHand(CentreAction::Delay(MINUTE))),
                ]);
            }
            hints.extend([
                ("H", Word::HoldAll, PhoneCommand::ToggleHolding),
                write,
                ("c", Word::CashIn, PhoneCommand::Open(FormKind::Deposit)),
                ("k", Word::BuyCard, PhoneCommand::Open(FormKind::ScratchCard)),
            ]);
            hints
        }
        _ => Vec::new(),
    }
}
