//! Sites of mutants in a file.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::mutant::{Genre, Lines, Mutant};

/// Form of the text that is written at a site.
#[derive(Clone, Debug)]
pub enum Graft {
    /// Early returns before the first statement.
    Return,
    /// Choice of operators between two operands.
    Binary { left: Range<usize>, right: Range<usize> },
    /// Operator that may be missing before its operand.
    Unary { operand: Range<usize> },
    /// Guard of an arm, with its condition; `None` where the guard is added behind the pattern.
    Guard { condition: Option<Range<usize>> },
    /// Field that may be missing.
    Field { field: Range<usize> },
    /// Word that is deleted.
    Delete,
    /// No change: a fault of the compiler in this range belongs to these mutants. A `match` must have an answer without
    /// the arms that may be missing, and a function must return what its signature promises.
    Keep,
}

/// Range of a file and the mutants in it, each with its number and its replacement.
#[derive(Clone, Debug)]
pub struct Site {
    pub range: Range<usize>,
    pub graft: Graft,
    pub mutants: Vec<(u32, String)>,
}

/// Sites that were found in a file.
#[derive(Debug, Default)]
pub struct Found {
    /// Sites in the order in which they are written: the earlier first, then the outer before the inner.
    pub sites: Vec<Site>,
    /// Mutants that have no place in an expression of their own, or that stand in code for another system.
    pub left: Vec<u32>,
    /// Functions that could be called at compile time, with the mutants in them.
    pub constants: BTreeMap<String, Vec<u32>>,
}

/// Finds the sites of these mutants.
pub fn find(text: &str, mutants: &[(u32, &Mutant)]) -> Result<Found, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let mut finder = Finder { text, ..Finder::default() };
    finder.look_for(mutants);
    finder.visit_file(&file);
    let mut found =
        Found { left: finder.wanted.values().flatten().map(|(number, _)| *number).collect(), ..Found::default() };
    let is_absent = |site: &Site| finder.absent.iter().any(|body| body.contains(&site.range.start));
    let (absent, mut sites): (Vec<Site>, Vec<Site>) = finder.sites.iter().cloned().partition(is_absent);
    found.left.extend(absent.iter().flat_map(Site::numbers));
    for (name, word, body) in finder.constants {
        let inside = sites.iter().filter(|site| body.contains(&site.range.start));
        let held: Vec<u32> = inside.flat_map(Site::numbers).collect();
        if !held.is_empty() {
            sites.push(Site { range: word, graft: Graft::Delete, mutants: Vec::new() });
            found.constants.entry(name).or_default().extend(held);
        }
    }
    sites.sort_by_key(|site| {
        let is_kept = matches!(site.graft, Graft::Keep);
        (site.range.start, !site.range.is_empty(), std::cmp::Reverse(site.range.end), !is_kept)
    });
    found.sites = sites;
    Ok(found)
}

impl Site {
    /// Returns the numbers of the site's mutants.
    pub fn numbers(&self) -> Vec<u32> {
        self.mutants.iter().map(|(number, _)| *number).collect()
    }
}

/// Returns a number for a genre, one half of the key of `wanted`.
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

#[derive(Default)]
struct Finder<'a> {
    text: &'a str,
    /// Mutants by the beginning of their place and the number of their genre.
    wanted: BTreeMap<(usize, u8), Vec<(u32, String)>>,
    sites: Vec<Site>,
    /// Name, word `const` and body of each `const` function.
    constants: Vec<(String, Range<usize>, Range<usize>)>,
    /// Functions for other systems.
    absent: Vec<Range<usize>>,
}

impl Finder<'_> {
    /// Records the mutants to look for. A function's value and the function around it are sites without a look into the
    /// syntax.
    fn look_for(&mut self, mutants: &[(u32, &Mutant)]) {
        let lines = Lines::new(self.text);
        let mut values: BTreeMap<Where, Vec<(u32, String)>> = BTreeMap::new();
        for (number, mutant) in mutants {
            let start = lines.offset(mutant.span.start);
            let said = (*number, mutant.replacement.clone());
            if mutant.genre != Genre::FnValue {
                self.wanted.entry((start, kind(mutant.genre))).or_default().push(said);
                continue;
            }
            values.entry(Where::Return(start)).or_default().push(said);
            if let Some(function) = &mutant.function {
                let whole = Where::Function(lines.offset(function.span.start), lines.offset(function.span.end));
                values.entry(whole).or_default().push((*number, String::new()));
            }
        }
        self.sites.extend(values.into_iter().map(|(place, mutants)| match place {
            Where::Return(start) => Site { range: start..start, graft: Graft::Return, mutants },
            Where::Function(start, end) => Site { range: start..end, graft: Graft::Keep, mutants },
        }));
    }

    fn take(&mut self, at: usize, genre: Genre) -> Vec<(u32, String)> {
        self.wanted.remove(&(at, kind(genre))).unwrap_or_default()
    }

    fn note_const(&mut self, signature: &syn::Signature, block: &syn::Block) {
        if let Some(word) = signature.constness {
            self.constants.push((signature.ident.to_string(), octets(word.span), octets(block.span())));
        }
    }
}

/// Place of a mutant that returns a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    /// Before the first statement.
    Return(usize),
    /// From the first word of the function to its last brace.
    Function(usize, usize),
}

fn octets(span: Span) -> Range<usize> {
    span.byte_range()
}

/// Returns whether a condition binds with `let`, so that it cannot stand in another expression.
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
