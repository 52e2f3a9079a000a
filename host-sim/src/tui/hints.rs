//! The line at the bottom: the keys that do something now, as many as there is room for.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::{Action, Focus, Pane};
use super::deed::Hand;
use super::form::FormKind;
use super::labels::Word;
use super::scene::{Drawn, Scene};
use super::{paint, softkeys, theme};
use sim_codec::time::MINUTE;

/// Draws the hints; they can be clicked.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut Drawn) {
    let mut column = 1;
    for (key, word, action) in hints(scene) {
        let words = scene.say(word);
        let width = paint::width(key).saturating_add(paint::width(words)).saturating_add(1);
        if column + width > area.width {
            break;
        }
        paint::put(frame, area, (column, 0), key, theme::ACCENTED);
        paint::put(frame, area, (column + paint::width(key) + 1, 0), words, theme::QUIET);
        drawn.click(Rect { x: area.x.saturating_add(column), width, ..area }, action);
        column = column.saturating_add(width).saturating_add(2);
    }
}

/// The keys by what has the focus and what is on the screen; the most needed first.
fn hints(scene: &Scene<'_>) -> Vec<(&'static str, Word, Action)> {
    if scene.ui.keys_shown {
        return vec![("Esc", Word::Back, Action::Keys)];
    }
    if scene.ui.form.is_some() {
        return vec![
            ("Enter", Word::Ok, Action::Ok),
            ("Tab", Word::NextLine, Action::Next),
            ("Esc", Word::Back, Action::Back),
        ];
    }
    let mut hints = vec![("F1", Word::ScreenKeys, Action::Keys)];
    if scene.ui.focus == Focus::Phone {
        let soft = softkeys::of(scene.screen, scene.handset.has_menu()).into_iter().filter(|key| key.enabled);
        hints.extend(soft.filter_map(|soft| {
            let key = match soft.action {
                Action::Ok => "Enter",
                Action::Back | Action::Erase => "Esc",
                Action::No => "n",
                Action::Help => "F3",
                Action::End => "F4",
                Action::Menu => "F2",
                _ => return None,
            };
            let (word, action) =
                if soft.action == Action::Erase { (Word::Back, Action::Back) } else { (soft.word, soft.action) };
            Some((key, word, action))
        }));
    } else {
        hints.push(("Esc", Word::Phone, Action::Focus(Focus::Phone)));
        hints.extend(of_pane(scene));
    }
    hints.push(("Tab", Word::Panes, Action::Next));
    hints.push(("Ctrl-Z", Word::Undo, Action::Undo));
    hints.push(("F10", Word::Quit, Action::Quit));
    hints
}

/// The letters of the pane that has the focus; what is done to a message only while there is one.
fn of_pane(scene: &Scene<'_>) -> Vec<(&'static str, Word, Action)> {
    let write = ("s", Word::Write, Action::Open(FormKind::Text));
    let network = ("n", Word::Serve, Action::Serve);
    match scene.ui.focus {
        Focus::Pane(Pane::Handset) => vec![network],
        Focus::Pane(Pane::Messages) if scene.home.is_some() => vec![write],
        Focus::Pane(Pane::Platform) => {
            let Some(home) = scene.home else { return Vec::new() };
            let mut hints = Vec::new();
            if home.selected(scene.ui.message).is_some() {
                hints.extend([
                    ("h", Word::Hold, Action::Hand(Hand::Hold)),
                    ("l", Word::Release, Action::Hand(Hand::Release)),
                    ("x", Word::Drop, Action::Hand(Hand::Drop)),
                    ("t", Word::Repeat, Action::Hand(Hand::Repeat)),
                    ("d", Word::Delay, Action::Hand(Hand::Delay(MINUTE))),
                ]);
            }
            hints.extend([
                ("H", Word::HoldAll, Action::HoldAll),
                write,
                ("c", Word::CashIn, Action::Open(FormKind::Deposit)),
                ("k", Word::BuyCard, Action::Open(FormKind::ScratchCard)),
            ]);
            hints
        }
        _ => Vec::new(),
    }
}
