//! Walks played against the card.
