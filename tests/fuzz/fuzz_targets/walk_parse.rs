//! Any text, read as a walk. Nothing panics; what is refused is refused in words; and a walk that is read, printed and
//! read again is printed the same.
#![no_main]

use sim_script::walk;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(error) = walk::parse("fuzz.walk", text) {
        assert!(!format!("{:?}", miette::Report::new(*error)).is_empty());
        return;
    }
    // A comment's control characters are printed as blanks, so a text that has some is asked without them.
    let plain = text.replace(|character: char| character.is_control() && character != '\n', " ");
    let Ok(read) = walk::parse("fuzz.walk", &plain) else { return };
    let printed = read.to_string();
    match walk::parse("fuzz.walk", &printed) {
        Ok(again) => assert_eq!(printed, again.to_string()),
        Err(error) => panic!("its own print is refused: {:?}\n{printed}", miette::Report::new(*error)),
    }
});
