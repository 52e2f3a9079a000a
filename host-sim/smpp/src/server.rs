//! Server: listens at an address until it is stopped.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::conversation::SmppConversation;
use crate::desk::SmppDesk;
pub use crate::desk::{DeskError, SmppClock, SmppComplaints};
use crate::pool::EsmePool;
use crate::session::SmppSession;
use crate::settings::SmppSettings;

/// Most connections at a time; further ones wait until one of them ends.
const CONNECTIONS_MOST: usize = 256;

/// Time that clients have to answer `unbind` once the server is to end.
const GRACE: Duration = Duration::from_secs(3);

/// Pause after a connection that the operating system could not open.
const PAUSE: Duration = Duration::from_millis(100);

/// Reason why a server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum SmppServerError {
    /// Another program listens at the address.
    #[error("{0} is in use by another program")]
    InUse(SocketAddr),
    /// The operating system does not let the server listen at the address.
    #[error("the server cannot listen at {address}: {source}")]
    Listen {
        /// Address that was asked for.
        address: SocketAddr,
        /// Error of the operating system.
        source: io::Error,
    },
    /// The world cannot be used.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The server failed.
    #[error("the server failed: {0}")]
    Failed(#[from] io::Error),
}

/// Handle that stops a server.
#[derive(Clone, Debug)]
pub struct SmppStopper(Arc<watch::Sender<bool>>);

impl SmppStopper {
    /// Ends the server: clients are told by `unbind`.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// Creates a handle that stops a server, and what the server watches.
pub fn stopper() -> (SmppStopper, watch::Receiver<bool>) {
    let (sender, receiver) = watch::channel(false);
    (SmppStopper(Arc::new(sender)), receiver)
}

/// Server that listens.
pub struct SmppServer {
    listener: TcpListener,
    address: SocketAddr,
    settings: Arc<SmppSettings>,
    desk: SmppDesk,
    pool: EsmePool,
    clock: SmppClock,
}

impl SmppServer {
    /// Listens at the address of the settings, and opens the world of a file.
    pub fn bind(
        settings: SmppSettings,
        world: &Path,
        clock: SmppClock,
        complain: SmppComplaints,
    ) -> Result<SmppServer, SmppServerError> {
        let listen = settings.listen;
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => SmppServerError::InUse(listen),
            _ => SmppServerError::Listen { address: listen, source },
        };
        let listener = TcpListener::bind(listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (settings, pool) = (Arc::new(settings), EsmePool::new());
        let desk = SmppDesk::open(world, &settings, &pool, Arc::clone(&clock), complain)?;
        Ok(SmppServer { listener, address, settings, desk, pool, clock })
    }

    /// Returns the address at which the server listens, with the real port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the server is stopped.
    pub fn run(self, stopped: watch::Receiver<bool>) -> Result<(), SmppServerError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("smpp").build()?;
        let desk = self.desk.clone();
        let served = runtime.block_on(self.serve(stopped));
        runtime.shutdown_timeout(GRACE);
        desk.close();
        served.map_err(SmppServerError::Failed)
    }

    async fn serve(self, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
        let SmppServer { listener, settings, desk, pool, clock, .. } = self;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (room, mut sessions) = (Arc::new(Semaphore::new(CONNECTIONS_MOST)), JoinSet::new());
        loop {
            // The room is never closed, so that an error cannot be.
            let place = Arc::clone(&room).acquire_owned().await.ok();
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stopped.wait_for(|is_stopped| *is_stopped) => break,
            };
            let Ok((stream, _)) = accepted else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            // PDUs are short, and the other side waits for each. A failure makes them slower and no worse.
            drop(stream.set_nodelay(true));
            let conversation = SmppConversation::new(Arc::clone(&settings), clock());
            let session = SmppSession::new(conversation, desk.clone(), pool.clone(), Arc::clone(&clock));
            let ending = session.run(stream, stopped.clone());
            sessions.spawn(async move {
                // An error is the end of a connection, and the client knows about it.
                drop(ending.await);
                drop(place);
            });
            while sessions.try_join_next().is_some() {}
        }
        // Connections that do not end in time are cut.
        let all = async { while sessions.join_next().await.is_some() {} };
        tokio::time::timeout(GRACE, all).await.unwrap_or(());
        Ok(())
    }
}
