//! Places to go to from a line: an included file, a profile, the line that captured a name, the lines of a procedure.

use std::path::{Path, PathBuf};

use super::Document;
use crate::lang::Span;

/// Place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// Another file.
    File(PathBuf),
    /// Place in the same text.
    Here(Span),
}

impl Document {
    /// Returns the place to go to from an octet; `None` if there is none.
    pub fn definition(&self, at: usize) -> Option<Definition> {
        let line = self.line_at(at)?;
        let code = self.code(line.code);
        let mut words = code.split_whitespace();
        let first = words.next().unwrap_or_default();
        if ["include", "profile"].contains(&first)
            && let Some((path, _)) = code.split_once('"').and_then(|(_, rest)| rest.split_once('"'))
        {
            let folder = Path::new(&self.name).parent().unwrap_or(Path::new(""));
            let file = path.rsplit_once('#').filter(|(file, _)| file.ends_with(".toml")).map_or(path, |(file, _)| file);
            return Some(Definition::File(folder.join(file)));
        }
        if let Some(used) = self.name_at(at) {
            let before = self.all_names().into_iter().filter(|found| found.defines(&used.name));
            // The nearest one above counts, or the first at all.
            let (above, below): (Vec<_>, Vec<_>) = before.partition(|found| found.span.start <= used.span.start);
            return above.last().or(below.first()).map(|found| Definition::Here(found.span));
        }
        if first == "call" {
            let name = words.next()?;
            let place = self.procedures().find(|(known, _)| *known == name).map(|(_, span)| span)?;
            return Some(Definition::Here(place));
        }
        None
    }

    /// Returns the names of the procedures of the text, with the places of their first lines.
    pub fn procedures(&self) -> impl Iterator<Item = (&str, Span)> {
        self.lines.iter().filter_map(|line| {
            let mut words = self.code(line.code).split_whitespace();
            (words.next()? == "procedure").then_some(())?;
            Some((words.next()?, line.code))
        })
    }

    /// Returns the files that the text includes.
    pub fn included(&self) -> Vec<PathBuf> {
        let of_line = |code: &str| Some(code.strip_prefix("include")?.split('"').nth(1)?.to_owned());
        let folder = Path::new(&self.name).parent().unwrap_or(Path::new(""));
        self.lines.iter().filter_map(|line| of_line(self.code(line.code))).map(|path| folder.join(path)).collect()
    }
}
