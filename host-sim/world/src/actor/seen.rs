//! Messages under way as an attacker sees them: the last ones of any kind, and the secured packets of either side.

use std::collections::VecDeque;

use crate::action::PacketMaker;
use crate::smsc::{Cargo, MessageId, SmsCentre};
use sim_codec::ota::carriage::PacketPart;
use sim_codec::sms::{Direction, Tpdu};
use sim_codec::time::Moment;

/// Greatest number of messages that an attacker remembers.
const REMEMBERED: usize = 64;

/// Greatest number of packets of each side that an attacker remembers.
const PACKETS_REMEMBERED: usize = 4096;

/// Messages that an attacker saw under way.
#[derive(Clone, Debug, Default)]
pub(super) struct SeenMessages {
    /// Messages, the newest last, each with the moment at which the centre took it.
    messages: VecDeque<(Cargo, Moment)>,
    last: Option<MessageId>,
    /// First packets of the card and of the platform.
    card_packets: Vec<Cargo>,
    platform_packets: Vec<Cargo>,
}

impl SeenMessages {
    /// Notes the messages that came under way since the last call.
    pub(super) fn note(&mut self, centre: &SmsCentre) {
        self.note_but(centre, None);
    }

    /// Notes the new messages, of which `own` is the attacker's: its packet is neither the card's nor the platform's.
    pub(super) fn note_own(&mut self, centre: &SmsCentre, own: MessageId) {
        self.note_but(centre, Some(own));
    }

    fn note_but(&mut self, centre: &SmsCentre, own: Option<MessageId>) {
        let last = self.last;
        for carried in centre.carried().filter(|carried| last.is_none_or(|last| carried.id > last)) {
            self.messages.push_back((carried.cargo.clone(), carried.taken));
            self.last = Some(carried.id);
            if let Some(maker) = packet_maker(&carried.cargo).filter(|_| own != Some(carried.id)) {
                let packets = self.packets_mut(maker);
                if packets.len() < PACKETS_REMEMBERED {
                    packets.push(carried.cargo.clone());
                }
            }
        }
        while self.messages.len() > REMEMBERED {
            self.messages.pop_front();
        }
    }

    /// Returns a message, counted back from the last one, which is 1.
    pub(super) fn back(&self, which: u32) -> Option<&Cargo> {
        self.seen(which).map(|(cargo, _)| cargo)
    }

    /// Returns the moment at which the centre took a message, counted back from the last one, which is 1.
    pub(super) fn taken(&self, which: u32) -> Option<Moment> {
        self.seen(which).map(|(_, taken)| *taken)
    }

    /// Returns the n-th packet of a side, counted from 1.
    pub(super) fn packet(&self, maker: PacketMaker, nth: u32) -> Option<&Cargo> {
        self.packets_of(maker).get(usize::try_from(nth).ok()?.checked_sub(1)?)
    }

    /// Returns the number of packets seen of a side.
    pub(super) fn packets(&self, maker: PacketMaker) -> usize {
        self.packets_of(maker).len()
    }

    fn packets_of(&self, maker: PacketMaker) -> &Vec<Cargo> {
        match maker {
            PacketMaker::Card => &self.card_packets,
            PacketMaker::Platform => &self.platform_packets,
        }
    }

    fn packets_mut(&mut self, maker: PacketMaker) -> &mut Vec<Cargo> {
        match maker {
            PacketMaker::Card => &mut self.card_packets,
            PacketMaker::Platform => &mut self.platform_packets,
        }
    }

    fn seen(&self, which: u32) -> Option<&(Cargo, Moment)> {
        let which = usize::try_from(which).ok()?;
        self.messages.get(self.messages.len().checked_sub(which)?)
    }
}

/// Returns the side that made the secured packet of a message; `None` if there is no packet, or the attacker made it.
fn packet_maker(cargo: &Cargo) -> Option<PacketMaker> {
    let (direction, maker) = match cargo {
        Cargo::Submit { .. } => (Direction::ToNetwork, PacketMaker::Card),
        Cargo::Deliver { letter: Some(_), .. } => (Direction::FromNetwork, PacketMaker::Platform),
        Cargo::Deliver { letter: None, .. } | Cargo::Report { .. } => return None,
    };
    let part = Tpdu::parse(direction, cargo.tpdu()).and_then(|tpdu| PacketPart::of(&tpdu).ok())?;
    (part.kind.is_some() || part.place.is_some()).then_some(maker)
}
