//! Tests with logs as tools write them: what is read, what is passed over, what cannot be read.

use proptest::prelude::*;

use super::super::{Format, MessageKind, RecognisedText, Reply};
use super::*;

/// Returns commands with their answers, and messages, a line each.
fn shown(log: &Log) -> Vec<String> {
    let line = |step: &SessionStep| match step {
        SessionStep::Exchange(exchange) => {
            let answer = match &exchange.answer {
                Some(Reply::Octets(octets)) => hex::encode_upper(octets),
                Some(Reply::Silence) => "-".to_owned(),
                None => "?".to_owned(),
            };
            format!("{} {answer}", hex::encode_upper(&exchange.command))
        }
        SessionStep::Message(message) => format!("{:?} {}", message.kind, hex::encode_upper(&message.octets)),
        SessionStep::PowerOn { atr } => format!("ATR {}", hex::encode_upper(atr.clone().unwrap_or_default())),
        SessionStep::Reset { atr } => format!("reset {}", hex::encode_upper(atr.clone().unwrap_or_default())),
        other => format!("{other:?}"),
    };
    log.session.steps.iter().map(line).collect()
}

/// Reads a text, which must be a log of that family, hold these steps and describe itself so.
fn check(family: LogFamily, text: &str, steps: &[&str], says: &str) {
    assert!(matches!(RecognisedText::find(text), Some(RecognisedText::Log(_))), "{text}");
    let log = read(text).unwrap_or_else(|| panic!("nothing in {text}"));
    assert_eq!((log.family, shown(&log)), (family, steps.iter().map(|step| (*step).to_owned()).collect()), "{text}");
    assert_eq!(log.to_string(), format!("{}: {says}", family.name()), "{text}");
}

const SELECT: &str = "00A4040010D1560001018003800000000100000000";

#[test]
fn globalplatformpro_log_is_read() {
    check(
        LogFamily::GlobalPlatformPro,
        "# gp -dv -l\nSCardConnect(\"ACS ACR38U 00 00\", T=*) -> T=1, 3B6800000073C84012009000\n\
         A>> T=1 (4+0000) 80CA9F7F 00\nA<< (0004+2) (27ms) 9F7F0102 9000\nA>> T=1 (4+0016) 00A40400 10 D1560001018003800000000100000000\n\
         A<< (0000+2) (5ms) 6A82\n[DEBUG] GPSession - no ISD\n",
        &["ATR 3B6800000073C84012009000", "80CA9F7F00 9F7F01029000", &format!("{SELECT} 6A82")],
        "2 exchanges, 2 lines passed over",
    );
    // A long answer is wrapped, and one that has fewer octets than it says is taken with a remark.
    check(
        LogFamily::GlobalPlatformPro,
        "A>> T=0 (4+0000) 805C0002 04\nA<< (0004+2) (14ms) 0000\n  1388 9000\nA>> T=0 (4+0000) 805C0002 04\nA<< (0005+2) 00001388 9000\n",
        &["805C000204 000013889000", "805C000204 000013889000"],
        "2 exchanges\nline 5: says 7 octets and has 6, which are taken",
    );
}

#[test]
fn opensc_hex_dump_is_read() {
    check(
        LogFamily::OpenSc,
        "[0xb7d6] 10:21:33.123 [opensc-tool] reader-pcsc.c:283:pcsc_transmit: \nOutgoing APDU (21 bytes):\n\
         00 A4 04 00 10 D1 56 00 01 01 80 03 80 00 00 00 ......V.........\n01 00 00 00 00 .....\n\
         [0xb7d6] 10:21:33.143 called\nIncoming APDU (2 bytes):\n6A 82 j.\n\nOutgoing APDU (9 bytes):\n00 84 00 00 .... \n",
        &[&format!("{SELECT} 6A82")],
        "1 exchange, 2 lines passed over\nline 9: cannot be read: it announces 9 octets, and 4 follow",
    );
    check(
        LogFamily::OpenSc,
        "Outgoing APDU data [   18 bytes] =====\n0000: 00 20 00 01 0D 31 32 33 34 35 36 37 38 39 30 31 . ...12345678901\n\
         0010: 32 33 23\nIncoming APDU data [    2 bytes] =====\n90 00 ..\n",
        &["002000010D31323334353637383930313233 9000"],
        "1 exchange",
    );
}

