//! Octets in a line of a log: hexadecimal words with blanks, commas, brackets or `0x` around, up to a remark.

/// Octets at the beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payload<'t> {
    /// Octets that were found.
    pub(super) octets: Vec<u8>,
    /// Text after the octets: nothing, a remark, or anything else.
    pub(super) rest: &'t str,
}

impl Payload<'_> {
    /// Returns whether nothing stands after the octets, so that the next line may continue them.
    pub(super) fn is_open(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the reason for which the text after the octets cannot be a remark; `None` if it can.
    pub(super) fn trouble(&self) -> Option<String> {
        let rest = self.rest;
        if rest.starts_with("...") || rest.starts_with('…') {
            return Some("its octets are cut off (…)".to_owned());
        }
        let is_remark = rest.is_empty() || rest.starts_with([':', '/', '#', '(', ';', '|', '-', '"', '\'', '<', '>']);
        (!is_remark).then(|| format!("{:?} behind its octets is not hexadecimal", shortened(rest)))
    }
}

/// Returns the beginning of a text that may be long.
fn shortened(text: &str) -> String {
    const MOST: usize = 24;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

const SEPARATORS: [char; 6] = [' ', '\t', ',', '[', ']', '='];

/// Reads the octets at the beginning of a text; `None` where the first word is not hexadecimal.
///
/// A word of one digit is an octet (pyscard writes `90 0`) where every word is one octet.
pub(super) fn payload(text: &str) -> Option<Payload<'_>> {
    let mut octets = Vec::new();
    let mut rest = text.trim_start_matches(SEPARATORS);
    let mut are_single = true;
    while !rest.is_empty() {
        let end = rest.find(|letter| SEPARATORS.contains(&letter) || [':', ')', ';'].contains(&letter));
        let (word, behind) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        let Some(word) = octets_of(word, are_single) else { break };
        are_single &= word.len() == 1;
        octets.extend(word);
        let next = behind.trim_start_matches(SEPARATORS);
        // A closing bracket ends them.
        if behind.starts_with([')', ']']) {
            rest = behind.trim_start_matches([')', ']']).trim_start();
            break;
        }
        rest = next;
    }
    (!octets.is_empty()).then_some(Payload { octets, rest: rest.trim_end() })
}

/// Reads the octets of one word.
fn octets_of(word: &str, may_be_short: bool) -> Option<Vec<u8>> {
    let word = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")).unwrap_or(word);
    match word.len() {
        0 => None,
        1 if may_be_short => u8::from_str_radix(word, 16).ok().map(|octet| vec![octet]),
        _ => hex::decode(word).ok(),
    }
}

/// Reads the octets of a line that has nothing else.
pub(super) fn whole_line(line: &str) -> Option<Vec<u8>> {
    let payload = payload(line.trim())?;
    payload.is_open().then_some(payload.octets)
}

/// Reads at most `missing` octets of a line of a dump; an offset before them and letters behind are left out.
pub(super) fn dumped(line: &str, offset: usize, missing: usize) -> Option<Vec<u8>> {
    let line = line.trim();
    let (first, behind) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let first = first.trim_end_matches(':');
    let is_offset = first.len() >= 4 && usize::from_str_radix(first, 16) == Ok(offset);
    let text = if is_offset { behind } else { line };
    let words = text.split_whitespace().map_while(|word| match word.len() {
        2 => octets_of(word, false),
        _ => None,
    });
    let octets: Vec<u8> = words.flatten().take(missing.min(16)).collect();
    (!octets.is_empty()).then_some(octets)
}

/// Returns the text before and after a mark, if the mark stands at the beginning of a word.
pub(super) fn behind<'l>(line: &'l str, mark: &str) -> Option<(&'l str, &'l str)> {
    let (before, rest) = line.split_once(mark)?;
    let is_word =
        before.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && !['-', '_'].contains(&letter));
    is_word.then_some((before, rest))
}
