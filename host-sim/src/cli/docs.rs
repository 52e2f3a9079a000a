//! `rfid-sim docs`: the pages of the book, which are part of the program.

use miette::miette;

use super::table::table;
use super::{CliResult, Ending, output, print};
use sim_codec::suggest::nearest;

mod pages;

use pages::{FILES, PAGES};

/// Arguments of `rfid-sim docs`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Name of a page, such as TRACES, or of a file to which one links, such as run.schema.json [default: the list].
    page: Option<String>,
    /// Text to look for, in all pages or in the one that is named; lines are printed with their page and heading.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// Page of the book, or a file to which one links.
#[derive(Clone, Copy, Debug)]
struct Page {
    /// Name of the page's file without its ending; of another file its path.
    name: &'static str,
    /// Text: of a page, in Markdown.
    text: &'static str,
}

impl Page {
    /// Returns the first heading.
    fn title(&self) -> &'static str {
        let heading = self.text.lines().find_map(|line| line.strip_prefix("# "));
        heading.unwrap_or(self.name)
    }
}

/// Runs `rfid-sim docs`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let page = arguments.page.as_deref().map(find).transpose()?;
    match (&arguments.search, page) {
        (Some(text), page) => {
            let pages = page.as_ref().map_or(&PAGES[..], std::slice::from_ref);
            let found: Vec<String> = pages.iter().flat_map(|page| search(page, text)).collect();
            found.iter().for_each(|line| print(line));
            return Ok(if found.is_empty() { Ending::Failed } else { Ending::Held });
        }
        (None, Some(page)) => output::write(page.text),
        (None, None) => {
            table(&PAGES.map(|page| vec![page.name.to_owned(), page.title().to_owned()]));
            print("");
            print(&format!("Files to which they link: {}", FILES.map(|file| file.name).join(", ")));
        }
    }
    Ok(Ending::Held)
}

/// Returns the page of a name, whatever the case of its letters and with or without `.md`, or the file of a path.
fn find(name: &str) -> miette::Result<Page> {
    if let Some(file) = FILES.into_iter().find(|file| file.name.eq_ignore_ascii_case(name)) {
        return Ok(file);
    }
    let wanted = name.to_ascii_uppercase();
    let wanted = wanted.strip_suffix(".MD").unwrap_or(&wanted);
    PAGES.into_iter().find(|page| page.name == wanted).ok_or_else(|| {
        let names = PAGES.map(|page| page.name);
        match nearest(wanted, names) {
            Some(near) => miette!("The book has no page {name}; did you mean {near}?"),
            None => miette!("The book has no page {name}; `rfid-sim docs` lists the pages."),
        }
    })
}

/// Returns the lines of a page that contain a text, each with the page and the heading above it.
fn search(page: &Page, text: &str) -> Vec<String> {
    let wanted = text.to_lowercase();
    let mut heading = page.title();
    let mut is_code = false;
    let mut found = Vec::new();
    for line in page.text.lines() {
        is_code ^= line.starts_with("```");
        if line.starts_with('#') && !is_code {
            heading = line.trim_start_matches('#').trim();
        }
        if line.to_lowercase().contains(&wanted) {
            found.push(format!("{} ({heading}): {}", page.name, line.trim()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_book_is_in_program() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter_map(|name| Some(name.strip_suffix(".md")?.to_owned()))
            .collect();
        names.sort();
        assert_eq!(PAGES.map(|page| page.name).to_vec(), names);
        assert!(PAGES.iter().all(|page| page.text.starts_with("# ") && page.title().len() > 3));
    }

    #[test]
    fn every_file_of_links_is_in_program() {
        let targets = PAGES.iter().flat_map(|page| page.text.split("](").skip(1));
        let targets = targets.filter_map(|rest| rest.split([')', '#']).next());
        let own = targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.ends_with(".md"));
        let mut linked: Vec<&str> = own.filter(|target| target.contains('.')).collect();
        linked.sort_unstable();
        linked.dedup();
        let missing: Vec<&str> = linked.into_iter().filter(|target| find(target).is_err()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn page_is_found_by_any_spelling() {
        assert!(find("run.schema.json").unwrap().text.starts_with('{'));
        assert_eq!(find("traces.md").unwrap().name, "TRACES");
        assert_eq!(find("Walks").unwrap().name, "WALKS");
        assert!(find("TRACE").unwrap_err().to_string().contains("did you mean TRACES?"));
        assert!(find("nothing").unwrap_err().to_string().contains("lists the pages"));
    }

    #[test]
    fn search_tells_page_and_heading() {
        let page = Page { name: "A", text: "# First\n\nsome Words\n\n```\n# words in code\n```\n## Second\nwords\n" };
        let found = search(&page, "WORDS");
        assert_eq!(found, ["A (First): some Words", "A (First): # words in code", "A (Second): words"]);
    }
}
