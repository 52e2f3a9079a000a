//! Patterns of expected answers: matching of octets, captures, and differences.

/// Pattern whose values are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Segments in order.
    pub segments: Vec<Segment>,
}

/// Segment of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Octets, each with the mask of the nibbles that count.
    Fixed(Vec<(u8, u8)>),
    /// Named octets of any value; their number, or any number for `None`.
    Capture(String, Option<usize>),
    /// Any number of octets.
    Any,
}

impl Segment {
    /// Creates a segment of literal octets.
    pub fn literal(octets: &[u8]) -> Segment {
        Segment::Fixed(octets.iter().map(|octet| (*octet, 0xFF)).collect())
    }

    /// Returns the number of octets of the segment; `None` if it is open.
    pub fn length(&self) -> Option<usize> {
        match self {
            Segment::Fixed(octets) => Some(octets.len()),
            Segment::Capture(_, length) => *length,
            Segment::Any => None,
        }
    }

    /// Returns whether these octets match the segment.
    pub fn is_match(&self, octets: &[u8]) -> bool {
        match self {
            Segment::Fixed(wanted) => {
                wanted.len() == octets.len()
                    && wanted.iter().zip(octets).all(|((value, mask), octet)| (value ^ octet) & mask == 0)
            }
            Segment::Capture(_, length) => length.is_none_or(|length| length == octets.len()),
            Segment::Any => true,
        }
    }
}

/// Captured octets with their names.
pub type Captures = Vec<(String, Vec<u8>)>;

impl Pattern {
    /// Returns what the pattern captures of these octets; `None` if they do not match.
    ///
    /// Of several ways to match, the one counts in which the first open pieces are shortest.
    pub fn captures(&self, octets: &[u8]) -> Option<Captures> {
        let reachable = self.reachable(octets);
        let mut captures = Captures::new();
        let mut at = 0;
        for (segment, ends) in self.segments.iter().zip(reachable.iter().skip(1)) {
            let lengths = match segment.length() {
                Some(length) => length..=length,
                None => 0..=octets.len().saturating_sub(at),
            };
            let taken = lengths.into_iter().find_map(|length| {
                let taken = octets.get(at..at.checked_add(length)?)?;
                (segment.is_match(taken) && ends.get(at + length) == Some(&true)).then_some(taken)
            })?;
            if let Segment::Capture(name, _) = segment {
                captures.push((name.clone(), taken.to_vec()));
            }
            at += taken.len();
        }
        (at == octets.len()).then_some(captures)
    }

    /// Returns the first open capture whose length the octets do not tell: another stands in the pattern, or `..`
    /// beside it.
    pub fn ambiguous(&self) -> Option<&str> {
        let mut captures = self.segments.iter().filter_map(|segment| match segment {
            Segment::Capture(name, None) => Some(name.as_str()),
            _ => None,
        });
        if let (Some(first), Some(_)) = (captures.next(), captures.next()) {
            return Some(first);
        }
        self.segments.windows(2).find_map(|pair| match pair {
            [Segment::Any, Segment::Capture(name, None)] | [Segment::Capture(name, None), Segment::Any] => {
                Some(name.as_str())
            }
            _ => None,
        })
    }

    /// Returns for each segment and for the end the positions from which the rest of the octets matches.
    ///
    /// The rows are computed from the end, so that many open pieces cost no more than few.
    fn reachable(&self, octets: &[u8]) -> Vec<Vec<bool>> {
        let places = octets.len() + 1;
        let mut rows = vec![(0..places).map(|place| place == octets.len()).collect::<Vec<bool>>()];
        for segment in self.segments.iter().rev() {
            let after = rows.last().cloned().unwrap_or_default();
            let last = after.iter().rposition(|fits| *fits);
            let row = (0..places).map(|place| match segment.length() {
                Some(length) => {
                    let end = place.saturating_add(length);
                    after.get(end) == Some(&true) && octets.get(place..end).is_some_and(|taken| segment.is_match(taken))
                }
                None => last.is_some_and(|last| place <= last),
            });
            let row = row.collect();
            rows.push(row);
        }
        rows.reverse();
        rows
    }

