//! The personal record (一人一档): everything that is held about one person, as a PDF and
//! as one JSON document: data, certificates and registrations, training with what each
//! record counts and why, exams, claims, reminders, files, the history, and who looked
//! at the full ID number (个人信息保护法 art. 45: the right to see and to have a copy).
//!
//! Handing it out is written into the history.

pub mod actions;
pub mod api;
mod form;
mod gather;
mod model;
pub mod pages;

pub use gather::gather;
pub use model::*;