#[test]
fn pcscd_log_is_read() {
    check(
        LogFamily::Pcscd,
        "00000035 ifdhandler.c:1200:IFDHTransmitToICC() lun: 0\n00000012 APDU: 80 5C 00 02 04 \n00013522 SW: 00 00 13 88 90 00 \n",
        &["805C000204 000013889000"],
        "1 exchange, 1 line passed over",
    );
}

#[test]
fn pyscard_observers_are_read() {
    check(
        LogFamily::Pyscard,
        "connecting to ACS\n> 80 5C 00 02 04\n< 00 00 13 88 90 0 \n> A0 A4 00 00 02 3F 00\n<  [] 9F 1A\ndisconnecting from ACS\n",
        &["805C000204 000013889000", "A0A40000023F00 9F1A"],
        "2 exchanges, 2 lines passed over",
    );
    check(
        LogFamily::Pyscard,
        "sending  A0 A4 00 00 02 3F 00\nresponse:  [] status words:  9f 1a\nsending A0 C0 00 00 02\nresponse: 12 34 status words: 90 0\n",
        &["A0A40000023F00 9F1A", "A0C0000002 12349000"],
        "2 exchanges",
    );
    check(
        LogFamily::Pyscard,
        "Reader 00 00: > 80 5C 00 02 04\nReader 01 00: > 00 84 00 00 04\nReader 01 00: < 01 02 03 04 90 00\nReader 00 00: < 00 00 00 00 90 00\n",
        &["805C000204 000000009000", "0084000004 010203049000"],
        "2 exchanges, 2 readers side by side",
    );
}

#[test]
fn logs_with_arrows_are_read() {
    check(
        LogFamily::Arrows,
        "Using T=0 protocol\n> 00 A4 00 00 02 3F 00\n< 61 22 : 0x22 bytes of response still available.\n> reset\n< OK: 3B 6E 00 00\n",
        &["00A40000023F00 6122", "reset 3B6E0000"],
        "1 exchange, 1 line passed over",
    );
    check(
        LogFamily::Arrows,
        "> A0 A4 00 00 02 2F E2 // EF ICCID\n< 9F 0F // at once\n> A0 B0 00 00 0A\n",
        &["A0A40000022FE2 9F0F", "A0B000000A ?"],
        "2 exchanges, 1 of them without an answer",
    );
    check(
        LogFamily::PySim,
        "INFO: -> a0a4000002 7f20\nINFO: <- 9f16: \nINFO: -> a0c0000002\nINFO: <- 9000: dead\n",
        &["A0A40000027F20 9F16", "A0C0000002 DEAD9000"],
        "2 exchanges",
    );
}

#[test]
fn named_commands_and_answers_are_read() {
    check(
        LogFamily::Gscriptor,
        "Beginning script execution...\n\nSending: 80 5C 00 02 04\nReceived: 00 00 13 88 90 00\nNormal processing.\n",
        &["805C000204 000013889000"],
        "1 exchange, 2 lines passed over",
    );
    check(
        LogFamily::Cardpeek,
        "INFO card.send [80 5C 00 02 04] -> 000013889000\nsend:80CA9F7F00\nrecv:6A88\ncard.send(00 84 00 00 08)\n",
        &["805C000204 000013889000", "80CA9F7F00 6A88", "0084000008 ?"],
        "3 exchanges, 1 of them without an answer",
    );
    check(
        LogFamily::Android,
        "03-14 15:09:26.5 2011 2011 D SmartcardService: SmartcardService Channel: transmit 00840000 08\n\
         03-14 15:09:26.6 2011 2011 D SmartcardService: Response: 01020304050607089000\n\
         03-14 15:09:27.0 1182 1260 D CatService: CatCmdMessage D0288103012300820281820D1D04...\n",
        &["0084000008 01020304050607089000"],
        "1 exchange\nline 3: cannot be read: its octets are cut off (…)",
    );
    check(
        LogFamily::Other,
        "C-APDU: 80 5C 00 02 04\r\nR-APDU: 00 00 13 88 90 00\r\n",
        &["805C000204 000013889000"],
        "1 exchange",
    );
}

