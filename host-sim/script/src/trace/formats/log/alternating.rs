//! Commands and their answers on lines of their own, one after the other, without a mark. A line of octets that can
//! answer the command before is taken as the answer. A text in which no command has one is no log of this kind.

use super::Fragment;
use super::assembly::Assembly;
use super::octets::whole_line;
use sim_explain::{command, guess};

/// Reads the lines of a log.
pub(super) fn read(lines: &[&str], assembly: &mut Assembly) {
    let octets: Vec<Option<Vec<u8>>> = lines.iter().map(|line| whole_line(line)).collect();
    if !are_alternating(octets.iter().flatten()) {
        return;
    }
    let mut is_asked = false;
    for ((line, octets), number) in lines.iter().zip(octets).zip(1_usize..) {
        match octets {
            None => assembly.pass_over(line),
            Some(octets) if is_asked && guess::is_likely_answer(&octets) => {
                is_asked = false;
                assembly.take(number, Fragment::Answer(octets));
            }
            Some(octets) => {
                is_asked = true;
                assembly.take(number, Fragment::Command(octets));
            }
        }
    }
}

/// Returns whether every line that is no answer looks like a command, and at least half of the commands are answered.
fn are_alternating<'a>(lines: impl Iterator<Item = &'a Vec<u8>>) -> bool {
    let (mut asked, mut commands, mut answers) = (false, 0_usize, 0_usize);
    for octets in lines {
        if asked && guess::is_likely_answer(octets) {
            (asked, answers) = (false, answers.saturating_add(1));
            continue;
        }
        if !command::is_whole(octets) {
            return false;
        }
        (asked, commands) = (true, commands.saturating_add(1));
    }
    answers > 0 && answers.saturating_mul(2) >= commands
}
