//! How the states of continuing training look: one table for pages, spreadsheets' lists and
//! the command line. The words are those of [`TrainingState::label`].

use super::TrainingState;

impl TrainingState {
    /// Its shape and the class of its colour: `▲`, `soon`.
    pub const fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Overdue => ("!", "late"),
            Self::DueSoon => ("▲", "soon"),
            Self::Short | Self::Behind => ("◐", "behind"),
            Self::OnTrack | Self::Complete => ("✓", "done"),
        }
    }

    /// Shape and word: ▲ 快到期.
    pub fn told(self) -> String {
        format!("{} {}", self.look().0, self.label())
    }
}
