//! Pages and lines in Chinese, whole.

use sim_device::memory::manufactured;
use sim_device::profile::Profile;
use sim_explain::script::{self, EntryDirection, SessionEntry};
use sim_explain::toolkit::secured_packet::{self, Reader};

use super::*;

fn octets(hex: &str) -> Vec<u8> {
    hex::decode(hex.replace(' ', "")).unwrap()
}

fn chinese(octets: &[u8]) -> String {
    page(Language::Chinese, &guess::explain(octets), false)
}

fn of_kind(kind: ContentKind, hex: &str) -> String {
    page(Language::Chinese, &guess::explain_as(kind, &octets(hex)), false)
}

#[test]
fn command_pages_read_in_chinese() {
    insta::assert_snapshot!("purchase", chinese(&octets("805001020B 01 00000064 112233445566 0F")));
    insta::assert_snapshot!("select", chinese(&octets("00A40400 10 D1560001018003800000000100000000")));
    insta::assert_snapshot!("broken_command", of_kind(ContentKind::Command, "80500109 0B 0100000064"));
}

#[test]
fn answer_pages_read_in_chinese() {
    let exchange = |command: &str, answer: &str| {
        let (command, answer) = (octets(command), octets(answer));
        page(Language::Chinese, &sim_explain::answer::exchange(&command, &answer), false)
    };
    insta::assert_snapshot!("balance", exchange("805C000204", "000013889000"));
    insta::assert_snapshot!("refused", exchange("805C000204", "6985"));
    insta::assert_snapshot!(
        "record",
        exchange("00B201C417", "0001 000000 00000064 06 112233445566 20091118 103000 9000")
    );
    insta::assert_snapshot!("status_word", chinese(&octets("63C2")));
}

#[test]
fn toolkit_pages_read_in_chinese() {
    let menu = "D01E81030125808202818285058094B153058F0601804F59989D8F04024C6F67";
    insta::assert_snapshot!("set_up_menu", chinese(&octets(menu)));
    insta::assert_snapshot!("terminal_response", chinese(&octets("A01400000D81030121808202828183022001")));
    insta::assert_snapshot!("envelope", chinese(&octets("A0C2000009 D30782020181900101")));
    let submit = "11000D91683108108300F00008AA044F59989D";
    insta::assert_snapshot!("short_message", of_kind(ContentKind::SmsFromHandset, submit));
}

#[test]
fn other_pages_read_in_chinese() {
    insta::assert_snapshot!("atr", chinese(&octets("3B9F95801FC78031E073FE211B63E208A8830F900030")));
    insta::assert_snapshot!("fcp", chinese(&octets("6215 82054221001C14 83026F3A 8A0105 8B036F0602 8800")));
    let memory = manufactured(&Profile::default().to_personalisation()).unwrap();
    let rows = sim_explain::image::dump(memory.image()).into_iter();
    let dump: Vec<String> = rows.map(|row| dump_row(Language::Chinese, &row).trim_end().to_owned()).collect();
    insta::assert_snapshot!("card", format!("{}\n{}", chinese(memory.image()), dump.join("\n")));
}

#[test]
fn opened_packet_reads_in_chinese() {
    let packet = octets(
        "410008810156888800F64502700000401516001515BFFF02EE1CD028F8A067B4A4E9F51CDF33826B6431030F98A86EE9D790604EF577DEE7\
         C615EB7FA3DF5CB49F742EA887A5DD91E30E63C181A67861",
    );
    let mut explanation = guess::explain_as(ContentKind::SmsFromHandset, &packet);
    secured_packet::open(&mut explanation, &Reader::of_card(&Profile::default().card.ota_keys));
    check("packet", &explanation);
    insta::assert_snapshot!("secured_packet", page(Language::Chinese, &explanation, false));
}

#[test]
fn lists_read_in_chinese() {
    let pair = |command: &str, answer: &str| {
        let (command, answer) = (octets(command), octets(answer));
        let entry = |octets: &[u8], direction| SessionEntry { octets: octets.to_vec(), direction };
        let entries = [entry(&command, EntryDirection::Command), entry(&answer, EntryDirection::Answer)];
        let explained = script::explain(&entries);
        let [command, answer] = explained[0].parts.as_slice() else { panic!("no exchange") };
        format!("> {}\n< {}\n", brief(Language::Chinese, command, Names::Full), brief_answer(Language::Chinese, answer))
    };
    let lines = [
        pair("A012000022", "D0208103052180820281028D150894B153054F59989D003A0030002E0030003051439000"),
        pair("A01400000F810304248082028281830100900114", "9122"),
        pair("A014000010 810305228482028281830100 8D020401", "9000"),
        pair("A0C2000009D30782020181900101", "9110"),
        pair("805C000204", "000013889000"),
        pair("805C000204", "6985"),
    ];
    insta::assert_snapshot!("lists", lines.concat());
}
