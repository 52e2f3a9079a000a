//! What does not hold, in the language of the report: its subject, what was expected, what was seen, and advice. What a
//! script writes, and what was read on a screen, is the same in every language.

use sim_i18n::replay::{played, sentence};
use sim_i18n::{Language, audit, refusal};
use sim_script::trace::outcome::{FailureKind, MismatchAdvice, MismatchSubject, SightContent};
use sim_script::trace::syntax::{Transaction, TransactionPart};
use sim_script::walk::syntax::ScreenKind;

/// Renders the subject of an expectation.
pub(super) fn subject(subject: &MismatchSubject, language: Language) -> String {
    if language == Language::English {
        return subject.to_string();
    }
    let chinese = match subject {
        MismatchSubject::Screen => "屏幕",
        MismatchSubject::Handset => "手机",
        MismatchSubject::HandsetAndCard => "手机与卡",
        MismatchSubject::Menu => "菜单",
        MismatchSubject::MainMenu => "主菜单",
        MismatchSubject::MenuLine => "菜单项",
        MismatchSubject::MenuWay(name) => return format!("到“{name}”的路径"),
        MismatchSubject::Written(words) => return format!("`{words}`"),
        MismatchSubject::Answer => "回答",
        MismatchSubject::ShortMessage => "手机发出的短信",
        MismatchSubject::InboxMessage => "收件箱中的短信",
        MismatchSubject::Receipt => "凭证",
        MismatchSubject::ServiceLine => played::service_line(language),
        MismatchSubject::Phone => "电话",
        MismatchSubject::Platform => "平台",
        MismatchSubject::CardState => "卡片状态",
        MismatchSubject::TerminalAct => "终端的操作",
        MismatchSubject::HallAct => "营业厅的操作",
        MismatchSubject::PlatformAct => "平台的操作",
        MismatchSubject::Tap => "刷卡",
        MismatchSubject::Void => "撤销",
        MismatchSubject::Return => "退货",
        MismatchSubject::TakeBackWay => "取消消费的方式",
        MismatchSubject::ReadBalance => "终端读出的余额",
        MismatchSubject::CardProof => "卡片给终端的证明",
        MismatchSubject::LoadMac1 => "圈存的 MAC1",
        MismatchSubject::InitializeLength => "INITIALIZE 应答的字节数",
        MismatchSubject::Computed { name, kind, part } => {
            return format!("{name},终端计算的{} {}", transaction(*kind), self::part(*part));
        }
    };
    chinese.to_owned()
}

const fn transaction(kind: Transaction) -> &'static str {
    match kind {
        Transaction::Load => "圈存",
        Transaction::Purchase => "消费",
        Transaction::Unload => "圈提",
    }
}

const fn part(part: TransactionPart) -> &'static str {
    match part {
        TransactionPart::SessionKey => "过程密钥",
        TransactionPart::Mac1 => "MAC1",
        TransactionPart::Mac2 => "MAC2",
        TransactionPart::Mac3 => "MAC3",
        TransactionPart::Tac => "TAC",
    }
}

/// Renders the purpose of a screen in Chinese.
pub(super) const fn kind(kind: ScreenKind) -> &'static str {
    match kind {
        ScreenKind::Idle => "待机",
        ScreenKind::MainMenu => "主菜单",
        ScreenKind::Menu => "菜单",
        ScreenKind::Text => "文本",
        ScreenKind::Field => "输入框",
        ScreenKind::FieldHidden => "隐藏输入框",
        ScreenKind::Key => "等待按键",
        ScreenKind::Question => "是否提问",
        ScreenKind::Confirmation => "确认提问",
        ScreenKind::Tone => "提示音",
        ScreenKind::Waiting => "等待卡片",
    }
}

