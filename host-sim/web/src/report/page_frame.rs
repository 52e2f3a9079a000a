//! Frame of every page that stands alone: head, policy and style sheet, the same for all reports.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::BASE_STYLE;

/// Policy of a page with everything in it: the page loads nothing and runs nothing.
const INLINE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Policy of a page with its style sheet beside it: nothing else is loaded, and nothing runs.
const LINKED_POLICY: &str =
    "default-src 'none'; style-src 'self' file:; img-src data: 'self' file:; base-uri 'none'; form-action 'none'";

/// Frame of a page.
#[derive(Clone, Copy, Debug)]
pub struct PageFrame<'p> {
    /// Language of the page, as HTML names it.
    pub language: &'p str,
    /// Title of the page.
    pub title: &'p str,
    /// Style sheet of the page.
    pub style: PageStyle<'p>,
}

/// Place of a page's style sheet.
#[derive(Clone, Copy, Debug)]
pub enum PageStyle<'p> {
    /// In the page: [`BASE_STYLE`], and then the page's own rules.
    Inline(&'p [&'p str]),
    /// In a file at this address.
    Linked(&'p str),
}

impl PageFrame<'_> {
    /// Renders a page around the contents of its body.
    pub fn render(&self, body: &Markup) -> String {
        let policy = match self.style {
            PageStyle::Inline(_) => INLINE_POLICY,
            PageStyle::Linked(_) => LINKED_POLICY,
        };
        let markup = html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    title { (self.title) }
                    @match self.style {
                        PageStyle::Inline(own) => {
                            style { (PreEscaped(BASE_STYLE)) @for rules in own { (PreEscaped(rules)) } }
                        }
                        PageStyle::Linked(address) => {
                            link rel="icon" href="data:,";
                            link rel="stylesheet" href=(address);
                        }
                    }
                }
                body { (body) }
            }
        };
        markup.into_string()
    }
}
