//! Commands that fail by keys, MACs, challenges and PINs.

use applet::Refusal as R;

use super::super::draft::{Draft, Protection};
use super::BLOCK_PIN;

/// Returns the drafts that are refused for a key, a MAC, a challenge or a PIN; none for another reason.
pub(super) fn spoilt(draft: &Draft, refusal: R) -> Vec<Draft> {
    let bare = draft.bare();
    let is_secured = draft.protection != Protection::None;
    match refusal {
        R::NoChallenge => vec![bare],
        R::KeyNotFound => {
            let selected = Draft { before: selections(draft), ..draft.raw() };
            let few = [with_few_keys(&followed(&selected)), with_few_keys(&challenged(&bare)), with_few_keys(draft)];
            [vec![challenged(&bare.header_at(6, "09"))], few.to_vec()].concat()
        }
        R::KeyIndexNotSupported => {
            let data = bare.data.get(2..).map(|rest| format!("09{rest}")).unwrap_or_default();
            vec![bare.data(&data, bare.length)]
        }
        R::KeyBlocked => vec![after_wrong_tries(draft)],
        R::PinBlocked => vec![Draft { before: lines(BLOCK_PIN), ..bare.card("pin on") }],
        R::PinNotBlocked => {
            let before = vec!["cipher = PIN unblock cipher of 1234".to_owned()];
            vec![Draft { before, ..draft.clone() }]
        }
        R::PinOff => {
            let before = vec!["cipher = PIN unblock cipher of 1234".to_owned()];
            // A PIN that is off and blocked: the issuer has switched it off meanwhile.
            let switched = [draft.before.clone(), lines(SWITCH_PIN_OFF)].concat();
            let off = Draft { settings: Vec::new(), before, ..draft.clone() };
            vec![Draft { settings: Vec::new(), ..bare }, off, Draft { before: switched, ..draft.clone() }]
        }
        R::ApplicationNotBlocked => vec![Draft { before: Vec::new(), ..draft.clone() }],
        R::SecureMessagingMacWrong if is_secured => vec![Draft { protection: Protection::WrongMac, ..draft.clone() }],
        R::SecureMessagingMacWrong | R::TransactionMacWrong => vec![draft.raw()],
        R::NotAuthorised => vec![bare],
        R::PinNotVerified => vec![bare.card("balance 5.00 yuan, pin on"), draft.card("balance 5.00 yuan, pin on")],
        R::PinMismatch => {
            let mut mismatched = draft.clone();
            mismatched.before.push("cipher = PIN unblock cipher of 4321".to_owned());
            vec![mismatched]
        }
        R::PinWrong(_) => {
            let data = draft.data.replacen("1234", "9999", 1);
            vec![draft.data(&data, draft.length)]
        }
        R::AuthenticationFailed(_) => vec![challenged(&bare)],
        _ => Vec::new(),
    }
}

/// Lines by which the issuer switches the operation PIN off.
const SWITCH_PIN_OFF: &[&str] = &[
    "> 00840000 04",
    "< challenge:4 9000",
    "off = 84DADF21 05 00",
    "mac = secure messaging MAC of {off}, key maintenance 00, challenge {challenge}",
    "> {off} {mac}",
];

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Returns the draft with a challenge just before the command.
fn challenged(draft: &Draft) -> Draft {
    let protection = if draft.protection == Protection::None { Protection::None } else { Protection::WrongMac };
    let challenge = (protection == Protection::None).then(|| "> 00840000 04".to_owned());
    Draft { before: challenge.into_iter().collect(), protection, ..draft.clone() }
}

/// Returns the lines of a draft that select a file.
fn selections(draft: &Draft) -> Vec<String> {
    draft.before.iter().filter(|line| line.contains("00A4")).cloned().collect()
}

/// Returns the draft with a wrong MAC after a challenge, where it has a MAC.
fn followed(draft: &Draft) -> Draft {
    let protection = if draft.protection == Protection::None { Protection::None } else { Protection::WrongMac };
    Draft { protection, ..draft.clone() }
}

/// Returns the draft on a card that has no keys but those of the first steps of a transaction.
fn with_few_keys(draft: &Draft) -> Draft {
    Draft { has_few_keys: true, ..draft.clone() }
}

/// Returns the draft after as many wrong tries of the key as there are.
fn after_wrong_tries(draft: &Draft) -> Draft {
    let mut tried = draft.clone();
    if draft.protection == Protection::None {
        tried.before.clear();
        for answer in ["63C2", "63C1", "6983"] {
            tried.before.extend(["> 00840000 04", "> 00820001 08 0000000000000000"].map(str::to_owned));
            tried.before.push(format!("< {answer}"));
        }
        tried.before.extend(draft.before.iter().cloned());
        return tried;
    }
    tried.before.push("wrong = PIN unblock cipher of 4321".to_owned());
    for answer in ["6988", "6988", "6983"] {
        tried.before.extend(
            [
                "> 00840000 04",
                "< challenge:4 9000",
                "command = 84240000 0C {wrong}",
                "mac = secure messaging MAC of {command}, key PIN unblock 00, challenge {challenge}",
                "> {command} {mac}",
            ]
            .map(str::to_owned),
        );
        tried.before.push(format!("< {answer}"));
    }
    tried
}
