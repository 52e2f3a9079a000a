//! Recording of a trace at the card: its memory when it is made, every power-on, every armed power cut, and every
//! command as it reaches the card, with the random numbers that the card can draw.

use std::cell::RefCell;
use std::rc::Rc;

use applet::{Card, CardSession, ExchangeContext, MemoryError, Nvm};
use sim_device::link::{Chance, PoweredMemory};
use sim_device::memory::{Eeprom, PowerCut, manufactured};
use sim_script::trace::replay::{CardSource, OutgoingCommand, Watcher, replay_on};
use sim_script::trace::{Options, Trace};

/// Recording of a trace: a card for the story, and one for each row of a table that has a card of its own.
pub struct Tape {
    /// Cards in the order in which they were made.
    pub cards: Vec<TapedCard>,
}

/// Recording of one card.
pub struct TapedCard {
    /// Octets of the memory when the card was made.
    pub image: Vec<u8>,
    /// Events in order.
    pub events: Vec<TapeEvent>,
}

/// Event at the card.
pub enum TapeEvent {
    /// Power-on.
    PowerOn,
    /// Power cut that is armed.
    Arm(PowerCut),
    /// Command that reaches the card.
    Exchange(Box<TapedExchange>),
}

/// Command that reaches the card, and the card before it.
pub struct TapedExchange {
    /// Interface and time.
    pub context: ExchangeContext,
    /// Octets of the command.
    pub command: Vec<u8>,
    /// Source of the random numbers before the command.
    pub chance: Chance,
    /// Memory before the command.
    pub image: Vec<u8>,
    /// Session of the card before the command.
    pub session: Option<CardSession>,
}

/// Events of a card, which its memory and the watcher of the replay share.
type Events = Rc<RefCell<Vec<TapeEvent>>>;

impl Tape {
    /// Records a replay, which must hold.
    pub fn of(trace: &Trace) -> Tape {
        let mut cards = Vec::new();
        let mut make = |personalisation: &applet::Personalisation| {
            let part = manufactured(personalisation).map_err(|error| error.to_string())?;
            let events = Events::default();
            cards.push((part.image().to_vec(), events.clone()));
            Ok(TapedMemory { part, events })
        };
        let source = CardSource::Header(&mut make);
        let outcome = replay_on(trace, &Options::default(), source, Some(&mut TapeRecorder));
        assert!(outcome.held(), "{}: {:?}", trace.source.name, outcome.results);
        let taped = |(image, events): (Vec<u8>, Events)| TapedCard { image, events: events.take() };
        Tape { cards: cards.into_iter().map(taped).collect() }
    }
}

/// Memory that records power and cuts.
#[derive(Clone)]
struct TapedMemory {
    part: Eeprom,
    events: Events,
}

impl Nvm for TapedMemory {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        self.part.read(offset, into)
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        self.part.write(offset, bytes)
    }
}

impl PoweredMemory for TapedMemory {
    fn arm(&mut self, cut: PowerCut) {
        self.events.borrow_mut().push(TapeEvent::Arm(cut));
        self.part.arm(cut);
    }

    fn power_restored(&mut self) {
        self.events.borrow_mut().push(TapeEvent::PowerOn);
        self.part.power_restored();
    }

    fn exchange_begins(&mut self, command: &[u8]) -> Result<(), MemoryError> {
        PoweredMemory::exchange_begins(&mut self.part, command)
    }

    fn exchange_ends(&mut self) -> Result<(), MemoryError> {
        PoweredMemory::exchange_ends(&mut self.part)
    }
}

/// Watcher that records commands.
struct TapeRecorder;

impl Watcher<TapedMemory> for TapeRecorder {
    fn before(&mut self, card: &Card<TapedMemory, Chance>, exchange: OutgoingCommand<'_>) {
        let exchange = TapedExchange {
            context: exchange.surroundings,
            command: exchange.command.to_vec(),
            chance: card.clone().into_parts().1,
            image: card.memory().part.image().to_vec(),
            session: card.session().cloned(),
        };
        card.memory().events.borrow_mut().push(TapeEvent::Exchange(Box::new(exchange)));
    }
}
