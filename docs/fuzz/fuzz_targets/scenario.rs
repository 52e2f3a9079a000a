//! Any text, read as a storm's script. Nothing panics; what is refused is refused in words; and a script that is read,
//! printed and read again is the same script.
#![no_main]

use sim_lab::storm::script::Script;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match text.parse::<Script>() {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(read) => {
            let printed = read.to_string();
            match printed.parse::<Script>() {
                Ok(again) => assert_eq!(read, again, "printed as\n{printed}"),
                Err(error) => panic!("its own print is refused: {error}\n{printed}"),
            }
        }
    }
});
