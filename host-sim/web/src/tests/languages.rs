//! Every page in both languages: wholly Chinese or wholly English.

use super::browser::Town;
use crate::pages::ROUTES;
use crate::route::Audience;

/// Returns the paths of the pages that a user who is signed in can ask for.
pub(super) fn pages() -> impl Iterator<Item = &'static str> {
    let own = ROUTES.iter().filter(|route| route.is_page() && route.audience != Audience::Tester);
    let leads_elsewhere =
        |path: &str| path.contains('{') || path.starts_with("/lab") || ["/", "/sign-in"].contains(&path);
    own.map(|route| route.path).filter(move |path| !leads_elsewhere(path))
}

/// Returns the text of a page between its tags, without the choice of the language.
fn visible(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let (before, rest) = body.split_once("<nav class=\"languages\"").unwrap();
    let body = format!("{before}{}", rest.split_once("</nav>").unwrap().1);
    // The values of the banks are their Chinese names, which nobody sees.
    body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn pages_are_wholly_in_one_language() {
    let town = Town::new(1);
    for language in ["zh", "en"] {
        let mut browser = town.signed_in(1, language).await;
        for path in pages() {
            let page = browser.get(path).await.text.clone();
            assert_eq!(browser.last.status.as_u16(), 200, "{path}");
            let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            for line in visible(&page).lines() {
                let names = ["POS", "RFID", "SIM"];
                let latin = names.iter().fold(line.to_owned(), |line, name| line.replace(name, ""));
                let wrong = match language {
                    "zh" => latin.chars().any(|c| c.is_ascii_alphabetic()) && path != "/help",
                    _ => {
                        line.chars().any(is_han)
                            && !["利民", "张三"].iter().any(|name| line.contains(name))
                            && path != "/help"
                    }
                };
                assert!(!wrong, "{language} {path}: {line}");
            }
            assert!(page.matches("<h1>").count() == 1 && page.contains("<main id=\"content\""), "{path}");
            let labels = page.matches("<label for=\"").count();
            let fields = page.matches("<input id=\"").count() + page.matches("<select id=\"").count();
            assert_eq!(labels, fields, "every field of {path} has its label");
        }
    }
}
