//! Days and moments as columns, read by their fixed places.
//!
//! SQLite keeps both as text that this program wrote: `2026-03-09`, `2026-03-09
//! 08:00:00`. The library reads them with a parser for any format, which was an eighth of
//! a person's page. A field takes these by `#[diesel(deserialize_as = Day)]`; a text of
//! any other form goes to the library's own reader.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::sql_types::{Date, Nullable, Text, Timestamp};
use diesel::sqlite::Sqlite;

use super::Backend;

macro_rules! column_type {
    ($(#[$doc:meta])* $name:ident, $optional:ident, $sql:ty, $inner:ty, $read:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, diesel::deserialize::FromSqlRow)]
        pub struct $name($inner);

        impl From<$name> for $inner {
            fn from(read: $name) -> Self {
                read.0
            }
        }

        impl FromSql<$sql, Sqlite> for $name {
            fn from_sql(
                value: <Sqlite as diesel::backend::Backend>::RawValue<'_>,
            ) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
                $read(&text).map(Self)
            }
        }

        impl FromSql<$sql, Pg> for $name {
            fn from_sql(
                value: <Pg as diesel::backend::Backend>::RawValue<'_>,
            ) -> deserialize::Result<Self> {
                <$inner as FromSql<$sql, Pg>>::from_sql(value).map(Self)
            }
        }

        impl FromSql<$sql, Backend> for $name {
            fn from_sql(
                value: <Backend as diesel::backend::Backend>::RawValue<'_>,
            ) -> deserialize::Result<Self> {
                value.from_sql::<Self, $sql>()
            }
        }

        $(#[$doc])*
        /// For a column that may be empty.
        #[derive(Debug, Clone, Copy, diesel::deserialize::FromSqlRow)]
        pub struct $optional(Option<$inner>);

        impl From<$optional> for Option<$inner> {
            fn from(read: $optional) -> Self {
                read.0
            }
        }

        impl<DB> FromSql<Nullable<$sql>, DB> for $optional
        where
            DB: diesel::backend::Backend,
            $name: FromSql<$sql, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                <$name as FromSql<$sql, DB>>::from_sql(value).map(|read| Self(Some(read.0)))
            }

            fn from_nullable_sql(value: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
                value.map_or(Ok(Self(None)), Self::from_sql)
            }
        }
    };
}

column_type!(
    /// A day.
    Day, OptionalDay, Date, NaiveDate, day
);
column_type!(
    /// An instant, UTC.
    Moment, OptionalMoment, Timestamp, NaiveDateTime, moment
);

/// `2026-03-09`, else whatever else the library takes for a day.
fn day(text: &str) -> deserialize::Result<NaiveDate> {
    match plain_day(text.as_bytes()) {
        Some(day) => Ok(day),
        None => Ok(NaiveDate::parse_from_str(text, "%F")?),
    }
}

/// `2026-03-09 08:00:00`, else with parts of a second.
fn moment(text: &str) -> deserialize::Result<NaiveDateTime> {
    match plain_moment(text.as_bytes()) {
        Some(moment) => Ok(moment),
        None => Ok(NaiveDateTime::parse_from_str(text, "%F %T%.f")
            .or_else(|_| NaiveDateTime::parse_from_str(text, "%FT%T%.f"))?),
    }
}

fn plain_day(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4])?;
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn plain_moment(text: &[u8]) -> Option<NaiveDateTime> {
    let (day, time) = text.split_at_checked(10)?;
    let [b' ', h1, h2, b':', m1, m2, b':', s1, s2] = *time else {
        return None;
    };
    let (hour, minute) = (number(&[h1, h2])?, number(&[m1, m2])?);
    plain_day(day)?.and_hms_opt(hour, minute, number(&[s1, s2])?)
}

/// Decimal digits, and nothing else.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        Some(number * 10 + digit)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_day_is_read_as_the_library_reads_it(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
            prop_assert_eq!(
                day(&text).ok(),
                NaiveDate::parse_from_str(&text, "%F").ok()
            );
        }

        #[test]
        fn a_moment_is_read_as_the_library_reads_it(
            text in "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,9})?"
        ) {
            prop_assert_eq!(
                moment(&text).ok(),
                NaiveDateTime::parse_from_str(&text, "%F %T%.f").ok()
            );
        }

        #[test]
        fn what_is_written_is_read_again(days in 0_i32..1_000_000, seconds in 0_u32..86_400) {
            let day_written = NaiveDate::from_num_days_from_ce_opt(700_000 + days / 10).unwrap();
            let at = day_written.and_time(
                chrono::NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap(),
            );
            prop_assert_eq!(day(&day_written.format("%F").to_string()).unwrap(), day_written);
            prop_assert_eq!(moment(&at.format("%F %T%.f").to_string()).unwrap(), at);
        }

        #[test]
        fn no_text_at_all_makes_it_panic(text in "\\PC*") {
            let _ = (day(&text), moment(&text));
        }
    }

    #[test]
    fn other_digits_and_signs_are_no_number() {
        for text in [
            "２０２６-03-09",
            "2026-3-09",
            "+026-03-09",
            "2026-02-30",
            "",
        ] {
            assert_eq!(plain_day(text.as_bytes()), None, "{text}");
        }
    }
}
