//! The program with real counterparts: llama.cpp's own server, and a gateway in front of it. What a stand-in promises of
//! them is held against the real ones here.

mod chat;
mod completion;
mod doctor;
mod failures;
mod fixture;
mod gateway;
mod holes;
mod servers;
