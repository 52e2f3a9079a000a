//! Session that a trace plays, kept command by command for the search.

use applet::Card;
use sim_device::link::Chance;
use sim_device::memory::{Eeprom, manufactured};
use sim_script::trace::outcome::TraceOutcome;
use sim_script::trace::replay::{CardSource, Options, OutgoingCommand, Watcher, replay_on};
use sim_script::trace::syntax::Trace;

use super::PreparedCommand;

/// Commands of a replay, each with the card as it stood just before.
struct Commands(Vec<PreparedCommand<Chance>>);

impl Watcher<Eeprom> for Commands {
    fn before(&mut self, card: &Card<Eeprom, Chance>, exchange: OutgoingCommand<'_>) {
        let OutgoingCommand { surroundings, command, place } = exchange;
        // A cut that the trace armed is the trace's; a search arms its own.
        let mut card = card.clone();
        card.memory_mut().disarm();
        self.0.push(PreparedCommand { card, surroundings, command: command.to_vec(), place: place.to_string() });
    }
}

/// Replays a trace, and keeps every command with the card as it stood just before.
pub fn session(trace: &Trace, options: &Options) -> (TraceOutcome, Vec<PreparedCommand<Chance>>) {
    let mut commands = Commands(Vec::new());
    let mut blank_card =
        |personalisation: &applet::Personalisation| manufactured(personalisation).map_err(|error| error.to_string());
    let outcome = replay_on(trace, options, CardSource::Header(&mut blank_card), Some(&mut commands));
    (outcome, commands.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURCHASE: &str = "\
card    balance 50.00 yuan, open
random  653027F6
tap 3 cm
> 00A40400 10 D1560001018003800000000100000000
< 6F.. 9000
> 80500102 0B 03 {1.00 yuan} 112233445566 0F
< {50.00 yuan} counter:2 000000 01 00 random:4 9000
mac1 = purchase MAC1 of 1.00 yuan at 112233445566 on 2009-11-18 10:30:00, terminal counter 1
> 80540100 0F 00000001 20091118103000 {mac1} 08
< tac:4 mac2:4 9000
> 00B201C4 17
< 0001 000000 {1.00 yuan} 06 112233445566 20091118103000 9000
";

    #[test]
    fn session_keeps_card_before_every_command() {
        let trace = sim_script::trace::parse("story.trace", PURCHASE).unwrap();
        let (outcome, session) = session(&trace, &Options::default());
        assert!(outcome.held());
        assert_eq!(session.len(), 4);
        assert_eq!(session[2].place, "story.trace:9");
        let balance = |at: usize| session[at].card.state().map(|state| state.balance.0);
        assert_eq!((balance(2), balance(3)), (Some(5000), Some(4900)));
    }
}
