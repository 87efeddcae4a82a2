//! Text as people type it: names, titles, unit names; when two of them are the
//! same, and in which order they are listed.
//!
//! What was typed is kept (a Chinese bracket stays a Chinese bracket); keys made
//! here are what is compared. Private-use characters of old GBK systems are the
//! exception: they are replaced on the way in, because no font shows them.

mod folding;
mod names;
mod pinyin_keys;
mod programs;

pub use folding::{compare_key, fold, half_width, is_invisible, standard_char, tidy};
pub use names::{LONGEST_NAME, NameRefusal, person_name, same_name};
pub use pinyin_keys::{pinyin_initials, pinyin_key};
pub use programs::program_in_words;

/// The most characters of what somebody typed that a sentence repeats.
const LONGEST_QUOTE: usize = 20;

/// What somebody typed, short enough to be repeated in a sentence.
pub fn quoted(typed: &str) -> String {
    let text = tidy(typed);
    let text = text.trim();
    if text.chars().count() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    text.chars().take(LONGEST_QUOTE).chain(['…']).collect()
}
