//! Commands of the card ready to type: what completion offers for a name. Octets that only the person can know stand in
//! angle brackets. A value that the terminal computes stands in braces, by a name that has to be assigned first.

/// Command that is ready to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Name in the standard's words, with the object of the command.
    pub name: &'static str,
    /// Octets of the command; a hole in angle brackets where only the person knows them.
    pub octets: &'static str,
}

const fn template(name: &'static str, octets: &'static str) -> Template {
    Template { name, octets }
}

/// All commands of the card, in the order in which they are needed.
pub const TEMPLATES: &[Template] = &[
    template("SELECT the purse", "00A40400 10 D1560001018003800000000100000000"),
    template("SELECT the master file", "00A40000 02 3F00"),
    template("SELECT the card number", "00A40000 02 2FE2"),
    template("GET BALANCE", "805C0002 04"),
    template("INITIALIZE FOR LOAD", "80500002 0B 01 {50.00 yuan} 112233445566 10"),
    template("CREDIT FOR LOAD", "80520000 0B {now} {mac2} 04"),
    template("INITIALIZE FOR PURCHASE", "80500102 0B 03 {1.00 yuan} 112233445566 0F"),
    template("DEBIT FOR PURCHASE", "80540100 0F 00000001 {now} {mac1} 08"),
    template("INITIALIZE FOR UNLOAD", "80500502 0B 01 {1.00 yuan} 112233445566 10"),
    template("DEBIT FOR UNLOAD", "80540300 0B {now} {mac2} 04"),
    template("GET TRANSACTION PROVE of a load", "805A0002 02 0001 08"),
    template("GET TRANSACTION PROVE of a purchase", "805A0006 02 0001 08"),
    template("READ RECORD newest of the log", "00B201C4 17"),
    template("READ BINARY file 15", "00B09500 1E"),
    template("READ BINARY file 16", "00B09600 37"),
    template("READ RECORD first of file 17", "00B201BC 18"),
    template("UPDATE BINARY file 15", "04D69500 <Lc> <data> <MAC>"),
    template("UPDATE RECORD first of file 17", "04DC01BC 1C <24 octets> <MAC>"),
    template("VERIFY how many tries are left", "00200000"),
    template("VERIFY PIN 1234", "00200000 02 1234"),
    template("PIN CHANGE from 1234 to 5678", "805E0100 05 1234 FF 5678"),
    template("RELOAD PIN", "805E0000 06 1234 <MAC>"),
    template("PIN UNBLOCK", "84240000 0C <enciphered PIN> <MAC>"),
    template("GET CHALLENGE of 4 octets", "00840000 04"),
    template("GET CHALLENGE of 8 octets", "00840000 08"),
    template("EXTERNAL AUTHENTICATE", "00820001 08 <cryptogram>"),
    template("INTERNAL AUTHENTICATE", "00880000 08 0102030405060708 08"),
    template("GET DATA limit", "80CADF20 04"),
    template("GET DATA PIN switch", "80CADF21 02"),
    template("GET DATA calibration", "80CADF22 09"),
    template("GET DATA last refusal", "80CADF23 03"),
    template("GET DATA wallet state", "80CADF24 01"),
    template("PUT DATA limit", "80DADF20 04 {100.00 yuan}"),
    template("PUT DATA PIN switch on", "80DADF21 01 01"),
    template("PUT DATA PIN switch off", "80DADF21 01 00"),
    template("PUT DATA calibration", "80DADF22 09 03 <IMEI>"),
    template("SET STATUS suspended", "80F0408F 10 D1560001018003800000000100000000"),
    template("SET STATUS open", "80F0400F 10 D1560001018003800000000100000000"),
    template("SET STATUS closing", "80F0401F 10 D1560001018003800000000100000000"),
    template("GET RESPONSE", "00C00000 <Le>"),
    template("APPLICATION BLOCK for a time", "841E0000 04 <MAC>"),
    template("APPLICATION UNBLOCK", "84180000 04 <MAC>"),
    template("CARD BLOCK for ever", "84160000 04 <MAC>"),
    template("TERMINAL PROFILE of a handset that can do all", "80100000 09 FFFFFFFFFFFFFFFFFF"),
    template("FETCH", "80120000 <xx of 91xx>"),
    template("TERMINAL RESPONSE done", "80140000 0C 8103 <command details> 82028281 830100"),
    template("ENVELOPE pick in the menu", "80C20000 09 D307 82020181 9001 01"),
    template("STATUS without an answer", "80F2000C"),
];

/// Returns the command whose name is the text, or the only one whose name the text begins.
pub(super) fn by_name(text: &str) -> Option<&'static Template> {
    let mut found = named(text);
    let first = found.next()?;
    let exact = |template: &&Template| template.name.eq_ignore_ascii_case(text);
    match found.next() {
        None => Some(first),
        Some(_) => TEMPLATES.iter().find(exact),
    }
}

/// Returns the commands that a text begins: each of its words begins a word of the name, in order.
pub(super) fn named(text: &str) -> impl Iterator<Item = &'static Template> {
    let words: Vec<String> = text.split_whitespace().map(str::to_ascii_lowercase).collect();
    TEMPLATES.iter().filter(move |template| {
        let name = template.name.to_ascii_lowercase();
        let mut rest = name.split(' ');
        !words.is_empty() && words.iter().all(|word| rest.any(|part| part.starts_with(word.as_str())))
    })
}

/// Returns the first hole of a text: `<MAC>`.
pub(super) fn hole(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once('<')?;
    let (inside, _) = behind.split_once('>')?;
    let start = text.find('<')?;
    text.get(start..start.checked_add(inside.len())?.checked_add(2)?)
}
