//! The commands of line mode for the world around the phone, each with parameters: their form, and the actions that
//! they ask for.

use crate::tui::command::{CounterCommand, PhoneCommand};
use crate::tui::form::FormKind;
use sim_codec::time::{HOUR, MINUTE, SECOND};
use sim_i18n::Language;
use sim_world::action::{
    Action, CentreAction, HallService, HolderAction, LineAction, NetworkAction, PosPlace, Switch, are_keys,
};
use sim_world::line::ServiceLine;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::MessageId;

/// Commands with parameters: the word, the form, what the command does in Chinese and in English.
pub(super) const USAGES: [(&str, &str, &str, &str); 27] = [
    ("wait", "wait SECONDS", "让时间过去,也可写 10m、2h", "lets time go by; also 10m, 2h"),
    ("sms", "sms NUMBER TEXT", "写短信", "writes a message"),
    ("hold", "hold N", "扣留在途短信;hold all 全部扣留", "holds a message; hold all: every one"),
    ("release", "release N", "放行;release all 全部放行", "lets a message go; release all: every one"),
    ("drop", "drop N", "丢弃", "throws a message away"),
    ("repeat", "repeat N", "重发", "sends a message once more"),
    ("delay", "delay N 10m", "推迟", "lets a message wait longer"),
    ("deposit", "deposit AMOUNT", "营业厅存现金(元)", "cash in yuan paid in at a hall"),
    ("card", "card AMOUNT", "买充值卡", "buys a scratch card"),
    ("reset-pin", "reset-pin PASSWORD", "客服重置操作密码", "the hotline resets the operation PIN"),
    ("web", "web AMOUNT PASSWORD", "网站充值", "a top-up on the website"),
    ("tap", "tap AMOUNT [POS]", "在商户的终端刷卡消费(元)", "pays in yuan at the terminal of a shop"),
    (
        "take-back",
        "take-back [BATCH VOUCHER [POS]]",
        "撤销或退货;只写 take-back 为最后一张凭证",
        "takes a purchase back; take-back alone: that of the last receipt",
    ),
    ("upload", "upload [POS]", "终端批上送", "the terminal uploads its batch"),
    ("pos-balance", "pos-balance [POS]", "在终端查余额", "reads the balance at a terminal"),
    ("pos-records", "pos-records [POS]", "在终端查明细", "reads the records at a terminal"),
    ("pos-parameters", "pos-parameters [POS]", "终端下载参数", "the terminal asks for its parameters"),
    (
        "distance",
        "distance CM [POS]",
        "手机放在终端旁(厘米);distance off 拿走",
        "the phone lies near a terminal; distance off: nowhere",
    ),
    ("finder", "finder AMOUNT [POS]", "拾卡人用丢失的卡消费(元)", "the finder of the lost card pays in yuan"),
    (
        "load",
        "load AMOUNT [cash]",
        "营业厅现场圈存(元);带 cash 为现金充值",
        "money of the account is loaded at a hall; cash: what is paid in now",
    ),
    (
        "hall",
        "hall SERVICE",
        "营业厅业务:open 开户、register 换卡登记、issue 补换卡、reload 换卡圈存、close 退订、data 补齐资料、calibrate 现场校准",
        "a service of a hall: open, register, issue, reload, close, data, calibrate",
    ),
    ("dial", "dial LINE", "拨打 13800137000 或 10086", "calls 13800137000 or 10086"),
    ("keys", "keys KEYS", "通话中按键,如 keys 11#", "presses keys in a call, as in keys 11#"),
    ("say", "say TEXT", "通话中说话", "says something in a call"),
    ("silence", "silence", "通话中不说话也不按键", "neither speaks nor presses a key in a call"),
    ("hang-up", "hang-up", "挂机", "hangs up"),
    ("network", "network off", "网络断开;network on 恢复", "the network goes; network on: it comes back"),
];

/// Services of a hall by their words.
const SERVICES: [(&str, HallService); 7] = [
    ("open", HallService::OpenAccount),
    ("register", HallService::RegisterSwap),
    ("issue", HallService::IssueCard),
    ("reload", HallService::LoadSwap),
    ("close", HallService::CloseWallet),
    ("data", HallService::CompleteData),
    ("calibrate", HallService::Calibrate),
];

