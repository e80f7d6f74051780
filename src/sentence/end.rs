//! Block → the ends of its sentences: terminators with what closes behind them,
//! unless an abbreviation, a list marker or the speaker of a quotation goes on.

use super::abbreviation::{abbreviation, known_abbreviation, sloppy};
use super::item::{inline_items, marker_here};
use crate::span::Span;

/// Verbs that tie a closing quotation to the speaker who follows.
pub(super) const TIES: &[&str] = &[
    "said",
    "says",
    "asked",
    "asks",
    "told",
    "wrote",
    "writes",
    "added",
    "adds",
    "replied",
    "shouted",
    "cried",
    "tweeted",
    "wondered",
    "exclaimed",
    "insisted",
    "warned",
    "declared",
    "thought",
    "answered",
    "demanded",
    "continued",
    "yelled",
    "whispered",
    "read",
    "reads",
];

/// How far the rules look back for the beginning of a sentence, and for the ends of a
/// word, in bytes. Nothing that a sentence ends with is longer, and without a bound a
/// text without spaces would take time as the square of its length.
const LOOK_BACK: usize = 4096;
const WORD: usize = 256;

/// Adds the sentence ends inside one block.
pub(super) fn block_ends(text: &str, block: Span, ends: &mut Vec<usize>) {
    let s = block.of(text);
    let items = inline_items(text, block);
    let mut items = items.iter().copied().peekable();
    let bytes = s.as_bytes();
    let mut sentence = 0;
    let mut at = 0;
    while at < bytes.len() {
        if items.peek().is_some_and(|i| *i <= block.start + at) {
            items.next();
            sentence = at;
            ends.push(block.start + at);
        }
        // The next byte that may begin a terminator, no further than the next item.
        let limit = items.peek().map_or(bytes.len(), |i| (i - block.start).max(at + 1));
        let may = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | 0xE2 | 0xE3 | 0xEF);
        let Some(skipped) = bytes[at..limit].iter().position(may) else {
            at = limit;
            continue;
        };
        at += skipped;
        let Some(c) = s[at..].chars().next() else { break };
        let width = c.len_utf8();
        if !matches!(c, '.' | '!' | '?' | '…' | '．' | '。' | '！' | '？') {
            at += width;
            continue;
        }
        let next_item = items.peek().map(|i| i - block.start);
        let from = sentence.max(s.floor_char_boundary(at.saturating_sub(LOOK_BACK)));
        match end_at(s, from, at, c, next_item) {
            Some(end) => {
                ends.push(block.start + end);
                sentence = end;
                at = end.max(at + width);
            }
            // A run of dots is judged once.
            None => {
                at += width;
                if c == '.' {
                    while s[at..].starts_with('.') || s[at..].starts_with(" .") {
                        at += if s[at..].starts_with('.') { 1 } else { 2 };
                    }
                }
            }
        }
    }
    stamps(s, block.start, ends);
}

/// Ends after what stands alone in running text: the date line of a mail
/// (`09/08/2000 09:36 AM The results`) and an address (`http://… It is`).
fn stamps(s: &str, base: usize, ends: &mut Vec<usize>) {
    if !["AM", "PM", "http", "@"].iter().any(|sign| s.contains(sign)) {
        return;
    }
    let mut before = "";
    let mut at = 0;
    let from = ends.len();
    for word in s.split_inclusive(char::is_whitespace) {
        at += word.len();
        let bare = word.trim_end();
        let time = matches!(bare, "AM" | "PM") && before.len() == 5 && before.as_bytes()[2] == b':';
        let address = bare.starts_with("http://") || bare.starts_with("https://");
        let mail = bare.contains('@')
            && bare.len() > 4
            && bare.ends_with(|c: char| c.is_alphanumeric() || c == '>')
            && s[at..].starts_with(|n: char| n.is_uppercase() || n.is_ascii_digit());
        let next = s[at..].chars().next();
        if (time || address && !bare.ends_with(['.', ',', ')']))
            && next.is_some_and(|n| n.is_uppercase() || time)
            || address && s[at..].starts_with("http")
            || mail
        {
            ends.push(base + at - (word.len() - bare.len()));
        }
        before = bare;
    }
    if ends.len() > from {
        ends.sort_unstable();
    }
}

