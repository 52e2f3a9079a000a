//! tear
