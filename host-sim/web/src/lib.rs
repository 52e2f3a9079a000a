//! Pages about a world, rendered on the server: the business website (业务网站), the lab page, and the report.
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

pub mod report;
