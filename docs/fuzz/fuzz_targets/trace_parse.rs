//! Any text, read as a trace and as a profile. Nothing panics; what is refused is refused in words; and a trace that is
//! read, printed and read again is the same trace.
#![no_main]

use rfid_sim::profile::Profile;
use rfid_sim::trace;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(error) = Profile::parse("fuzz.toml", text) {
        assert!(!error.to_string().is_empty());
    }
    match trace::parse("fuzz.trace", text) {
        Ok(read) => {
            let printed = read.to_string();
            let again = trace::parse("fuzz.trace", &printed);
            let again = again.unwrap_or_else(|error| panic!("its own print is refused: {error:?}\n{printed}"));
            assert_eq!(read.lines, again.lines, "printed as\n{printed}");
        }
        Err(error) => assert!(!format!("{:?}", miette::Report::new(*error)).is_empty()),
    }
});
