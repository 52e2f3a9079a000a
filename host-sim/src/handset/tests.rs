//! The handset held to published dialogues, and to known answers of our own.

mod dialogues;
mod own;
