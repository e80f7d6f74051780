//! Text → sentences.
//!
//! Rules over characters, made for news: abbreviations and titles, initials,
//! decimals and times, ellipses, closing quotation marks, list items, headings
//! and lines that are wrapped. The sentences tile the text: each one runs up
//! to the first character of the next, white space included, and nothing is
//! lost. Knows nothing of words beyond its lists.
//!
//! `“We will not go,” he said. Mr. Ostrand left at 5 p.m. Tuesday.` → two.

use crate::span::Span;

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

/// Verbs that tie a closing quotation to the speaker who follows.
const TIES: &[&str] = &[
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

/// The sentences of `text`, in order; they tile it.
///
/// ```
/// let text = "Mr. Ostrand left at 5 p.m. Tuesday. He said no.";
/// let all: Vec<&str> = demarche::sentence::sentences(text).iter().map(|s| s.of(text)).collect();
/// assert_eq!(all, ["Mr. Ostrand left at 5 p.m. Tuesday. ", "He said no."]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    let mut ends = Vec::new();
    for block in blocks(text) {
        block_ends(text, block, &mut ends);
        ends.push(block.end);
    }
    tiles(text, &ends)
}

/// Spans between the ends, each grown over the white space that follows it;
/// ends with nothing but white space before them are dropped.
fn tiles(text: &str, ends: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut start = 0;
    for &end in ends {
        // A page number alone is no sentence.
        if end <= start || !text[start..end].contains(char::is_alphabetic) {
            continue;
        }
        let gap = text[end..].len() - text[end..].trim_start().len();
        out.push(Span::new(start, end + gap));
        start = end + gap;
    }
    if start < text.len() {
        match out.last_mut() {
            Some(last) => last.end = text.len(),
            None => out.push(Span::new(0, text.len())),
        }
    }
    out
}

/// Runs of text that a sentence cannot cross: paragraphs at blank lines, and
/// single lines unless they are wrapped prose.
fn blocks(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut paragraph: Vec<Span> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        if line.trim().is_empty() {
            close(text, &mut paragraph, &mut out);
        } else {
            paragraph.push(span);
        }
    }
    close(text, &mut paragraph, &mut out);
    out
}

/// Ends a paragraph: one block where its lines are wrapped, else one for each line.
fn close(text: &str, lines: &mut Vec<Span>, out: &mut Vec<Span>) {
    let widths: Vec<usize> = lines.iter().map(|l| l.of(text).trim().len()).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let last = lines.len().saturating_sub(1);
    // Wrapped prose fills its lines: all but the last are near the widest.
    let filled = widths[..last].iter().filter(|w| **w * 10 >= widest * 6).count();
    let wrapped = (45..=130).contains(&widest) && last > 0 && filled * 10 >= last * 9;
    let mut block: Option<Span> = None;
    for line in lines.drain(..) {
        let goes_on = wrapped
            && !opens_item(line.of(text))
            && !line.of(text).starts_with([' ', '\t'])
            && block.is_some_and(|b| !ends_line(b.of(text)));
        if let (Some(b), true) = (&mut block, goes_on) {
            b.end = line.end;
        } else {
            out.extend(block.take());
            block = Some(line);
        }
    }
    out.extend(block);
}

/// Whether a wrapped line stops for good (a colon or terminator at its end).
fn ends_line(line: &str) -> bool {
    line.trim_end().ends_with([':', '!', '?']) || line.trim_end().ends_with("...")
}

/// Whether a line begins with a list marker: `- `, `• `, `3. `, `(b) `.
fn opens_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['•', '⁃', '‣', '◦', '▪', '■', '●', '*', '#', '|', '>'])
        || line.starts_with("- ")
        || line.starts_with("– ")
        || marker(line).is_some()
}

/// The order and byte length of a list marker at the start of `s`.
fn marker(s: &str) -> Option<(u32, u8, usize)> {
    let bytes = s.as_bytes();
    let mut at = 0;
    let bullet = s.starts_with(['•', '⁃']);
    if bullet {
        at += 3;
        while bytes.get(at) == Some(&b' ') {
            at += 1;
        }
    }
    let open = usize::from(bytes.get(at) == Some(&b'('));
    at += open;
    let from = at;
    while bytes.get(at).is_some_and(u8::is_ascii_digit) && at - from < 3 {
        at += 1;
    }
    let digits = at > from;
    if !digits && bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
        at += 1;
        while bytes.get(at).is_some_and(|b| matches!(b, b'i' | b'v' | b'x')) && at - from < 4 {
            at += 1;
        }
    }
    if at == from {
        return None;
    }
    let name = &s[from..at];
    let tail = match (open, bytes.get(at), bytes.get(at + 1)) {
        (1 | 0, Some(b')'), _) => 1,
        (0, Some(b'.'), Some(b')')) => 2,
        (0, Some(b'.'), _) => 1,
        _ => return None,
    };
    let style =
        u8::from(bullet) * 8 + open as u8 * 4 + if bytes.get(at) == Some(&b'.') { tail as u8 } else { 0 };
    at += tail;
    if bytes.get(at) != Some(&b' ') {
        return None;
    }
    let order = if digits {
        name.parse().ok()?
    } else {
        match name {
            "ii" => 2,
            "iii" => 3,
            "iv" => 4,
            "vi" => 6,
            _ if name.len() == 1 => u32::from(bytes[from].to_ascii_lowercase() - b'a' + 1),
            _ => return None,
        }
    };
    Some((order, style + if digits { 32 } else { 0 }, at))
}

