//! Connections that are too many, idle, read by drops, or not read.

use super::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Time of the tests in which nothing may be sent.
const QUIET: Duration = Duration::from_millis(40);

#[tokio::test]
async fn idle_connection_ends() {
    let (_browser, server) = tokio::io::duplex(16);
    let mut server = Connection::new(server, QUIET, None);
    let mut part = [0; 4];
    assert_eq!(server.read(&mut part).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn request_by_drops_ends() {
    let (mut browser, server) = tokio::io::duplex(16);
    let mut server = Connection::new(server, QUIET, None);
    let drops = tokio::spawn(async move {
        while browser.write_all(b"x").await.is_ok() {
            tokio::time::sleep(QUIET / 8).await;
        }
    });
    let mut part = [0; 4];
    let ended = loop {
        if let Err(why) = server.read(&mut part).await {
            break why;
        }
    };
    assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
    drop(server);
    drops.await.unwrap();
}

#[tokio::test]
async fn response_that_is_not_read_ends() {
    let (_browser, server) = tokio::io::duplex(16);
    let mut server = Connection::new(server, QUIET, None);
    let long = [0; 64];
    assert_eq!(server.write_all(&long).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn responses_keep_the_connection() {
    let (mut browser, server) = tokio::io::duplex(16);
    let mut server = Connection::new(server, QUIET, None);
    let mut part = [0; 1];
    for _ in 0..4 {
        tokio::time::sleep(QUIET / 2).await;
        server.write_all(b"y").await.unwrap();
        browser.read_exact(&mut part).await.unwrap();
    }
    browser.write_all(b"x").await.unwrap();
    assert_eq!(server.read(&mut part).await.unwrap(), 1);
}

#[tokio::test]
async fn connection_beyond_the_most_waits() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut bounded = BoundedListener { listener, room: Arc::new(Semaphore::new(1)) };
    let browsers = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    let (first, _) = bounded.accept().await;
    tokio::select! {
        biased;
        _ = bounded.accept() => panic!("there is room for one"),
        () = tokio::task::yield_now() => {}
    }
    drop(first);
    let (_second, from) = bounded.accept().await;
    assert_eq!(from, browsers[1].local_addr().unwrap());
}