#[test]
fn procedure_bytes_are_taken_out() {
    check(
        LogFamily::Qxdm,
        "UIM/Debug:\n TX: A0 A4 00 00 02\n RX: 60\n RX: A4\n TX: 3F 00\n RX: 9F 22\n TX: 00 D6 00 00 02\n RX: 29\n TX: AA\n RX: D6\n TX: BB\n RX: 90\n RX: 00\n\
         TX: 00 B0 00 00 02\n RX: 4F 01 B0 02 90 00\n APDU (Command): 80 5C 00 02 04\n APDU (Response): 69 85\n",
        &["A0A40000023F00 9F22", "00D6000002AABB 9000", "00B0000002 01029000", "805C000204 6985"],
        "4 exchanges, 1 line passed over",
    );
    check(
        LogFamily::Qxdm,
        "TX: 00 A4 00 00 02 3F 00\nRX: 61 22\nTX: 00 C0 00 00 02\nRX: C0 AA BB 90 00\n",
        &["00A40000023F00 6122", "00C0000002 AABB9000"],
        "2 exchanges",
    );
    let broken = read("TX: A0 A4 00 00 02\nRX: 55\nTX: 80 5C 00 02 04\nRX: 69 85\n").unwrap();
    assert_eq!(shown(&broken), ["805C000204 6985"]);
    assert_eq!(broken.remarks[0].text, "cannot be read: 55 is no procedure byte of a command with INS A4");
}

#[test]
fn modem_lines_are_read() {
    let pdu = "0891683108100005F0040D91683149857003F2000090217031711123086610F98C16A7C9";
    for (header, kind, says) in [
        ("+CMGR: 0,,27", MessageKind::ShortMessageToHandset, "1 message"),
        ("+CMT: ,27", MessageKind::ShortMessageToHandset, "1 message"),
        ("+CMGL: 3,1,,27", MessageKind::ShortMessageToHandset, "1 message"),
        ("AT+CMGS=27", MessageKind::ShortMessageFromHandset, "1 message"),
        ("+CMGR: 2,,27", MessageKind::ShortMessageFromHandset, "1 message"),
        (
            "+CMGR: 0,,30",
            MessageKind::ShortMessageToHandset,
            "1 message\nline 2: the line before says 30 octets behind the centre, and it has 27, which are taken",
        ),
    ] {
        let step = format!("{kind:?} {pdu}");
        check(LogFamily::Modem, &format!("{header}\n{pdu}\n"), &[&step], says);
    }
    check(
        LogFamily::Modem,
        "[12:00:01] +CUSATP: \"D009810301010382028182\"\n^CSIN: D009810301010382028182\nAT+CUSATT=810301010382028281830100\nOK\n\
         +STKPCI: 0,\"D009810301010382028182\"\n+CREG: 1\n",
        &[
            "ProactiveCommand D009810301010382028182",
            "ProactiveCommand D009810301010382028182",
            "TerminalResponse 810301010382028281830100",
            "ProactiveCommand D009810301010382028182",
        ],
        "4 messages, 2 lines passed over",
    );
    check(
        LogFamily::Modem,
        "AT+CSIM=10,\"805C000204\"\n+CSIM: 12,\"000013889000\"\nOK\n",
        &["805C000204 000013889000"],
        "1 exchange, 1 line passed over",
    );
}

#[test]
fn command_and_answer_in_one_string_are_cut() {
    check(
        LogFamily::Joined,
        "01A40004026F386121\n00B000000A986810000000000000019000\n805C0002040000139000\n",
        &["01A40004026F38 6121", "00B000000A 986810000000000000019000"],
        "2 exchanges\nline 3: cannot be read: no command of the table ends so that an answer follows it",
    );
}

#[test]
fn samples_of_the_book_are_read() {
    let book = include_str!("../../../../../../docs/FORMATS.md");
    let (_, table) = book.split_once("<!-- logs: each sample is read by a test -->").unwrap();
    let rows = table.lines().skip(3).take_while(|line| line.starts_with('|'));
    let mut families = std::collections::BTreeSet::new();
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, sample] = cells[..] else { panic!("{row}") };
        let text = sample.replace("<br>", "\n").replace('`', "");
        let log = read(&text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((log.family.name(), shown(&log)), (name, vec!["805C000204 000013889000".to_owned()]), "{text}");
        families.insert(log.family);
    }
    assert_eq!(families.into_iter().collect::<Vec<_>>(), {
        let mut all = LogFamily::ALL.to_vec();
        all.sort();
        all
    });
}

