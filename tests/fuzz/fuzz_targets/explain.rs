//! Any octets, explained: by their looks, as every kind they might be said to be, as the answer to a command, as text
//! of several, and as JSON lines. Nothing panics, words and JSON are both made, and a command cut from its answer is
//! all there.
#![no_main]

use sim_explain::render::text;
use sim_explain::{ContentKind, Explanation, guess, script};
use sim_script::trace::entries;

fn told(explanation: &Explanation<'_>) {
    assert!(!text::page(explanation, false).is_empty());
    assert!(sim_explain::json(explanation).is_ok_and(|json| json.starts_with('{')));
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    told(&guess::explain(octets));
    for kind in ContentKind::ALL {
        told(&guess::explain_as(kind, octets));
    }
    let (command, answer) = octets.split_at(octets.len() / 2);
    told(&sim_explain::answer(Some(command), answer));
    if let Ok(text) = std::str::from_utf8(octets)
        && let Ok(entries) = entries::read(text)
    {
        script::explain(&entries).iter().for_each(told);
    }
    // The same octets as a line of a recording: command and answer in JSON, and both in one string.
    let line = format!("{{\"command\":\"{}\",\"answer\":\"{}\"}}", hex(command), hex(answer));
    if let Ok(entries) = entries::read(&line) {
        script::explain(&entries).iter().for_each(told);
    }
    if let Some((command, answer)) = sim_explain::joined::split(octets) {
        assert_eq!([command, answer].concat(), octets);
    }
    // What is shown of a command is as long as the command.
    assert_eq!(sim_explain::shown_octets(octets).len(), octets.len());
});
