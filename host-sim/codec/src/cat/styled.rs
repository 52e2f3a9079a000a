//! Text attributes: which characters of a text are large, bold or coloured (3GPP TS 23.040 §9.2.3.24.10.1.1), and the
//! text with these formats in HTML.

/// Format of a run of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First character of the run, counted from 0.
    pub start: u8,
    /// Characters of the run; 0 goes to the end of the text.
    pub length: u8,
    /// Alignment, size and style.
    pub format: u8,
    /// Foreground in the low nibble, background in the high one; `None` leaves both as they are.
    pub colour: Option<u8>,
}

/// Colours in HTML, by their nibble.
const COLOURS: [&str; 16] = [
    "#000000", "#808080", "#C11B17", "#FBB117", "#347235", "#307D7E", "#0000A0", "#C031C7", "#C0C0C0", "#FFFFFF",
    "#FF0000", "#FFFF00", "#00FF00", "#00FFFF", "#0000FF", "#FF00FF",
];

/// Parses the runs of a text attribute: four octets each; the last may lack its colour.
pub fn runs(octets: &[u8]) -> Vec<Run> {
    let (whole, rest) = octets.as_chunks::<4>();
    let mut runs: Vec<Run> = whole
        .iter()
        .map(|&[start, length, format, colour]| Run { start, length, format, colour: Some(colour) })
        .collect();
    if let [start, length, format] = *rest {
        runs.push(Run { start, length, format, colour: None });
    }
    runs
}

impl Run {
    /// Returns `left`, `center` or `right`; left also where the alignment of the language is asked for.
    pub const fn alignment(self) -> &'static str {
        match self.format & 0x03 {
            0x01 => "center",
            0x02 => "right",
            _ => "left",
        }
    }

    /// Returns the style as CSS.
    pub fn css(self) -> String {
        let mut css = String::new();
        let styles = [
            (self.format & 0x0C == 0x04, "font-size: big;"),
            (self.format & 0x0C == 0x08, "font-size: small;"),
            (self.format & 0x10 != 0, "font-weight: bold;"),
            (self.format & 0x20 != 0, "font-style: italic;"),
            (self.format & 0xC0 == 0xC0, "text-decoration: underline line-through;"),
            (self.format & 0xC0 == 0x40, "text-decoration: underline;"),
            (self.format & 0xC0 == 0x80, "text-decoration: line-through;"),
        ];
        css.extend(styles.iter().filter(|(asked, _)| *asked).map(|(_, style)| *style));
        if let Some(colour) = self.colour {
            let name = |nibble: u8| COLOURS.get(usize::from(nibble)).copied().unwrap_or("#000000");
            css.push_str(&format!("color: {};background-color: {};", name(colour & 0x0F), name(colour >> 4)));
        }
        css
    }
}

/// Renders the text in HTML. A run that overlaps an earlier one begins behind it.
pub fn html(text: &str, attribute: &[u8]) -> String {
    let mut html = String::new();
    let mut characters = text.chars();
    let mut at = 0_usize;
    for run in runs(attribute) {
        let before = usize::from(run.start).saturating_sub(at);
        at += before;
        html.push_str(&escaped(characters.by_ref().take(before)));
        let end = usize::from(run.start) + usize::from(run.length);
        let length = if run.length == 0 { usize::MAX } else { end.saturating_sub(at) };
        let inside: String = characters.by_ref().take(length).collect();
        at += inside.chars().count();
        let (alignment, css, inside) = (run.alignment(), run.css(), escaped(inside.chars()));
        html.push_str(&format!("<div style=\"text-align: {alignment};\"><span style=\"{css}\">{inside}</span></div>"));
    }
    html.push_str(&escaped(characters));
    html
}

fn escaped(characters: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    for character in characters {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            _ => text.push(character),
        }
    }
    text
}
