//! `--report DIR`: a folder of HTML pages about a run: an index with the failures first, and a page for each trace and
//! walk. The pages need nothing outside of the folder, and run no script.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use maud::{Markup, html};
use miette::miette;

use super::coverage::RunCoverage;
use super::see;
use crate::cli::report::{PlayedShard, ReplayOptions, Verdict, human};
use sim_i18n::Language;
use sim_i18n::replay::{ReplayNoun, list};
use sim_lab::coverage::Coverage;
use sim_lab::menu_explorer::formats;
use sim_script::trace::outcome::CaseResult;
use sim_web::report::{BASE_STYLE, PageFrame, PageStyle};

mod coverage;
mod exchange;
mod index;
mod shared_picture;
mod step;
mod story;

/// Style sheet of all pages: what pages that stand alone have in common, that of the certificate, and what these pages
/// have beside the two.
const STYLES: [&str; 3] = [BASE_STYLE, include_str!("../certify/page.css"), include_str!("pages/report.css")];

/// Name of the style sheet in the folder.
const STYLE_NAME: &str = "style.css";

/// Name of the index in the folder.
const INDEX_NAME: &str = "index.html";

/// Name of the page about coverage in the folder.
const COVERAGE_NAME: &str = "coverage.html";

/// Name of the drawing of the menu in the folder.
const MENU_NAME: &str = "menu.svg";

/// Name of the folder of the pages in the folder.
const PAGES_NAME: &str = "pages";

/// Greatest length of the name of a page, without its ending.
const NAME_MAX: usize = 120;

/// Run that is reported.
pub(super) struct ReportedRun<'r> {
    /// Verdicts with their transcripts.
    pub(super) verdicts: &'r [Verdict],
    /// Options that replay a result.
    pub(super) again: &'r ReplayOptions,
    /// Shard that was played; `None` for the whole.
    pub(super) shard: Option<PlayedShard>,
    /// Coverage of the run; `None` if it is not wanted.
    pub(super) covered: Option<&'r RunCoverage>,
    /// Language of the pages.
    pub(super) language: Language,
}

/// Page of a trace or walk, as the index names it.
struct StoryLink<'r> {
    verdict: &'r Verdict,
    /// Name of the page below the folder of the pages.
    name: String,
    coverage: Coverage,
}

/// Refuses a folder that holds something other than an earlier report.
pub(super) fn refuse_overwriting(folder: &Path) -> miette::Result<()> {
    let is_report = || folder.join(INDEX_NAME).is_file() && folder.join(PAGES_NAME).is_dir();
    let there = fs::read_dir(folder).map(|entries| entries.take(1).count());
    match there {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(miette!("{} cannot be used for the report: {error}.", folder.display())),
        Ok(0) => Ok(()),
        Ok(_) if is_report() => Ok(()),
        Ok(_) => Err(miette!(
            help = "Name a folder that does not exist, is empty, or holds an earlier report, which is replaced.",
            "{} holds something other than a report.",
            folder.display()
        )),
    }
}

/// Writes the report of a run into a folder, in the place of an earlier one.
pub(super) fn write(folder: &Path, run: &ReportedRun<'_>) -> miette::Result<()> {
    let links = links(run);
    let written = write_all(folder, run, &links);
    written.map_err(|(path, error)| miette!("{} cannot be written: {error}.", path.display()))
}

fn write_all(folder: &Path, run: &ReportedRun<'_>, links: &[StoryLink<'_>]) -> Result<(), (PathBuf, io::Error)> {
    let pages = folder.join(PAGES_NAME);
    match fs::remove_dir_all(&pages) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err((pages, error)),
        Err(_) | Ok(()) => {}
    }
    fs::create_dir_all(&pages).map_err(|error| (pages.clone(), error))?;
    let write = |path: PathBuf, text: &str| fs::write(&path, text).map_err(|error| (path, error));
    for link in links {
        write(pages.join(&link.name), &story::page(link, run.again, run.language))?;
    }
    for name in [COVERAGE_NAME, MENU_NAME] {
        remove(&folder.join(name))?;
    }
    if let Some(covered) = run.covered {
        write(folder.join(COVERAGE_NAME), &coverage::page(covered, run.language))?;
        if let Some(menu) = covered.whole.menus().first() {
            write(folder.join(MENU_NAME), &formats::covered_svg(menu, &covered.coverage))?;
        }
    }
    write(folder.join(STYLE_NAME), &STYLES.concat())?;
    write(folder.join(INDEX_NAME), &index::page(run, links))
}

/// Removes a file of an earlier report, if it is there.
fn remove(path: &Path) -> Result<(), (PathBuf, io::Error)> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err((path.to_owned(), error)),
        Err(_) | Ok(()) => Ok(()),
    }
}

