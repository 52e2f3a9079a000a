//! The card on a bare Cortex-M4: no operating system, no allocator. The debugger or emulator at the other side of the
//! semihosting interface brings requests from its standard input and prints the answers, a line each, until the input
//! ends.
#![no_std]
#![no_main]

use card_line::LinePort;
use cortex_m_rt::entry;
use semihosting::io::{self, Read as _, Write as _};
use semihosting::process::ExitCode;

/// Octets that are read at once.
const BLOCK: usize = 512;

#[entry]
fn main() -> ! {
    ExitCode::from(u8::from(serve().is_err())).exit_process()
}

/// Answers requests until the input ends; an error if input or output fails.
fn serve() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin()?, io::stdout()?);
    let mut port = LinePort::default();
    let mut block = [0; BLOCK];
    loop {
        let length = input.read(&mut block)?;
        if length == 0 {
            return Ok(());
        }
        for octet in block.iter().take(length) {
            if let Some(reply) = port.put(*octet) {
                output.write_all(reply)?;
            }
        }
    }
}
