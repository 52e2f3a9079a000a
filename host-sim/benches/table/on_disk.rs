//! Rows of a card in a file. Their floors are the bare writes of a slot, with and without waiting for the disk.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use sim_device::memory::file::{Durability, FileMemory};
use tempfile::TempDir;

use crate::bench::{self, Work};
use crate::purse::{FEW, SLOT};
use crate::{FEW_TURNS, Floor, MANY_TURNS, Row, repeated};

/// Returns purchases on a card in a file, each with one commit.
fn purchases(folder: TempDir, durability: Durability) -> crate::Work {
    let image = bench::fresh_memory(false).0;
    let work = Work::new(bench::purchase, move || {
        let path = folder.path().join("a.card");
        // The card of the turn before this one has its file no more.
        drop(std::fs::remove_file(&path));
        bench::selected(FileMemory::create(&path, &image, durability).expect("a card file can be written"))
    });
    Box::new(move |count| work.time(count))
}

/// Returns writes of a slot, to the two places in turns.
fn writes(folder: TempDir, durability: Durability) -> crate::Work {
    let path = folder.path().join("slots");
    std::fs::write(&path, [0; applet::MEMORY_SIZE]).expect("there is room");
    let file = RefCell::new((File::options().write(true).open(&path).expect("the file is there"), folder));
    repeated(move |number| {
        let (file, _) = &mut *file.borrow_mut();
        file.seek(SeekFrom::Start(1024 * (1 + number % 2))).expect("the file is long enough");
        file.write_all(&[number as u8; SLOT]).expect("there is room");
        if let Durability::Machine = durability {
            file.sync_data().expect("the disk has room");
        }
    })
}

fn row(
    name: &'static str,
    (turns, count): (usize, u64),
    durability: Durability,
    floor: (&'static str, Option<f64>),
) -> Row {
    let folder = || tempfile::tempdir().expect("a temporary folder");
    let (floor, ratio_max) = floor;
    Row {
        name,
        unit: "commit",
        turns,
        count,
        work: purchases(folder(), durability),
        floor: Some(Floor { name: floor, work: writes(folder(), durability), ratio_max }),
        each_ns_max: None,
    }
}

/// Returns the rows.
pub(crate) fn rows() -> Vec<Row> {
    let synced = if cfg!(debug_assertions) { 1 } else { 16 };
    vec![
        row("commits", (MANY_TURNS, FEW), Durability::Process, ("writes of a slot", None)),
        // The disk's own rate, less a tenth.
        row("synced", (FEW_TURNS, synced), Durability::Machine, ("writes with fdatasync", Some(1.1))),
    ]
}
