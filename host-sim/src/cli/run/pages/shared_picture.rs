//! Pictures that a page shows more than once: the first is drawn, the others refer to it. A walk that goes back to a
//! screen again and again would weigh several times as much.

use std::collections::BTreeMap;

/// Beginning and end of a picture in a page.
const PICTURE: (&str, &str) = ("<svg ", "</svg>");

/// Picture of a page.
#[derive(Clone, Copy, Debug, Default)]
struct PictureUse {
    /// Number of times that the page shows the picture.
    count: usize,
    /// Number by which later ones refer to the first; `None` until it was drawn.
    number: Option<usize>,
}

/// Returns a page whose repeated pictures refer to the first of their kind.
pub(super) fn shared(page: &str) -> String {
    let mut pictures: BTreeMap<&str, PictureUse> = BTreeMap::new();
    for picture in pieces(page).filter(|piece| is_picture(piece)) {
        let found = pictures.entry(picture).or_default();
        found.count = found.count.saturating_add(1);
    }
    let mut text = String::with_capacity(page.len());
    let mut drawn = 0_usize;
    for piece in pieces(page) {
        let repeated = pictures.get_mut(piece).filter(|found| found.count > 1);
        let parts = piece.strip_suffix(PICTURE.1).and_then(|open| open.split_once('>'));
        let (Some(found), Some((attributes, drawing))) = (repeated, parts) else {
            text.push_str(piece);
            continue;
        };
        let inside = match found.number {
            Some(number) => format!("<use href=\"#p{number}\"/>"),
            None => {
                drawn = drawn.saturating_add(1);
                found.number = Some(drawn);
                format!("<g id=\"p{drawn}\">{drawing}</g>")
            }
        };
        text.push_str(&format!("{attributes}>{inside}{}", PICTURE.1));
    }
    text
}

fn is_picture(piece: &str) -> bool {
    piece.starts_with(PICTURE.0)
}

/// Splits a page into pictures and what stands between them.
fn pieces(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let end = match rest.find(PICTURE.0) {
            Some(0) => rest.find(PICTURE.1).map(|at| at.saturating_add(PICTURE.1.len())),
            next => next,
        };
        let (piece, behind) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn repeated_picture_refers_to_the_first() {
        let (one, two) = ("<svg width=\"1\"><text>一</text></svg>", "<svg width=\"2\"><text>二</text></svg>");
        let page = format!("<p>{one}</p>{two}{one}<b>x</b>{one}");
        let first = "<svg width=\"1\"><g id=\"p1\"><text>一</text></g></svg>";
        let other = "<svg width=\"1\"><use href=\"#p1\"/></svg>";
        assert_eq!(shared(&page), format!("<p>{first}</p>{two}{other}<b>x</b>{other}"));
    }

    #[test]
    fn page_without_repetition_stays_as_it_is() {
        for page in ["", "<p>no picture</p>", "<svg a><g/></svg>", "an <svg that ends nowhere", "</svg><svg >"] {
            assert_eq!(shared(page), page);
        }
    }
}
