//! Short message that carries a request to the payment platform: an SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2). It holds a
//! secured packet (3GPP TS 31.115 §4.2) under the card's first key set. The message is made once: a busy handset is
//! offered the same message again, and never another one under the same counter.

use heapless::Vec;
use serde::{Deserialize, Serialize};

use crate::doors::ota::carriage::{Address, TPDU_MAX, UserData, submit};
use crate::personalisation::OtaKeySet;
use sim_wire::bcd::{self, TonNpi};
use sim_wire::message::{ACCESS_CODE, PLATFORM, PlatformRequest, REQUEST_MAX, UP};
use sim_wire::secured_packet::{CommandHeader, CommandPacket, Counter, Form, IN_FRONT_OF_CHECK, SecuredCommand};
use sim_wire::tlv::Emitter;

use super::super::menu::View;
use super::super::menu::order::MenuOrder;

/// Most octets of a check, and of padding.
const BLOCK_MAX: usize = 16;

/// Most octets of a packet.
const PACKET_MAX: usize = IN_FRONT_OF_CHECK + BLOCK_MAX + REQUEST_MAX + BLOCK_MAX;

/// User data header that announces a command packet (3GPP TS 23.040 §9.2.3.24.6, TS 31.115 §4.1).
const HEADER: [u8; 3] = [0x02, 0x70, 0x00];

/// A message to the platform, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RequestLetter(Vec<u8, TPDU_MAX>);

impl RequestLetter {
    /// Creates the message of an order, for which the wallet answered `answer`. The view has the wallet with the
    /// counters that were committed for the message. Returns `None` if the card has no keys.
    pub(super) fn of(order: &MenuOrder, answer: &[u8], view: &View<'_>) -> Option<RequestLetter> {
        let remote = &view.wallet.remote;
        let operation = order.operation(answer)?;
        let request = PlatformRequest { asn: view.asn(), number: remote.request, operation };
        let mut buffer = [0; REQUEST_MAX];
        let mut data = Emitter::new(&mut buffer);
        request.write(&mut data).ok()?;
        let packet = packet(view.identity.ota_keys.first()?, remote.sent, data.written())?;
        let mut user_data = UserData::from_slice(&HEADER).ok()?;
        user_data.extend_from_slice(&packet).ok()?;
        submit(&platform()?, &user_data).map(RequestLetter)
    }

    /// Returns the octets of the SMS-SUBMIT.
    pub(super) fn tpdu(&self) -> &[u8] {
        &self.0
    }
}

/// Creates a packet under a key set: checked, then ciphered, with zeros behind the data.
fn packet(keys: &OtaKeySet, counter: Counter, data: &[u8]) -> Option<Vec<u8, PACKET_MAX>> {
    let header = CommandHeader { spi: UP, kic: keys.kic_octet(), kid: keys.kid_octet(), tar: PLATFORM };
    let security = crate::crypto::security(keys, UP.check(), UP.ciphered(), header.kid)?;
    let check = security.check.length();
    let padding = security.padding(SecuredCommand::BEFORE_CHECK.checked_add(check)?.checked_add(data.len())?);
    let padded: [u8; REQUEST_MAX + BLOCK_MAX] = sim_wire::concat(&[data]);
    let padded = padded.get(..data.len().checked_add(usize::from(padding))?)?;
    let place = [0; BLOCK_MAX];
    let secured = SecuredCommand { counter, padding, check: place.get(..check)?, data: padded };
    let mut buffer = [0; PACKET_MAX];
    let mut whole = Emitter::new(&mut buffer);
    CommandPacket::emit(Form::ShortMessage, header, &secured, &mut whole).ok()?;
    let mut packet = Vec::from_slice(whole.written()).ok()?;
    let secured_at = IN_FRONT_OF_CHECK.checked_sub(SecuredCommand::BEFORE_CHECK)?;
    security.seal(&[], &mut packet, secured_at, IN_FRONT_OF_CHECK);
    Some(packet)
}

/// Returns the platform's number as a message has it: number of digits, type of number, the digits swapped.
fn platform() -> Option<Address> {
    let mut buffer = [0; 16];
    let mut address = Emitter::new(&mut buffer);
    address.octets(&[ACCESS_CODE.len() as u8, TonNpi::UNKNOWN.0]).ok()?;
    bcd::encode_digits(ACCESS_CODE, &mut address).ok()?;
    Address::from_slice(address.written()).ok()
}
