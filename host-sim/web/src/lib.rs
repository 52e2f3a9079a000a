//! Pages about a world, rendered on the server: the business website (业务网站), the lab page, and the report.
//!
//! The parts, from the ground up: the [`keeper`] owns the world and its file; the [`server`] listens; a visit is one
//! request of one browser with its language and session; `pages` are what people see.
//!
//! ```no_run
//! use std::sync::Arc;
//! use sim_web::keeper::WorldKeeper;
//! use sim_web::server::{ServerSettings, WebServer, stopper};
//!
//! let clock = Arc::new(|| 0);
//! let complain = Box::new(|complaint: &str| eprintln!("{complaint}"));
//! let keeper = WorldKeeper::open("town.world".as_ref(), clock.clone(), complain)?;
//! let settings = ServerSettings { listen: "127.0.0.1:0".parse()?, origin: None };
//! let server = WebServer::bind(settings, keeper, clock, [7; 32])?;
//! println!("{}", server.site_address());
//! let (_stopper, stopped) = stopper();
//! server.run(stopped)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The report needs no server:
//!
//! ```
//! use sim_i18n::Language;
//! use sim_web::report::{self, ReportPeriod, ReportSource};
//! use sim_world::world::{World, WorldSettings};
//!
//! let world = World::new(WorldSettings::of_seed(1));
//! let source = ReportSource { name: "empty.world", world: &world, events: world.events() };
//! let page = report::page(&source, ReportPeriod::Everything, Language::English);
//! assert!(page.starts_with("<!DOCTYPE html>"));
//! ```

mod answers;
mod attempt;
mod chance;
mod connection;
mod draft;
mod form;
mod hash_pool;
mod headers;
mod host;
pub mod keeper;
mod lab;
mod layout;
mod lockout;
mod notice;
mod pages;
pub mod report;
mod route;
pub mod server;
mod session;
mod site;
mod visit;

pub use chance::ServerSeed;
pub use lab::phone_screen;
pub use route::{Audience, RouteInfo, RouteKind};

/// Returns the routes of the server, of which its router is made.
pub fn routes() -> &'static [RouteInfo] {
    &pages::ROUTES
}

#[cfg(test)]
mod tests;
