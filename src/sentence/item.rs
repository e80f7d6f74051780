//! Block → the markers of list items in it: `1.`, `(b)`, `•`; where an item begins, a sentence does.

use crate::span::Span;

/// The order and byte length of a list marker at the start of `s`.
pub(super) fn marker(s: &str) -> Option<(u32, u8, usize)> {
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

/// Whether the full stop at `at` belongs to a list marker that opens the sentence.
pub(super) fn marker_here(s: &str, sentence: usize, at: usize) -> bool {
    let lead = s[sentence..].len() - s[sentence..].trim_start().len();
    marker(&s[sentence + lead..]).is_some_and(|(_, _, len)| at < sentence + lead + len)
}

/// Byte offsets of inline list markers: at least two that count on, the first
/// at the start of the text or after an end or colon.
pub(super) fn inline_items(text: &str, block: Span) -> Vec<usize> {
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
