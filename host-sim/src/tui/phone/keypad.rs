//! The keypad: menu, up, down and end, then the twelve keys. Every key can be clicked.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType};

use crate::tui::command::{Move, PhoneCommand};
use crate::tui::paint;
use crate::tui::scene::{FrameLayout, Scene};
use crate::tui::theme;
use sim_i18n::Word;
use sim_i18n::phone::keys::PhoneKey;

/// Width of the keypad in columns.
pub(super) const WIDTH: u16 = 38;
/// Height of the keypad in rows.
pub(super) const HEIGHT: u16 = 15;

/// Twelve keys, each with the character that it types and its label.
const KEYS: [[(char, &str); 3]; 4] = [
    [('1', "1"), ('2', "2 abc"), ('3', "3 def")],
    [('4', "4 ghi"), ('5', "5 jkl"), ('6', "6 mno")],
    [('7', "7 pqrs"), ('8', "8 tuv"), ('9', "9 wxyz")],
    [('*', "* +"), ('0', "0"), ('#', "#")],
];

/// Draws the keypad.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    let area = paint::middle(area, WIDTH, HEIGHT);
    let row = |number: u16| Rect { y: area.y.saturating_add(number * 3), height: 3, ..area };
    let wheel = |by| PhoneCommand::Wheel(crate::tui::command::Focus::Phone, by);
    let above = [
        (scene.say(Word::Menu), PhoneCommand::Press(PhoneKey::Menu)),
        ("▲", wheel(Move::Up)),
        ("▼", wheel(Move::Down)),
        (scene.say(Word::End), PhoneCommand::Press(PhoneKey::End)),
    ];
    for ((label, command), place) in above.into_iter().zip(0_u16..) {
        key(frame, row(0), (place * 10, 8), label, command, drawn);
    }
    for (keys, number) in KEYS.iter().zip(1_u16..) {
        for ((typed, label), place) in keys.iter().zip(0_u16..) {
            key(frame, row(number), (place * 13, 12), label, PhoneCommand::Press(PhoneKey::Character(*typed)), drawn);
        }
    }
}

/// Draws a key; `place` is its left column and its width.
fn key(
    frame: &mut Frame<'_>,
    row: Rect,
    place: (u16, u16),
    label: &str,
    command: PhoneCommand,
    drawn: &mut FrameLayout,
) {
    let area = Rect { x: row.x.saturating_add(place.0), width: place.1, ..row }.intersection(frame.area());
    frame.render_widget(Block::bordered().border_type(BorderType::Rounded).border_style(theme::QUIET), area);
    paint::draw_centred(frame, area, 1, label, theme::PLAIN);
    drawn.click(area, command);
}