/// Returns the pages of a run in the order of its files.
fn links<'r>(run: &ReportedRun<'r>) -> Vec<StoryLink<'r>> {
    let mut taken = BTreeSet::new();
    let link = |verdict: &'r Verdict| {
        let name = page_name(&verdict.path, &mut taken);
        StoryLink { verdict, name, coverage: Coverage::of(&verdict.transcript) }
    };
    run.verdicts.iter().map(link).collect()
}

/// Returns the name of a page: the parts of the file's path, in letters that every file system and address takes.
fn page_name(path: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '-' };
    let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let mut name = parts.collect::<Vec<_>>().join("--").chars().map(plain).collect::<String>();
    if name.len() > NAME_MAX || !path.is_ascii() {
        name.truncate(NAME_MAX);
        name += &format!("-{:08x}", crc32fast::hash(path.as_bytes()));
    }
    let name = std::iter::once(name.clone()).chain((2..).map(|number: u32| format!("{name}-{number}")));
    // The numbers do not end before a name is free.
    let name = name.map(|name| format!("{name}.html")).find(|name| taken.insert(name.to_ascii_lowercase()));
    name.unwrap_or_default()
}

/// Renders a page around its contents; `up` leads from the page to the folder of the report.
fn framed(language: Language, title: &str, up: &str, body: &Markup) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let made = match language {
        Language::Chinese => format!("由 rfid-sim {version} 生成。"),
        Language::English => format!("Made by rfid-sim {version}."),
    };
    let body = html! {
        (body)
        footer { p { (made) } }
    };
    let style = format!("{up}{STYLE_NAME}");
    PageFrame { language: language.code(), title, style: PageStyle::Linked(&style) }.render(&body)
}

/// Returns whether a file held, on the second card too.
fn is_good(verdict: &Verdict) -> bool {
    verdict.held() && verdict.is_same_on_second()
}

/// Returns the class and the word of a file's verdict.
fn mark(verdict: &Verdict, language: Language) -> (&'static str, &'static str) {
    if verdict.is_undone() {
        ("bad", language.of("出错", "error"))
    } else if !verdict.held() {
        ("bad", language.of("失败", "failed"))
    } else if !verdict.is_same_on_second() {
        ("bad", language.of("不同", "differs"))
    } else if verdict.is_empty {
        ("soft", language.of("空", "empty"))
    } else {
        ("good", language.of("通过", "holds"))
    }
}

/// Returns the class and the word of a result.
const fn result_mark(result: &CaseResult, language: Language) -> (&'static str, &'static str) {
    match &result.failure {
        Some(_) => ("bad", language.of("失败", "failed")),
        None => ("good", language.of("通过", "holds")),
    }
}

/// Returns the failures of a file, each as the text that a terminal shows.
fn failures(verdict: &Verdict, again: &ReplayOptions, language: Language) -> Vec<String> {
    let lines =
        verdict.failures().map(|(result, failure)| human::failure_lines(verdict, result, failure, again, language));
    lines.map(|lines| see::uncoloured(&lines.join("\n"))).collect()
}

/// Returns where the second card first did otherwise, as the text that a terminal shows; `None` if it did not.
fn second_difference(verdict: &Verdict, language: Language) -> Option<String> {
    human::second_lines(verdict, language).map(|lines| see::uncoloured(&lines.join("\n")))
}

/// Returns the time of a file's replays in words; `None` if nothing was measured.
fn time(verdict: &Verdict) -> Option<String> {
    let times: Vec<_> = verdict.results.iter().filter_map(|result| result.time).collect();
    (!times.is_empty()).then(|| duration(times.iter().sum()))
}

fn duration(time: std::time::Duration) -> String {
    match time.as_secs() {
        0 => format!("{:.1} ms", time.as_secs_f64() * 1_000.0),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// Returns counts in a sentence: `2 cases, 4 commands`.
fn counts(verdict: &Verdict, language: Language) -> String {
    let commands = ReplayNoun::Command.counted(language, verdict.commands());
    match verdict.results.len() {
        0 | 1 => commands,
        cases => list(language, &[ReplayNoun::Case.counted(language, cases), commands]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_names_are_plain_and_unique() {
        let mut taken = BTreeSet::new();
        let mut name = |path: &str| page_name(path, &mut taken);
        assert_eq!(name("../a b/Tap.trace"), "a-b--Tap.trace.html");
        assert_eq!(name("a-b/tap.trace"), "a-b--tap.trace-2.html");
        assert_eq!(name("/"), ".html");
        let chinese = name("钱包.walk");
        assert!(chinese.starts_with("--.walk-") && chinese.is_ascii(), "{chinese}");
        assert_ne!(name("钱钱.walk"), chinese);
        let long = name(&"x".repeat(4_000));
        assert!(long.len() < 150, "{long}");
    }
}