/// Where the sentence ends, if the terminator `c` at byte `at` ends it.
fn end_at(s: &str, sentence: usize, at: usize, c: char, next_item: Option<usize>) -> Option<usize> {
    let mut end = at + c.len_utf8();
    let before = &s[sentence..at];
    // The marker of a list item is no end.
    if c == '.' && marker_here(s, sentence, at) {
        return None;
    }
    // `compounds. . . . The`: a full stop, then the mark of an omission.
    if c == '.' && s[at..].starts_with(". . . .") && s[..at].ends_with(char::is_alphabetic) {
        return Some(end);
    }
    // Runs of terminators end together: `?!`, `....`, `. . . .`
    let mut dots = u32::from(c == '.') + 3 * u32::from(c == '…');
    loop {
        let rest = &s[end..];
        if let Some(next) = rest.chars().next().filter(|n| matches!(n, '.' | '!' | '?' | '…')) {
            dots += u32::from(next == '.') + 3 * u32::from(next == '…');
            end += next.len_utf8();
        } else if dots > 0 && rest.starts_with(" .") && !rest[2..].starts_with(|n: char| n.is_alphanumeric())
        {
            dots += 1;
            end += 2;
        } else {
            break;
        }
    }
    if matches!(c, '．' | '。' | '！' | '？') {
        return Some(end);
    }
    let closed = close_quotes(s, end);
    let rest = &s[closed..];
    let Some(next) = rest.chars().next() else { return Some(closed) };
    if !next.is_whitespace() {
        return glued_end(s, sentence, at, end, c, dots);
    }
    let quoted = closed > end;
    let follow = rest.trim_start();
    let opened = follow.trim_start_matches([
        '"', '“', '‘', '\'', '(', '[', '«', '„', '`', '-', '–', '—', '*', '¿', '¡', ' ',
    ]);
    let Some(first) = opened.chars().next() else { return Some(closed) };
    if next_item.is_some_and(|i| s[closed..].len() - follow.len() + closed == i) {
        return Some(closed);
    }
    // *… the bidding war. mci accepted*: text without capitals.
    let uncased = before.len() > 20
        && !before.contains(char::is_uppercase)
        && !follow.chars().take(60).any(char::is_uppercase);
    if first.is_lowercase() && c == '.' && dots == 1 && uncased && !quoted && !known_abbreviation(before) {
        return Some(closed);
    }
    if first.is_lowercase() {
        return sloppy(before, follow, c, dots, quoted).then_some(closed);
    }
    // `stairways [...]" (Smith 55).`: a short bracket belongs to what it follows.
    if quoted && follow.starts_with('(') && follow.len() < 40 && follow.ends_with([')', '.']) {
        return None;
    }
    // An exclamation within speech in single marks goes on: `'Well! How brave!' he thought`.
    if c != '.' && !quoted && inside_single(before) {
        return None;
    }
    if follow.starts_with([',', ';', ':', ')', ']']) || before.rfind('[') > before.rfind(']') {
        return None;
    }
    if quoted && (tied(follow) || signed(follow)) {
        return None;
    }
    if follow.starts_with("- ") || follow.starts_with("– ") || follow.starts_with("-- ") {
        return (c == '.' || first.is_uppercase() && follow.starts_with("- ")).then_some(closed);
    }
    if c != '.' {
        return Some(closed);
    }
    if dots > 1 {
        // `the thing is . . . I didn't`: three dots set apart are a pause.
        let apart = s[..end].ends_with(" .") && dots == 3 && s[..at].ends_with(' ');
        return (!apart).then_some(closed);
    }
    if quoted {
        return Some(closed);
    }
    abbreviation(before, follow, opened).then_some(closed)
}

/// Whether a single quotation mark is open at the end of `before`.
fn inside_single(before: &str) -> bool {
    let mut open = false;
    let mut last = ' ';
    let mut chars = before.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        match c {
            '‘' | '\'' if !last.is_alphanumeric() && next.is_alphanumeric() => open = true,
            '’' | '\'' if !next.is_alphanumeric() && !last.is_whitespace() => open = false,
            _ => {}
        }
        last = c;
    }
    open
}

