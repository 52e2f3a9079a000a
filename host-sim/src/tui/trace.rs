//! The exchanges as a trace that replays: settings of the card, then every command with its answer, and the time
//! between them.

use sim_device::mobile_station::Exchange;
use sim_script::trace::formats::{self, Reply, Session, SessionStep, literal};

/// Writer of exchanges as steps, in their order.
#[derive(Debug, Default)]
pub struct StepWriter {
    /// Whole seconds since power-on that the steps have told of.
    waited_s: u64,
    /// Set behind the first exchange: a power-on is a reset from then on.
    is_begun: bool,
}

impl StepWriter {
    /// Returns the steps of the next exchange: a power-on, a reset or a wait, if there was one, and the exchange.
    pub fn write(&mut self, exchange: &Exchange) -> Vec<SessionStep> {
        let mut steps = Vec::new();
        if let Some(atr) = exchange.atr.clone() {
            let atr = Some(atr);
            steps.push(if self.is_begun { SessionStep::Reset { atr } } else { SessionStep::PowerOn { atr } });
            self.waited_s = 0;
        }
        self.is_begun = true;
        // The card counts whole seconds since power-on.
        let at_s = exchange.at_ms / 1000;
        if at_s > self.waited_s {
            steps.push(SessionStep::Delay { ms: at_s.saturating_sub(self.waited_s).saturating_mul(1000) });
            self.waited_s = at_s;
        }
        let answer = exchange.answer.clone().map_or(Reply::Silence, Reply::Octets);
        let remark = Some(sim_explain::command(&exchange.command).name.to_string());
        let command = exchange.command.clone();
        steps.push(SessionStep::Exchange(formats::SessionExchange { command, answer: Some(answer), remark }));
        steps
    }
}

/// Returns the exchanges as a session on the card that these lines of a header bring back.
pub fn session(settings: &[String], exchanges: &[Exchange]) -> Session {
    let mut steps = header(settings);
    let mut writer = StepWriter::default();
    steps.extend(exchanges.iter().flat_map(|exchange| writer.write(exchange)));
    Session { steps }
}

/// Returns the lines of a header as steps.
pub fn header(settings: &[String]) -> Vec<SessionStep> {
    settings.iter().map(|line| setting(line)).collect()
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
        desk.pass(31_000);
        desk.restart(0);
        let settings = ["profile default".to_owned(), "seed 7".to_owned()];
        let text = text(&settings, desk.exchanges());
        assert!(check(&text), "{text}");
        assert_eq!(text.matches("reset").count(), 2, "{text}");
        // Time begins anew with each reset.
        let waits = text.split("reset").map(|part| part.matches("\nwait ").count()).collect::<Vec<_>>();
        assert_eq!(waits, [2, 1, 0], "{text}");
        let broken = text.replacen("\n> A010", "\n> A0A4", 1);
        assert_ne!(broken, text);
        assert!(!check(&broken), "{broken}");
    }
}
