//! Other people's programs before the card: opensc, pcsc-tools, pyscard, GnuPG.

use std::process::Command;

use applet::KeyUsage;
use sim_device::profile::Profile;
use sim_script::trace::recording::RecordedEvent;
use sim_script::trace::{self, Options, files};

use super::desk;
use super::desk::{PYTHON, beside};
use crate::binary::rfid_sim;

/// Trace of the session of commands in the README.
const PURCHASE: &str = "../apdu-traces/purchase/a-purchase-of-one-yuan-by-a-tap.trace";

/// SELECT of the wallet as T=0 carries it.
const SELECT: &str = "00A4040010D1560001018003800000000100000000";

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn opensc_reads_atr_and_sends_commands() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let atr = desk.run("opensc-tool", &["--atr"], "");
    let own = hex::encode(Profile::default().card.atr);
    assert_eq!(atr.lines().next().unwrap().replace(':', ""), own);
    let printed =
        desk.run("opensc-tool", &["-s", &format!("{SELECT}00"), "-s", "805C000204", "-s", "A0A40000023F00"], "");
    assert!(printed.contains("Received (SW1=0x90, SW2=0x00)"), "{printed}");
    assert!(printed.contains("6F"), "{printed}");
    assert!(printed.contains("SW1=0x9F, SW2=0x16"), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and pcsc-tools; .ci/run system installs them"]
fn scriptor_does_the_purse_session() {
    let trace = files::load(std::path::Path::new(PURCHASE)).unwrap();
    let outcome = trace::replay(&trace, &Options::default());
    let exchanges = outcome.recording.events.iter().filter_map(|event| match event {
        RecordedEvent::Exchange(exchange) => Some((&exchange.command, exchange.answer.as_ref().unwrap())),
        _ => None,
    });
    let exchanges: Vec<_> = exchanges.collect();
    assert_eq!(exchanges.len(), 5);
    let script: String = exchanges.iter().map(|(command, _)| hex::encode_upper(command) + "\n").collect();
    let desk = desk();
    let path = std::path::Path::new(PURCHASE).canonicalize().unwrap();
    let reader = desk.reader(&["--apdu", "--trace", path.to_str().unwrap(), "--record", "a.trace"]);
    let printed = desk.run("scriptor", &[], &script);
    let octets: String = printed.split_whitespace().filter(|word| word.len() == 2).collect();
    for (command, answer) in exchanges {
        let answer = hex::encode_upper(answer);
        assert!(octets.contains(&answer), "{}: {answer} is not in {printed}", hex::encode_upper(command));
    }
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc, python3-pyscard and python3-pycryptodome; .ci/run system installs them"]
fn pyscard_pays_with_macs_of_its_own() {
    let desk = desk();
    std::fs::write(desk.folder.path().join("a.toml"), "[start]\nbalance = \"50.00 yuan\"\nstate = \"open\"\n").unwrap();
    let reader = desk.reader(&["--profile", "a.toml", "--record", "a.trace", "--card", "a.card"]);
    let profile = Profile::default();
    let key = |usage, index| {
        let mut keys = profile.card.keys.iter();
        hex::encode_upper(keys.find(|key| key.usage == usage && key.index == index).unwrap().key)
    };
    let pay = beside("pay.py");
    let (purchase, tac) = (key(KeyUsage::Purchase, 3), hex::encode_upper(profile.only_key(KeyUsage::Tac).unwrap().key));
    let paid = desk.run(PYTHON, &[pay.to_str().unwrap(), &purchase, &tac, "1250"], "");
    assert_eq!(paid, "5000 3750\n");
    reader.end();
    let replay = Command::new(rfid_sim()).args(["run", "a.trace"]).current_dir(desk.folder.path()).output().unwrap();
    assert!(replay.status.success(), "{}", String::from_utf8_lossy(&replay.stdout));
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and scdaemon; .ci/run system installs them"]
fn scdaemon_sends_commands() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let home = desk.folder.path().join("gnupg");
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join("scdaemon.conf"), "disable-ccid\n").unwrap();
    let home = home.to_str().unwrap();
    let input = format!("SERIALNO undefined\nAPDU {SELECT}\nAPDU 805C000204\nBYE\n");
    let printed = desk.run("/usr/lib/gnupg/scdaemon", &["--homedir", home, "--server"], &input);
    assert!(printed.contains("D "), "{printed}");
    reader.end();
}