#[test]
fn answer_without_command_is_named() {
    let log = read("> 80 5C 00 02 04\n< 69 85\n< 90 00\n").unwrap();
    assert_eq!(shown(&log), ["805C000204 6985"]);
    assert_eq!(
        log.remarks[0].to_string_with_line(),
        "line 3: cannot be read: an answer, and no command before it waits for one"
    );
}

impl Remark {
    fn to_string_with_line(&self) -> String {
        format!("line {}: {}", self.line, self.text)
    }
}

#[test]
fn prose_and_scripts_are_no_logs() {
    for text in [
        "",
        "Dear all,\nadd the card > then < wait\n",
        "the command: add it. response: ok\n",
        "80 5C 00 02 04\n00 84 00 00 08\n",
        "> hello\n< world\n",
        "+CREG: 1,5\nOK\n",
    ] {
        assert_eq!(read(text).filter(Log::has_answers), None, "{text}");
    }
    let script = RecognisedText::find("80 5C 00 02 04\n00 84 00 00 08\n");
    assert_eq!(script, Some(RecognisedText::Writable(Format::Scriptor)));
}

#[test]
fn every_log_from_outside_is_read() {
    let Some(vectors) = vector_files::folder() else { return };
    let folder = vectors.join("../findings/logs");
    let expected = [
        (
            "android.log",
            "Android log: 2 exchanges, 1 line passed over\nline 6: cannot be read: its octets are cut off (…)",
        ),
        ("cardpeek.log", "cardpeek log: 3 exchanges, 1 of them without an answer"),
        (
            "cmgr.txt",
            "modem log: 1 message, 1 line passed over\n\
             line 2: the line before says 30 octets behind the centre, and it has 27, which are taken",
        ),
        ("gpp.log", "GlobalPlatformPro log: 4 exchanges, 8 lines passed over"),
        ("gppro.log", "GlobalPlatformPro log: 2 exchanges\nline 2: says 61 octets and has 60, which are taken"),
        ("gscriptor.log", "gscriptor log: 2 exchanges, 4 lines passed over"),
        ("opensc.log", "OpenSC log: 1 exchange, 2 lines passed over"),
        ("pcscd.log", "pcscd log: 2 exchanges, 1 of them without an answer, 1 line passed over"),
        ("pyscard-real.log", "pyscard log: 2 exchanges, 2 lines passed over"),
        ("pyscard2.log", "pyscard log: 2 exchanges"),
        ("pysim.log", "pySim log: 2 exchanges"),
        ("qxdm.log", "QXDM log: 3 exchanges, 3 lines passed over"),
        ("scriptor.out", "log with > and <: 2 exchanges, 2 lines passed over"),
        ("swsim.log", "log with > and <: 3 exchanges"),
    ];
    let mut exchanges = 0;
    for (name, says) in expected {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(matches!(RecognisedText::find(&text), Some(RecognisedText::Log(_))), "{name}");
        let log = read(&text).unwrap();
        exchanges += log.found();
        assert_eq!(log.to_string(), says, "{name}");
    }
    let text = std::fs::read_to_string(folder.join("apdutool.out")).unwrap();
    assert_eq!(RecognisedText::find(&text), Some(RecognisedText::Writable(Format::Apdutool)));
    let files = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, expected.len() + 1, "a log that no row names");
    println!("{files} logs from outside, {exchanges} exchanges and messages besides those of apdutool");
}

#[test]
fn marks_of_other_tools_are_read() {
    let two = ["00A4040007A0000000871002 6120", "00C0000004 620283009000"];
    for text in [
        "[10:00:01] SEND: 00 A4 04 00 07 A0 00 00 00 87 10 02\n[10:00:01] RECV: 61 20\n\
         [10:00:02] SEND: 00 C0 00 00 04\n[10:00:02] RECV: 62 02 83 00 90 00\n",
        "Tx: 00 A4 04 00 07 A0 00 00 00 87 10 02\nRx: 61 20\nTx: 00 C0 00 00 04\nRx: 62 02 83 00 90 00\n",
        "--> 00a4040007a0000000871002\n<-- 6120\n--> 00c0000004\n<-- 62028300 9000\n",
    ] {
        check(LogFamily::Other, text, &two, "2 exchanges");
    }
}

