//! Generated half of `docs/MENU.md`: the tree, the proof from every start, the flowchart, every screen.

use std::fmt::Write as _;

use super::{ExploredMenu, contact_sheet, mermaid, tree};

/// Returns the chapters. The tree, the flowchart and the screens are of the first walk; the proof is of all walks.
pub fn book(walks: &[ExploredMenu]) -> String {
    let mut book = String::new();
    // Writing into a string does not fail.
    write(&mut book, walks).unwrap_or(());
    book
}

fn write(book: &mut String, walks: &[ExploredMenu]) -> std::fmt::Result {
    let Some(first) = walks.first() else { return Ok(()) };
    writeln!(book, "\n## The tree\n\nFrom the start `{}`: {}.\n", first.start.name, first.start.about)?;
    writeln!(book, "```text\n{}```\n", tree(first))?;
    writeln!(book, "## The proof\n\n| claim | counted | checked | broken |\n|---|---|---|---|")?;
    for (at, claim) in first.claims.iter().enumerate() {
        let of_all = || walks.iter().filter_map(|walked| walked.claims.get(at));
        let checked: usize = of_all().map(|claim| claim.checked).sum();
        let broken: usize = of_all().map(|claim| claim.broken.len()).sum();
        writeln!(book, "| {} | {} | {checked} | {broken} |", claim.promise, claim.counted)?;
    }
    writeln!(book, "\n## The starts\n\n| start | what it is | states | screens | steps | tried | APDUs |")?;
    writeln!(book, "|---|---|---|---|---|---|---|")?;
    for walked in walks {
        let (start, map) = (&walked.start, &walked.map);
        writeln!(
            book,
            "| `{}` | {} | {} | {} | {} | {} | {} |",
            start.name,
            start.about,
            map.states.len(),
            map.screens.len(),
            map.edges.len(),
            map.tried,
            map.apdus
        )?;
    }
    writeln!(book, "\n## The steps forward\n\n```mermaid\n{}```\n", mermaid(first))?;
    writeln!(book, "## Every screen\n\n```text\n{}\n```", contact_sheet(first).trim_end())
}
