//! Markdown → its text: markup goes, words and paragraphs stay.
//!
//! Light, not a parser of `CommonMark`: front matter, code blocks, images, rules
//! and tags are left out; headings, items and quoted paragraphs become
//! paragraphs; links and emphasis become their words.

/// How far the other end of a link or tag is looked for, in bytes.
const FAR: usize = 1000;

/// The text of a Markdown document.
pub fn text(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut fence: Option<&str> = None;
    // Whether the next line goes on with the paragraph that is open.
    let mut open = false;
    for line in without_front_matter(source).lines() {
        let mut body = line.trim();
        while let Some(rest) = body.strip_prefix('>') {
            body = rest.trim_start();
        }
        let marker = ["```", "~~~"].into_iter().find(|m| body.starts_with(m));
        if fence.is_some() || marker.is_some() {
            fence = match fence {
                Some(mark) if marker == Some(mark) => None,
                Some(mark) => Some(mark),
                None => marker,
            };
            open = false;
            continue;
        }
        let (body, block) = block(body);
        if body.is_empty() {
            open = false;
            continue;
        }
        if open && !block {
            out.push(' ');
        } else if !out.is_empty() {
            out.push_str("\n\n");
        }
        inline(body, &mut out);
        // A heading ends with its line.
        open = !line.trim_start().starts_with('#');
    }
    out.push('\n');
    out
}

fn without_front_matter(source: &str) -> &str {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let Some(rest) = source.strip_prefix("---\n").or_else(|| source.strip_prefix("---\r\n")) else {
        return source;
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return &rest[at..];
        }
    }
    source
}

/// A line without the marks of its block, and whether it begins one.
fn block(line: &str) -> (&str, bool) {
    let hashes = line.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t']) {
        return (line[hashes..].trim().trim_end_matches('#').trim_end(), true);
    }
    let rule = |mark: char| {
        line.chars().filter(|c| *c == mark).count() >= 3 && line.chars().all(|c| c == mark || c == ' ')
    };
    if ['-', '*', '_', '='].into_iter().any(rule) || is_table_rule(line) || is_definition(line) {
        return ("", true);
    }
    for bullet in ["- ", "* ", "+ ", "• "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return (rest.trim_start(), true);
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") ")) {
        return (line[digits + 2..].trim_start(), true);
    }
    (line, line.starts_with('|'))
}

fn is_table_rule(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// `[name]: address`, which is shown nowhere.
fn is_definition(line: &str) -> bool {
    line.starts_with('[')
        && line.split_once("]: ").is_some_and(|(name, to)| !name.contains(' ') && to.contains("://"))
}

/// Appends a line without emphasis, links, images, code marks and tags.
fn inline(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let next = &rest[c.len_utf8()..];
        let skip = match c {
            '\\' if next.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&next[..1]);
                2
            }
            '!' if next.starts_with('[') => link(next).map_or(0, |(_, length)| 1 + length),
            '[' => match link(rest) {
                Some((label, length)) => {
                    if !label.starts_with('^') {
                        inline(label, out);
                    }
                    length
                }
                None => 0,
            },
            '<' => tag(rest),
            '`' => 1,
            '|' if line.starts_with('|') => {
                out.push(' ');
                1
            }
            '*' | '_' => emphasis(out, rest),
            '~' if next.starts_with('~') => 2,
            _ => 0,
        };
        if skip == 0 {
            out.push(c);
            rest = next;
        } else {
            rest = &rest[skip..];
        }
    }
}

/// The label of a link that begins `rest`, and the length of the whole.
fn link(rest: &str) -> Option<(&str, usize)> {
    let mut depth = 0usize;
    let close = rest.char_indices().take(FAR).find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let label = &rest[1..close];
    let after = &rest[close + 1..];
    let until = |mark: u8| after.bytes().take(FAR).position(|b| b == mark).map(|at| at + 1);
    let end = if after.starts_with('(') {
        until(b')')?
    } else if after.starts_with('[') {
        until(b']')?
    } else if label.starts_with('^') {
        0
    } else {
        return None;
    };
    Some((label, close + 1 + end))
}

/// The length of a tag or address in angle brackets; 0 for a plain `<`.
fn tag(rest: &str) -> usize {
    let opens = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    match rest.bytes().take(FAR).position(|b| b == b'>') {
        Some(end) if opens => end + 1,
        _ => 0,
    }
}

/// The length of a run of emphasis marks at a word's edge; 0 for a plain mark.
fn emphasis(before: &str, rest: &str) -> usize {
    let mark = &rest[..1];
    let run = rest.bytes().take(4).take_while(|b| *b == mark.as_bytes()[0]).count();
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (left, right) = (before.chars().next_back(), rest[run..].chars().next());
    let between_spaces = left.is_none_or(char::is_whitespace) && right.is_none_or(char::is_whitespace);
    let in_word = mark == "_" && inside(left) && inside(right);
    if run <= 3 && !between_spaces && !in_word { run } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn markup_goes_and_words_stay() {
        let source = "---\ntitle: x\n---\n# Talks *resume*\n\nThe **envoy** [said](http://a.b/c) the map\nwas `unfit` ![photo](x.png)for_use.\n\n> “No,” he said.\n\n- one\n- 2 * 3\n\n```\ncode\n```\n[1]: http://x.y\nAT&T <b>won</b>.[^1]\n";
        let expected = "Talks resume\n\nThe envoy said the map was unfit for_use.\n\n“No,” he said.\n\none\n\n2 * 3\n\nAT&T won.\n";
        assert_eq!(text(source), expected);
    }

    #[test]
    fn odd_marks_cost_nothing() {
        for source in [
            "[", "![", "[a](", "<", "\\", "*", "**", "_", "a < b", "[[[[]]", "```", "---", "#", "|", "> >",
            "~", "[^",
        ] {
            let _ = text(source);
        }
    }
}
