//! The card as a WebAssembly module. It imports nothing, and exports a serial port: [`put`] takes the octets of a
//! request one by one, [`take`] returns those of the answer. `serve.mjs` beside this crate shows the use.
//!
//! An export is found by the name of its symbol, and only the attribute `unsafe(no_mangle)` keeps the name. It is
//! called unsafe because two symbols of one name would be one; no code in this crate is. A macro of a crate for
//! bindings would write the same attribute, and bring imports that every user must then provide.

use std::sync::{Mutex, PoisonError};

use card_line::LinePort;

/// Port of the one card of this instance; `None` before the first call.
static PORT: Mutex<Option<LinePort>> = Mutex::new(None);

fn with_port<T>(act: impl FnOnce(&mut LinePort) -> T) -> T {
    let mut port = PORT.lock().unwrap_or_else(PoisonError::into_inner);
    act(port.get_or_insert_with(LinePort::default))
}

/// Takes one octet of a request; its line feed ends it. A number above 255 is no octet, and an error in the answer.
/// Returns the number of octets of the answer, 0 before the request has ended.
#[allow(unsafe_code, reason = "the name of an export is kept by no other attribute")]
#[unsafe(no_mangle)]
pub extern "C" fn put(octet: u32) -> u32 {
    let octet = u8::try_from(octet).unwrap_or(u8::MAX);
    let length = with_port(|port| port.put(octet).map_or(0, <[u8]>::len));
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Returns the next octet of the last answer, its line feed last; -1 if there is no more.
#[allow(unsafe_code, reason = "the name of an export is kept by no other attribute")]
#[unsafe(no_mangle)]
pub extern "C" fn take() -> i32 {
    with_port(LinePort::take).map_or(-1, i32::from)
}
