//! The handset held to published dialogues, and to known answers of our own.

mod around;
mod dialogues;
mod messages;
mod own;
mod played;
