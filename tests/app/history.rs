//! The history: what it holds, its seals, and what may be erased from it.

mod chain;
mod migration;
mod pages;
mod words;
