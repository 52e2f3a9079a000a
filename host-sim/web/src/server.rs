//! Server: listens at an address until it is stopped.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::chance::{ServerChance, ServerSeed};
use crate::connection::{BoundedListener, PeerAddress};
use crate::host::HostRule;
use crate::keeper::{MachineClock, WorldKeeper};
use crate::pages;
use crate::site::{Site, SiteState};

/// Time that requests have to end once the server is to end.
const GRACE: Duration = Duration::from_secs(3);

/// Settings of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Address and port at which the server listens; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Public origin, such as `https://wallet.example`, if another program passes requests on; else `None`.
    pub origin: Option<String>,
}

/// Reason why a server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
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
    /// The server failed.
    #[error("the server failed: {0}")]
    Failed(#[from] io::Error),
}

/// Handle that stops a server.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<watch::Sender<bool>>);

impl Stopper {
    /// Ends the server: requests that have begun are answered.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// Creates a handle that stops a server, and what the server watches.
pub fn stopper() -> (Stopper, watch::Receiver<bool>) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(Arc::new(sender)), receiver)
}

/// Server that listens.
pub struct WebServer {
    listener: TcpListener,
    address: SocketAddr,
    host: HostRule,
    keeper: WorldKeeper,
    clock: MachineClock,
    seed: ServerSeed,
}

impl WebServer {
    /// Listens at the address of the settings. `seed` is the source of everything random, and must not be known.
    pub fn bind(
        settings: ServerSettings,
        keeper: WorldKeeper,
        clock: MachineClock,
        seed: ServerSeed,
    ) -> Result<WebServer, ServerError> {
        let ServerSettings { listen, origin } = settings;
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => ServerError::InUse(listen),
            _ => ServerError::Listen { address: listen, source },
        };
        let listener = TcpListener::bind(listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let host = HostRule::new(address, origin);
        Ok(WebServer { listener, address, host, keeper, clock, seed })
    }

    /// Returns the address at which the server listens, with the real port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address of the business website.
    pub fn site_address(&self) -> String {
        format!("{}/", self.host.own_origin())
    }

    /// Returns the address of the lab page with its key, which a browser keeps to itself behind `#`.
    pub fn lab_address(&self) -> String {
        let key = self.site(watch::channel(false).1).lab_key();
        format!("{}/lab/key#key={key}", self.host.own_origin())
    }

    fn site(&self, stopped: watch::Receiver<bool>) -> SiteState {
        let chance = ServerChance::new(self.seed);
        SiteState::new(self.keeper.clone(), self.clock.clone(), chance, self.host.clone(), stopped)
    }

    /// Serves until the server is stopped.
    pub fn run(self, stopped: watch::Receiver<bool>) -> Result<(), ServerError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("web").build()?;
        let site: Site = Arc::new(self.site(stopped.clone()));
        let WebServer { listener, keeper, .. } = self;
        let served = runtime.block_on(serve(listener, site, stopped));
        runtime.shutdown_timeout(GRACE);
        keeper.close();
        served.map_err(ServerError::Failed)
    }
}

/// Serves until `stopped` says so, and gives the requests that have begun some time to end.
async fn serve(listener: TcpListener, site: Site, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
    let listener = BoundedListener::new(tokio::net::TcpListener::from_std(listener)?);
    let service = pages::router(site).into_make_service_with_connect_info::<PeerAddress>();
    let mut ending = stopped.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // A stopper that is gone stops the server, too.
        drop(stopped.wait_for(|is_stopped| *is_stopped).await);
    });
    let serving = async move { serving.await };
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => return served,
        _ = ending.wait_for(|is_stopped| *is_stopped) => {}
    }
    // Connections that do not end in time are cut.
    tokio::time::timeout(GRACE, serving).await.unwrap_or(Ok(()))
}
