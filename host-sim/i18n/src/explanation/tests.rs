//! Explanations in Chinese: every row of the table of commands, every code of the toolkit, every status word, and all
//! octets of the vectors. No English word may stand in a label or a value.

mod octets;
mod pages;
mod words;

use sim_explain::tree::Show;
use sim_explain::value::{SmsValue, ToolkitValue};
use sim_explain::{Explanation, Node, Value, guess};

use super::*;

/// Names and symbols of the standards that have lower-case letters. They stand in both languages.
const SYMBOLS: [&str; 22] = [
    "xx",
    "Exx",
    "Fxx",
    "Cxx",
    "GlobalPlatform",
    "ProSe",
    "eNodeB",
    "cdma",
    "FeliCa",
    "Classic",
    "Ultralight",
    "Mini",
    "Keys",
    "KeysPS",
    "PLMNsel",
    "ACMmax",
    "PLMNwAcT",
    "OPLMNwAcT",
    "HPLMNwAcT",
    "MexE",
    "KcGPRS",
    "eHRPD",
];

/// Returns the text without quoted texts, and without the values of options, which are for programs.
fn unquoted(text: &str) -> String {
    let mut is_quoted = false;
    let rest = text.chars().filter(|character| {
        is_quoted = matches!(character, '“') || is_quoted && !matches!(character, '”');
        !is_quoted
    });
    let rest: String = rest.collect();
    let mut parts = rest.split("--as ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '-'));
    }
    kept.replace("--to", "")
}

/// Returns the English words of a Chinese text: two lower-case letters or more in a row, outside of quotation marks,
/// in a word that is no symbol of the standards.
fn english_words(text: &str) -> Vec<String> {
    let text = unquoted(text);
    let words = text.split(|character: char| !character.is_ascii_alphabetic());
    let has_run = |word: &&str| word.split(|c: char| !c.is_ascii_lowercase()).any(|run| run.len() >= 2);
    words.filter(has_run).filter(|word| !SYMBOLS.contains(word)).map(str::to_owned).collect()
}

/// Asserts that no English word stands in a text.
pub(crate) fn assert_chinese(what: &str, text: &str) {
    assert_eq!(english_words(text), Vec::<String>::new(), "{what}: {text}");
}

/// Collects the texts and numbers of nodes that people and networks wrote, which are in any language.
fn collect_data(nodes: &[Node<'_>], data: &mut Vec<String>) {
    for node in nodes {
        let is_shown = matches!(node.show, Show::Line(_) | Show::Field(_));
        let is_name = matches!(node.key.as_ref(), "address" | "language" | "network_access_name" | "service_centre");
        // A list has the text alone, without quotation marks.
        data.extend(ChineseWords.value(&node.value).quoted);
        match &node.value {
            Value::Text(text) if is_shown || is_name => data.push(text.to_string()),
            Value::Sms(SmsValue::Address(address)) => data.push(address.number.clone()),
            Value::Sms(SmsValue::Number(_, number)) | Value::Digits(number) => data.push(number.clone()),
            Value::Sms(SmsValue::Message(fields)) => {
                data.extend(fields.address.as_ref().map(|address| address.number.clone()));
            }
            Value::Toolkit(ToolkitValue::Object(..)) => {
                if let [.., Node { value: Value::Text(text), .. }] = node.children.as_slice() {
                    data.push(text.to_string());
                }
            }
            _ => {}
        }
        collect_data(&node.children, data);
    }
}

/// Checks every label and value of an explanation, and returns the number of lines.
fn check(what: &str, explanation: &Explanation<'_>) -> usize {
    let mut data = Vec::new();
    collect_data(&explanation.nodes, &mut data);
    explanation.parts.iter().for_each(|part| collect_data(&part.nodes, &mut data));
    data.retain(|text| text.chars().any(|letter| letter.is_ascii_lowercase()));
    data.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let without = |text: String| data.iter().fold(text, |text, data| text.replace(data, "“”"));
    let lines = page_lines(Language::Chinese, explanation);
    for line in &lines {
        assert_chinese(what, &without(line.margin()));
        assert_chinese(what, &without(line.words()));
    }
    for names in [Names::Full, Names::Short] {
        assert_chinese(what, &without(brief(Language::Chinese, explanation, names)));
    }
    assert_chinese(what, &without(brief_answer(Language::Chinese, explanation)));
    lines.len()
}

/// Checks octets as what they look like.
fn check_octets(octets: &[u8]) -> usize {
    check(&hex::encode_upper(octets), &guess::explain(octets))
}

#[test]
fn english_words_are_found() {
    assert_eq!(english_words("00  no interworking"), ["no", "interworking"]);
    assert_eq!(english_words("Data 数据"), ["Data"]);
    assert_eq!(english_words("命令(--as command),9Fxx,GlobalPlatform 卡规范"), Vec::<String>::new());
    assert_eq!(english_words("KIc 15  密钥组 1,3DES CBC “quoted text”"), Vec::<String>::new());
}
