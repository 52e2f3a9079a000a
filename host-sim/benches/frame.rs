//! Time from a key to the finished frame of the phone, in a large window with all its panes. The time is also printed
//! as a share of the 16 ms after which a person sees a delay.
#![allow(missing_docs, reason = "criterion's macros make a public function")]
#![allow(clippy::expect_used, reason = "a bench that cannot run says so and stops")]
#![allow(clippy::disallowed_methods, reason = "a bench measures time")]

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rfid_sim::tui::command::{Focus, Move, Pane};
use rfid_sim::tui::{App, Desk, Language, PhoneCommand};
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{self, MobileStation};
use sim_device::profile::Profile;
use sim_i18n::phone::keys::PhoneKey;
use sim_script::walk::syntax::Phone;

/// Time of one frame of a screen that is drawn sixty times a second.
const FRAME: Duration = Duration::from_millis(16);

type Desktop = App<MobileStation<InProcess<Eeprom>>>;

/// Phone in a window of 120 columns and 40 rows.
struct Window {
    phone: Desktop,
    terminal: Terminal<TestBackend>,
}

impl Window {
    /// Creates a phone with `sessions` sessions behind it.
    fn new(sessions: usize) -> Window {
        let card = mobile_station::card(&Profile::default(), 1).expect("a card");
        let station = MobileStation::switch_on(card, Phone::default().handset()).expect("it comes up");
        let phone = App::new(Desk::new(station), Language::Chinese);
        let terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal");
        let mut window = Window { phone, terminal };
        for _ in 0..sessions {
            for command in BALANCE {
                window.phone.update(command.clone());
            }
        }
        window
    }

    /// Presses a key, and draws the frame that follows.
    fn key(&mut self, command: &PhoneCommand) {
        self.phone.update(command.clone());
        self.terminal.draw(|frame| self.phone.draw(frame)).expect("it draws");
    }
}

/// Keys that open the menu, show the balance, and end the session.
const BALANCE: [PhoneCommand; 4] = [
    PhoneCommand::Press(PhoneKey::Menu),
    PhoneCommand::Press(PhoneKey::Character('1')),
    PhoneCommand::Press(PhoneKey::Character('3')),
    PhoneCommand::Press(PhoneKey::End),
];

/// Keys of each measurement: a step of the marked line, a whole session, an older exchange with its explanation, a step
/// undone and redone.
const KEYS: [(&str, &[PhoneCommand]); 4] = [
    ("arrow", &[PhoneCommand::Move(Move::Down)]),
    ("session", &BALANCE),
    ("exchange", &[PhoneCommand::Focus(Focus::Pane(Pane::Exchanges)), PhoneCommand::Move(Move::Up)]),
    ("undo", &[PhoneCommand::Undo, PhoneCommand::Redo]),
];

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("key to frame, 120x40");
    for (name, keys) in KEYS {
        let mut window = Window::new(100);
        let begun = Instant::now();
        let rounds = 50;
        (0..rounds).for_each(|_| keys.iter().for_each(|key| window.key(key)));
        let a_key = begun.elapsed() / (rounds * u32::try_from(keys.len()).expect("few keys"));
        println!("{name}: {a_key:?} a key, {:.3} of a frame of 16 ms", a_key.as_secs_f64() / FRAME.as_secs_f64());
        group.throughput(Throughput::Elements(keys.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| keys.iter().for_each(|key| window.key(key))));
    }
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