/// Renders what was expected of a handset, or seen on one.
pub(super) fn sight(sight: &SightContent, language: Language) -> String {
    if language == Language::English {
        return sight.to_string();
    }
    let chinese = match sight {
        SightContent::Written(text) => text,
        SightContent::Kind(of) => kind(*of),
        SightContent::KindWithout(of) => return format!("{},没有这项内容", kind(*of)),
        SightContent::AnyMenu => "某个菜单",
        SightContent::MenuOpener => "可以打开主菜单的手机",
        SightContent::HiddenField => "不显示输入内容的输入框",
        SightContent::YesNoQuestion => "回答是或否的提问",
        SightContent::WaitingScreen => "等待用户的屏幕",
        SightContent::NothingAwaited => "手机在这里不等待任何操作",
        SightContent::FittingScreen => "这一操作有效的屏幕",
        SightContent::ActRefused => "手机不接受",
        SightContent::ActTaken => "手机接受了",
        SightContent::LineThere => "有这一项",
        SightContent::LineMissing => "没有这一项",
        SightContent::NoUnreadMessage => "没有未查看的短信",
        SightContent::NoWords => "没有播报",
        SightContent::NoReceipt => "没有打印过凭证",
        SightContent::NoNewReceipt => "最近的刷卡或营业厅操作没有凭证",
        SightContent::NoCall => "没有通话",
        SightContent::CallTo(number) => return format!("与 {number} 的通话"),
        SightContent::Rest => "手机与卡都处于静止",
        SightContent::Unrest(unrest) => refusal::unrest(*unrest),
    };
    chinese.to_owned()
}

/// Renders advice.
pub(super) fn advice(advice: &MismatchAdvice, language: Language) -> String {
    if language == Language::English {
        return advice.to_string();
    }
    match advice {
        MismatchAdvice::Nearest(name) => format!("是否指“{name}”?"),
        MismatchAdvice::SeveralLines => "有几项同名:请写 `line 2`,从 1 数起".to_owned(),
        MismatchAdvice::SayHowLong => "请写明时间:`wait 30 s`".to_owned(),
        MismatchAdvice::NoField => "这里没有可以输入的地方".to_owned(),
        MismatchAdvice::Untypable(letter) => format!("这里不能输入“{letter}”"),
        MismatchAdvice::NoRoom { left, typed } => format!("还可输入 {left} 位,这里有 {typed} 位"),
        MismatchAdvice::Findings(findings) => {
            findings.iter().map(|finding| audit::finding(language, finding)).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Renders an expectation of an answer as the script writes it; without an answer line, the success that is expected.
pub(super) fn written(trouble: &FailureKind, language: Language) -> String {
    match trouble {
        FailureKind::Answer { expected, is_implied: true, .. } => sentence::implied(language, expected),
        FailureKind::Answer { expected, .. } => expected.clone(),
        other => other.written().unwrap_or_default(),
    }
}

/// Renders the actual value, with the reason of a refused action.
pub(super) fn actual(trouble: &FailureKind, language: Language) -> String {
    match (language, trouble) {
        (Language::Chinese, FailureKind::Value { actual, refused: Some(why), .. }) => {
            format!("{actual}: {}", refusal::action(language, why))
        }
        (Language::Chinese, FailureKind::Screen(seen)) => sight(&seen.actual, language),
        _ => trouble.actual().unwrap_or_else(|| played::no_answer(language).to_owned()),
    }
}

/// Renders a failure in one line.
pub(in crate::cli) fn summary(trouble: &FailureKind, language: Language) -> String {
    let of = |what: &MismatchSubject, expected: &str| {
        sentence::mismatch(language, &subject(what, language), Some(expected), &actual(trouble, language))
    };
    match (language, trouble) {
        (Language::English, _) => trouble.summary(),
        (_, FailureKind::Answer { actual, .. }) => {
            let actual = actual.as_ref().map_or_else(|| played::no_answer(language).to_owned(), hex::encode_upper);
            sentence::mismatch(language, "", Some(&written(trouble, language)), &actual)
        }
        (_, FailureKind::Value { what, expected, .. }) => of(what, expected),
        (_, FailureKind::Screen(seen)) => of(&seen.what, &sight(&seen.expected, language)),
        (_, FailureKind::Impossible(why) | FailureKind::NoCard(why) | FailureKind::Flaw(why)) => why.clone(),
    }
}

#[cfg(test)]
mod tests;
