//! Any octets, explained: by their looks, as every kind they might be said to be, as the answer to a command, and as text
//! of several. Nothing panics, and words and JSON are both made.
#![no_main]

use rfid_sim::explain::{self, Explanation, Kind, guess, script, words};

fn told(explanation: &Explanation<'_>) {
    assert!(!words::page(explanation, false).is_empty());
    assert!(explain::json(explanation).is_ok_and(|json| json.starts_with('{')));
}

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    told(&guess::explain(octets));
    for kind in Kind::ALL {
        told(&guess::explain_as(kind, octets));
    }
    let (command, answer) = octets.split_at(octets.len() / 2);
    told(&explain::answer(Some(command), answer));
    if let Ok(text) = std::str::from_utf8(octets)
        && let Ok(entries) = script::read(text)
    {
        script::explain(&entries).iter().for_each(told);
    }
});
