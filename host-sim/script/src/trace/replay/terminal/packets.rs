//! Secured packets that the terminal sees brought to the card, judged by the host's own arithmetic.

use super::Terminal;
use crate::trace::diagnosis::{Diagnosis, right_packet};
use crate::trace::replay::verified::VerifiedValue;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::ota::{KeySet, PacketDiagnosis, Receiver, TargetApplication, judge, locate};
use sim_device::profile::Profile;
use sim_wire::message;
use sim_wire::secured_packet::{Counter, Form};

/// Most parts of a packet that wait for the others.
const PARTS_MAX: usize = 8;

/// Most packets that are remembered.
const PACKETS_MAX: usize = 64;

/// Packets of a session.
#[derive(Clone, Debug, Default)]
pub(super) struct PacketWatch {
    /// Commands that brought parts of a packet which is not whole.
    parts: Vec<Vec<u8>>,
    /// Last packet that was whole, with the highest counter before it; `None` before the first.
    last: Option<(Vec<u8>, Counter)>,
    /// Packets that were believed, the newest last.
    accepted: Vec<Vec<u8>>,
    highest: Counter,
}

impl PacketWatch {
    /// Observes a command to the card.
    pub(super) fn observe(&mut self, command: &[u8], profile: &Profile) {
        match command {
            [_, 0xC2, ..] => {}
            // The answer to the envelope is fetched.
            [_, 0xC0, ..] => return,
            _ => {
                self.last = None;
                return;
            }
        }
        let Some(packet) = self.whole(command) else {
            self.last = None;
            return;
        };
        let before = self.highest;
        if let Ok(accepted) = judge(&packet, &receiver(profile), before) {
            self.highest = accepted.store.unwrap_or(before);
            self.accepted.push(packet.clone());
            if self.accepted.len() > PACKETS_MAX {
                self.accepted.remove(0);
            }
        }
        self.last = Some((packet, before));
    }

    /// Returns the packet that a command completes; `None` if it brings none, or a part is missing.
    fn whole(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        if let Ok((Form::ShortMessage, whole)) = locate([command]) {
            return (whole.kind == PacketKind::Command).then_some(whole.packet);
        }
        self.parts.push(command.to_vec());
        if self.parts.len() > PARTS_MAX {
            self.parts.remove(0);
        }
        // What was left over before may not belong to this packet.
        let found = (0..self.parts.len()).find_map(|first| {
            let parts = self.parts.get(first..)?;
            locate(parts.iter().map(Vec::as_slice)).ok()
        });
        let (_, whole) =
            found.filter(|(form, whole)| *form == Form::ShortMessage && whole.kind == PacketKind::Command)?;
        self.parts.clear();
        Some(whole.packet)
    }
}

/// Returns the card as a receiver of packets: its key sets, and the wallet.
fn receiver(profile: &Profile) -> Receiver {
    Receiver {
        applications: vec![TargetApplication { tar: message::WALLET, least: message::DOWN }],
        key_sets: profile.card.ota_keys.iter().map(KeySet::of).collect(),
    }
}

impl Terminal {
    /// Diagnoses the packet that the last command brought or completed. `None` if it brought none, or one that the card
    /// should believe.
    pub(super) fn diagnose_packet(&self) -> Option<Diagnosis> {
        let (packet, before) = self.packets.last.as_ref()?;
        let known = (*before, self.packets.accepted.as_slice());
        PacketDiagnosis::of(packet, &receiver(&self.profile), known).map(Diagnosis::Packet)
    }

    /// Verifies the packet that the last command brought or completed; `None` if it brought none.
    pub(super) fn verify_packet(&self) -> Option<VerifiedValue> {
        let (packet, before) = self.packets.last.as_ref()?;
        let receiver = receiver(&self.profile);
        if let Ok(accepted) = judge(packet, &receiver, *before) {
            return Some(VerifiedValue::right(right_packet(&accepted)));
        }
        Some(match self.diagnose_packet() {
            Some(diagnosis @ Diagnosis::Packet(PacketDiagnosis { key_set: Some(_), .. })) => {
                VerifiedValue::wrong(diagnosis.facts())
            }
            _ => VerifiedValue::unknown("secured packet", packet, "the profile has no such key set"),
        })
    }
}
