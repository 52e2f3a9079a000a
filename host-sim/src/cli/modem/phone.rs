//! The phone that is the modem: a handset with a card, wherever the card is.

use super::phone_at_home::HomePhone;
use sim_codec::time::Moment;
use sim_device::link::Link;
use sim_device::mobile_station::MobileStation;
use sim_device::modem::ModemReply;
use sim_script::trace::formats::SessionStep;

/// Phone that works as a modem.
pub(super) trait ModemPhone {
    /// Link to the card.
    type Link: Link;

    /// Returns the handset with the card.
    fn station(&self) -> &MobileStation<Self::Link>;

    /// Returns the time that the phone shows.
    fn now(&self) -> Moment;

    /// Works with the phone, keeps the result, and tells of trouble with the card. What cannot be kept is an error.
    fn work(&mut self, work: impl FnOnce(&mut MobileStation<Self::Link>) -> ModemReply) -> miette::Result<ModemReply>;

    /// Lets time pass.
    fn pass(&mut self, ms: u32) -> miette::Result<()>;

    /// Takes what happened between handset and card since the last call.
    fn take_steps(&mut self) -> Vec<SessionStep>;
}

/// Any phone that works as a modem, with the lines of a header that bring its card back.
pub(super) enum AnyPhone {
    /// Phone of a person in a world, with a simulated card.
    Home(Box<HomePhone>),
    /// Phone with a card in a reader.
    #[cfg(feature = "pcsc")]
    Reader(Box<super::phone_at_reader::ReaderPhone>),
}