/// Commands at a terminal whose only parameter is the terminal.
const COUNTER: [(&str, CounterCommand); 5] = [
    ("take-back", CounterCommand::TakeBackLast),
    ("upload", CounterCommand::Upload),
    ("pos-balance", CounterCommand::ReadBalance),
    ("pos-records", CounterCommand::ReadRecords),
    ("pos-parameters", CounterCommand::AskParameters),
];

/// Mistake in a command whose word is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommandUsage {
    /// Correct form of the command.
    pub(super) usage: &'static str,
    /// Reason for which the value is wrong; `None` if there is no more to say than the usage.
    pub(super) why: Option<String>,
}

/// Parses a time as milliseconds: seconds, or a number with `s`, `m`, `min` or `h` behind it.
fn milliseconds(text: &str) -> Option<u64> {
    let units = [("min", MINUTE), ("m", MINUTE), ("s", SECOND), ("h", HOUR)];
    let unit = units.iter().find_map(|(unit, ms)| Some((text.strip_suffix(unit)?, *ms)));
    let (number, unit) = unit.unwrap_or((text, SECOND));
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(())?;
    number.parse::<u64>().ok()?.checked_mul(unit)
}

fn by_hand(hand: CentreAction, id: &str) -> Option<PhoneCommand> {
    let id = id.parse().ok().map(MessageId)?;
    Some(PhoneCommand::Perform(Action::Network(NetworkAction::ByHand(id, hand))))
}

/// Returns the command at a terminal that a word stands for; the first terminal is meant if none is named.
fn at_counter(word: &str, pos: &str) -> Option<PhoneCommand> {
    let command = COUNTER.iter().find(|(of, _)| *of == word).map(|(_, command)| *command)?;
    let pos = if pos.is_empty() { PosPlace::FIRST } else { PosPlace(pos.parse().ok()?) };
    Some(PhoneCommand::AtCounter(command, Some(pos)))
}

/// Returns the action of a caller on a service line that a word and its parameter stand for.
fn line(word: &str, rest: &str) -> Option<LineAction> {
    match (word, rest) {
        ("dial", number) => ServiceLine::of_number(number).map(LineAction::Dial),
        ("keys", keys) if are_keys(keys) => Some(LineAction::Press(keys.to_owned())),
        ("say", text) if !text.is_empty() => Some(LineAction::Say(text.to_owned())),
        ("silence", "") => Some(LineAction::KeepSilent),
        ("hang-up", "") => Some(LineAction::HangUp),
        _ => None,
    }
}

/// Returns the command of a word and its parameters; an error may hold a sentence about what is wrong.
fn command((language, number): (Language, Msisdn), word: &str, rest: &str) -> Result<PhoneCommand, Option<String>> {
    let (first, second) = rest.split_once(' ').map_or((rest, ""), |(first, second)| (first, second.trim()));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let serve = |switch| PhoneCommand::Perform(Action::Holder(number, HolderAction::Network(switch)));
    let filled = |kind: FormKind, typed: &[&str]| {
        let action = kind.action(number, typed);
        action.map(PhoneCommand::Perform).map_err(|error| Some(error.sentence(language).to_owned()))
    };
    let command = match word {
        "wait" => {
            let ms = milliseconds(rest).and_then(|ms| u32::try_from(ms).ok());
            ms.map(PhoneCommand::Pass)
        }
        "hold" if rest == "all" => Some(PhoneCommand::HoldAll(Switch::On)),
        "release" if rest == "all" => Some(PhoneCommand::HoldAll(Switch::Off)),
        "hold" => by_hand(CentreAction::Hold, rest),
        "release" => by_hand(CentreAction::Release, rest),
        "drop" => by_hand(CentreAction::Drop, rest),
        "repeat" => by_hand(CentreAction::Repeat, rest),
        "delay" => milliseconds(second).and_then(|ms| by_hand(CentreAction::Delay(ms), first)),
        "network" => match rest {
            "on" => Some(serve(Switch::On)),
            "off" => Some(serve(Switch::Off)),
            _ => None,
        },
        "dial" | "keys" | "say" | "silence" | "hang-up" => {
            line(word, rest).map(|action| PhoneCommand::Perform(Action::Holder(number, HolderAction::Line(action))))
        }
        "sms" if second.is_empty() => None,
        "sms" => return filled(FormKind::Text, &[first, second]),
        "deposit" => return filled(FormKind::Deposit, &[rest]),
        "card" => return filled(FormKind::ScratchCard, &[rest]),
        "reset-pin" => return filled(FormKind::ResetPin, &[rest]),
        "web" => return filled(FormKind::WebTopUp, &[first, second]),
        "load" if second == "cash" => return filled(FormKind::HallLoadCash, &[first]),
        "finder" => return filled(FormKind::FinderTap, &words),
        "load" => return filled(FormKind::HallLoad, &[rest]),
        "tap" => return filled(FormKind::Tap, &words),
        "distance" if rest == "off" => Some(PhoneCommand::GoAway),
        "distance" => return filled(FormKind::Distance, &words),
        "take-back" if !rest.is_empty() => return filled(FormKind::TakeBack, &words),
        "hall" => SERVICES.iter().find(|(word, _)| *word == rest).map(|(_, service)| PhoneCommand::AtHall(*service)),
        _ => at_counter(word, rest),
    };
    command.ok_or(None)
}

