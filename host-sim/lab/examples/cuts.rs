//! A test of a card with power cuts: every memory write of a session, torn in every way that octets can tear.

use sim_lab::tear::{Thoroughness, search, session};
use sim_script::trace::{Options, parse};

const SESSION: &str = "\
card balance 50.00 yuan, open
> 00A40000 02 DF04
< .. 9000
> 80DADF20 04 00000064
< 9000
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (outcome, commands) = session(&parse("limit.trace", SESSION)?, &Options::default());
    assert!(outcome.held());
    let how = Thoroughness { each_octet: true, samples: 10, seed: 1, only_write: None, only_tear: None };
    let counts = search(&commands, &how).map_err(|finding| finding.to_string())?;
    println!(
        "{} torn writes: {} found the state before, {} the state after",
        counts.tears, counts.before, counts.after
    );
    Ok(())
}