    /// Sets expected and actual octets side by side, in the groups in which the pattern is written.
    pub fn beside(&self, actual: &[u8]) -> Vec<Group> {
        match self.segments.iter().position(|segment| segment.length().is_none()) {
            Some(open) => self.beside_open(open, actual),
            None => self.beside_closed(actual),
        }
    }

    /// Sets expected octets beside actual ones that have no status word: an answer to reset.
    pub fn beside_from_front(&self, actual: &[u8]) -> Vec<Group> {
        if self.segments.iter().any(|segment| segment.length().is_none()) {
            return self.beside(actual);
        }
        let mut groups = Vec::new();
        let surplus = beside_fixed(&self.segments, actual, &mut groups);
        groups.extend((!surplus.is_empty()).then(|| Group::surplus(surplus)));
        groups
    }

    /// Sets octets beside a pattern with open pieces.
    ///
    /// Segments before the first open piece are counted from the front, those after the last from the end. Segments
    /// between two open pieces are put where the fewest of their digits differ.
    fn beside_open(&self, first_open: usize, actual: &[u8]) -> Vec<Group> {
        let last_open = self.segments.iter().rposition(|segment| segment.length().is_none()).unwrap_or(first_open);
        let (before, rest) = self.segments.split_at(first_open);
        let (between, behind) = rest.split_at((last_open + 1).saturating_sub(first_open));
        let length = |segments: &[Segment]| segments.iter().filter_map(Segment::length).sum::<usize>();
        let (front, back) = actual.split_at(actual.len().saturating_sub(length(behind)));
        let mut groups = Vec::new();
        let mut middle = beside_fixed(before, front, &mut groups);
        let runs = between.split(|segment| segment.length().is_none()).filter(|run| length(run) > 0);
        for run in runs {
            let at = likest(run, middle);
            let (passed, from_run) = middle.split_at_checked(at).unwrap_or((middle, &[]));
            groups.push(Group::open(passed));
            middle = beside_fixed(run, from_run, &mut groups);
        }
        groups.push(Group::open(middle));
        beside_fixed(behind, back, &mut groups);
        groups
    }

    /// Sets octets beside a pattern of fixed length, so that the status words at both ends stand side by side.
    fn beside_closed(&self, actual: &[u8]) -> Vec<Group> {
        let (data, status) = self.without_status();
        let (front, back) = actual.split_at(actual.len().saturating_sub(status.len()));
        let mut groups = Vec::new();
        let surplus = beside_fixed(&data, front, &mut groups);
        groups.extend((!surplus.is_empty()).then(|| Group::surplus(surplus)));
        beside_fixed(&[Segment::Fixed(status)], back, &mut groups);
        groups
    }

    /// Splits a pattern of fixed length before its last two octets, the status word.
    fn without_status(&self) -> (Vec<Segment>, Vec<(u8, u8)>) {
        let mut data = self.segments.clone();
        let mut status: Vec<(u8, u8)> = Vec::new();
        while status.len() < 2 {
            match data.last_mut() {
                Some(Segment::Fixed(octets)) => match octets.pop() {
                    Some(octet) => status.insert(0, octet),
                    None => drop(data.pop()),
                },
                _ => break,
            }
        }
        (data, status)
    }
}

/// Group of digits of an answer: those expected, those that came, and which differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Expected digits; `?` where any digit will do, `-` where there should be nothing.
    pub expected: String,
    /// Actual digits; `-` where there is nothing.
    pub actual: String,
    /// Entry for each digit: `true` if it differs.
    pub differs: Vec<bool>,
}

impl Group {
    fn open(actual: &[u8]) -> Group {
        let digits = hex::encode_upper(actual);
        let width = digits.len().max(2);
        Group {
            expected: format!("{:<width$}", ".."),
            actual: format!("{digits:<width$}"),
            differs: vec![false; width],
        }
    }

