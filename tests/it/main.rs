//! Tests that need both sides of the contacts, and tests about the source.
