//! Other programs beside the rows of the table. A peer of a row is an executable of the row's name in the folder of
//! peers, or a jar of that name, which `java` runs. A peer does its piece of work as often as its only argument says.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{LONGER, each, rate};

/// Folder of peers.
pub(crate) struct Peers(PathBuf);

impl Peers {
    /// Creates the peers of a folder.
    pub(crate) fn in_folder(folder: impl Into<PathBuf>) -> Peers {
        Peers(folder.into())
    }

    /// Returns the command of a row's peer; `None` if the folder has none.
    fn command(&self, name: &str) -> Option<Command> {
        let (program, jar) = (self.0.join(name), self.0.join(format!("{name}.jar")));
        if program.is_file() {
            return Some(Command::new(program));
        }
        jar.is_file().then(|| {
            let mut java = Command::new("java");
            java.arg("-jar").arg(jar);
            java
        })
    }

    /// Measures a row's peer, and describes it beside our time. What the peer needs to start is left out: it is run
    /// for two sizes, and the difference counts.
    pub(crate) fn beside(&self, name: &str, count: u64, ours_ns: f64) -> String {
        let run = |count: u64| -> Option<Duration> {
            let mut command = self.command(name)?;
            let began = Instant::now();
            let status = command.arg(count.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).status().ok()?;
            status.success().then(|| began.elapsed())
        };
        if self.command(name).is_none() {
            return format!("no peer: {} has no {name} and no {name}.jar", self.0.display());
        }
        let (Some(short), Some(long)) = (run(count), run(count * LONGER)) else {
            return format!("peer {name}: it failed");
        };
        let peer_ns = long.saturating_sub(short).as_secs_f64() * 1e9 / (count * (LONGER - 1)) as f64;
        if peer_ns == 0.0 {
            return format!("peer {name}: too fast to be measured by {} pieces of work", count * LONGER);
        }
        format!(
            "peer {name}: {} each, {}/s; ours is {:.1} times as fast",
            each(peer_ns),
            rate(1e9 / peer_ns),
            peer_ns / ours_ns
        )
    }
}
