//! Writes all mutants of a file into it, each behind a switch: where the code has two readings, the number of the mutant that is
//! asked for chooses, and without one everything is as it was.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::mutant::{Genre, Lines, Mutant};

/// A file with its mutants in it.
#[derive(Debug, Default)]
pub struct Grafted {
    pub text: String,
    /// What of the new text belongs to one mutant alone, in octets.
    pub own: Vec<(u32, Range<usize>)>,
    /// What of the new text holds the switch of these mutants, in octets.
    pub shared: Vec<(Vec<u32>, Range<usize>)>,
    /// Mutants that have no place in an expression of their own.
    pub left: Vec<u32>,
    /// The names of functions that could be called at compile time before and cannot now, with the mutants that they hold.
    pub no_longer_const: BTreeMap<String, Vec<u32>>,
}

/// What is written at a place.
#[derive(Clone, Debug)]
enum Graft {
    /// Early returns before the first statement.
    Return,
    /// One of several operators between two operands.
    Binary { left: Range<usize>, right: Range<usize> },
    /// An operator that may be missing before its operand.
    Unary { operand: Range<usize> },
    /// A guard of an arm, which stands there or comes behind the pattern.
    Guard { condition: Option<Range<usize>> },
    /// A field that may be missing.
    Field { field: Range<usize> },
    /// A word that goes.
    Delete,
    /// Nothing: what the compiler says of the whole is said of these mutants. A `match` must have an answer without the arms that
    /// may be missing, a function must return what its signature promises.
    Keep,
}

#[derive(Clone, Debug)]
struct Site {
    range: Range<usize>,
    graft: Graft,
    mutants: Vec<(u32, String)>,
}

/// Grafts these mutants, with their numbers, into the text of their file.
pub fn graft(text: &str, mutants: &[(u32, &Mutant)]) -> Result<Grafted, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let lines = Lines::new(text);
    let mut finder =
        Finder { text, wanted: BTreeMap::new(), sites: Vec::new(), constants: Vec::new(), absent: Vec::new() };
    let mut returns: BTreeMap<usize, Vec<(u32, String)>> = BTreeMap::new();
    let mut functions: BTreeMap<(usize, usize), Vec<(u32, String)>> = BTreeMap::new();
    for (number, mutant) in mutants {
        let start = lines.offset(mutant.span.start);
        if mutant.genre == Genre::FnValue {
            returns.entry(start).or_default().push((*number, mutant.replacement.clone()));
            if let Some(function) = &mutant.function {
                let whole = (lines.offset(function.span.start), lines.offset(function.span.end));
                functions.entry(whole).or_default().push((*number, String::new()));
            }
        } else {
            finder.wanted.entry((start, kind(mutant.genre))).or_default().push((*number, mutant.replacement.clone()));
        }
    }
    finder.visit_file(&file);
    let mut grafted = Grafted::default();
    let mut sites = finder.sites;
    for (start, mutants) in returns {
        sites.push(Site { range: start..start, graft: Graft::Return, mutants });
    }
    for ((start, end), mutants) in functions {
        sites.push(Site { range: start..end, graft: Graft::Keep, mutants });
    }
    grafted.left = finder.wanted.into_values().flatten().map(|(number, _)| number).collect();
    // What is not compiled on this system is nobody's to notice.
    let is_absent = |site: &Site| finder.absent.iter().any(|body| body.contains(&site.range.start));
    let (absent, mut sites): (Vec<Site>, Vec<Site>) = sites.into_iter().partition(is_absent);
    grafted.left.extend(absent.iter().flat_map(|site| site.mutants.iter().map(|(number, _)| *number)));
    for (name, word, body) in finder.constants {
        let held: Vec<u32> = sites
            .iter()
            .filter(|site| body.contains(&site.range.start))
            .flat_map(|site| site.mutants.iter().map(|(number, _)| *number))
            .collect();
        if !held.is_empty() {
            sites.push(Site { range: word, graft: Graft::Delete, mutants: Vec::new() });
            grafted.no_longer_const.entry(name).or_default().extend(held);
        }
    }
    // What stands before a place, then the outer before the inner.
    sites.sort_by_key(|site| {
        (
            site.range.start,
            !site.range.is_empty(),
            std::cmp::Reverse(site.range.end),
            !matches!(site.graft, Graft::Keep),
        )
    });
    let mut writer = Writer { text, out: String::with_capacity(text.len() * 2), grafted };
    writer.write(0..text.len(), &sites);
    writer.grafted.text = writer.out;
    Ok(writer.grafted)
}

