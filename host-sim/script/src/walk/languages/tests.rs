//! Tests of walks in several languages.

use proptest::prelude::*;

use super::*;
use crate::trace::Options;
use crate::walk::replay::replay_on;
use crate::walk::{parse, replay};
use sim_device::memory::manufactured;

const TEXTS: &str = "card balance 12.50 yuan, open
phone feature-phone, zh and en
text zh \"我的钱包\", en \"My wallet\"
text zh \"钱包余额查询\", en \"Wallet balance\"
text zh \"钱包余额:\", en \"Wallet balance: \"
text zh \"元\", en \" yuan\"
";

const STEPS: &str = "choose 我的钱包 > 钱包余额查询
expect text, screen exactly \"钱包余额:12.50元\", item 我的钱包
press OK
choose line 1 > 钱包余额查询
expect balance 12.50 yuan
";

fn told(text: &str) -> Vec<(String, Option<String>)> {
    let outcome = replay(&parse("a.walk", text).unwrap(), &Options::default());
    let told = outcome.results.into_iter().map(|result| {
        let failure = result.failure.map(|failure| format!("{}: {}", failure.place.line(), failure.trouble.summary()));
        (result.title.unwrap_or_default(), failure)
    });
    told.collect()
}

fn mistake(text: &str) -> (usize, String) {
    let error = parse("a.walk", text).unwrap_err();
    (error.line(), error.what().to_owned())
}

#[test]
fn walk_holds_in_both_languages() {
    let text = format!("{TEXTS}{STEPS}");
    assert_eq!(told(&text), [("in zh".to_owned(), None), ("in en".to_owned(), None)]);
    let walk = parse("a.walk", &text).unwrap();
    assert_eq!(parse("a.walk", &walk.to_string()).unwrap().to_string(), walk.to_string());
    assert!(walk.to_string().contains("phone   feature-phone, zh and en\ntext    zh \"我的钱包\", en \"My wallet\"\n"));
}

#[test]
fn wrong_wording_fails_in_its_language_alone() {
    let text = format!("{TEXTS}{STEPS}").replace("\"Wallet balance: \"", "\"Balance: \"");
    let failure = "8: the screen: expected \"Balance: 12.50 yuan\", got \"Wallet balance: 12.50 yuan\"";
    assert_eq!(told(&text), [("in zh".to_owned(), None), ("in en".to_owned(), Some(failure.to_owned()))]);
    let text = format!("{TEXTS}{STEPS}").replace("zh \"元\"", "zh \"圆\"").replace("50元", "50圆");
    let failure = "8: the screen: expected \"钱包余额:12.50圆\", got \"钱包余额:12.50元\"";
    assert_eq!(told(&text), [("in zh".to_owned(), Some(failure.to_owned())), ("in en".to_owned(), None)]);
}

#[test]
fn rows_are_played_in_each_language() {
    let rows = "cases of balances\n| balance |\n| 1.00 |\n| 2.50 |\ncard balance {balance} yuan, open\n\
                choose 我的钱包 > 钱包余额查询\nexpect screen \"{balance}元\"\nend\n";
    let titles: Vec<String> = told(&format!("{TEXTS}{rows}").replace("card balance 12.50 yuan, open\n", ""))
        .into_iter()
        .map(|(title, failure)| failure.map_or(title.clone(), |failure| format!("{title} {failure}")))
        .collect();
    let expected = [
        "in zh: of balances: 1.00",
        "in zh: of balances: 2.50",
        "in en: of balances: 1.00",
        "in en: of balances: 2.50",
    ];
    assert_eq!(titles, expected);
}

#[test]
fn unknown_text_is_a_mistake() {
    let text = format!("{TEXTS}choose 我的钱包 > 钱包充值\n");
    assert_eq!(mistake(&text), (7, "`钱包充值` is not known in `en`: no `text` line has it".to_owned()));
    let text = format!("{TEXTS}repeat 2\nexpect screen \"钱包余额:多少元\"\nend\n");
    assert_eq!(
        mistake(&text),
        (8, "`多少元` in `钱包余额:多少元` is not known in `en`: no `text` line has it".to_owned())
    );
    let text = format!("{TEXTS}expect screen matching /余额.*/\n");
    assert_eq!(mistake(&text), (7, "the expression /余额.*/ is not known in `en`".to_owned()));
    // Two wordings harm nobody who does not need them.
    let twice = format!("{TEXTS}text zh \"元\", en \" CNY\"\n");
    assert!(parse("a.walk", &format!("{twice}choose 我的钱包\n")).is_ok());
    let text = format!("{twice}choose 我的钱包\nexpect screen \"1元\"\n");
    assert_eq!(mistake(&text), (9, "`元` is ` yuan` in one line and ` CNY` in another".to_owned()));
    // A walk in one language needs no texts, and may have some.
    assert!(parse("a.walk", &format!("{TEXTS}choose 我的钱包 > 钱包充值\n").replace(" and en", "")).is_ok());
}

