//! Renderings of the tree: text for people, JSON for machines, one line for lists.

pub(super) mod codes;
pub mod command;
pub mod field;
pub mod interfaces;
pub mod json;
pub mod line;
pub mod members;
pub(super) mod objects;
pub(super) mod packet;
pub mod phrase;
pub(super) mod qualifier;
pub(super) mod tables;
pub mod text;
pub(super) mod uicc;
pub mod words;
