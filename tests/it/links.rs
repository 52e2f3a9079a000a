//! The links of the README, the book and the guide to the traces: each leads to a file that is there, and to a heading
//! of it; and the contents of the book name every page once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::readme::{documents, root};

/// Link of a page: the line where it stands, and where it leads.
struct PageLink {
    line: usize,
    target: String,
}

/// Returns the lines of a page that are no code, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fence && !fenced).then_some((at + 1, line))
    })
}

/// Returns the links of a page to files and headings, in its order. What stands between `` ` `` is code.
fn links(text: &str) -> Vec<PageLink> {
    let mut links = Vec::new();
    for (line, content) in prose(text) {
        let outside: String = content.split('`').step_by(2).collect::<Vec<_>>().join("code");
        for part in outside.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            if !target.contains("://") {
                links.push(PageLink { line, target: target.to_owned() });
            }
        }
    }
    links
}

/// Returns the anchors of a page's headings, as GitHub and mdBook name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|(_, line)| line.starts_with('#'));
    let kept = |character: &char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_');
    headings
        .map(|(_, line)| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            title.chars().filter(kept).collect::<String>().replace(' ', "-")
        })
        .collect()
}

/// Says what is wrong with a link of a page; `None` if it leads somewhere.
fn complaint(page: &Path, text: &str, target: &str) -> Option<String> {
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let path = if file.is_empty() { page.to_owned() } else { page.parent()?.join(file) };
    if !path.exists() {
        return Some("no such file".to_owned());
    }
    let anchor = anchor?;
    let heading = match file {
        "" => anchors(text).contains(anchor),
        _ => anchors(&std::fs::read_to_string(&path).ok()?).contains(anchor),
    };
    (!heading).then(|| "no such heading".to_owned())
}

#[test]
fn every_link_leads_to_file_and_heading() {
    let mut complaints = Vec::new();
    let mut count = 0;
    for page in documents() {
        let text = std::fs::read_to_string(&page).unwrap();
        for PageLink { line, target } in links(&text) {
            count += 1;
            let wrong = complaint(&page, &text, &target);
            complaints.extend(wrong.map(|wrong| format!("{}:{line}: {target}: {wrong}", page.display())));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(count > 300, "only {count} links were found");
}

#[test]
fn broken_links_are_seen() {
    let page = root().join("docs/README.md");
    let text = "# A title\n```\n[code](nowhere.md)\n```\nand `[code](nowhere.md)` [a](TRACES.md) [b](#a-title)";
    assert_eq!(
        links(text).iter().map(|link| (link.line, &*link.target)).collect::<Vec<_>>(),
        [(5, "TRACES.md"), (5, "#a-title")]
    );
    assert_eq!(complaint(&page, text, "#a-title"), None);
    assert_eq!(complaint(&page, text, "#another"), Some("no such heading".to_owned()));
    assert_eq!(complaint(&page, text, "TRACES.md#no-such"), Some("no such heading".to_owned()));
    assert_eq!(complaint(&page, text, "NONE.md"), Some("no such file".to_owned()));
}

#[test]
fn contents_name_every_page_once() {
    let docs = root().join("docs");
    let contents = std::fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let mut named: Vec<PathBuf> = links(&contents).into_iter().map(|link| docs.join(link.target)).collect();
    named.sort();
    let mut pages = documents();
    pages.retain(|page| page.starts_with(&docs) && !page.ends_with("SUMMARY.md"));
    assert_eq!(named, pages);
}