#[test]
fn named_status_words_and_marked_lines_are_read() {
    check(
        LogFamily::Other,
        ">> 00 A4 04 00 02 3F 00\n<< 6F 02 84 00 SW=9000\n>> 80 50 00 00 08 01 02 03 04 05 06 07 08\n<< SW1=6A SW2=88\n",
        &["00A40400023F00 6F0284009000", "80500000080102030405060708 6A88"],
        "2 exchanges",
    );
    check(
        LogFamily::Other,
        "10:00 DEBUG apdu: command=00A4000C023F00 response=9000\n10:01 DEBUG apdu: command=00B0950000 response=6982\n",
        &["00A4000C023F00 9000", "00B0950000 6982"],
        "2 exchanges",
    );
    check(
        LogFamily::Other,
        "Command APDU: 00 C0 00 00 06\nResponse APDU:\n   6F 04 84 02\n   A0 00 90 00\nResponse APDU:\nend of the session\n",
        &["00C0000006 6F048402A0009000"],
        "1 exchange, 2 lines passed over",
    );
}

#[test]
fn bare_lines_of_commands_and_answers_are_read() {
    check(
        LogFamily::Alternating,
        "a reader's notes\n00a40400\n9000\n80ca9f7f00\n6c2d\n80ca9f7f03\n9f7f00 9000\n00B00000000200\n6700\n",
        &["00A40400 9000", "80CA9F7F00 6C2D", "80CA9F7F03 9F7F009000", "00B00000000200 6700"],
        "4 exchanges, 1 line passed over",
    );
    // Commands alone are a script, and octets that are neither are nothing.
    for text in ["00a40400\n00b0000000\n", "0102030405\n9000\n"] {
        assert_eq!(read(text).filter(|log| log.family == LogFamily::Alternating), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(A>> |A<< |> |< |-> |<- |TX: |RX: |SW: |[0-9A-F]{2} |\\(|\\)|:|\n|Outgoing APDU \\(|\\+CMT: ,|é|[ -~]){0,60}") {
        if let Some(log) = read(&text) {
            prop_assert!(!log.to_string().is_empty());
            // Whatever was read can be written and read again.
            let narrowed = Format::JsonLines.narrow(&log.session, &mut super::super::Notes::default());
            let printed = super::super::json_lines::print(&narrowed);
            let again = super::super::json_lines::parse(super::super::NamedText { name: "again", text: &printed });
            prop_assert_eq!(again.unwrap(), narrowed);
        }
    }
}

#[test]
fn procedure_byte_of_le_zero_takes_256_octets() {
    let data = "6A".repeat(256);
    check(
        LogFamily::Qxdm,
        &format!("TX: 00 B0 00 00 00\nRX: B0 {data} 90 00\n"),
        &[&format!("00B0000000 {data}9000")],
        "1 exchange",
    );
}

#[test]
fn octets_cut_off_behind_a_word_are_named() {
    for cut in ["00001388...", "00 00 13 88 ...", "00 00 13 88 …"] {
        check(
            LogFamily::Android,
            &format!("D SmartcardService: transmit 805C000204\nD SmartcardService: Response: {cut}\n"),
            &["805C000204 ?"],
            "1 exchange, 1 of them without an answer\nline 2: cannot be read: its octets are cut off (…)",
        );
    }
}

#[test]
fn status_of_other_than_two_octets_is_prose() {
    check(
        LogFamily::PySim,
        "-> a0a4000002 7f20\n<- 9f1600: 01\n-> a0a4000002 3f00\n<- 9f16: \n",
        &["A0A40000027F20 ?", "A0A40000023F00 9F16"],
        "2 exchanges, 1 of them without an answer, 1 line passed over",
    );
}

#[test]
fn answers_named_as_such_are_no_commands() {
    check(
        LogFamily::Other,
        "Command APDU: 80 5C 00 02 04\nResponse APDU: 00 00 13 88 90 00\n",
        &["805C000204 000013889000"],
        "1 exchange",
    );
}
