//! Mails kept in memory: what tests look at.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDateTime;

use super::error::SendError;
use super::message::{Message, Sender};

/// One mail that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// The mail.
    pub message: Message,
    /// The bytes that a server would have got.
    pub raw: Vec<u8>,
    /// When, UTC.
    pub sent_at: NaiveDateTime,
}

/// A post box in memory. Clones share it.
#[derive(Debug, Clone)]
pub struct MemoryMails {
    sender: Sender,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<SentMail>,
    failures: VecDeque<SendError>,
}

impl MemoryMails {
    /// An empty post box.
    pub fn new(sender: Sender) -> MemoryMails {
        MemoryMails {
            sender,
            state: Arc::default(),
        }
    }

    /// Every mail so far, in the order of sending.
    pub fn sent(&self) -> Vec<SentMail> {
        self.state().sent.clone()
    }

    /// Makes the next sending fail like this; several calls queue up.
    pub fn fail_next(&self, error: SendError) {
        self.state().failures.push_back(error);
    }

    pub(super) fn send(&self, message: &Message, sent_at: NaiveDateTime) -> Result<(), SendError> {
        let raw = message.build(&self.sender, sent_at)?.formatted();
        let mut state = self.state();
        if let Some(failure) = state.failures.pop_front() {
            return Err(failure);
        }
        state.sent.push(SentMail {
            message: message.clone(),
            raw,
            sent_at,
        });
        Ok(())
    }

    // A panic in another test thread leaves the list as it was: still good.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