/// Which sites a genre can stand at: an arm and its guard are found together.
fn kind(genre: Genre) -> u8 {
    match genre {
        Genre::FnValue => 0,
        Genre::BinaryOperator => 1,
        Genre::UnaryOperator => 2,
        Genre::MatchArm => 3,
        Genre::MatchArmGuard => 4,
        Genre::StructField => 5,
    }
}

struct Finder<'a> {
    text: &'a str,
    /// Mutants by where their place begins and what it is.
    wanted: BTreeMap<(usize, u8), Vec<(u32, String)>>,
    sites: Vec<Site>,
    /// Name, word `const` and body of each function that has it.
    constants: Vec<(String, Range<usize>, Range<usize>)>,
    /// Functions of other systems.
    absent: Vec<Range<usize>>,
}

impl Finder<'_> {
    fn take(&mut self, at: usize, genre: Genre) -> Vec<(u32, String)> {
        self.wanted.remove(&(at, kind(genre))).unwrap_or_default()
    }

    fn note_const(&mut self, signature: &syn::Signature, block: &syn::Block) {
        if let Some(word) = signature.constness {
            self.constants.push((signature.ident.to_string(), octets(word.span), octets(block.span())));
        }
    }
}

fn octets(span: Span) -> Range<usize> {
    span.byte_range()
}

