//! The exchanges as a trace that replays: settings of the card, then every command with its answer, and the time
//! between them.

use sim_wire::instruction::Instruction;

use sim_device::mobile_station::{Exchange, Sender};
use sim_script::trace::formats::{self, Reply, Session, SessionStep, literal};

/// Returns `true` for the first command of a handset to a card that was powered on, TERMINAL PROFILE.
fn is_beginning(exchange: &Exchange) -> bool {
    exchange.sender == Sender::Handset && exchange.command.get(1) == Some(&Instruction::TerminalProfile.ins())
}

/// Returns the exchanges as a session on the card that these lines of a header bring back.
pub fn session(settings: &[String], exchanges: &[Exchange]) -> Session {
    let mut steps: Vec<SessionStep> = settings.iter().map(|line| setting(line)).collect();
    let mut waited_s = 0;
    for (exchange, place) in exchanges.iter().zip(0_usize..) {
        if is_beginning(exchange) && place > 0 {
            steps.push(SessionStep::Reset { atr: None });
            waited_s = 0;
        }
        // The card counts whole seconds since power-on.
        let at_s = exchange.at_ms / 1000;
        if at_s > waited_s {
            steps.push(SessionStep::Delay { ms: at_s.saturating_sub(waited_s).saturating_mul(1000) });
            waited_s = at_s;
        }
        let answer = exchange.answer.clone().map_or(Reply::Silence, Reply::Octets);
        let remark = Some(sim_explain::command(&exchange.command).name.to_string());
        let command = exchange.command.clone();
        steps.push(SessionStep::Exchange(formats::SessionExchange { command, answer: Some(answer), remark }));
    }
    Session { steps }
}

fn setting(line: &str) -> SessionStep {
    match line.strip_prefix('#') {
        Some(prose) => SessionStep::Comment(prose.trim().to_owned()),
        None => SessionStep::Setting(line.to_owned()),
    }
}

/// Prints the exchanges as the text of a trace.
pub fn text(settings: &[String], exchanges: &[Exchange]) -> String {
    literal::print(&session(settings, exchanges))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::Desk;
    use sim_device::handset::{Handset, Model, Speech, Surroundings};
    use sim_device::mobile_station::{MobileStation, card};
    use sim_device::profile::Profile;
    use sim_script::trace;

    fn check(text: &str) -> bool {
        trace::parse("phone", text).is_ok_and(|trace| trace::replay(&trace, &trace::Options::default()).held())
    }

    #[test]
    fn recorded_trace_replays_with_times_and_resets() {
        let handset = Handset::new(Model::feature_phone(), Speech::Gsm, Surroundings::default());
        let station = MobileStation::switch_on(card(&Profile::default(), 7).unwrap(), handset).unwrap();
        let mut desk = Desk::new(station);
        desk.pass(61_500);
        desk.restart(0);
        desk.pass(2_000);
        desk.restart(0);
        let settings = ["profile default".to_owned(), "seed 7".to_owned()];
        let text = text(&settings, desk.exchanges());
        assert!(check(&text), "{text}");
        assert_eq!(text.matches("reset").count(), 2, "{text}");
        let broken = text.replacen("\n> A010", "\n> A0A4", 1);
        assert_ne!(broken, text);
        assert!(!check(&broken), "{broken}");
    }
}
