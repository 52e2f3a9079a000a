//! Renderings of the tree: text for people, JSON for machines, one line for lists.

pub mod codes;
pub mod command;
pub mod field;
pub mod interfaces;
pub mod json;
pub mod line;
pub mod members;
pub mod objects;
pub(super) mod packet;
pub mod phrase;
pub mod qualifier;
pub mod tables;
pub mod text;
pub mod uicc;
pub mod words;
