//! A command with its answer in one string of octets, a line each. The lengths in a command tell where the command
//! ends; a line whose lengths agree with nothing is not cut.

use super::Fragment;
use super::assembly::Assembly;
use super::octets::whole_line;
use sim_explain::joined;

/// Reads the lines of a log. A text in which most lines of octets cannot be cut is no log of this kind.
pub(super) fn read(lines: &[&str], assembly: &mut Assembly) {
    let octets: Vec<Option<Vec<u8>>> = lines.iter().map(|line| whole_line(line)).collect();
    let are_cut = octets.iter().flatten().filter(|octets| joined::split(octets).is_some()).count();
    if are_cut < octets.iter().flatten().count().div_ceil(2).max(1) {
        return;
    }
    for ((line, octets), number) in lines.iter().zip(octets).zip(1_usize..) {
        match octets.as_deref().map(joined::split) {
            None => assembly.pass_over(line),
            Some(Some((command, answer))) => {
                assembly.take(number, Fragment::Command(command.to_vec()));
                assembly.take(number, Fragment::Answer(answer.to_vec()));
            }
            Some(None) => assembly.refuse(number, "no command of the table ends so that an answer follows it"),
        }
    }
}
