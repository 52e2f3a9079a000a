//! The handset held to published dialogues, and to known answers of our own.

mod around;
mod dialogues;
mod leaving;
mod messages;
mod models;
mod own;
mod played;
mod quirks;
mod rest;
mod writing;
