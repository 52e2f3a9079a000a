//! Walks through the menu: the shortest path that the menu explorer knows, in the words of a walk.

use sim_codec::quotation::quote;
use sim_device::handset::{Act, Screen, ScreenBody};

use super::CoverageSuggestion;
use crate::menu_explorer::starts::StartPoint;
use crate::menu_explorer::{Edge, Map, MapStep, items};
use sim_wire::lifecycle::LifeCycle;

/// Handset of the explorer.
const PHONE: &str = "phone   feature-phone, zh, 3g";

/// Steps that leave ten records in the log, as the explorer's start has them.
const TEN_RECORDS: &[&str] = &[
    "tap     purchase 0.01 yuan -> done",
    "tap     purchase 1.00 yuan -> done",
    "tap     purchase 12.50 yuan -> done",
    "tap     purchase 3.00 yuan -> done",
    "tap     purchase 0.80 yuan -> done",
    "tap     purchase 6.00 yuan -> done",
    "tap     purchase 7.70 yuan -> done",
    "tap     purchase 2.00 yuan -> done",
    "tap     purchase 9.99 yuan -> done",
    "tap     load 50.00 yuan -> done",
];

/// Returns walks that choose an item of the menu, one for each state of the wallet that it may need.
pub(super) fn to_item(path: &[String]) -> Vec<CoverageSuggestion> {
    let item = items::ITEMS.iter().find(|item| item.chinese == path);
    let is_offered = |state: &LifeCycle| match item.map(|item| item.when) {
        Some(items::Availability::In(states)) => states.contains(state),
        _ => *state == LifeCycle::Open,
    };
    let pin = match item.map(|item| item.when) {
        Some(items::Availability::Pin(true)) => ", pin on",
        _ => "",
    };
    let way = path.iter().map(|name| named(name)).collect::<Vec<_>>().join(" > ");
    let states = LifeCycle::ALL.into_iter().filter(is_offered);
    let walk = |state: LifeCycle| {
        let header = format!("card    balance 0.00 yuan, {}{pin}\n{PHONE}\n\n", state.name());
        let pin = if pin.is_empty() { "" } else { "choose  业务管理\ntype    secret \"1234\"\npress   OK\n" };
        let rest = if pin.is_empty() { way.clone() } else { way.replacen("业务管理 > ", "", 1) };
        let plain = CoverageSuggestion::walk(format!("# An item of the menu is chosen.\n{header}choose  {way}\n"));
        let behind =
            CoverageSuggestion::walk(format!("# An item behind the PIN is chosen.\n{header}{pin}choose  {rest}\n"));
        [plain, behind]
    };
    states.flat_map(walk).collect()
}

/// Returns walks that take the steps to an edge and the edge itself, without the history of a long log and with it;
/// none if a walk cannot say one of the steps.
pub(super) fn to_edge(start: &StartPoint, map: &Map, edge: &Edge) -> Vec<CoverageSuggestion> {
    let has_records = start.history().contains("\ncases ");
    let short = has_records.then(|| with_history(start, map, edge, LogHistory::LeftOut)).flatten();
    short.into_iter().chain(with_history(start, map, edge, LogHistory::Told)).collect()
}

/// Part that a long log has in a walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LogHistory {
    /// The transactions are told.
    Told,
    /// The log is empty.
    LeftOut,
}

fn with_history(start: &StartPoint, map: &Map, edge: &Edge, log: LogHistory) -> Option<CoverageSuggestion> {
    let before = map.from(edge)?;
    let mut lines = vec![format!("# From the start {}: {}.", start.name, start.about)];
    lines.extend(header(start, log));
    for edge in map.path(before).into_iter().chain([edge]) {
        // The handset is on where a walk begins.
        if edge.step != MapStep::SwitchOn {
            lines.extend(step(map, edge)?);
        }
    }
    Some(CoverageSuggestion::walk(lines.join("\n") + "\n"))
}

/// Returns the header of a start's walk, and the steps that make its history.
fn header(start: &StartPoint, log: LogHistory) -> Vec<String> {
    let mut header = Vec::new();
    let mut steps: Vec<String> = Vec::new();
    let mut history = start.history().lines();
    if start.history().contains("\ncases ") {
        header.push("card    balance 100.00 yuan".to_owned());
        let records = if log == LogHistory::Told { TEN_RECORDS } else { &[] };
        steps.extend(records.iter().map(|line| (*line).to_owned()));
        history = "".lines();
    }
    for line in history {
        match (line.get(..2), steps.last_mut()) {
            (Some("> "), _) => steps.push(format!("apdu    {line}")),
            (Some("< "), Some(command)) => *command += &format!(" {line}"),
            _ => header.push(line.to_owned()),
        }
    }
    header.extend([PHONE.to_owned(), String::new()]);
    header.extend(steps);
    header
}

/// Returns the lines of a walk that take a step of the explorer.
fn step(map: &Map, edge: &Edge) -> Option<Vec<String>> {
    let screen = &map.from(edge)?.shown.screen;
    let line = match &edge.step {
        MapStep::Enter(text) => return Some(enter(screen, text)),
        MapStep::Act(act) => match act {
            Act::Open => "press   menu".to_owned(),
            Act::Ok if is_question(screen) => "answer  yes".to_owned(),
            Act::Ok => "press   OK".to_owned(),
            Act::No => "answer  no".to_owned(),
            Act::Back => "press   back".to_owned(),
            Act::End => "press   end".to_owned(),
            Act::Home => "press   home".to_owned(),
            Act::Outside => "press   outside".to_owned(),
            Act::Choose(id) => format!("choose  {}", line(screen, *id)?),
            Act::Help(Some(id)) => format!("press   help {}", line(screen, *id)?),
            Act::Help(None) => "press   help".to_owned(),
            Act::Type(text) if text.chars().count() == 1 => format!("press   {}", quote(text)),
            Act::TakeScreen => "interrupt".to_owned(),
            Act::Nothing => "wait    out".to_owned(),
            Act::Type(_) | Act::Erase => return None,
        },
        MapStep::Time => match &screen.body {
            ScreenBody::Text { stays: false } | ScreenBody::Idle => "wait    31 s".to_owned(),
            _ => "wait    out".to_owned(),
        },
        MapStep::SwitchOn | MapStep::Despite(..) => return None,
    };
    Some(vec![line])
}

const fn is_question(screen: &Screen) -> bool {
    matches!(screen.body, ScreenBody::YesNo | ScreenBody::Confirm)
}

/// Returns the lines that type a text into a field, and confirm it.
fn enter(screen: &Screen, text: &str) -> Vec<String> {
    let is_hidden = matches!(&screen.body, ScreenBody::Input(field) if field.hidden);
    let secret = if is_hidden { "secret " } else { "" };
    let typed = (!text.is_empty()).then(|| format!("type    {secret}{}", quote(text)));
    typed.into_iter().chain(["press   OK".to_owned()]).collect()
}

/// Returns the name of a line of the menu on a screen.
fn line(screen: &Screen, id: u8) -> Option<String> {
    let ScreenBody::Items { items, .. } = &screen.body else { return None };
    items.iter().find(|item| item.id == id).map(|item| named(&item.text))
}

/// Returns a name as a walk writes it.
fn named(name: &str) -> String {
    let is_plain = !name.contains(['>', '|', ',', '"', '#', '<', '\\']) && !name.starts_with("line");
    if is_plain { name.to_owned() } else { quote(name) }
}
