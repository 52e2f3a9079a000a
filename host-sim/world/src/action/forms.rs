//! Forms of actions: each as it is written, with capitals for the variable parts.

use sim_codec::suggest::nearest;

/// Forms of all actions.
pub const FORMS: &[&str] = &[
    "NUMBER opens",
    "NUMBER closes with PASSWORD",
    "NUMBER suspends",
    "NUMBER resumes",
    "NUMBER tops up YUAN with PASSWORD",
    "NUMBER asks balance",
    "NUMBER asks transactions",
    "NUMBER recharges by card N",
    "NUMBER pays own bill YUAN",
    "NUMBER pays bill of NUMBER YUAN with PASSWORD",
    "NUMBER changes pay password from PASSWORD to PASSWORD",
    "NUMBER switches pin on",
    "NUMBER switches pin off",
    "NUMBER changes pin from DIGITS to DIGITS",
    "NUMBER looks at balance",
    "NUMBER looks at records",
    "NUMBER limits purchases to YUAN",
    "NUMBER dawdles",
    "NUMBER writes TEXT",
    "NUMBER writes TEXT to TELEPHONE",
    "NUMBER taps YUAN",
    "NUMBER taps load YUAN",
    "NUMBER goes on",
    "NUMBER goes off",
    "NUMBER moves card to MODEL N",
    "NUMBER finds network",
    "NUMBER loses network",
    "NUMBER occupies screen",
    "NUMBER frees screen",
    "NUMBER gets call",
    "NUMBER takes call",
    "NUMBER loses call",
    "NUMBER chooses language LANGUAGE",
    "hall takes YUAN from NUMBER",
    "hall loads YUAN onto NUMBER",
    "hall sells card of YUAN",
    "hall sells card of YUAN in PROVINCE",
    "merchant uploads NUMBER",
    "care resets pin of NUMBER with PASSWORD",
    "care resets pay password of NUMBER",
    "website tops up NUMBER by YUAN with PASSWORD",
    "registry says NUMBER is STATE",
    "attacker replays N",
    "attacker cuts N by N",
    "attacker flips N at N",
    "attacker reflects N",
    "attacker misdirects N to NUMBER",
    "attacker forges N to NUMBER",
    "attacker forges N from NUMBER",
    "attacker replays packet N of MAKER",
    "attacker forges packet N of MAKER",
    "attacker shortens packet N of MAKER",
    "network FATE N KIND",
    "network FATE N KIND NUMBER",
    "network FATE next KIND",
    "network holds message N",
    "network releases message N",
    "network drops message N",
    "network repeats message N",
    "network delays message N by DURATION",
    "network mix N",
    "network spread DURATION",
    "network takes messages of NUMBER",
    "network refuses messages of NUMBER",
    "network stalls messages of NUMBER",
    "power of NUMBER fails at write N TEAR",
    "platform dies FAULT",
    "platform dies FAULT at N",
    "time DURATION",
    "heal",
];

/// Returns the form whose fixed words are most like those of `words`; `None` if no form is like them.
pub(super) fn near(words: &[&str]) -> Option<&'static str> {
    let is_fixed = |word: &&str| word.chars().all(|character| character.is_ascii_lowercase());
    let skeleton = |words: &[&str]| words.iter().copied().filter(is_fixed).collect::<Vec<_>>().join(" ");
    let skeletons: Vec<_> = FORMS.iter().map(|form| skeleton(&form.split(' ').collect::<Vec<_>>())).collect();
    let likest = nearest(&skeleton(words), skeletons.iter().map(String::as_str))?;
    let place = skeletons.iter().position(|skeleton| skeleton == likest)?;
    FORMS.get(place).copied()
}
