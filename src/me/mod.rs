//! One's own pages (我的): what a person has to do next and by when, and why.
//!
//! The room has no table of its own. [`picture`] loads everything about one person in a
//! handful of queries by the person's id, so that it does not matter how many people or
//! units there are; [`tasks()`] makes the list of things to do of it, purely. It is named
//! `me` after its address, `/me`, as the pages of a room share its path.

pub mod actions;
pub mod api;
pub mod pages;
pub mod picture;
pub mod tasks;
mod views;

pub use picture::{ExamPicture, Picture, SeasonPicture, load};
pub use tasks::{Mark, Task, tasks};
pub use views::Badge;
