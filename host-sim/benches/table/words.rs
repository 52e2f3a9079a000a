//! Rows of explanations and of secured packets. Their floors are the copy of the text that is printed, and the ciphers
//! and checksums of the packet.

use std::hint::black_box;
use std::time::Instant;

use sim_codec::ota::{ChecksumKey, CipherKey, Command, Keys};
use sim_explain::render::text;
use sim_explain::script;
use sim_script::trace::entries;
use sim_script::trace::formats::{NamedText, Reply, Session, SessionExchange, SessionStep, json_lines};
use sim_wire::secured_packet::{Check, Checksum, Ciphering, CommandHeader, Counter, Counting, Form, Spi, Tar};

use crate::{FEW_TURNS, Floor, MANY_TURNS, Row, repeated};

/// Returns a session of so many commands as JSON lines.
fn lines(count: u64) -> String {
    let step = |number: u64| {
        let command = if number == 0 {
            [&[0x00, 0xA4, 0x04, 0x00, 0x10][..], &[0xD1, 0x56, 0, 1, 1, 0x80, 3, 0x80, 0, 0, 0, 1, 0, 0, 0, 0]]
                .concat()
        } else {
            vec![0x80, 0x5C, 0, 2, 4]
        };
        let answer = [&(number as u32).to_be_bytes()[..], &[0x90, 0]].concat();
        SessionStep::Exchange(SessionExchange { command, answer: Some(Reply::Octets(answer)), remark: None })
    };
    json_lines::print(&Session { steps: (0..count).map(step).collect() })
}

/// Reads lines, and explains them in words, command after command.
fn explained(lines: &str) -> impl Iterator<Item = String> {
    let session = json_lines::parse(NamedText { name: "a", text: lines }).expect("they are read");
    let entries = entries::of_session(&session);
    let pages: Vec<String> = script::explanations(&entries).map(|page| text::page(&page, false)).collect();
    pages.into_iter()
}

fn explain() -> Row {
    let work = |count| {
        let lines = lines(count);
        let began = Instant::now();
        black_box(explained(&lines).map(|page| page.len()).sum::<usize>());
        began.elapsed()
    };
    let page = explained(&lines(100)).last().expect("a page");
    let copy = repeated(move |_| drop(black_box(black_box(&page).clone())));
    Row {
        name: "explain",
        unit: "line",
        turns: FEW_TURNS,
        count: if cfg!(debug_assertions) { 10 } else { 12_500 },
        work: Box::new(work),
        floor: Some(Floor { name: "copies of the words", work: copy, ratio_max: None }),
        each_ns_max: None,
    }
}

/// Returns keys of 16 octets.
fn keys(ciphering: Ciphering, checksum: Checksum) -> Keys {
    let kic = CipherKey::new(ciphering, &[0x10; 16]).expect("a key of 16 octets");
    let kid = ChecksumKey::new(checksum, &[0x80; 16]).expect("a key of 16 octets");
    Keys { kic: Some(kic), kid: Some(kid), redundancy: None }
}

/// Returns SELECT as a packet, ciphered and with a checksum, under a counter.
fn command(keys: &Keys, counter: u64) -> Command {
    let spi = Spi::new(Check::Cryptographic, true, Counting::Higher);
    let (kic, kid) = (keys.kic_octet(1), keys.kid_octet(1, Check::Cryptographic));
    let header = CommandHeader { spi, kic, kid, tar: Tar([0xB0, 0x00, 0x11]) };
    let counter = Counter::new(counter).expect("a counter of five octets");
    Command { form: Form::ShortMessage, header, counter, data: vec![0xA0, 0xA4, 0, 0, 2, 0x3F, 0] }
}

fn packets(name: &'static str, keys: Keys) -> Row {
    let whole = command(&keys, 1).wrap(&keys).expect("the keys fit");
    let (kic, kid) = (keys.kic.clone().expect("it is there"), keys.kid.clone().expect("it is there"));
    // What is ciphered begins behind CHL, SPI, KIc, KID and TAR.
    let clear = whole.len() - 10;
    let ciphers = repeated(move |number| {
        let mut octets = whole.clone();
        octets[10] = number as u8;
        black_box(kid.over(&[&octets]));
        let ciphered = clear - clear % kic.key.block_length();
        kic.encipher(&mut octets[10..10 + ciphered]).expect("whole blocks");
        black_box(octets);
    });
    Row {
        name,
        unit: "packet",
        turns: MANY_TURNS,
        count: if cfg!(debug_assertions) { 10 } else { 50 },
        work: repeated(move |number| drop(black_box(command(&keys, number + 1).wrap(&keys)))),
        floor: Some(Floor { name: "ciphers and checksums", work: ciphers, ratio_max: None }),
        each_ns_max: None,
    }
}

/// Returns the rows.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        explain(),
        packets("packets-aes", keys(Ciphering::AesCbc, Checksum::AesCmac)),
        packets("packets-3des", keys(Ciphering::TripleDesCbcTwoKeys, Checksum::TripleDesCbcMacTwoKeys)),
    ]
}