    fn surplus(actual: &[u8]) -> Group {
        let digits = hex::encode_upper(actual);
        Group { expected: "-".repeat(digits.len()), differs: vec![true; digits.len()], actual: digits }
    }

    fn push(&mut self, wanted: Option<(u8, u8)>, octet: Option<u8>) {
        for shift in [4, 0] {
            let digit =
                |octet: u8| char::from_digit(u32::from((octet >> shift) & 0xF), 16).unwrap_or('?').to_ascii_uppercase();
            let counts = wanted.is_some_and(|(_, mask)| (mask >> shift) & 0xF == 0xF);
            let expected = wanted.map(|(value, _)| digit(value));
            let actual = octet.map(digit);
            self.expected.push(if counts { expected.unwrap_or('-') } else { '?' });
            self.actual.push(actual.unwrap_or('-'));
            self.differs.push(actual.is_none() || counts && expected != actual);
        }
    }
}

/// Sets segments of fixed length beside the octets from the front, and returns the octets that are left.
fn beside_fixed<'o>(segments: &[Segment], octets: &'o [u8], groups: &mut Vec<Group>) -> &'o [u8] {
    let mut octets = octets;
    for segment in segments {
        let mut group = Group::default();
        for place in places(segment) {
            let (octet, rest) = octets.split_first().map_or((None, octets), |(first, rest)| (Some(*first), rest));
            group.push(Some(place), octet);
            octets = rest;
        }
        groups.extend((!group.expected.is_empty()).then_some(group));
    }
    octets
}

/// Returns the first position among the octets at which the fewest digits of the segments differ.
fn likest(run: &[Segment], octets: &[u8]) -> usize {
    let wanted: Vec<(u8, u8)> = run.iter().flat_map(places).collect();
    let differing = |at: usize| -> usize {
        let found = octets.get(at..).unwrap_or_default();
        let wrong = wanted.iter().zip(found).map(|((value, mask), octet)| {
            let differs = (value ^ octet) & mask;
            usize::from(differs & 0xF0 != 0) + usize::from(differs & 0x0F != 0)
        });
        wrong.sum::<usize>() + 2 * wanted.len().saturating_sub(found.len())
    };
    (0..=octets.len().saturating_sub(wanted.len())).min_by_key(|at| differing(*at)).unwrap_or_default()
}

