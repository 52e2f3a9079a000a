//! Parts that several tests share: a hostile reader, which the fuzz target drives too. The tests themselves stand in
//! `it/`.
#![allow(clippy::expect_used, reason = "a panic is how a test speaks")]

pub mod hostile;