/// Grows `end` over closing quotation marks and brackets.
fn close_quotes(s: &str, mut end: usize) -> usize {
    for next in s[end..].chars() {
        let closes = match next {
            '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '›' => true,
            '“' => s[end..].chars().nth(1).is_none_or(char::is_whitespace),
            _ => false,
        };
        if !closes {
            break;
        }
        end += next.len_utf8();
    }
    // Footnote marks: `martyr.[1] The`, `consultation.11 12 Take`
    let rest = &s[end..];
    let noted = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | ',' | '–'));
    let notes = rest.len() - noted.len();
    let bracketed = rest.starts_with('[') && notes > 2 && rest[..notes].ends_with(']');
    let letters = s[..end].trim_end_matches('.').ends_with(|c: char| c.is_alphabetic() || c == ')');
    let bare = letters && notes > 0 && rest[..notes].bytes().all(|b| b.is_ascii_digit());
    if bracketed || (bare && notes <= 3 && s[..end].ends_with('.')) {
        end += notes;
        let more = s[end..]
            .strip_prefix(' ')
            .map_or(0, |r| r.len() - r.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        if bare && (1..=2).contains(&more) && s[end + 1 + more..].starts_with(' ') {
            end += 1 + more;
        }
    }
    end
}

/// A terminator with no white space behind it: `world.Today`, `1,000.That`.
fn glued_end(s: &str, sentence: usize, at: usize, end: usize, c: char, dots: u32) -> Option<usize> {
    if c != '.' || dots != 1 {
        return None;
    }
    let from = sentence.max(s.floor_char_boundary(at.saturating_sub(WORD)));
    let word: &str = s[from..at].rsplit(char::is_whitespace).next().unwrap_or("");
    let to = s.floor_char_boundary(end + WORD);
    let tail: &str = s[end..to].split(char::is_whitespace).next().unwrap_or("");
    let address = [word, tail].iter().any(|w| w.contains(['@', '/', '\\', '_']) || w.starts_with("www."));
    let mut letters = word.chars().rev().take_while(char::is_ascii_lowercase);
    let prose = letters.next().is_some() && letters.next().is_some() && !word.contains('.');
    let number = word.ends_with(|c: char| c.is_ascii_digit()) && word.contains(',');
    let mut tail_chars = tail.chars();
    let capital = tail_chars.next().is_some_and(char::is_uppercase)
        && tail_chars.next().is_none_or(|c| c.is_lowercase() || c == '\'' || c == '’');
    let known = tail.trim_end_matches(['.', ',']).eq_ignore_ascii_case("com") || tail.len() < 2;
    let goes_on = s[end + tail.len()..].starts_with(char::is_whitespace);
    ((prose || number)
        && capital
        && !address
        && !known
        && goes_on
        && !tail.trim_end_matches('.').contains('.'))
    .then_some(end)
}

/// Whether a closed quotation goes on with its speaker: `?” Ms Adeyemi asked.`
pub(super) fn tied(follow: &str) -> bool {
    let mut names = 0;
    for word in follow.split_whitespace().take(5) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if TIES.contains(&bare.to_lowercase().as_str()) {
            return names > 0;
        }
        let name =
            bare.starts_with(char::is_uppercase) || matches!(bare, "de" | "van" | "von" | "al" | "the");
        if !name || word.ends_with([',', '.']) && bare.len() > 3 || word.starts_with(['“', '"']) {
            return false;
        }
        names += 1;
    }
    false
}

/// Whether a name signs the quotation that has just closed: `― Lena Marsh`.
fn signed(follow: &str) -> bool {
    let Some(name) = follow.strip_prefix(['―', '—', '–']).or_else(|| follow.strip_prefix("--")) else {
        return false;
    };
    let line = name.lines().next().unwrap_or("").trim();
    !line.is_empty()
        && line.len() < 80
        && line.split_whitespace().take(2).all(|w| w.starts_with(char::is_uppercase))
        && !line.contains(['“', '"'])
}
