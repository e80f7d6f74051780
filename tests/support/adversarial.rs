//! Texts that nobody writes: each makes some rule look as far as it can.
//!
//! Shared by `tests/resources.rs` and `benches/adversarial.rs`.

/// A kind of text: its name, and what is said again and again.
pub const KINDS: [(&str, &str); 31] = [
    ("all opening quotation marks", "“"),
    ("all closing quotation marks", "”"),
    ("straight quotation marks", "\" "),
    ("apostrophes", "' "),
    ("a billion quotes", "“ ‘ said ” ’ "),
    ("paragraphs of one quotation", "“He went\n\n"),
    ("all cues", "said rejected demanded "),
    ("he said he said", "he said he said "),
    ("clauses without end", "he said and she refused and "),
    ("relative clauses", "who said who "),
    ("said that said that", "said that "),
    ("passives", "rejected by "),
    ("nouns of acts", "demand proposal refusal "),
    ("negations", "not neither nor "),
    ("no spaces", "a"),
    ("no spaces but full stops", "a."),
    ("nested brackets", "("),
    ("brackets of all kinds", "([{ "),
    ("combining marks", "e\u{301}\u{301}\u{301}\u{301}"),
    ("right to left", "\u{202e}שלום "),
    ("emoji", "👩\u{200d}👩\u{200d}👧 "),
    ("NULs", "\0"),
    ("line ends", "\r\n"),
    ("ellipses", "… "),
    ("numbers of a list", "1. "),
    ("commas", "a, "),
    ("dashes", " — un-"),
    ("capitals", "THE COUNCIL "),
    ("names", "Mr. Ostrand, Prime Minister Anna Bolt "),
    ("headings", "Minister: no "),
    ("web addresses", "http://a.b/c?d=e "),
];

/// A text of a kind, of about `bytes` bytes, with a claim before and behind it.
pub fn text(piece: &str, bytes: usize) -> String {
    let many = piece.repeat(bytes / piece.len());
    format!("The council rejected it. {many} The council rejected it.")
}
