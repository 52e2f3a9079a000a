//! Any text, read as a trace and as a profile. Nothing panics; what is refused is refused in words; and a trace that is
//! read, printed and read again is printed the same.
#![no_main]

use sim_device::profile::Profile;
use sim_script::trace;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(error) = Profile::parse("fuzz.toml", text) {
        assert!(!error.to_string().is_empty());
    }
    match trace::parse("fuzz.trace", text) {
        Ok(_) => printed_and_read_again(text),
        Err(error) => assert!(!format!("{:?}", miette::Report::new(*error)).is_empty()),
    }
});

/// Asserts that a trace is printed as it was read, without control characters, which comments print as blanks.
fn printed_and_read_again(text: &str) {
    let plain = text.replace(|character: char| character.is_control() && character != '\n', " ");
    let Ok(read) = trace::parse("fuzz.trace", &plain) else { return };
    let printed = read.to_string();
    match trace::parse("fuzz.trace", &printed) {
        Ok(again) => assert_eq!(printed, again.to_string()),
        Err(error) => panic!("its own print is refused: {:?}\n{printed}", miette::Report::new(*error)),
    }
}
