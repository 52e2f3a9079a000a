//! Grafting of all mutants of a file into its text, each behind a switch. The chosen number selects a mutant; without a
//! number the code does what it did before.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::mutant::Mutant;
use crate::site::{self, Graft, Site};

/// File with its mutants in it.
#[derive(Debug, Default)]
pub struct Grafted {
    pub text: String,
    /// Ranges of the new text that belong to one mutant alone, in octets.
    pub own: Vec<(u32, Range<usize>)>,
    /// Ranges of the new text that hold the switch of these mutants, in octets.
    pub shared: Vec<(Vec<u32>, Range<usize>)>,
    /// Mutants that have no place in an expression of their own.
    pub left: Vec<u32>,
    /// Names of functions that could be called at compile time before and cannot now, with the mutants in them.
    pub no_longer_const: BTreeMap<String, Vec<u32>>,
}

/// Grafts these mutants, with their numbers, into the text of their file.
pub fn graft(text: &str, mutants: &[(u32, &Mutant)]) -> Result<Grafted, String> {
    let found = site::find(text, mutants)?;
    let grafted = Grafted { left: found.left, no_longer_const: found.constants, ..Grafted::default() };
    let mut writer = Writer { text, out: String::with_capacity(text.len() * 2), grafted };
    writer.write(0..text.len(), &found.sites);
    writer.grafted.text = writer.out;
    Ok(writer.grafted)
}

struct Writer<'a> {
    text: &'a str,
    out: String,
    grafted: Grafted,
}

impl Writer<'_> {
    /// Writes a range of the old text with the sites in it, which are sorted.
    fn write(&mut self, range: Range<usize>, sites: &[Site]) {
        let mut at = range.start;
        let mut rest = sites;
        while let Some((site, others)) = rest.split_first() {
            let inner = others.iter().take_while(|other| other.range.start < site.range.end).count();
            self.out.push_str(&self.text[at..site.range.start]);
            let start = self.out.len();
            self.put(site, &others[..inner]);
            self.grafted.shared.push((site.numbers(), start..self.out.len()));
            at = site.range.end;
            rest = &others[inner..];
        }
        self.out.push_str(&self.text[at..range.end]);
    }

    /// Writes a site with the sites inside it.
    fn put(&mut self, site: &Site, inner: &[Site]) {
        let text = self.text;
        match &site.graft {
            Graft::Delete => {}
            Graft::Keep => self.write(site.range.clone(), inner),
            Graft::Return => {
                self.choose(site, |value| format!("return {value}"));
                self.out.push_str("_ => {} } ");
            }
            Graft::Guard { condition: None } => {
                self.out.push_str(" if ");
                self.choose(site, str::to_owned);
                self.out.push_str("_ => true, }");
            }
            Graft::Guard { condition: Some(condition) } => {
                self.choose(site, str::to_owned);
                self.otherwise(condition, inner);
            }
            Graft::Binary { left, right } => {
                let (left, right) = (&text[left.clone()], &text[right.clone()]);
                self.value(site, inner, |operator| format!("(({left}) {operator} ({right}))"));
            }
            Graft::Unary { operand } => self.value(site, inner, |_| format!("({})", &text[operand.clone()])),
            Graft::Field { field } => {
                let (before, behind) = (&text[site.range.start..field.start], &text[field.end..site.range.end]);
                self.value(site, inner, |_| format!("({before}{behind})"));
            }
        }
    }

    /// Writes an expression with a switch around it.
    fn value(&mut self, site: &Site, inner: &[Site], arm: impl Fn(&str) -> String) {
        self.out.push('(');
        self.choose(site, arm);
        self.otherwise(&site.range, inner);
        self.out.push(')');
    }

    /// Writes the switch of a site: a `match` over the chosen number, with an arm for each mutant.
    fn choose(&mut self, site: &Site, arm: impl Fn(&str) -> String) {
        let numbers: Vec<String> = site.numbers().iter().map(ToString::to_string).collect();
        self.out.push_str(&format!("match crate::mutation::chosen(&[{}]) {{ ", numbers.join(", ")));
        for (number, says) in &site.mutants {
            let start = self.out.len();
            self.out.push_str(&format!("{number}u32 => {}, ", arm(says)));
            self.grafted.own.push((*number, start..self.out.len()));
        }
    }

    /// Writes the text without a mutant, and the end of the switch.
    fn otherwise(&mut self, range: &Range<usize>, inner: &[Site]) {
        self.out.push_str("_ => (");
        self.write(range.clone(), inner);
        self.out.push_str("), }");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutant::{Genre, Place, Span};

    fn mutant(genre: Genre, (start, end): (usize, usize), replacement: &str) -> Mutant {
        let place = |column| Place { line: 1, column };
        Mutant {
            file: "a.rs".to_owned(),
            function: None,
            name: String::new(),
            genre,
            span: Span { start: place(start), end: place(end) },
            replacement: replacement.to_owned(),
        }
    }

    #[test]
    fn every_mutant_has_its_own_switch() {
        let text = "const fn f(a: u8) -> bool { !a.is_zero() && a > 1 + 2 }";
        let mutants = [
            mutant(Genre::FnValue, (29, 54), "true"),
            mutant(Genre::UnaryOperator, (29, 30), ""),
            mutant(Genre::BinaryOperator, (42, 44), "||"),
            mutant(Genre::BinaryOperator, (47, 48), "<"),
        ];
        let numbered: Vec<(u32, &Mutant)> = (1..).zip(&mutants).collect();
        let grafted = graft(text, &numbered).unwrap();
        let expected = "fn f(a: u8) -> bool { match crate::mutation::chosen(&[1]) { 1u32 => return true, _ => {} } \
            (match crate::mutation::chosen(&[3]) { 3u32 => ((!a.is_zero()) || (a > 1 + 2)), \
            _ => ((match crate::mutation::chosen(&[2]) { 2u32 => (a.is_zero()), _ => (!a.is_zero()), }) && \
            (match crate::mutation::chosen(&[4]) { 4u32 => ((a) < (1 + 2)), _ => (a > 1 + 2), })), }) }";
        assert_eq!(grafted.text.trim_start(), expected);
        assert_eq!(grafted.no_longer_const.into_iter().collect::<Vec<_>>(), [("f".to_owned(), vec![1, 3, 2, 4])]);
        assert!(grafted.left.is_empty());
        let own: Vec<&str> = grafted.own.iter().map(|(_, range)| &grafted.text[range.clone()]).collect();
        assert_eq!(own[0], "1u32 => return true, ");
    }

    #[test]
    fn binding_condition_is_left_unmutated() {
        let text = "fn f(a: Option<u8>) -> bool { if let Some(b) = a && b > 1 { true } else { false } }";
        let chain = mutant(Genre::BinaryOperator, (50, 52), "||");
        let inside = mutant(Genre::BinaryOperator, (55, 56), "<");
        let grafted = graft(text, &[(1, &chain), (2, &inside)]).unwrap();
        assert_eq!(grafted.left, [1]);
        assert!(grafted.text.contains("&& (match crate::mutation::chosen(&[2])"), "{}", grafted.text);
    }
}
