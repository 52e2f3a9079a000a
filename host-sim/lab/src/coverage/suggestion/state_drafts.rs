//! Commands in a state of the wallet, and changes between states.

use sim_wire::lifecycle::LifeCycle;

use super::CoverageSuggestion;
use super::draft::{Draft, SELECT};
use super::recipe::Recipe;
use crate::coverage::command_state::refusal_of;

/// Lines by which the terminal authenticates itself.
const AUTHENTICATE: [&str; 4] = [
    "> 00840000 08",
    "< challenge:8 9000",
    "cryptogram = external authentication cryptogram, key external authentication 01, challenge {challenge}",
    "> 00820001 Lc {cryptogram}",
];

/// Returns traces and walks that send a command while the wallet is in a state, the simplest first.
pub(super) fn sent(command: &str, state: LifeCycle) -> Vec<CoverageSuggestion> {
    let Some(recipe) = Recipe::of(command) else { return Vec::new() };
    let about = format!("{command} while the wallet is {}", state.name());
    let draft = recipe.draft();
    let carried_out = Draft { settings: vec![card(state)], ..draft.clone() };
    let mut drafts = vec![carried_out.suggestion(&about)];
    if let Some(refusal) = refusal_of(state) {
        let refused = Draft { before: Vec::new(), answer: "6985".to_owned(), ..carried_out };
        let after = vec![format!("expect refusal {}", refusal.name())];
        drafts.push(Draft { after, ..refused }.suggestion(&about));
        drafts.extend(between(command, state, &about));
    }
    drafts
}

/// Returns a walk in which the wallet gets into a state between the two steps of a transaction; `None` for a command
/// that is no second step.
pub(super) fn between(command: &str, state: LifeCycle, about: &str) -> Option<CoverageSuggestion> {
    let draft = Recipe::of(command)?.draft();
    draft.before.iter().any(|line| line.contains("> 8050")).then(|| between_steps(&draft, state, about))
}

fn card(state: LifeCycle) -> String {
    format!("card balance 5.00 yuan, {}", state.name())
}

/// Returns a walk in which the platform moves the wallet between the two steps of a transaction.
fn between_steps(draft: &Draft, state: LifeCycle, about: &str) -> CoverageSuggestion {
    let first = draft.before.iter().find(|line| line.contains("> 8050")).cloned().unwrap_or_default();
    let first = first.replace("{1.00 yuan}", "00000000").replace("Lc", "0B").replace("Le ", "");
    let balance = if state == LifeCycle::Closing { "5.00" } else { "0.00" };
    let ask = match state {
        LifeCycle::Closing => "registry says cancelled\ndeliver\n",
        LifeCycle::Suspended => "choose  我的钱包 > 钱包暂停\ndeliver\n",
        _ => "choose  我的钱包 > 注销钱包\nanswer  yes\ntype    secret \"123456\"\npress   OK\ndeliver\n",
    };
    let zeros = "00".repeat(draft.length);
    let second = format!("apdu    > {} {:02X} {zeros} {} < 6985", draft.header, draft.length, draft.le);
    let select = SELECT.replace("Lc", "10");
    CoverageSuggestion::walk(format!(
        "# {about}: the platform moves it between the two steps.\ncard    balance {balance} yuan, open\n\
         account cash 0.00 yuan, pay password 123456\nphone   feature-phone, zh\n\n\
         apdu    {select} < 6F.. 9000\napdu    {first} < .. 9000\n{ask}{second}\n"
    ))
}

/// Returns a trace that asks SET STATUS for a change.
pub(super) fn change(from: LifeCycle, to: LifeCycle) -> CoverageSuggestion {
    let about = format!("SET STATUS from {} to {}", from.name(), to.name());
    let mut lines = vec![format!("# {about}."), card(from), SELECT.to_owned()];
    lines.extend(AUTHENTICATE.map(str::to_owned));
    lines.push(format!("> 80F040{:02X} Lc D1560001018003800000000100000000", to.code()));
    lines.push("< ????".to_owned());
    CoverageSuggestion::trace(lines.join("\n") + "\n")
}
