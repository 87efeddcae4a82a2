//! What the benchmarks share: a district of a given size, and a clock that counts
//! the work of this process only.
#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub mod cpu_time;
pub mod district;
pub mod files;

/// The middle one of the values (of an even number the upper middle).
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A number from the environment, or its default.
pub fn number_from_environment(name: &str, default: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => default,
    }
}

/// Whether criterion only tries every benchmark once (`cargo test --benches`).
pub fn only_tries() -> bool {
    !std::env::args().any(|argument| argument == "--bench")
}
