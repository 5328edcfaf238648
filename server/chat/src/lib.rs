//! Ponder: chat.
