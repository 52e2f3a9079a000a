//! The secured packets that crossed the SMS centre, as somebody at the network sees them: what an attacker has who
//! brings one of them once more.

use super::player::{Done, Player, impossible};
use crate::walk::syntax::{Attack, PacketMaker};
use sim_codec::ota::carriage::Part;
use sim_codec::sms::{Direction, Tpdu};
use sim_world::actor::attacker::tampered;
use sim_world::smsc::Cargo;

/// Packets of either side, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Packets {
    card: Vec<Cargo>,
    platform: Vec<Cargo>,
}

impl Packets {
    /// Keeps what is carried if it is a secured packet.
    pub(super) fn see(&mut self, cargo: &Cargo) {
        let (direction, list) = match cargo {
            Cargo::Submit { .. } => (Direction::ToNetwork, &mut self.card),
            Cargo::Deliver { letter: Some(_), .. } => (Direction::FromNetwork, &mut self.platform),
            Cargo::Deliver { letter: None, .. } | Cargo::Report { .. } => return,
        };
        let part = Tpdu::parse(direction, cargo.tpdu()).and_then(|tpdu| Part::of(&tpdu).ok());
        if part.is_some_and(|part| part.kind.is_some() || part.place.is_some()) {
            list.push(cargo.clone());
        }
    }

    fn of(&self, maker: PacketMaker) -> &[Cargo] {
        match maker {
            PacketMaker::Card => &self.card,
            PacketMaker::Platform => &self.platform,
        }
    }
}

impl Player {
    /// An attacker brings a packet that was seen, as it was or changed.
    pub(super) fn attack(&mut self, attack: Attack) -> Done {
        let seen = self.now.packets.of(attack.maker);
        let place = attack.packet.checked_sub(1);
        let Some(cargo) = place.and_then(|place| seen.get(place)) else {
            return Err(impossible(&format!("{} such packets were seen", seen.len())));
        };
        let Some(changed) = tampered(cargo, attack.how) else {
            return Err(impossible("that cannot be done to the packet"));
        };
        let id = self.now.world.smuggle(changed);
        // What the attacker brings is no packet of the card's or the platform's, and counts as neither.
        self.now.known = self.now.known.max(id);
        self.hold(id);
        Ok(())
    }
}
