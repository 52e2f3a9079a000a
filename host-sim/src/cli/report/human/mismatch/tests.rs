//! Subjects, sights and advice in Chinese: each differs from the others, and none has an English word.

use std::collections::BTreeSet;

use sim_device::link::LinkError;
use sim_device::mobile_station::StationError;
use sim_world::audit::AuditError;

use super::*;

/// Latin words that stand in both languages.
const ALLOWED: [&str; 7] = ["MAC", "TAC", "INITIALIZE", "SIM", "MAC1", "x", "X"];

/// Kinds of screens.
const KINDS: [ScreenKind; 11] = [
    ScreenKind::Idle,
    ScreenKind::MainMenu,
    ScreenKind::Menu,
    ScreenKind::Text,
    ScreenKind::Field,
    ScreenKind::FieldHidden,
    ScreenKind::Key,
    ScreenKind::Question,
    ScreenKind::Confirmation,
    ScreenKind::Tone,
    ScreenKind::Waiting,
];

fn latin_words(text: &str) -> Vec<&str> {
    // What stands between grave accents is written in the language of scripts.
    let outside = text.split('`').step_by(2);
    let words = outside.flat_map(|part| part.split(|letter: char| !letter.is_ascii_alphabetic()));
    words.filter(|word| !word.is_empty() && !ALLOWED.contains(word)).collect()
}

fn assert_chinese(texts: &[String]) {
    for text in texts {
        assert!(latin_words(text).is_empty() && !text.is_ascii(), "{text}");
    }
    let different: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(different.len(), texts.len(), "{texts:?}");
}

#[test]
fn every_subject_has_chinese() {
    let mut subjects = vec![
        MismatchSubject::Screen,
        MismatchSubject::Handset,
        MismatchSubject::HandsetAndCard,
        MismatchSubject::Menu,
        MismatchSubject::MainMenu,
        MismatchSubject::MenuLine,
        MismatchSubject::MenuWay("x".to_owned()),
        MismatchSubject::Answer,
        MismatchSubject::ShortMessage,
        MismatchSubject::InboxMessage,
        MismatchSubject::Receipt,
        MismatchSubject::ServiceLine,
        MismatchSubject::Phone,
        MismatchSubject::Platform,
        MismatchSubject::CardState,
        MismatchSubject::TerminalAct,
        MismatchSubject::HallAct,
        MismatchSubject::PlatformAct,
        MismatchSubject::Tap,
        MismatchSubject::Void,
        MismatchSubject::Return,
        MismatchSubject::TakeBackWay,
        MismatchSubject::ReadBalance,
        MismatchSubject::CardProof,
        MismatchSubject::LoadMac1,
        MismatchSubject::InitializeLength,
    ];
    let parts = [TransactionPart::Mac1, TransactionPart::Mac2, TransactionPart::Mac3, TransactionPart::Tac];
    for part in parts.into_iter().chain([TransactionPart::SessionKey]) {
        for kind in [Transaction::Load, Transaction::Purchase, Transaction::Unload] {
            subjects.push(MismatchSubject::Computed { name: "x".to_owned(), kind, part });
        }
    }
    assert_chinese(&subjects.iter().map(|of| subject(of, Language::Chinese)).collect::<Vec<_>>());
    let written = MismatchSubject::Written("wait out".to_owned());
    assert_eq!(subject(&written, Language::Chinese), subject(&written, Language::English));
}

#[test]
fn every_sight_has_chinese() {
    let mut sights = vec![
        SightContent::AnyMenu,
        SightContent::MenuOpener,
        SightContent::HiddenField,
        SightContent::YesNoQuestion,
        SightContent::WaitingScreen,
        SightContent::NothingAwaited,
        SightContent::FittingScreen,
        SightContent::ActRefused,
        SightContent::ActTaken,
        SightContent::LineThere,
        SightContent::LineMissing,
        SightContent::NoUnreadMessage,
        SightContent::NoWords,
        SightContent::NoReceipt,
        SightContent::NoNewReceipt,
        SightContent::NoCall,
        SightContent::CallTo("10086".to_owned()),
        SightContent::Rest,
        SightContent::Unrest(StationError::Endless),
    ];
    sights.extend(LinkError::ALL.map(|why| SightContent::Unrest(StationError::Card(why))));
    sights.extend(KINDS.into_iter().flat_map(|kind| [SightContent::Kind(kind), SightContent::KindWithout(kind)]));
    assert_chinese(&sights.iter().map(|of| sight(of, Language::Chinese)).collect::<Vec<_>>());
}

#[test]
fn every_advice_has_chinese() {
    let all_advice = [
        MismatchAdvice::Nearest("x".to_owned()),
        MismatchAdvice::SeveralLines,
        MismatchAdvice::SayHowLong,
        MismatchAdvice::NoField,
        MismatchAdvice::Untypable('x'),
        MismatchAdvice::NoRoom { left: 2, typed: 3 },
        MismatchAdvice::Findings(vec![AuditError::Backwards { id: 2 }]),
    ];
    assert_chinese(&all_advice.map(|of| advice(&of, Language::Chinese)));
}

#[test]
fn summary_is_one_chinese_line() {
    let none = FailureKind::Answer {
        expected: ".. 9000".to_owned(),
        is_implied: true,
        groups: Vec::new(),
        expects_answer: true,
        actual: None,
    };
    assert_eq!(summary(&none, Language::Chinese), "期望 .. 9000(没有应答行),实际 没有应答");
    assert_eq!(summary(&none, Language::English), "expected .. 9000 (it has no answer line), got no answer");
    let value = FailureKind::Value {
        what: MismatchSubject::CardState,
        expected: "balance 6.00 yuan".to_owned(),
        actual: "balance 5.00 yuan".to_owned(),
        refused: None,
    };
    assert_eq!(summary(&value, Language::Chinese), "卡片状态: 期望 balance 6.00 yuan,实际 balance 5.00 yuan");
}
