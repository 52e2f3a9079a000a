//! Any text, read as a scenario. Nothing panics; what is refused is refused in words; and a scenario that is read,
//! printed and read again is the same scenario.
#![no_main]

use sim_script::scenario;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match scenario::parse("fuzz.scenario", text) {
        Err(error) => assert!(!format!("{:?}", miette::Report::new(*error)).is_empty()),
        Ok(read) => {
            let printed = read.to_string();
            match scenario::parse("fuzz.scenario", &printed) {
                Ok(again) => assert_eq!(read, again, "printed as\n{printed}"),
                Err(error) => panic!("its own print is refused: {:?}\n{printed}", miette::Report::new(*error)),
            }
        }
    }
});
