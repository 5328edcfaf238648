//! Ponder: assist.
