//! The words that begin a line of a trace, each with an example and its meaning: for advice on an unknown word, and for
//! the help and the completion of the shell.

/// Word that begins a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FirstWord {
    /// Word, or words.
    pub(crate) word: &'static str,
    /// Example of what follows the word; empty if nothing does.
    pub(crate) rest: &'static str,
    /// Meaning of the line.
    pub(crate) meaning: &'static str,
}

/// Words of the header, which makes the card.
pub(crate) const HEADER_WORDS: [FirstWord; 11] = [
    first("profile", "\"mine.toml\"", "personalisation of the card, `default` or a file"),
    first("card", "balance 5.00 yuan", "facts in which the card differs from its profile"),
    first("key", "purchase 07 = 00112233445566778899AABBCCDDEEFF", "a key beside or instead of the profile's"),
    first("aid", "D1560001018003800000000100000000", "application identifier"),
    first("asn", "00001234567890123456", "application serial number"),
    first("atr", "3B021450", "answer to reset"),
    first("iccid", "89860011223344556677", "number of the SIM"),
    first("clock", "2009-11-18 10:30:00", "date and time of the terminal at the start"),
    first("seed", "7", "seed of the card's random numbers"),
    first("reader", "raw", "whether the reader completes T=0 exchanges itself: `auto` or `raw`"),
    first("covers", "3.4.3", "sections of the handbook whose rules the session shows"),
];

/// Words of the steps, and of lines that hold other lines.
pub(crate) const STEP_WORDS: [FirstWord; 17] = [
    first("reset", "", "power off and on again; everything that a reset forgets is forgotten"),
    first("power off", "", "the power goes"),
    first("power on", "", "the power comes"),
    first("contact", "", "from here on over the contacts"),
    first("tap", "3 cm", "from here on over the air, from so far away"),
    first("wait", "30 s", "so much time passes (s, min, h, d)"),
    first("cut", "at write 1 torn half", "the power fails at a memory write from here"),
    first("random", "653027F6", "numbers that the card draws next"),
    first("check", "mac2, tac", "captured values are what the terminal computes"),
    first("expect", "balance 1.00 yuan", "facts of the card hold now, and in the trace"),
    first("show", "{mac2}", "tells what a value is"),
    first("include", "\"other.trace\"", "the lines of another trace"),
    first("cases", "title", "a table of cases, up to `end`; each row plays on a fresh card"),
    first("repeat", "3", "steps that are played several times, up to `end`"),
    first("procedure", "load amount", "lines under a name, up to `end`, in which `{amount}` is an argument"),
    first("call", "load 1.00 yuan", "plays the lines of a procedure"),
    first("end", "", "end of a block"),
];

const fn first(word: &'static str, rest: &'static str, meaning: &'static str) -> FirstWord {
    FirstWord { word, rest, meaning }
}

/// Returns every word that begins a line.
pub(crate) fn all() -> impl Iterator<Item = FirstWord> {
    HEADER_WORDS.into_iter().chain(STEP_WORDS)
}

/// Returns whether the first word of a text begins lines of the language.
pub(crate) fn is_known_beginning(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    all().any(|first| first.word.split(' ').next().is_some_and(|known| known.eq_ignore_ascii_case(word)))
}