#[test]
fn numbers_stand_in_a_known_text() {
    let texts = "phone feature-phone, zh and en\ntext zh \"为{}缴话费{}元\", en \"Pay {} to {}\"\ntext zh \"元\", en \" yuan\"\n";
    let walk = parse("a.walk", &format!("{texts}expect screen \"为138缴话费30.50元\", screen \"1元\"\n")).unwrap();
    let english = versions(&walk).unwrap().remove(1).walk.to_string();
    assert!(english.contains("screen \"Pay 138 to 30.50\", screen \"1 yuan\""), "{english}");
    assert_eq!(mistake(&format!("{texts}expect screen \"为缴话费30元\"\n")).0, 4);
}

#[test]
fn languages_and_texts_are_read_strictly() {
    for (line, what) in [
        ("phone feature-phone, zh and zh", "`zh` stands where a language other than `zh` should stand"),
        (
            "phone feature-phone, zh and",
            "the line ends where a language in two small letters, such as `zh` or `en` should stand",
        ),
        (
            "text zh \"a\"",
            "the line ends where a comma, and the text in another language: `text zh \"是\", en \"yes\"` should stand",
        ),
        ("text zh \"a\", zh \"b\"", "`zh` stands where a language other than `zh` should stand"),
        ("text zh \"\", en \"b\"", "this text is empty"),
        (
            "text chinese \"a\", en \"b\"",
            "`chinese` stands where a language in two small letters, such as `zh` or `en` should stand",
        ),
    ] {
        assert_eq!(mistake(&format!("{line}\n")), (1, what.to_owned()));
    }
}

#[test]
fn other_language_is_not_blessed_into_file() {
    let text = format!("{TEXTS}{STEPS}").replace("12.50元", "9.00元");
    let walk = parse("a.walk", &text).unwrap();
    let noted = replay(&walk, &Options { bless: true, ..Options::default() }).noted;
    let edits: Vec<&str> = noted.edits.iter().map(|edit| edit.text.as_str()).collect();
    assert_eq!(edits, ["expect  text, screen exactly \"钱包余额:12.50元\", item 我的钱包"]);
    let left: Vec<usize> = noted.left.iter().map(|left| left.place.line()).collect();
    assert_eq!(left, [8]);
}

#[test]
fn card_of_a_file_is_played_once() {
    let walk = parse("a.walk", &format!("{TEXTS}{STEPS}")).unwrap();
    let mut made = 0;
    let mut make = |personalisation: &_| {
        made += 1;
        manufactured(personalisation).map_err(|error| error.to_string())
    };
    let outcome = replay_on(&walk, &Options::default(), &mut make, &mut |_| Ok(()));
    let failures: Vec<_> = outcome.results.iter().map(|result| result.failure.is_some()).collect();
    assert_eq!((failures, made), (vec![false, true], 1));
}

proptest! {
    #[test]
    fn pieces_are_translated_one_by_one(pieces in prop::collection::vec(0_usize..4, 0..8), digits in "[0-9:.,]{0,4}") {
        let texts: Vec<TranslatedText> = ["甲", "甲乙", "丙丁", "乙"]
            .iter()
            .zip(["A", "B", "C", "D"])
            .map(|(zh, en)| TranslatedText {
                wordings: vec![("zh".to_owned(), (*zh).to_owned()), ("en".to_owned(), en.to_owned())],
            })
            .collect();
        let dictionary = Dictionary::new(&texts, "zh", "en");
        // A mark between the pieces keeps two from being a third.
        let written = |language| {
            let words = pieces.iter().map(|piece| texts[*piece].wording(language).unwrap().to_owned() + &digits + "/");
            words.collect::<String>()
        };
        let mut text = written("zh");
        prop_assert_eq!(dictionary.translate(&mut text), Ok(()));
        prop_assert_eq!(text, written("en"));
    }
}
