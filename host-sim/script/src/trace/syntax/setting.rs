//! Header of a trace: which card is played against, and how.

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TerminalTime;

use crate::lang::handbook::HandbookSection;
use sim_device::profile::Profile;
pub use sim_device::reader::ReaderMode as ChainingMode;

/// Setting of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceSetting {
    /// `profile default` or `profile "file.toml"`: personalisation of the card.
    Profile(ProfileChoice),
    /// `card balance 50.00 yuan, open, …`: properties in which this card differs from its profile.
    Card(Vec<CardSetting>),
    /// `key purchase 03 version 01 = …`: a key beside or instead of the profile's.
    Key(KeySetting),
    /// `aid …`: application identifier, 5 to 16 octets.
    Aid(Vec<u8>),
    /// `asn …`: application serial number (应用序列号), ten octets, in file 15.
    Asn([u8; 10]),
    /// `atr …`: answer to reset, 2 to 33 octets.
    Atr(Vec<u8>),
    /// `iccid …`: ten octets of swapped BCD.
    Iccid([u8; 10]),
    /// `clock 2009-11-18 10:30:00`: the terminal's clock at the start.
    Clock(TerminalTime),
    /// `seed 7`: seed of the card's random numbers.
    Seed(u64),
    /// `random 653027F6 …`: the card's next random numbers one by one. The one setting that may also stand among the
    /// steps; its numbers are drawn after those given before.
    Random(Vec<Vec<u8>>),
    /// `reader auto` or `reader raw`: chaining mode of the reader.
    Reader(ChainingMode),
    /// `covers 3.4.3, 3.1`: sections of the handbook whose rules the session shows. The card is the same without.
    Covers(Vec<HandbookSection>),
}

/// Profile that a card is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileChoice {
    /// Published test keys that come with the program.
    Default,
    /// TOML file.
    File {
        /// Path as written, relative to the trace; behind a `#` the name of one card of several.
        path: String,
        /// Profile in the file; `None` until [`crate::trace::files`] has read it.
        profile: Option<Box<Profile>>,
    },
}

/// Fact of a `card` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardSetting {
    /// `balance 50.00 yuan`: balance of the wallet.
    Balance(Fen),
    /// `open`, `suspended`, …: life-cycle state.
    State(LifeCycle),
    /// `online 0001`: online transaction counter.
    Online(u16),
    /// `offline 025E`: offline transaction counter.
    Offline(u16),
    /// `limit 100.00 yuan`, or `limit none` for `None`.
    Limit(Option<Fen>),
    /// `pin on` (`true`) or `pin off`: whether the operation PIN is switched on.
    PinOn(bool),
    /// `pin 5678`: the operation PIN's first value, as its BCD octets.
    Pin(Vec<u8>),
    /// `pin tries 3`: number of wrong tries before the PIN is blocked, 1 to 15.
    PinTries(u8),
    /// `balance max 1000.00 yuan`: largest balance that the wallet takes.
    BalanceMax(Fen),
}

/// Key of the card: `key USAGE INDEX version VERSION algorithm ALGORITHM = 16 octets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySetting {
    /// Usage of the key.
    pub usage: KeyUsage,
    /// Key index.
    pub index: u8,
    /// Key version; 01 where the trace says none.
    pub version: u8,
    /// Algorithm identifier; 00 where the trace says none.
    pub algorithm: u8,
    /// Octets of the key.
    pub key: [u8; 16],
}
