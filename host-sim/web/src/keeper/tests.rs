//! The keeper beside other processes, and with a file that cannot be used.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use sim_codec::time::Moment;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{TimeSpan, WorldSettings};

struct Kept {
    keeper: WorldKeeper,
    path: PathBuf,
    clock: Arc<AtomicU64>,
    complaints: Arc<Mutex<Vec<String>>>,
    _folder: tempfile::TempDir,
}

fn kept() -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    WorldFile::create(&path, &World::new(WorldSettings::of_seed(1))).unwrap();
    let (clock, complaints) = (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (told, machine) = (Arc::clone(&complaints), Arc::clone(&clock));
    let keeper = WorldKeeper::open(
        &path,
        Arc::new(move || machine.load(Ordering::SeqCst)),
        Box::new(move |complaint| told.lock().unwrap().push(complaint.to_owned())),
    );
    Kept { keeper: keeper.unwrap(), path, clock, complaints, _folder: folder }
}

async fn now(kept: &Kept) -> Moment {
    kept.keeper.read(World::now).await.unwrap()
}

#[tokio::test]
async fn world_goes_on_with_the_machine() {
    let kept = kept();
    let began = now(&kept).await;
    kept.clock.fetch_add(5_000, Ordering::SeqCst);
    assert_eq!(now(&kept).await.since(began), 5_000);
    assert_eq!(WorldFile::look(&kept.path).unwrap().now().since(began), 5_000, "and so does the file");
}

#[tokio::test]
async fn changes_of_others_are_taken_up() {
    let kept = kept();
    let began = now(&kept).await;
    let mut changes = kept.keeper.changes();
    changes.mark_unchanged();
    let (mut file, mut world) = WorldFile::open(&kept.path).unwrap();
    world.pass_kept(TimeSpan::For(3_600_000), &mut file).unwrap();
    changes.changed().await.unwrap();
    assert_eq!(now(&kept).await.since(began), 3_600_000);
    let steps = kept.keeper.step(|world| world.steps()).await.unwrap();
    assert_eq!(steps, world.steps());
}

#[tokio::test]
async fn lost_file_is_told_and_found_again() {
    let kept = kept();
    let aside = kept.path.with_extension("aside");
    std::fs::rename(&kept.path, &aside).unwrap();
    assert_eq!(kept.keeper.read(World::now).await, Err(KeeperError::Gone));
    assert_eq!(kept.keeper.step(|world| world.steps()).await, Err(KeeperError::Gone));
    std::fs::write(&kept.path, "no world").unwrap();
    assert_eq!(kept.keeper.read(World::now).await, Err(KeeperError::Damaged));
    assert_eq!(kept.complaints.lock().unwrap().len(), 2, "each once: {:?}", kept.complaints.lock().unwrap());
    std::fs::rename(&aside, &kept.path).unwrap();
    assert!(kept.keeper.read(World::now).await.is_ok());
}

#[tokio::test]
async fn fault_in_a_step_is_no_change() {
    let kept = kept();
    let before = kept.keeper.read(World::seed).await.unwrap();
    let failed = kept.keeper.step(|world| {
        world.heal();
        assert_eq!(world.seed(), u64::MAX, "this fault is meant");
    });
    assert_eq!(failed.await, Err(KeeperError::Fault));
    assert_eq!(kept.keeper.read(World::seed).await, Ok(before));
    assert_eq!(kept.keeper.read(World::steps).await, Ok(0));
}

#[tokio::test]
async fn missing_world_does_not_open() {
    let missing = WorldKeeper::open("nowhere/a.world".as_ref(), Arc::new(|| 0), Box::new(|_| {}));
    assert!(matches!(missing, Err(WorldFileError::Missing { .. })));
}
