//! A web page → the text of its main article, headline first.
//!
//! `dom_smoothie` finds the article and leaves menus, teasers and footers out.

use demarche::error::Error;
use encoding_rs::Encoding;

/// Where a page may say its encoding (HTML standard, 13.2.3.2).
const HEAD: usize = 1024;

/// The longest tag whose end is looked for, in bytes.
#[cfg(feature = "html")]
const TAG: usize = 2000;

/// Elements nested deeper than this are not read; browsers stop at 512.
const DEEPEST: usize = 4096;

/// Boxes about cookies and consent, which ask and accept a great deal; not what
/// wraps the whole page.
#[cfg(feature = "html")]
const NOTICES: &str = ":is(div,section,aside,form,dialog):is([class*='cookie' i],[id*='cookie' i],[class*='consent' i],[id*='consent' i],[class*='gdpr' i],[id*='gdpr' i]):not(:has(article,main,h1))";

/// The encoding that a page names in its head.
pub fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + b"charset=".len();
    let rest = head[at..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end =
        rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(rest.len());
    Encoding::for_label(&rest[..end])
}

/// The text of the page's article.
///
/// # Errors
/// [`Error::Input`] where there is none.
#[cfg(feature = "html")]
pub fn article(page: &str, name: &str) -> Result<String, Error> {
    use dom_smoothie::{Config, Readability, TextMode};
    let none =
        || Error::input(name, "no article found on the page; if it is one, give its text as a .txt file");
    if depth(page) > DEEPEST {
        return Err(Error::input(
            name,
            format!("elements are nested more than {DEEPEST} deep; give the text as a .txt file"),
        ));
    }
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut readability = Readability::new(page, None, Some(config)).map_err(|_| none())?;
    readability.doc.select(NOTICES).remove();
    let found = readability.parse().map_err(|_| none())?;
    let body = found.text_content.trim();
    if body.is_empty() {
        return Err(none());
    }
    let title = found.title.trim();
    if title.is_empty() || body.starts_with(title) {
        return Ok(body.to_owned());
    }
    Ok(format!("{title}\n\n{body}"))
}

/// The text of the page's article.
///
/// # Errors
/// Always: this build cannot read pages.
#[cfg(not(feature = "html"))]
pub fn article(_: &str, name: &str) -> Result<String, Error> {
    Err(Error::input(
        name,
        "this build reads no HTML; build with the feature `html`, or give the text as a .txt file",
    ))
}

/// How deep tags are nested at most, closing tags taken at their word.
#[cfg(feature = "html")]
fn depth(page: &str) -> usize {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    let (mut open, mut deepest) = (0usize, 0usize);
    for at in memchr::memchr_iter(b'<', page.as_bytes()) {
        let rest = &page.as_bytes()[at + 1..];
        match rest.first() {
            Some(b'/') => open = open.saturating_sub(1),
            Some(first) if first.is_ascii_alphabetic() => {
                let end = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
                // Paragraphs and items are closed by the next one and often not at all.
                let name = rest[..end.min(8)].to_ascii_lowercase();
                let tag = &rest[..rest.len().min(TAG)];
                let empty = memchr::memchr(b'>', tag).is_some_and(|end| tag[..end].ends_with(b"/"));
                let closes_itself = empty
                    || VOID.iter().any(|v| v.as_bytes() == name)
                    || matches!(&*name, b"p" | b"li" | b"td" | b"tr" | b"dt" | b"dd" | b"option");
                open += usize::from(!closes_itself);
                deepest = deepest.max(open);
            }
            _ => {}
        }
    }
    deepest
}
