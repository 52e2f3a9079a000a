//! Transcripts read back from the text that `rfid-sim run -v` and `--transcript` write: the lines of each trace and
//! walk, with the screens and words that each line brought about. A replay of another build can be compared in this
//! form, too.
//!
//! ```
//! use sim_script::transcript::told::read;
//!
//! let stories = read("a.walk\n     1  press menu\n          message from 10086: \"hello\"\na.walk ... ok\n").unwrap();
//! assert_eq!((stories[0].lines[0].number, stories[0].lines[0].text.as_str()), (1, "press menu"));
//! ```

/// Blanks before what a line brought about.
const BELOW: &str = "          ";

/// Columns of the numbers of lines, at least.
const NUMBER: usize = 6;

/// Transcript of one trace or walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldStory {
    /// Name of the file.
    pub name: String,
    /// Lines in order.
    pub lines: Vec<ToldLine>,
}

/// Line of a trace or walk as it was played.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldLine {
    /// Number of the line; 0 for what happened before the first.
    pub number: usize,
    /// Text of the line, without its comment and its result.
    pub text: String,
    /// Events that the line brought about, in order.
    pub brought: Vec<ToldEvent>,
}

/// Event below a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ToldEvent {
    /// Screen that the person saw.
    Screen(ToldScreen),
    /// Exchange, message, receipt or anything else, as one line of words.
    Words(String),
}

/// Screen of a handset, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ToldScreen {
    /// Words on the screen.
    pub lines: Vec<String>,
    /// Keys that have an effect.
    pub keys: Vec<String>,
}

impl ToldLine {
    /// Returns the screen that the line leads to; `None` if the screen stayed as it was.
    pub fn last_screen(&self) -> Option<&ToldScreen> {
        self.brought.iter().rev().find_map(|event| match event {
            ToldEvent::Screen(screen) => Some(screen),
            ToldEvent::Words(_) => None,
        })
    }

    /// Returns whether the line is an expectation.
    pub fn is_expectation(&self) -> bool {
        self.text.split_whitespace().next() == Some("expect")
    }
}

/// Reads a transcript; `None` if the text is none.
pub fn read(text: &str) -> Option<Vec<ToldStory>> {
    let mut reading = Reading::default();
    for line in text.lines() {
        if reading.is_over(line) {
            break;
        }
        reading.line(line);
    }
    let is_told = reading.stories.iter().any(|story| story.lines.iter().any(|line| line.number > 0));
    is_told.then_some(reading.stories)
}

/// Transcript as far as it was read.
#[derive(Default)]
struct Reading {
    stories: Vec<ToldStory>,
    /// Name that stood last at the beginning of a line; `None` once a story of this name has ended.
    name: Option<String>,
    /// Set while the lines of the last story come.
    is_open: bool,
    /// Screen whose lines come, and whether they are those of its keys; `None` outside of pictures.
    picture: Option<(ToldScreen, bool)>,
}

impl Reading {
    /// Returns whether the stories have ended: a summary begins with a blank line behind the last one.
    fn is_over(&self, line: &str) -> bool {
        line.is_empty() && !self.is_open && !self.stories.is_empty()
    }

    fn line(&mut self, line: &str) {
        if let Some(below) = line.strip_prefix(BELOW) {
            self.below(below);
        } else if let Some((number, text)) = numbered(line) {
            self.open();
            let text = without_comment(text);
            let (text, result) = match text.split_once(" -> ") {
                Some((text, result)) => (text, Some(result)),
                None => (text, None),
            };
            let brought = result.map(|result| ToldEvent::Words(format!("-> {result}"))).into_iter().collect();
            self.add(ToldLine { number, text: text.to_owned(), brought });
        } else if let Some(story) = self.stories.last_mut().filter(|_| self.is_open)
            && line.strip_prefix(story.name.as_str()).is_some_and(|mark| mark.starts_with(" ... "))
        {
            self.is_open = false;
            self.name = None;
        } else if !line.is_empty() && !self.is_open {
            self.name = Some(line.to_owned());
        }
    }

    /// Begins the story whose name stood last, unless its lines come already.
    fn open(&mut self) {
        if self.is_open {
            return;
        }
        let Some(name) = self.name.take() else { return };
        self.stories.push(ToldStory { name, lines: Vec::new() });
        self.is_open = true;
    }

    fn add(&mut self, line: ToldLine) {
        if let Some(story) = self.stories.last_mut().filter(|_| self.is_open) {
            story.lines.push(line);
        }
    }

    /// Reads what a line brought about.
    fn below(&mut self, below: &str) {
        self.open();
        if let Some((screen, keys)) = &mut self.picture {
            if below.starts_with('└') {
                let screen = std::mem::take(screen);
                self.picture = None;
                self.event(ToldEvent::Screen(screen));
            } else if below.starts_with('├') {
                *keys = true;
            } else {
                let inside = below.trim_start_matches('│').trim_end_matches('│').trim().to_owned();
                if *keys { screen.keys.push(inside) } else { screen.lines.push(inside) }
            }
        } else if below.starts_with("┌─") {
            self.picture = Some((ToldScreen::default(), false));
        } else {
            self.event(ToldEvent::Words(below.to_owned()));
        }
    }

    fn event(&mut self, event: ToldEvent) {
        if self.stories.last().is_some_and(|story| story.lines.is_empty()) {
            self.add(ToldLine::default());
        }
        let line = self.stories.last_mut().filter(|_| self.is_open).and_then(|story| story.lines.last_mut());
        line.into_iter().for_each(|line| line.brought.push(event.clone()));
    }
}

/// Splits the number of a line from its text.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let digits = line.trim_start_matches(' ');
    let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    let (number, text) = digits.split_at_checked(end)?;
    let columns = line.len().saturating_sub(digits.len()).saturating_add(number.len());
    let text = if text.is_empty() { text } else { text.strip_prefix("  ")? };
    (columns >= NUMBER).then_some((number.parse().ok()?, text))
}

/// Returns the text of a line without the comment behind it.
fn without_comment(text: &str) -> &str {
    if text.starts_with('#') {
        return "";
    }
    text.split_once("  # ").map_or(text, |(text, _)| text).trim_end()
}
