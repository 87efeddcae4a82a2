//! An exact amount in a rule's unit, and how it is shown.

use num_rational::Ratio;

/// An exact amount of days or hours: whole parts over the parts of one unit.
/// Not reduced, so that making one costs nothing; compared by value.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    parts: i128,
    per_unit: i128,
}

impl Amount {
    /// `parts` of which `per_unit` make one day or hour; `per_unit` is positive.
    pub(super) fn new(parts: i128, per_unit: i128) -> Self {
        Self {
            parts,
            per_unit: per_unit.max(1),
        }
    }

    /// The amount as a reduced fraction.
    pub fn exact(&self) -> Ratio<i128> {
        Ratio::new(self.parts, self.per_unit)
    }

    /// Whether nothing is left of it.
    pub fn is_zero(&self) -> bool {
        self.parts == 0
    }

    /// Hundredths of the unit, rounded down: how `counted` is shown.
    pub fn hundredths_down(&self) -> i64 {
        saturated((self.parts * 100).div_euclid(self.per_unit))
    }

    /// Hundredths of the unit, rounded up: how `open` is shown.
    pub fn hundredths_up(&self) -> i64 {
        saturated(-(-self.parts * 100).div_euclid(self.per_unit))
    }

    /// Rounded down with two decimals: `16.16`.
    pub fn shown_down(&self) -> String {
        two_decimals(self.hundredths_down())
    }

    /// Rounded up with two decimals: `0.34`.
    pub fn shown_up(&self) -> String {
        two_decimals(self.hundredths_up())
    }
}

fn two_decimals(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let digits = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", digits / 100, digits % 100)
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.parts * other.per_unit == other.parts * self.per_unit
    }
}

impl Eq for Amount {}

fn saturated(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_is_shown_rounded_down_and_open_rounded_up() {
        for (parts, per_unit, down, up) in [
            (0, 600, 0, 0),
            (9696, 600, 1616, 1616),
            (97, 6, 1616, 1617),
            (1, 3, 33, 34),
            (1, 1000, 0, 1),
            (1500, 100, 1500, 1500),
        ] {
            let amount = Amount::new(parts, per_unit);
            assert_eq!(amount.hundredths_down(), down, "{parts}/{per_unit}");
            assert_eq!(amount.hundredths_up(), up, "{parts}/{per_unit}");
        }
    }

    #[test]
    fn an_amount_is_written_with_two_decimals() {
        let amount = Amount::new(97, 6);

        assert_eq!(
            (amount.shown_down(), amount.shown_up()),
            ("16.16".into(), "16.17".into())
        );
        assert_eq!(Amount::new(5, 100).shown_down(), "0.05");
    }

    #[test]
    fn people_read_figures_without_needless_decimals() {
        for (hundredths, text) in [
            (0, "0"),
            (5, "0.05"),
            (50, "0.5"),
            (300, "3"),
            (325, "3.25"),
            (-150, "-1.5"),
        ] {
            assert_eq!(crate::training::plain_figure(hundredths), text);
        }
    }

    #[test]
    fn amounts_are_equal_by_value_whatever_their_parts() {
        assert_eq!(Amount::new(1, 2), Amount::new(300, 600));
        assert_ne!(Amount::new(1, 2), Amount::new(301, 600));
        assert_eq!(Amount::new(300, 600).exact(), Ratio::new(1, 2));
    }
}
