//! The languages of card tests: traces, which are sessions with a card as text ([`trace`]); walks through the phone's
//! menu ([`walk`]); and scenarios of a world ([`scenario`]). [`lang`] has what they share, [`mod@check`] finds mistakes
//! without a replay, [`layout`] sets blanks and comments, and [`transcript`] is what a replay brought about.
//!
//! ```
//! use sim_script::trace::{Options, parse, replay};
//!
//! let text = "\
//! card balance 50.00 yuan, open
//! > 00A40400 10 D1560001018003800000000100000000  # SELECT
//! < 6F.. 9000
//! > 805C0002 04                                   # GET BALANCE
//! < {50.00 yuan} 9000
//! ";
//! let trace = parse("balance.trace", text)?;
//! assert!(replay(&trace, &Options::default()).held());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod analysis;
pub mod ascii;
pub mod check;
pub mod columns;
pub mod kind;
pub mod lang;
pub mod layout;
pub mod scenario;
pub mod side_by_side;
pub mod trace;
pub mod transcript;
pub mod walk;