/// Whether a condition binds with `let`, so that it cannot stand in another expression.
fn binds(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        let is_chain = binds(&node.left) || binds(&node.right);
        if !is_chain {
            let mutants = self.take(octets(node.op.span()).start, Genre::BinaryOperator);
            if !mutants.is_empty() {
                let graft = Graft::Binary { left: octets(node.left.span()), right: octets(node.right.span()) };
                self.sites.push(Site { range: octets(node.span()), graft, mutants });
            }
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let mutants = self.take(octets(node.op.span()).start, Genre::UnaryOperator);
        if !mutants.is_empty() {
            let graft = Graft::Unary { operand: octets(node.expr.span()) };
            self.sites.push(Site { range: octets(node.span()), graft, mutants });
        }
        visit::visit_expr_unary(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        let mut mutants = self.take(octets(node.span()).start, Genre::MatchArm);
        mutants.iter_mut().for_each(|(_, replacement)| *replacement = "false".to_owned());
        let condition = node.guard.as_ref().map(|(_, guard)| octets(guard.span()));
        if let Some(condition) = &condition {
            mutants.extend(self.take(condition.start, Genre::MatchArmGuard));
        }
        if !mutants.is_empty() {
            let pattern = octets(node.pat.span()).end;
            let range = condition.clone().unwrap_or(pattern..pattern);
            self.sites.push(Site { range, graft: Graft::Guard { condition }, mutants });
        }
        visit::visit_arm(self, node);
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        let is_arm = |arm: &syn::Arm| self.wanted.get(&(octets(arm.span()).start, kind(Genre::MatchArm))).cloned();
        let mutants: Vec<(u32, String)> = node.arms.iter().filter_map(is_arm).flatten().collect();
        if !mutants.is_empty() {
            self.sites.push(Site { range: octets(node.span()), graft: Graft::Keep, mutants });
        }
        visit::visit_expr_match(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        for field in &node.fields {
            let field = octets(field.span());
            let mutants = self.take(field.start, Genre::StructField);
            if !mutants.is_empty() {
                let mut end = field.end;
                if self.text[end..].trim_start().starts_with(',') {
                    end += self.text[end..].find(',').unwrap_or(0) + 1;
                }
                let graft = Graft::Field { field: field.start..end };
                self.sites.push(Site { range: octets(node.span()), graft, mutants });
            }
        }
        visit::visit_expr_struct(self, node);
    }

    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        let is_elsewhere = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg") && self.text.get(octets(attribute.span())) == Some("#[cfg(not(unix))]")
        };
        if cfg!(unix) && node.attrs.iter().any(is_elsewhere) {
            self.absent.push(octets(node.span()));
        }
        self.note_const(&node.sig, &node.block);
        visit::visit_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.note_const(&node.sig, &node.block);
        visit::visit_impl_item_fn(self, node);
    }
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
            let numbers: Vec<u32> = site.mutants.iter().map(|(number, _)| *number).collect();
            self.grafted.shared.push((numbers, start..self.out.len()));
            at = site.range.end;
            rest = &others[inner..];
        }
        self.out.push_str(&self.text[at..range.end]);
    }

    /// The switch of a site: `match` over the number that is asked for.
    fn open(&mut self, site: &Site) {
        let numbers: Vec<String> = site.mutants.iter().map(|(number, _)| number.to_string()).collect();
        self.out.push_str(&format!("match crate::mutation::chosen(&[{}]) {{ ", numbers.join(", ")));
    }

    /// What one mutant says.
    fn arm(&mut self, number: u32, code: &str) {
        let start = self.out.len();
        self.out.push_str(&format!("{number}u32 => {code}, "));
        self.grafted.own.push((number, start..self.out.len()));
    }

    fn put(&mut self, site: &Site, inner: &[Site]) {
        let text = self.text;
        let within = |range: &Range<usize>| -> Vec<Site> {
            inner
                .iter()
                .filter(|site| range.start <= site.range.start && site.range.end <= range.end)
                .cloned()
                .collect()
        };
        match &site.graft {
            Graft::Delete => {}
            Graft::Keep => self.write(site.range.clone(), &within(&site.range)),
            Graft::Return => {
                self.open(site);
                for (number, value) in &site.mutants {
                    self.arm(*number, &format!("return {value}"));
                }
                self.out.push_str("_ => {} } ");
            }
            Graft::Binary { left, right } => {
                self.out.push('(');
                self.open(site);
                for (number, operator) in &site.mutants {
                    self.arm(*number, &format!("(({}) {operator} ({}))", &text[left.clone()], &text[right.clone()]));
                }
                self.out.push_str("_ => (");
                self.write(left.clone(), &within(left));
                self.out.push_str(&text[left.end..right.start]);
                self.write(right.clone(), &within(right));
                self.out.push_str("), })");
            }
            Graft::Unary { operand } => {
                self.out.push('(');
                self.open(site);
                for (number, _) in &site.mutants {
                    self.arm(*number, &format!("({})", &text[operand.clone()]));
                }
                self.out.push_str("_ => (");
                self.out.push_str(&text[site.range.start..operand.start]);
                self.write(operand.clone(), &within(operand));
                self.out.push_str("), })");
            }
            Graft::Guard { condition } => {
                if condition.is_none() {
                    self.out.push_str(" if ");
                }
                self.open(site);
                for (number, value) in &site.mutants {
                    self.arm(*number, value);
                }
                match condition {
                    None => self.out.push_str("_ => true, }"),
                    Some(condition) => {
                        self.out.push_str("_ => (");
                        self.write(condition.clone(), &within(condition));
                        self.out.push_str("), }");
                    }
                }
            }
            Graft::Field { field } => {
                self.out.push('(');
                self.open(site);
                let without = format!("{}{}", &text[site.range.start..field.start], &text[field.end..site.range.end]);
                for (number, _) in &site.mutants {
                    self.arm(*number, &format!("({without})"));
                }
                self.out.push_str("_ => (");
                self.write(site.range.clone(), &within(&site.range));
                self.out.push_str("), })");
            }
        }
    }
}
