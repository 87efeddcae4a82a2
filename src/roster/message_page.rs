//! The page of a group message, whatever list it is made from.

use askama::Template;
use serde::Serialize;

use crate::web::{Answer, Frame, Reply, Request, Section};

/// The text for a chat, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct GroupMessage {
    /// How many people the list has.
    pub people: usize,
    /// Names and days only; no numbers of any kind.
    pub text: String,
}

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
    /// The page, for a program its text; whoever calls has noted in the history that names leave the system.
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
        if request.route.api {
            return Reply::json(&GroupMessage { people, text });
        }
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
