//! Tables: every code, every status word, every row of the table of commands.

use applet::Refusal;
use sim_explain::command::rows_of_table;
use sim_explain::layout::{LayoutField, LengthRange};
use sim_explain::row::{Answers, CommandRow, Parameter, Values};
use sim_explain::value::CodeTable;
use sim_explain::{coding::Coding, names};
use sim_wire::proactive::{EnvelopeTag, Event, GeneralResult, ObjectTag, additional};

use super::*;

const CODINGS: [Coding; 26] = [
    Coding::Hex,
    Coding::Number,
    Coding::Fen,
    Coding::FenOrNone,
    Coding::Date,
    Coding::Time,
    Coding::Digits,
    Coding::SwappedDigits,
    Coding::Pin,
    Coding::Secret,
    Coding::Kind,
    Coding::State,
    Coding::Switch,
    Coding::Algorithm,
    Coding::Applications,
    Coding::Refusal,
    Coding::Status,
    Coding::Aid,
    Coding::File,
    Coding::ShortFile,
    Coding::RecordFile,
    Coding::Path,
    Coding::SelectForm,
    Coding::PinReference,
    Coding::RecordMode,
    Coding::FileDescriptor,
];

const TABLES: [CodeTable; 18] = [
    CodeTable::RecordStatus,
    CodeTable::BroadcastIdentifier,
    CodeTable::BroadcastSerial,
    CodeTable::BroadcastCoding,
    CodeTable::NumberType,
    CodeTable::ResetCategory,
    CodeTable::ReaderCategory,
    CodeTable::DirReference,
    CodeTable::StorageStandard,
    CodeTable::StorageName,
    CodeTable::Country,
    CodeTable::Issuer,
    CodeTable::Services,
    CodeTable::InitialAccess,
    CodeTable::Capabilities,
    CodeTable::LifeCycle,
    CodeTable::ResetStatus,
    CodeTable::Application,
];

/// Asserts that a text of a table has a Chinese of its own.
fn assert_translated(english: &str) {
    assert!(catalogue::find(english).is_some_and(|chinese| !chinese.is_ascii()), "{english} has no Chinese");
}

#[test]
fn every_status_word_has_chinese() {
    for word in 0..=u16::MAX {
        let words = status::words(word);
        assert_chinese("status word", &words);
        assert!(!words.is_ascii(), "{word:04X}: {words}");
    }
}

#[test]
fn every_refusal_has_chinese() {
    Refusal::ALL.iter().for_each(|refusal| assert_translated(refusal.words()));
    for code in 0..=u8::MAX {
        let words = super::super::field::words(&Coding::Refusal.read(&[code])).unwrap().into_owned();
        assert_chinese("refusal", &words);
    }
}

#[test]
fn every_toolkit_code_has_chinese() {
    let symbols = ["IMEI", "URL", "ESN", "IMEISV", "MEID"];
    let objects = ObjectTag::ALL.iter().map(|tag| tag.name()).filter(|name| !symbols.contains(name));
    objects.for_each(assert_translated);
    Event::ALL.iter().for_each(|event| assert_translated(event.name()));
    EnvelopeTag::ALL.iter().for_each(|tag| assert_translated(tag.name()));
    let untranslated = [GeneralResult::SmsRpError];
    for result in GeneralResult::ALL.iter().filter(|result| !untranslated.contains(result)) {
        assert_translated(result.name());
        (0..=u8::MAX).filter_map(|cause| additional(*result, cause)).for_each(assert_translated);
    }
    for tag in ObjectTag::ALL {
        for octet in 0..=u8::MAX {
            assert_chinese(tag.name(), &super::super::code::words(*tag, octet));
            assert_chinese(tag.name(), &super::super::code::list(*tag, &[octet]));
        }
    }
}

#[test]
fn every_coding_and_table_has_chinese() {
    for octet in 0..=u8::MAX {
        for octets in [&[octet][..], &[octet, 0x3F], &[0x00, octet, 0x10], &[octet, 0x21, 0x00, 0x1C]] {
            for coding in CODINGS {
                let value = coding.read(octets);
                assert_chinese("field", &ChineseWords.field(&value).unwrap_or_default());
                assert_chinese("value", &ChineseWords.value(&value).to_string());
            }
            for table in TABLES {
                let value = Value::Coded(table, octets.into());
                assert_chinese("table", &ChineseWords.value(&value).to_string());
            }
        }
        assert_translated(names::class(octet));
    }
    for identifier in 0..=u16::MAX {
        let name = names::file(identifier.to_be_bytes()).unwrap_or_default();
        assert_chinese("file", catalogue::of(name));
    }
}

/// Returns values of a parameter.
fn values(parameter: Parameter) -> Vec<u8> {
    match parameter {
        Parameter::Is(value, _) => vec![value],
        Parameter::Field(_, Values::Range(low, high)) => vec![low, high],
        Parameter::Field(_, Values::OneOf(values)) => values.to_vec(),
        Parameter::Field(_, Values::RecordFile) => vec![0xBC, 0xC4],
    }
}

fn check_row(row: &'static CommandRow, class: u8, [p1, p2]: [u8; 2]) -> usize {
    let header = [class, row.whose.ins(), p1, p2];
    let length = LengthRange::of(row.data).least;
    let data = vec![0x11; length];
    let lc: &[u8] = &[u8::try_from(length).unwrap()];
    let whole = [&header[..], lc, &data].concat();
    let mut lines = check(row.name, &sim_explain::command(&whole));
    lines += check(row.name, &sim_explain::command(&[&whole[..], &[0x00]].concat()));
    lines += check(row.name, &sim_explain::command(&[&header[..], &[0x09, 0x01]].concat()));
    let mut answers = vec![vec![0x90, 0x00], vec![0x6A, 0x86], vec![0x69, 0x85], vec![0x93, 0x02], vec![0x11; 23]];
    if let Answers::Fields(parts) = row.answers {
        answers.push([vec![0x11; LengthRange::of(parts).most], vec![0x90, 0x00]].concat());
        answers.push([vec![0x11; LengthRange::of(parts).most + 1], vec![0x90, 0x00]].concat());
    }
    for reply in answers {
        lines += check(row.name, &sim_explain::answer(Some(&whole), &reply));
        lines += check(row.name, &sim_explain::answer::exchange(&whole, &reply));
    }
    lines
}

#[test]
fn every_command_row_reads_in_chinese() {
    let mut lines = 0;
    for row in rows_of_table() {
        let sentences = row.preconditions.iter().copied();
        sentences.chain([row.purpose]).filter(|text| !text.is_empty()).for_each(assert_translated);
        let fields = |parts: &'static [LayoutField]| parts.iter().map(|part| part.meaning);
        fields(row.data).for_each(assert_translated);
        [row.p1, row.p2].into_iter().map(Parameter::words).for_each(assert_translated);
        if let Answers::Fields(parts) = row.answers {
            fields(parts).for_each(assert_translated);
        }
        for (p1, p2) in values(row.p1).into_iter().flat_map(|p1| values(row.p2).into_iter().map(move |p2| (p1, p2))) {
            lines += check_row(row, row.classes[0], [p1, p2]);
        }
    }
    assert!(lines > 10_000, "{lines} lines");
}
