//! Commands of keys, clicks and the wheel. Letters and digits are for typing and choosing, so everything else has a
//! function key. A Ctrl key does the same on keyboards where function keys are hard to reach.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

use super::command::{Focus, Move, PhoneCommand};
use super::scene::FrameLayout;
use sim_i18n::phone::keys::PhoneKey;

/// Milliseconds that F7 and F8 let pass.
const STEPS_MS: (u32, u32) = (1_000, 10_000);

/// Returns the command that an event of the terminal stands for; `typing` is set while characters are typed into
/// something.
pub fn command(event: &Event, typing: bool, drawn: &FrameLayout) -> PhoneCommand {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => pressed(*key, typing),
        Event::Paste(text) => PhoneCommand::Paste(text.clone()),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                drawn.clicked(mouse.column, mouse.row).cloned().unwrap_or(PhoneCommand::Nothing)
            }
            MouseEventKind::ScrollUp => wheel(drawn.wheeled(mouse.column, mouse.row), Move::Up),
            MouseEventKind::ScrollDown => wheel(drawn.wheeled(mouse.column, mouse.row), Move::Down),
            _ => PhoneCommand::Nothing,
        },
        _ => PhoneCommand::Nothing,
    }
}

fn wheel(focus: Option<Focus>, by: Move) -> PhoneCommand {
    focus.map_or(PhoneCommand::Nothing, |focus| PhoneCommand::Wheel(focus, by))
}

fn pressed(key: KeyEvent, typing: bool) -> PhoneCommand {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return with_control(key.code);
    }
    match key.code {
        KeyCode::Up => PhoneCommand::Move(Move::Up),
        KeyCode::Down => PhoneCommand::Move(Move::Down),
        KeyCode::PageUp => PhoneCommand::Move(Move::PageUp),
        KeyCode::PageDown => PhoneCommand::Move(Move::PageDown),
        KeyCode::Home => PhoneCommand::Move(Move::Home),
        KeyCode::End => PhoneCommand::Move(Move::End),
        KeyCode::Enter => PhoneCommand::Press(PhoneKey::Ok),
        KeyCode::Esc => PhoneCommand::Press(PhoneKey::Back),
        KeyCode::Backspace | KeyCode::Delete => PhoneCommand::Press(PhoneKey::Erase),
        KeyCode::Tab => PhoneCommand::Next,
        KeyCode::BackTab => PhoneCommand::Previous,
        KeyCode::F(1) => PhoneCommand::Keys,
        KeyCode::F(2) => PhoneCommand::Press(PhoneKey::Menu),
        KeyCode::F(3) => PhoneCommand::Press(PhoneKey::Help),
        KeyCode::F(4) => PhoneCommand::Press(PhoneKey::End),
        KeyCode::F(5) => PhoneCommand::Press(PhoneKey::No),
        KeyCode::F(6) => PhoneCommand::Restart,
        KeyCode::F(7) => PhoneCommand::Pass(STEPS_MS.0),
        KeyCode::F(8) => PhoneCommand::Pass(STEPS_MS.1),
        KeyCode::F(9) => PhoneCommand::GiveUp,
        KeyCode::F(10) => PhoneCommand::Quit,
        KeyCode::F(11) => PhoneCommand::Press(PhoneKey::Home),
        KeyCode::F(12) => PhoneCommand::Outside,
        KeyCode::Char('?') if !typing => PhoneCommand::Keys,
        KeyCode::Char(character) => PhoneCommand::Press(PhoneKey::Character(character)),
        _ => PhoneCommand::Nothing,
    }
}

fn with_control(code: KeyCode) -> PhoneCommand {
    match code {
        KeyCode::Char('z') => PhoneCommand::Undo,
        KeyCode::Char('y' | 'r') => PhoneCommand::Redo,
        KeyCode::Char('o') => PhoneCommand::Press(PhoneKey::Menu),
        KeyCode::Char('g') => PhoneCommand::Press(PhoneKey::Help),
        KeyCode::Char('e') => PhoneCommand::Press(PhoneKey::End),
        KeyCode::Char('n') => PhoneCommand::Press(PhoneKey::No),
        KeyCode::Char('t') => PhoneCommand::Expect,
        KeyCode::Char('q' | 'c') => PhoneCommand::Quit,
        // What terminals send for Backspace.
        KeyCode::Char('h') => PhoneCommand::Press(PhoneKey::Erase),
        _ => PhoneCommand::Nothing,
    }
}

