//! Dates: text → days → weeks, months and years, in the Gregorian calendar.
//!
//! No clock and no time zones: a statement has the day that its article names.

use std::fmt;

/// Days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

/// Years that are read; others are taken for slips.
const YEARS: std::ops::RangeInclusive<i64> = 1000..=2999;

impl Day {
    /// The day of a text that begins with `2031-04-05`, whatever time stands behind it.
    ///
    /// ```
    /// use demarche::network::Day;
    /// assert_eq!(Day::parse("2031-04-05T10:00:00Z").unwrap().to_string(), "2031-04-05");
    /// assert!(Day::parse("2031-02-29").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = text.get(..10)?;
        if text[10..].starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then_some(part)?;
            part.parse::<i64>().ok()
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let made = Self::of(year, month, day);
        (YEARS.contains(&year) && made.civil() == (year, month, day)).then_some(made)
    }

    /// The first date that stands in a text, such as an article's id.
    pub fn within(text: &str) -> Option<Self> {
        let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        (0..text.len())
            .filter(|at| digit(*at) && !(*at > 0 && digit(at - 1)))
            .find_map(|at| Self::parse(text.get(at..)?))
    }

    /// A day by year, month and day; days and months past the end run on.
    fn of(year: i64, month: i64, day: i64) -> Self {
        // Years begin in March here, so that the day that comes and goes is their last.
        let months = year * 12 + month - 3;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * month + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Year, month and day.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let january = i64::from(month >= 10);
        (era * 400 + year + january, if january == 1 { month - 9 } else { month + 3 }, day)
    }

    /// The first day of the unit that holds it.
    #[must_use]
    pub fn begin(self, unit: Unit) -> Self {
        let (year, month, _) = self.civil();
        match unit {
            Unit::Day => self,
            // 1970-01-01 was a Thursday; weeks begin on Mondays.
            Unit::Week => Self(self.0 - (self.0 + 3).rem_euclid(7)),
            Unit::Month => Self::of(year, month, 1),
            Unit::Year => Self::of(year, 1, 1),
        }
    }

    /// The day `n` units on, of the first day of a unit.
    #[must_use]
    pub fn plus(self, n: i64, unit: Unit) -> Self {
        let (year, month, day) = self.civil();
        match unit {
            Unit::Day => Self(self.0 + n),
            Unit::Week => Self(self.0 + 7 * n),
            Unit::Month => Self::of(year, month + n, day),
            Unit::Year => Self::of(year + n, month, day),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn every_day_of_nine_centuries_is_its_own_and_follows_the_one_before() {
        let mut before = day("1599-12-31");
        let mut text = String::new();
        while text != "2500-01-01" {
            let next = before.plus(1, Unit::Day);
            text = next.to_string();
            assert_eq!(Day::parse(&text), Some(next));
            assert!(text > before.to_string());
            before = next;
        }
        assert_eq!(day("1970-01-01"), Day(0));
    }

    #[test]
    fn units_begin_where_the_calendar_says() {
        let leap = day("2028-02-29");
        assert_eq!(leap.begin(Unit::Week).to_string(), "2028-02-28"); // a Monday
        assert_eq!(leap.begin(Unit::Month).to_string(), "2028-02-01");
        assert_eq!(leap.begin(Unit::Year).to_string(), "2028-01-01");
        assert_eq!(day("2027-11-01").plus(14, Unit::Month).to_string(), "2029-01-01");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["", "2028", "2028-2-3", "2028-13-01", "2027-02-29", "0000-01-01", "2028-01-011", "2028/01/01"]
        {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day::within("wire-20281-2028-03-04-a").unwrap().to_string(), "2028-03-04");
        assert_eq!(Day::within("12028-03-04"), None);
    }
}
