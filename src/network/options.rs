//! What a user may choose about a network; the names are those of Discourse Network
//! Analyzer (`dna_network` in rDNA).

use super::day::Day;
use crate::error::Error;
use std::fmt;
use std::str::FromStr;

/// An enumeration whose values go by the names that users type.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident, $option:literal, $expected:literal; $($(#[$value_doc:meta])* $value:ident = $name:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$value_doc])* $value),+ }

        impl $type {
            /// The name that users type.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $name),+ }
            }
        }

        impl FromStr for $type {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                match text {
                    $($name => Ok(Self::$value),)+
                    _ => Err(Error::Parameter { name: $option, found: text.to_owned(), expected: $expected }),
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// What is tied to what.
    Mode, "mode", "one, two or events";
    /// Values of the first variable, tied by values of the second that they share.
    One = "one",
    /// Values of the first variable tied to values of the second.
    Two = "two",
    /// No network: a row for each statement.
    Events = "events",
}

named! {
    /// How values of the qualifier become one weight.
    Aggregation, "qualifier-aggregation", "ignore, combine, subtract, congruence or conflict";
    /// Not looked at.
    Ignore = "ignore",
    /// Two-mode: a number for each combination of values: of 0 and 1, 1 means 1 alone, 2 means 0 alone, 3 both.
    Combine = "combine",
    /// Two-mode: positive less negative. One-mode: congruence less conflict.
    Subtract = "subtract",
    /// One-mode: shared values of the second variable, by how near their qualifiers are.
    Congruence = "congruence",
    /// One-mode: shared values of the second variable, by how far apart their qualifiers are.
    Conflict = "conflict",
}

named! {
    /// What weights are divided by.
    Normalization, "normalization", "no, activity, prominence, average, jaccard or cosine";
    /// Nothing.
    No = "no",
    /// Two-mode: statements of the first variable's value.
    Activity = "activity",
    /// Two-mode: statements of the second variable's value.
    Prominence = "prominence",
    /// One-mode: mean number of statements of the two.
    Average = "average",
    /// One-mode: what either has and what both have.
    Jaccard = "jaccard",
    /// One-mode: the product of both numbers of statements.
    Cosine = "cosine",
}

named! {
    /// Which of the statements that say the same count.
    Duplicates, "duplicates", "include, document, week, month, year or acrossrange";
    /// All.
    Include = "include",
    /// The first of each article.
    Document = "document",
    /// The first of each calendar week, from Monday.
    Week = "week",
    /// The first of each month.
    Month = "month",
    /// The first of each year.
    Year = "year",
    /// The first of all.
    AcrossRange = "acrossrange",
}

named! {
    /// What a moving window is counted in.
    Window, "window", "no, events, days, weeks, months or years";
    /// One network for the whole time.
    No = "no",
    /// Statements.
    Events = "events",
    /// Days.
    Days = "days",
    /// Weeks, from Monday.
    Weeks = "weeks",
    /// Months.
    Months = "months",
    /// Years.
    Years = "years",
}

/// How statements become networks.
#[derive(Debug, Clone)]
pub struct Options {
    /// What is tied to what.
    pub mode: Mode,
    /// How values of the qualifier become one weight.
    pub aggregation: Aggregation,
    /// What weights are divided by.
    pub normalization: Normalization,
    /// Which of the statements that say the same count.
    pub duplicates: Duplicates,
    /// What the moving window is counted in.
    pub window: Window,
    /// How many of them it is long; it moves on by one.
    pub window_size: usize,
    /// Whether values without a tie stay in the network, in windows those of the whole time.
    pub isolates: bool,
    /// Earlier statements are left out.
    pub start: Option<Day>,
    /// Later statements are left out.
    pub stop: Option<Day>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::Two,
            aggregation: Aggregation::Ignore,
            normalization: Normalization::No,
            duplicates: Duplicates::Include,
            window: Window::No,
            window_size: 1,
            isolates: false,
            start: None,
            stop: None,
        }
    }
}

impl Options {
    /// Checks that the options go together.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the first that does not.
    pub fn check(&self) -> Result<(), Error> {
        use Aggregation as A;
        use Normalization as N;
        let refuse = |name, found: &str, expected| {
            Err(Error::Parameter { name, found: format!("{found} with mode {}", self.mode), expected })
        };
        match (self.mode, self.aggregation) {
            (Mode::Two, A::Congruence | A::Conflict) => {
                return refuse(
                    "qualifier-aggregation",
                    self.aggregation.name(),
                    "ignore, combine or subtract",
                );
            }
            (Mode::One, A::Combine) => {
                return refuse(
                    "qualifier-aggregation",
                    self.aggregation.name(),
                    "ignore, congruence, conflict or subtract",
                );
            }
            _ => {}
        }
        match (self.mode, self.normalization) {
            (Mode::Two, N::Average | N::Jaccard | N::Cosine) => {
                return refuse("normalization", self.normalization.name(), "no, activity or prominence");
            }
            (Mode::One, N::Activity | N::Prominence) => {
                return refuse("normalization", self.normalization.name(), "no, average, jaccard or cosine");
            }
            (Mode::Two, N::Activity | N::Prominence) if self.aggregation == A::Combine => {
                return refuse(
                    "normalization",
                    self.normalization.name(),
                    "no, as combined weights are codes",
                );
            }
            _ => {}
        }
        if self.mode == Mode::Events && self.window != Window::No {
            return refuse("window", self.window.name(), "no, as a list of events has no windows");
        }
        if self.window_size == 0 {
            return refuse("window-size", "0", "1 or more");
        }
        if let (Some(start), Some(stop)) = (self.start, self.stop)
            && start > stop
        {
            return refuse("start-date", &start.to_string(), "no day after --stop-date");
        }
        Ok(())
    }

    /// Whether statements without a date cannot be used.
    pub fn needs_dates(&self) -> bool {
        use Duplicates as D;
        self.window != Window::No
            || self.start.is_some()
            || self.stop.is_some()
            || matches!(self.duplicates, D::Week | D::Month | D::Year)
    }
}
