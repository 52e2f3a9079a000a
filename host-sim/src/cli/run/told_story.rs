//! Replays as text, in the form in which transcripts of other builds are read back, too.

use std::path::Path;

use super::transcript::{self, TranscriptDetail};
use sim_i18n::Language;
use sim_script::trace::Options;
use sim_script::transcript::Transcript;
use sim_script::transcript::told::{self, ToldStory};
use sim_script::walk::{self, Walk};

/// Replays a walk, and returns its transcript as `-v` prints it.
pub(in crate::cli) fn told_walk(path: &Path, walk: &Walk, options: &Options) -> ToldStory {
    let outcome = walk::replay(walk, &Options { keeps_transcript: true, ..options.clone() });
    told_story(path, &outcome.transcript)
}

/// Returns a transcript as `-v` prints it in English, which is the form that is read back.
pub(super) fn told_story(path: &Path, transcript: &Transcript) -> ToldStory {
    let name = path.display().to_string();
    let text = transcript::text(&name, transcript, TranscriptDetail::Brief, Language::English);
    let told = told::read(&text).and_then(|mut stories| stories.pop());
    told.unwrap_or(ToldStory { name, lines: Vec::new() })
}