/// Byte offsets of inline list markers: at least two that count on, the first
/// at the start of the text or after an end or colon.
fn inline_items(text: &str, block: Span) -> Vec<usize> {
    let s = block.of(text);
    if !s.contains([')', '.']) {
        return Vec::new();
    }
    let mut found: Vec<(usize, u32, u8)> = Vec::new();
    let mut spaced = true;
    for (at, byte) in s.bytes().enumerate() {
        let opens = spaced;
        spaced = matches!(byte, b' ' | b'\n' | b'\t');
        let may = match byte {
            b'(' => opens,
            // The first byte of a bullet.
            0xE2 => s[at..].starts_with('⁃') || opens && s[at..].starts_with('•'),
            // A letter or number, and its end or what may come before it.
            _ => {
                opens
                    && byte.is_ascii_alphanumeric()
                    && s.as_bytes().get(at + 1).is_some_and(|next| {
                        matches!(next, b'.' | b')' | b'i' | b'v' | b'x') || next.is_ascii_digit()
                    })
            }
        };
        if !may {
            continue;
        }
        if at > 0 && s[..at].trim_end().ends_with(['•', '⁃', '(']) {
            continue;
        }
        if let Some((order, style, len)) = marker(&s[at..]) {
            let next = s[at + len..].trim_start().chars().next();
            // An initial (`E. Smith`) is no marker: a letter must be lower case or closed by a parenthesis.
            let initial = style % 32 == 1 && s.as_bytes()[at].is_ascii_uppercase();
            if next.is_some_and(char::is_alphabetic) && !initial {
                found.push((at, order, style));
            }
        }
    }
    let mut out = Vec::new();
    for (n, &(at, order, style)) in found.iter().enumerate() {
        let after = found[n + 1..].iter().any(|f| f.1 == order + 1 && f.2 == style);
        let before = found[..n].iter().any(|f| f.1 + 1 == order && f.2 == style);
        let anchored = found[..n]
            .iter()
            .any(|f| f.2 == style && (f.0 == 0 || s[..f.0].trim_end().ends_with(['.', ':', '?', '!', '\n'])))
            || s[..at].trim_end().ends_with(['.', ':', '?', '!']);
        if at > 0
            && (after || before)
            && anchored
            && (before || order == 1 || s[..at].trim_end().ends_with(['.', ':']))
        {
            out.push(block.start + at);
        }
    }
    out
}

/// Adds the sentence ends inside one block.
fn block_ends(text: &str, block: Span, ends: &mut Vec<usize>) {
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
        match end_at(s, sentence, at, c, next_item) {
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

/// Whether a terminator ends a sentence although the next word has no capital:
/// in prose without capitals, but not after an abbreviation or inside a quotation.
fn sloppy(before: &str, follow: &str, c: char, dots: u32, quoted: bool) -> bool {
    let next = follow.split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or("");
    let word =
        before.rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches(['(', '"', '“', '\'']);
    if quoted || dots > 1 || next.is_empty() || !word.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
        return false;
    }
    if c != '.' {
        // `Yahoo! in the accounting department`, `Leave me alone! he yelled.`
        let name = word.starts_with(char::is_uppercase);
        let tied =
            follow.split_whitespace().nth(1).is_some_and(|w| TIES.contains(&w.trim_end_matches(['.', ','])));
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

/// Whether the full stop at `at` belongs to a list marker that opens the sentence.
fn marker_here(s: &str, sentence: usize, at: usize) -> bool {
    let lead = s[sentence..].len() - s[sentence..].trim_start().len();
    marker(&s[sentence + lead..]).is_some_and(|(_, _, len)| at < sentence + lead + len)
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
    let word_start = at - s[sentence..at].rsplit(char::is_whitespace).next().map_or(0, str::len);
    let word = &s[word_start..at];
    let tail: &str = s[end..].split(char::is_whitespace).next().unwrap_or("");
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
fn tied(follow: &str) -> bool {
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

/// Whether a full stop after `before` ends the sentence, given what follows it.
fn abbreviation(before: &str, follow: &str, opened: &str) -> bool {
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
