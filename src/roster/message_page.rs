//! The page of a group message, whatever list it is made from.

use askama::Template;

use crate::web::{Answer, Frame, Reply, Request, Section};

/// The text with a way back to its list.
#[derive(Template)]
#[template(path = "people/message.html")]
pub struct MessagePage {
    frame: Frame,
    heading: String,
    people: usize,
    text: String,
    rows: usize,
    back: String,
}

impl MessagePage {
    /// The page; whoever calls has noted in the history that names leave the system.
    ///
    /// # Errors
    /// When the page cannot be rendered.
    pub fn answer(
        request: &Request,
        section: Section,
        heading: String,
        people: usize,
        text: String,
        back: String,
    ) -> Answer {
        Reply::html(&Self {
            frame: request.frame("群通知", section),
            heading,
            people,
            rows: text.lines().count().clamp(8, 30) + 4,
            text,
            back,
        })
    }
}