/// Parses a line that begins with one of the words in [`USAGES`]; `None` for any other line.
pub(super) fn parse(whose: (Language, Msisdn), line: &str) -> Option<Result<PhoneCommand, CommandUsage>> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (_, usage, ..) = USAGES.iter().find(|(of, ..)| *of == word)?;
    Some(command(whose, word, rest.trim()).map_err(|why| CommandUsage { usage, why }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_without_unit_is_seconds() {
        let times = ["5", "90s", "10m", "10min", "2h"].map(milliseconds);
        assert_eq!(times, [5_000, 90_000, 600_000, 600_000, 7_200_000].map(Some));
        for wrong in ["", "m", "1.5", "-3", "5 m", "1d", "+5", "99999999999999999999"] {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn usage_names_every_service_of_hall() {
        let (.., chinese, english) = USAGES.iter().find(|(word, ..)| *word == "hall").unwrap();
        for (word, service) in SERVICES {
            let is_named = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(|named| named == word);
            assert!(is_named(chinese) && is_named(english), "{word}");
            let parsed = parse((Language::English, Msisdn::SOLE), &format!("hall {word}"));
            assert_eq!(parsed, Some(Ok(PhoneCommand::AtHall(service))));
        }
    }

    #[test]
    fn malformed_command_is_answered_with_its_usage() {
        for (line, usage) in
            [("hold", "hold N"), ("hold x", "hold N"), ("delay 3", "delay N 10m"), ("sms 10658888", "sms NUMBER TEXT")]
        {
            let wrong = parse((Language::English, Msisdn::SOLE), line).unwrap().unwrap_err();
            assert_eq!(wrong, CommandUsage { usage, why: None }, "{line}");
        }
        let wrong = parse((Language::English, Msisdn::SOLE), "deposit 1.234").unwrap().unwrap_err();
        assert_eq!(wrong.why.as_deref(), Some("An amount is written like 50 or 19.90."));
        let wrong = parse((Language::English, Msisdn::SOLE), "take-back 1 x").unwrap().unwrap_err();
        assert_eq!(wrong.why.as_deref(), Some("A number is whole, from 1 on."));
        for line in ["hall", "hall wash", "upload x", "pos-balance 1 2"] {
            assert!(parse((Language::English, Msisdn::SOLE), line).unwrap().is_err(), "{line}");
        }
        assert_eq!(parse((Language::English, Msisdn::SOLE), "screen"), None);
        let held = Action::Network(NetworkAction::ByHand(MessageId(3), CentreAction::Delay(600_000)));
        assert_eq!(parse((Language::English, Msisdn::SOLE), "delay 3 10m"), Some(Ok(PhoneCommand::Perform(held))));
    }
}
