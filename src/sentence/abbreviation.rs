//! Whether a full stop ends a sentence, by the word before it and the word behind it.

/// Titles and the like, after which a name or number follows: never an end.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "prof", "sen", "sens", "rep", "reps", "gov", "govs", "gen", "lt", "col",
    "maj", "capt", "cmdr", "cpl", "sgt", "pvt", "adm", "brig", "rev", "fr", "hon", "pres", "st", "ste", "mt",
    "ft", "messrs", "mme", "mlle", "supt", "insp", "det", "amb", "atty", "asst", "dist", "e.g", "i.e", "viz",
    "cf", "vs", "v", "f.e", "al", "ca", "approx", "dept", "lt.-gen", "maj.-gen", "vol", "ald", "del",
    "comdr", "sec", "secy", "treas", "cdr", "ven", "msgr", "med", "ave", "blvd",
];

/// Words that end a sentence only when the next word opens one.
const SHORT: &[&str] = &[
    "co", "corp", "inc", "ltd", "bros", "jr", "sr", "llc", "plc", "etc", "esq", "ph.d", "b.a", "m.a", "m.d",
    "d.d.s", "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky",
    "la", "mass", "md", "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "penn",
    "tenn", "tex", "va", "vt", "wash", "wis", "wyo", "alta", "ont", "que", "rd", "bldg", "univ", "assn",
    "intl", "govt", "natl", "gmbh", "btw", "est", "mfg",
];

/// Words that end no sentence when a number follows.
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "p", "pp", "art", "arts", "fig", "figs", "ch", "chap", "par", "para", "rs", "n°", "nr",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "op", "cl", "sect",
];

const MONTHS: &[&str] = &["jan", "feb", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"];

/// Capitalised words that open a sentence far more often than they go on a name.
const OPENERS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "his",
    "her",
    "its",
    "their",
    "our",
    "my",
    "your",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "with",
    "after",
    "before",
    "during",
    "since",
    "until",
    "as",
    "but",
    "and",
    "or",
    "so",
    "yet",
    "if",
    "when",
    "while",
    "where",
    "who",
    "what",
    "why",
    "how",
    "which",
    "there",
    "here",
    "no",
    "not",
    "some",
    "many",
    "most",
    "several",
    "all",
    "both",
    "one",
    "two",
    "three",
    "millions",
    "thousands",
    "hundreds",
    "dozens",
    "however",
    "meanwhile",
    "although",
    "though",
    "despite",
    "because",
    "also",
    "now",
    "then",
    "under",
    "according",
    "asked",
    "earlier",
    "last",
    "more",
    "mr",
    "mrs",
    "ms",
    "dr",
    "did",
    "is",
    "are",
    "was",
    "were",
    "will",
    "would",
    "can",
    "could",
    "should",
    "do",
    "does",
    "has",
    "have",
    "had",
    "please",
    "let",
    "yes",
];

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "eastern",
    "pacific",
    "central",
    "mountain",
    "local",
    "gmt",
    "est",
    "edt",
    "cst",
    "cdt",
    "pst",
    "pdt",
    "et",
    "pt",
    "utc",
    "bst",
    "cet",
    "ist",
];

