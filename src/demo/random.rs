//! Dice that fall alike on every machine and for ever.
//!
//! splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
//! 2014), written out because its numbers must never change with a crate's version:
//! a demo is recognised by its seed. It decides nothing that must be secret.

/// One stream of numbers; each person has an own one, so that nothing depends on
/// how people are grouped into blocks.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Dice {
    /// The stream number `stream` of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut dice = Self(seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `limit` − 1; 0 where the limit is 0. The tiny bias of the remainder
    /// matters to nobody here.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    /// `first` to `last`, both included.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = usize::try_from(last - first + 1).unwrap_or(1);
        first + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in `percent` of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items, which are never none.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of the stories by its weight.
    pub(super) fn weighted<T: Copy>(&mut self, stories: &[(T, usize)]) -> T {
        let total = stories.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (story, weight) in stories {
            if left < *weight {
                return *story;
            }
            left -= weight;
        }
        stories[0].0
    }
}

/// How many people go through the stories in turn before dice decide.
pub(super) const IN_TURN: usize = 120;

/// The story of the person number `index`: in turn for the first ones, `stride`
/// people a story, then by weight.
pub(super) fn story<T: Copy>(
    index: usize,
    stride: usize,
    stories: &[(T, usize)],
    dice: &mut Dice,
) -> T {
    if index < IN_TURN {
        stories[(index / stride) % stories.len()].0
    } else {
        dice.weighted(stories)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_gives_the_same_numbers_for_ever() {
        let mut dice = Dice::new(20, 7);
        let fallen: Vec<usize> = (0..6).map(|_| dice.below(100)).collect();
        let mut again = Dice::new(20, 7);
        let repeated: Vec<usize> = (0..6).map(|_| again.below(100)).collect();
        let mut other = Dice::new(20, 8);
        let others: Vec<usize> = (0..6).map(|_| other.below(100)).collect();

        assert_eq!(fallen, repeated);
        assert_ne!(fallen, others);
    }

    #[test]
    fn splitmix64_gives_its_published_first_numbers() {
        // The reference sequence of the seed 1234567.
        let mut dice = Dice(1_234_567);
        assert_eq!(dice.next(), 6_457_827_717_110_365_317);
        assert_eq!(dice.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn what_lies_between_two_numbers_reaches_both_of_them() {
        let mut dice = Dice::new(1, 1);
        let seen: std::collections::BTreeSet<i64> = (0..200).map(|_| dice.between(-2, 2)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2]);
    }
}
