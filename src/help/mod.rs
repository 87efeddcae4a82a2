//! Help in place (帮助): every figure of a rule leads to its sentence and document.
//!
//! Topics are made from the rule data itself, so that help never says anything else
//! than what is computed; the sentences that no data holds (reason codes, windows,
//! privacy) stand in `texts`. `/help/training#national-hours` is the address of one
//! rule, `/help/reasons#before_window` that of one reason.

mod contact;
pub mod links;
pub mod pages;
mod programs;
mod texts;
mod topics;

pub use contact::{HelpContact, contact_of};
pub use topics::{Section, Topic, TopicKind, topic};