/// Whether a full stop after `before` ends the sentence, given what follows it.
pub(super) fn abbreviation(before: &str, follow: &str, opened: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '‘' | '—' | '–' | '/'))
        .next()
        .unwrap_or("");
    let lower = word.to_lowercase();
    let next: &str =
        opened.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).next().unwrap_or("");
    let next_lower = next.to_lowercase();
    let opener = OPENERS.contains(&next_lower.as_str()) || follow.starts_with(['"', '“', '‘', '«']);
    let digit = next.starts_with(|c: char| c.is_ascii_digit());
    let mut chars = word.chars();
    let single = matches!((chars.next(), chars.next()), (Some(c), None) if c.is_alphabetic());
    if matches!(lower.as_str(), "a.m" | "p.m" | "am" | "pm") && word.contains('.')
        || matches!(lower.as_str(), "a.m" | "p.m")
    {
        let zone = WEEKDAYS.contains(&next_lower.as_str());
        let opening = before.split_whitespace().count() <= 3;
        return !(zone || opening || digit && MONTHS.contains(&next_lower.as_str()));
    }
    if TITLES.contains(&lower.as_str()) {
        // `on 5th st.` and the like end a sentence where an opener follows.
        return matches!(lower.as_str(), "st" | "ave" | "blvd" | "al" | "sec")
            && word.starts_with(char::is_lowercase)
            && opener;
    }
    if BEFORE_NUMBER.contains(&lower.as_str()) && (digit || follow.starts_with('$')) {
        return false;
    }
    if MONTHS.contains(&lower.as_str()) && word.starts_with(char::is_uppercase) {
        return opener;
    }
    if single && word.starts_with(char::is_uppercase) {
        // `you and I. Did`: the pronoun; `Albert I. Jones`: an initial.
        let rest = before[..before.len() - word.len()].trim_end();
        let name_before =
            rest.rsplit(char::is_whitespace).next().is_some_and(|w| w.starts_with(char::is_uppercase));
        return word == "I" && !name_before && !rest.is_empty();
    }
    let dotted = word.contains('.')
        && word
            .split('.')
            .all(|p| (1..=2).contains(&p.chars().count()) && p.chars().all(char::is_alphabetic));
    if dotted {
        return opener || (word.starts_with(char::is_lowercase) && next.starts_with(char::is_uppercase));
    }
    if SHORT.contains(&lower.as_str())
        && (word.starts_with(char::is_uppercase) || matches!(lower.as_str(), "co" | "etc" | "btw" | "rd"))
    {
        return opener;
    }
    true
}

/// Whether a terminator ends a sentence although the next word has no capital:
/// in prose without capitals, but not after an abbreviation or inside a quotation.
pub(super) fn sloppy(before: &str, follow: &str, c: char, dots: u32, quoted: bool) -> bool {
    let next = follow.split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or("");
    let word =
        before.rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches(['(', '"', '“', '\'']);
    if quoted || dots > 1 || next.is_empty() || !word.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
        return false;
    }
    if c != '.' {
        // `Yahoo! in the accounting department`, `Leave me alone! he yelled.`
        let name = word.starts_with(char::is_uppercase);
        let tied = follow
            .split_whitespace()
            .nth(1)
            .is_some_and(|w| super::end::TIES.contains(&w.trim_end_matches(['.', ','])));
        return !(name || tied || matches!(next, "and" | "or" | "but" | "in" | "of"));
    }
    let lower = word.to_lowercase();
    let plain = word.chars().count() >= 2
        && word.chars().all(|c| c.is_lowercase() || c == '\'' || c == '’' || c == '-');
    let short = word.chars().count() < 4
        && !matches!(
            lower.as_str(),
            "it" | "me"
                | "us"
                | "him"
                | "her"
                | "you"
                | "up"
                | "out"
                | "in"
                | "on"
                | "do"
                | "so"
                | "too"
                | "one"
                | "now"
                | "go"
                | "get"
                | "day"
                | "way"
                | "car"
                | "dog"
                | "cat"
                | "job"
                | "bad"
                | "fun"
                | "man"
                | "off"
                | "too."
                | "yes"
                | "no"
                | "not"
                | "all"
                | "old"
                | "eat"
                | "ago"
        );
    let known = TITLES.contains(&lower.as_str())
        || SHORT.contains(&lower.as_str())
        || BEFORE_NUMBER.contains(&lower.as_str());
    let opener = OPENERS.contains(&next);
    let full = word.chars().count() >= 4 && word.chars().all(char::is_alphabetic);
    plain && !short && !known || opener && (full && !known || lower == "etc")
}

/// Whether `before` ends in a word that a full stop shortens: *mr*, *u.s*, *co*, *jan*.
pub(super) fn known_abbreviation(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("").to_lowercase();
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    [TITLES, SHORT, BEFORE_NUMBER, MONTHS].iter().any(|list| list.contains(&word))
        || word.contains('.')
        || word.chars().count() <= 1
        || !word.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '%'))
}
