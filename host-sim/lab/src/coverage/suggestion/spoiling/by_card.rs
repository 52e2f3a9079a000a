//! Commands that the state of the card, the session or the money forbids.

use applet::Refusal as R;

use super::super::draft::{Draft, Protection};
use super::{blocked_by, state_of};

/// Lines that fetch the first proactive command, so that the toolkit waits for the answer.
const FETCHED: [&str; 4] = ["> 80100000 Lc FFFFFFFFFFFFFFFFFF", "< 910B", "> 80120000 0B", "< .. 9000"];

/// Returns the drafts that are refused for the card, the session or the money; none for another reason.
pub(super) fn spoilt(draft: &Draft, refusal: R) -> Vec<Draft> {
    let bare = draft.bare();
    let after = |header: &str| Draft { before: blocked_by(header), ..bare.clone() };
    match refusal {
        R::CardBlocked => vec![after("84160000")],
        R::ApplicationBlockedForEver => vec![after("841E0001"), after("841E0001").data("DF04", 2)],
        R::ApplicationBlocked => blocked(draft, &bare),
        R::InterfaceForbids => vec![Draft { first: vec!["tap 3 cm".to_owned()], ..bare }],
        R::ApplicationNotSelected => vec![Draft { selects: false, ..bare }],
        R::NoCurrentFile => no_current_file(draft, &bare),
        R::NoTransactionStep | R::ProtectionMismatch | R::NoAnswerWaiting => vec![bare],
        R::NotOpened | R::Suspended | R::Closing | R::Closed => {
            let state = state_of(refusal).map_or("open", |state| state.name());
            vec![bare.card(&format!("balance 5.00 yuan, {state}"))]
        }
        R::CounterAtMaximum => vec![bare.card("balance 5.00 yuan, online FFFF, offline FFFF")],
        R::TransitionForbidden => vec![draft.card("unopened")],
        R::BalanceNotZero => vec![draft.card("balance 5.00 yuan").header_at(6, "17")],
        R::CalibrationWindowClosed => vec![Draft { first: vec!["wait 2 h".to_owned()], ..draft.clone() }],
        R::OverLimit => vec![draft.card("balance 5.00 yuan, limit 0.50 yuan")],
        R::OverBalanceMaximum => vec![draft.card("balance 1000.00 yuan")],
        R::InsufficientBalance => vec![draft.card("balance 0.50 yuan")],
        R::ProofNotAvailable => vec![draft.data("0009", 2)],
        R::ToolkitBusy => {
            let pick = draft.data("D307 82020181 900101", 9);
            vec![Draft { before: FETCHED.map(str::to_owned).to_vec(), ..pick }]
        }
        R::NoCommandOutstanding => vec![bare],
        R::CommandMismatch => vec![draft.data("810302260482028281830100", 12)],
        _ => Vec::new(),
    }
}

/// Returns the drafts that go to the selected file, and none is selected.
fn no_current_file(draft: &Draft, bare: &Draft) -> Vec<Draft> {
    let protection = if draft.protection == Protection::None { Protection::None } else { Protection::WrongMac };
    let plain = Draft { protection, ..bare.clone() };
    vec![plain.header_at(6, "04"), plain]
}

/// Returns the drafts after the application was blocked for a time; of files, also with the file selected before.
fn blocked(draft: &Draft, bare: &Draft) -> Vec<Draft> {
    let after = Draft { before: blocked_by("841E0000"), ..bare.clone() };
    let mut selected = after.clone();
    selected.before.splice(0..0, draft.before.iter().filter(|line| line.contains("00A4")).cloned()).for_each(drop);
    let wallet = after.data("DF04", 2);
    vec![after, selected, wallet]
}