/// Returns the octets of a segment of fixed length, each with the mask of the nibbles that count.
fn places(segment: &Segment) -> Vec<(u8, u8)> {
    match segment {
        Segment::Fixed(wanted) => wanted.clone(),
        Segment::Capture(_, length) => vec![(0, 0); length.unwrap_or_default()],
        Segment::Any => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(segments: &[Segment]) -> Pattern {
        Pattern { segments: segments.to_vec() }
    }

    #[test]
    fn open_segment_matches_what_others_leave() {
        let any_then_status = pattern(&[Segment::literal(&[0x6F]), Segment::Any, Segment::literal(&[0x90, 0])]);
        assert_eq!(any_then_status.captures(&[0x6F, 1, 2, 0x90, 0]), Some(vec![]));
        assert_eq!(any_then_status.captures(&[0x6F, 0x90, 0]), Some(vec![]));
        assert_eq!(any_then_status.captures(&[0x6F, 0x90, 1]), None);
        assert_eq!(any_then_status.captures(&[]), None);
    }

    #[test]
    fn open_capture_takes_remaining_octets() {
        let both = pattern(&[
            Segment::Capture("counter".into(), Some(2)),
            Segment::Capture("rest".into(), None),
            Segment::literal(&[0x90, 0]),
        ]);
        let captured = both.captures(&[0, 1, 5, 6, 7, 0x90, 0]).unwrap();
        assert_eq!(captured, [("counter".into(), vec![0, 1]), ("rest".into(), vec![5, 6, 7])]);
        assert_eq!(both.captures(&[0, 0x90, 0]), None, "two octets must be there for the counter");
    }

    #[test]
    fn masked_nibble_matches_any_value() {
        let tries = pattern(&[Segment::Fixed(vec![(0x63, 0xFF), (0xC0, 0xF0)])]);
        assert!(tries.captures(&[0x63, 0xC2]).is_some());
        assert!(tries.captures(&[0x63, 0xD2]).is_none());
    }

    #[test]
    fn many_open_segments_are_matched_quickly() {
        let mut segments = vec![Segment::Any; 200];
        segments.push(Segment::literal(&[1]));
        assert_eq!(pattern(&segments).captures(&[0; 258]), None);
    }

    fn lines(groups: &[Group]) -> [String; 3] {
        let join = |of: fn(&Group) -> String| groups.iter().map(of).collect::<Vec<_>>().join(" ");
        [
            join(|group| group.expected.clone()),
            join(|group| group.actual.clone()),
            join(|group| group.differs.iter().map(|differs| if *differs { '^' } else { '.' }).collect()),
        ]
    }

    #[test]
    fn differing_digits_are_marked_beside_status_words() {
        let balance = pattern(&[Segment::literal(&[0, 0, 0x13, 0x88]), Segment::literal(&[0x90, 0])]);
        assert_eq!(
            lines(&balance.beside(&[0, 0, 0x13, 0x24, 0x90, 0])),
            ["00001388 9000", "00001324 9000", "......^^ ...."]
        );
        assert_eq!(lines(&balance.beside(&[0x69, 0x85])), ["00001388 9000", "-------- 6985", "^^^^^^^^ ^^^^"]);
        assert_eq!(
            lines(&balance.beside(&[0, 0, 0x13, 0x88, 0x55, 0x90, 0])),
            ["00001388 -- 9000", "00001388 55 9000", "........ ^^ ...."]
        );
        let open = pattern(&[Segment::literal(&[0x6F]), Segment::Any, Segment::literal(&[0x90, 0])]);
        assert_eq!(lines(&open.beside(&[0x6F, 1, 2, 0x6A, 0x81])), ["6F ..   9000", "6F 0102 6A81", ".. .... ^^^^"]);
        assert_eq!(lines(&open.beside(&[])), ["6F .. 9000", "--    ----", "^^ .. ^^^^"]);
    }

    #[test]
    fn octets_between_open_segments_fit_best() {
        let between = [Segment::Any, Segment::literal(&[0x12, 0x34]), Segment::Any, Segment::literal(&[0x90, 0])];
        assert_eq!(
            lines(&pattern(&between).beside(&[0xAA, 0x12, 0x35, 0xBB, 0x90, 0])),
            [".. 1234 .. 9000", "AA 1235 BB 9000", ".. ...^ .. ...."]
        );
        let runs = [Segment::Any, Segment::literal(&[1]), Segment::Any, Segment::literal(&[3, 4]), Segment::Any];
        assert_eq!(
            lines(&pattern(&runs).beside(&[1, 2, 3])),
            [".. 01 .. 0304 ..", "   01    0203   ", ".. .. .. .^.^ .."]
        );
    }

    #[test]
    fn two_open_captures_are_ambiguous() {
        let open = |name: &str| Segment::Capture(name.into(), None);
        let status = || Segment::literal(&[0x90, 0]);
        assert_eq!(pattern(&[open("a"), open("b"), status()]).ambiguous(), Some("a"));
        assert_eq!(pattern(&[open("a"), status(), open("b")]).ambiguous(), Some("a"));
        assert_eq!(pattern(&[Segment::Any, open("b"), status()]).ambiguous(), Some("b"));
        assert_eq!(pattern(&[Segment::Any, status(), open("b")]).ambiguous(), None);
        assert_eq!(pattern(&[open("b"), status()]).ambiguous(), None);
    }
}
