//! The commands that a terminal sends for the toolkit (TS 102 221 §11.2, §11.1.2), by their instruction octet.

/// TERMINAL PROFILE.
pub const TERMINAL_PROFILE: u8 = 0x10;
/// FETCH.
pub const FETCH: u8 = 0x12;
/// TERMINAL RESPONSE.
pub const TERMINAL_RESPONSE: u8 = 0x14;
/// ENVELOPE.
pub const ENVELOPE: u8 = 0xC2;
/// STATUS.
pub const STATUS: u8 = 0xF2;
/// GET RESPONSE.
pub const GET_RESPONSE: u8 = 0xC0;