/// Rows of the overlay: the keys, what they do in Chinese, and in English.
pub(super) const HELP: &[(&str, &str, &str)] = &[
    ("Enter", "确定、选择;待机时打开菜单", "OK, select; opens the menu when idle"),
    ("Esc", "返回", "back"),
    ("Backspace", "删除一个字符;没有字符时返回", "takes a character back; back where there is none"),
    ("↑ ↓", "移动,翻看", "move, scroll"),
    ("PgUp PgDn", "翻页", "a page up, a page down"),
    ("1–9 0", "选择菜单项;输入", "choose a line; type"),
    ("y n", "是、否", "yes, no"),
    ("F1 ?", "按键说明", "these keys"),
    ("F2 Ctrl-O", "打开卡菜单", "opens the card's menu"),
    ("F3 Ctrl-G", "向卡要帮助", "asks the card for help"),
    ("F4 Ctrl-E", "结束对话", "ends the session"),
    ("F5 Ctrl-N", "否、拒绝", "no, refuse"),
    ("F6", "关机再开机", "switches off and on"),
    ("F7 F8", "过 1 秒、过 10 秒", "lets 1 s, 10 s go by"),
    ("F9", "什么都不按,直到手机不再等", "presses nothing until the phone gives up"),
    ("F11 F12", "主屏键、点到对话框外面", "the home key, a touch beside the dialog"),
    ("Ctrl-Z", "撤销一步(时间也退回)", "takes a step back, and time with it"),
    ("Ctrl-Y", "重做一步", "takes the step again"),
    ("Ctrl-T", "记录时:把短信、钱包、账户的现状记为期望", "recording: expects messages, wallet, account as they are"),
    ("Tab", "下一个窗格(Shift-Tab 上一个)", "next pane (Shift-Tab: the one before)"),
    ("F10 Ctrl-Q", "退出", "leaves"),
    ("s", "短信、平台窗格:写短信", "SMS, platform pane: writes a message"),
    ("n", "手机状态、平台窗格:网络断开、恢复", "handset, platform pane: the network goes, comes"),
    ("h l x t", "平台窗格:扣留、放行、丢弃、重发短信", "platform pane: holds, lets go, drops, repeats"),
    ("d D", "平台窗格:推迟 1 分钟、10 分钟", "platform pane: delays by 1 min, 10 min"),
    ("H", "平台窗格:新短信全部扣留、放行", "platform pane: holds every message, or none"),
    ("c k", "平台窗格:存现金、买充值卡", "platform pane: cash paid in, a scratch card"),
    ("r w", "平台窗格:客服重置操作密码、网站充值", "platform pane: PIN reset, website top-up"),
    ("t u", "商户窗格:刷卡消费、批上送", "shops pane: pays, uploads the batch"),
    ("v V", "商户窗格:撤销或退货,最后一张、指定的凭证", "shops pane: takes back the last purchase, another one"),
    ("b r", "商户窗格:在终端查余额、明细", "shops pane: balance, records at the terminal"),
    ("d a", "商户窗格:手机放在终端旁、拿走", "shops pane: the phone lies near, is taken away"),
    ("p f", "商户窗格:终端下载参数、拾卡人刷卡", "shops pane: asks for parameters, the finder pays"),
    ("o c k", "营业厅窗格:开户、存现金、买充值卡", "hall pane: account, cash, scratch card"),
    ("l m", "营业厅窗格:现场圈存、现金圈存", "hall pane: loads from the account, loads cash"),
    ("r i e", "营业厅窗格:换卡登记、补换卡、换卡圈存", "hall pane: registers, issues, reloads a card"),
    ("x d j", "营业厅窗格:钱包退订、补齐资料、现场校准", "hall pane: unsubscribes, completes data, calibrates"),
    ("L B", "营业厅窗格:遗失卡、损坏卡", "hall pane: loses, breaks the card"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::counter::LETTERS;
    use crate::tui::command::Pane;

    fn key(code: KeyCode, modifiers: KeyModifiers, typing: bool) -> PhoneCommand {
        command(&Event::Key(KeyEvent::new(code, modifiers)), typing, &FrameLayout::default())
    }

    #[test]
    fn printable_character_is_typed_into_field() {
        for character in (' '..='~').chain("是中ß€".chars()) {
            assert_eq!(
                key(KeyCode::Char(character), KeyModifiers::NONE, true),
                PhoneCommand::Press(PhoneKey::Character(character))
            );
        }
        assert_eq!(key(KeyCode::Char('?'), KeyModifiers::NONE, false), PhoneCommand::Keys);
    }

    #[test]
    fn key_release_is_ignored() {
        let mut event = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        assert_eq!(command(&Event::Key(event), false, &FrameLayout::default()), PhoneCommand::Nothing);
    }

    #[test]
    fn control_keys_equal_function_keys() {
        for (letter, number) in [('o', 2), ('g', 3), ('e', 4), ('n', 5), ('q', 10)] {
            let control = key(KeyCode::Char(letter), KeyModifiers::CONTROL, true);
            assert_eq!(control, key(KeyCode::F(number), KeyModifiers::NONE, true), "Ctrl-{letter}");
            assert_ne!(control, PhoneCommand::Nothing);
        }
    }

    #[test]
    fn help_names_every_letter_of_panes() {
        for key in &LETTERS {
            let pane = if key.pane == Pane::Hall { "营业厅窗格" } else { "商户窗格" };
            let named = HELP.iter().any(|(letters, chinese, _)| {
                chinese.starts_with(pane) && letters.split(' ').any(|letter| letter == key.letter)
            });
            assert!(named, "{pane}: {}", key.letter);
        }
    }
}
