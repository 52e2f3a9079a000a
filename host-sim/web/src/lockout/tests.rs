//! Wrong tries by address: their window, their number, and bursts.

use tokio::task::JoinHandle;

use super::*;

const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

#[test]
fn address_is_locked_after_many_tries() {
    let locks = AddressLocks::default();
    for _ in 1..TRIES {
        locks.count(ADDRESS, 1000);
        assert_eq!(locks.locked_for(&ADDRESS, 1000), None);
    }
    locks.count(ADDRESS, 2000);
    assert_eq!(locks.locked_for(&ADDRESS, 2000), Some(600));
    assert_eq!(locks.locked_for(&ADDRESS, 2000 + WINDOW_MS), None);
    locks.count(ADDRESS, 2000 + WINDOW_MS);
    assert_eq!(locks.locked_for(&ADDRESS, 2000 + WINDOW_MS), None);
    assert_eq!(locks.locked_for(&IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1)), 2000), None);
}

#[test]
fn old_tries_do_not_count() {
    let locks = AddressLocks::default();
    for at in 0..u64::from(TRIES) * 2 {
        locks.count(ADDRESS, at * WINDOW_MS / 20);
    }
    assert_eq!(locks.locked_for(&ADDRESS, u64::from(TRIES) * WINDOW_MS / 10), None);
}

/// Makes locks for tries that a test begins.
fn locks() -> Arc<AddressLocks> {
    Arc::default()
}

/// Begins as many tries as there may be at the same time, and one more, which waits.
async fn begin_all(locks: &Arc<AddressLocks>) -> (Vec<AddressTry>, JoinHandle<Result<(), u64>>) {
    let mut under_way = Vec::new();
    for _ in 0..TRIES {
        under_way.push(locks.begin(ADDRESS, || 1000).await.unwrap());
    }
    let waiting = tokio::spawn({
        let locks = Arc::clone(locks);
        async move { locks.begin(ADDRESS, || 1000).await.map(drop) }
    });
    tokio::task::yield_now().await;
    (under_way, waiting)
}

#[tokio::test]
async fn burst_gets_no_more_tries_than_sequence() {
    let locks = locks();
    let (under_way, waiting) = begin_all(&locks).await;
    assert!(!waiting.is_finished(), "thirty are under way");
    let other: IpAddr = "10.0.0.1".parse().unwrap();
    drop(locks.begin(other, || 1000).await.unwrap());
    for wrong in under_way {
        wrong.count(1000);
    }
    assert_eq!(waiting.await.unwrap(), Err(600), "all thirty were wrong");
}

#[tokio::test]
async fn right_try_lets_the_next_begin() {
    let locks = locks();
    let (mut under_way, waiting) = begin_all(&locks).await;
    drop(under_way.pop());
    assert_eq!(waiting.await.unwrap(), Ok(()));
    assert_eq!(locks.locked_for(&ADDRESS, 1000), None);
}

#[test]
fn addresses_of_one_subscriber_count_together() {
    let locks = locks();
    for nth in 0..TRIES {
        locks.count(format!("2001:db8:1:2::{nth:x}").parse().unwrap(), 1000);
    }
    assert_eq!(locks.locked_for(&"2001:db8:1:2:ffff::1".parse().unwrap(), 1000), Some(600));
    assert_eq!(locks.locked_for(&"2001:db8:1:3::1".parse().unwrap(), 1000), None);
    for _ in 0..TRIES {
        locks.count("::ffff:10.0.0.9".parse().unwrap(), 1000);
    }
    assert_eq!(locks.locked_for(&"10.0.0.9".parse().unwrap(), 1000), Some(600));
}
