//! The counter-proof: a program with one panic in it, which the scan for panic locations must find.
#![no_std]
#![no_main]

use core::hint::black_box;

freestanding::entry!(crate::main);

fn main() -> ! {
    let octets = black_box([0_u8; 4]);
    let at = black_box(4_usize);
    // The scan is to report the line below: an index that may be out of bounds.
    freestanding::exit(octets[at])
}
