//! A mobile station on a terminal: a phone that is drawn, with panes beside it. The panes show the exchanges over the
//! contacts, the state of the card, the messages, the payment platform, and the settings of the handset. The same phone
//! also works line by line ([`plain`]).
//!
//! An event of the terminal becomes a [`PhoneCommand`] ([`keys`]), a command changes the [`App`], and the app is drawn
//! as a frame ([`view`]). Only [`session`] knows a real terminal; time comes in from outside as milliseconds.

pub mod app;
mod ascii;
pub mod command;
pub mod desk;
pub mod form;
mod form_view;
pub mod ground;
mod hints;
pub mod home;
pub mod journal;
pub mod keys;
mod outcome;
mod overlay;
mod paint;
mod panes;
mod phone;
pub mod plain;
mod reminders;
mod scene;
pub mod session;
mod softkeys;
mod theme;
pub mod trace;
pub mod view;
pub mod walk;
mod wrap;

pub use app::App;
pub use command::PhoneCommand;
pub use desk::Desk;
pub use ground::{Ground, KeptLink};
pub use home::{Home, WorldStore};
pub use sim_i18n::Language;

#[cfg(test)]
mod tests;
