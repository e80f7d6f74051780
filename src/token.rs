//! Sentence → tokens with part-of-speech tags.
//!
//! Words keep their hyphens, inner apostrophes (*can't*) and the full stops of
//! abbreviations (*U.S.*, *Mr.*); possessive *'s* and the clitics *'ll 're 've
//! 'd 'm* stand alone. Tags are those of Universal Dependencies: harper-brill's
//! tagger, then shapes and suffixes for the words it does not know.

use crate::span::Span;
use harper_brill::{Tagger as _, UPOS, brill_tagger};
use std::sync::LazyLock;

/// A coarse part of speech, as in Universal Dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Tag {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
}

impl From<UPOS> for Tag {
    fn from(tag: UPOS) -> Self {
        match tag {
            UPOS::ADJ => Self::Adj,
            UPOS::ADP => Self::Adp,
            UPOS::ADV => Self::Adv,
            UPOS::AUX => Self::Aux,
            UPOS::CCONJ => Self::Cconj,
            UPOS::DET => Self::Det,
            UPOS::INTJ => Self::Intj,
            UPOS::NOUN => Self::Noun,
            UPOS::NUM => Self::Num,
            UPOS::PART => Self::Part,
            UPOS::PRON => Self::Pron,
            UPOS::PROPN => Self::Propn,
            UPOS::PUNCT => Self::Punct,
            UPOS::SCONJ => Self::Sconj,
            UPOS::SYM => Self::Sym,
            UPOS::VERB => Self::Verb,
        }
    }
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with what may stand inside a word.
    Word,
    /// Digits, with what may stand inside a number.
    Number,
    /// A quotation mark.
    Quote,
    /// Anything else, one character each (dots and hyphens in runs).
    Mark,
}

/// A word, number or mark.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Its place in the article.
    pub span: Span,
    /// What it is made of.
    pub kind: Kind,
    /// Its part of speech.
    pub tag: Tag,
    /// Its lower-case form, a range of [`Tokens::lower`].
    lower: (u32, u32),
}

/// The tokens of one sentence.
#[derive(Debug)]
pub struct Tokens<'a> {
    /// The text of the article.
    pub text: &'a str,
    /// The place of the sentence in it, white space at the ends left out.
    pub span: Span,
    items: Vec<Token>,
    lower: String,
}

impl<'a> Tokens<'a> {
    /// Splits and tags the sentence at `span` of `text`.
    pub fn new(text: &'a str, span: Span) -> Self {
        let span = span.trim(text);
        let mut tokens = Self { text, span, items: Vec::new(), lower: String::with_capacity(span.len()) };
        tokens.split();
        tokens.tag();
        tokens
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Token `i`, if there is one.
    pub fn get(&self, i: usize) -> Option<&Token> {
        self.items.get(i)
    }

    /// All tokens in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Token> + ExactSizeIterator {
        self.items.iter()
    }

    /// The lower-case form of token `i`, apostrophes straight; empty past the ends.
    pub fn word(&self, i: usize) -> &str {
        self.items.get(i).map_or("", |t| &self.lower[t.lower.0 as usize..t.lower.1 as usize])
    }

    /// The form of token `i` as written; empty past the ends.
    pub fn form(&self, i: usize) -> &'a str {
        self.items.get(i).map_or("", |t| t.span.of(self.text))
    }

    /// The tag of token `i`; a mark's past the ends.
    pub fn tag_of(&self, i: usize) -> Tag {
        self.items.get(i).map_or(Tag::Punct, |t| t.tag)
    }

    /// The kind of token `i`; a mark's past the ends.
    pub fn kind(&self, i: usize) -> Kind {
        self.items.get(i).map_or(Kind::Mark, |t| t.kind)
    }

    /// The place of tokens `from..to` in the article.
    pub fn span_of(&self, from: usize, to: usize) -> Span {
        match (self.items.get(from), to.checked_sub(1).and_then(|last| self.items.get(last))) {
            (Some(a), Some(b)) if from < to => Span::new(a.span.start, b.span.end),
            (Some(a), _) => Span::new(a.span.start, a.span.start),
            _ => Span::new(self.span.end, self.span.end),
        }
    }

    /// The first token that ends after byte `offset`.
    pub fn at_byte(&self, offset: usize) -> usize {
        self.items.partition_point(|t| t.span.end <= offset)
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let from = self.lower.len() as u32;
        let form = &self.text[start..end];
        if form.is_ascii() {
            self.lower.push_str(form);
            self.lower[from as usize..].make_ascii_lowercase();
        } else {
            for c in form.chars() {
                match c {
                    '’' | '‘' | 'ʼ' => self.lower.push('\''),
                    _ => self.lower.extend(c.to_lowercase()),
                }
            }
        }
        let lower = (from, self.lower.len() as u32);
        self.items.push(Token { span: Span::new(start, end), kind, tag: Tag::Punct, lower });
    }

    fn split(&mut self) {
        let text = self.text;
        let s = self.span.of(text);
        let base = self.span.start;
        let mut at = 0;
        while let Some(c) = s[at..].chars().next() {
            let width = c.len_utf8();
            if c.is_whitespace() || c == '\0' {
                at += width;
            } else if c.is_alphabetic() {
                let end = word_end(s, at);
                at = self.push_word(base, at, end);
            } else if c.is_ascii_digit() || c.is_numeric() {
                let end = number_end(s, at);
                self.push(base + at, base + end, Kind::Number);
                at = end;
            } else if is_quote(c) {
                // Clitics after a word, two backticks or apostrophes as one mark.
                let end = clitic_end(s, at)
                    .filter(|_| at > 0 && s[..at].ends_with(char::is_alphanumeric))
                    .or_else(|| plural_possessive(s, at));
                if let Some(end) = end {
                    self.push(base + at, base + end, Kind::Word);
                    at = end;
                } else {
                    let double = matches!(c, '\'' | '`') && s[at + width..].starts_with(c);
                    let end = at + width * (1 + usize::from(double));
                    self.push(base + at, base + end, Kind::Quote);
                    at = end;
                }
            } else {
                let mut end = at + width;
                while matches!(c, '.' | '-' | '*' | '_' | '=') && s[end..].starts_with(c) {
                    end += width;
                }
                self.push(base + at, base + end, Kind::Mark);
                at = end;
            }
        }
    }

    /// Pushes the word at `at..end`, its clitic apart; the place to go on from.
    fn push_word(&mut self, base: usize, at: usize, end: usize) -> usize {
        let word = &self.text[base + at..base + end];
        let clitic = word.rfind(['\'', '’', 'ʼ']).filter(|cut| {
            let tail = word[*cut..].trim_start_matches(['\'', '’', 'ʼ']);
            *cut > 0
                && ["s", "ll", "re", "ve", "d", "m"].iter().any(|c| tail.eq_ignore_ascii_case(c))
                && !word.eq_ignore_ascii_case("o'd")
        });
        match clitic {
            Some(cut) => {
                self.push(base + at, base + at + cut, Kind::Word);
                self.push(base + at + cut, base + end, Kind::Word);
            }
            None => self.push(base + at, base + end, Kind::Word),
        }
        end
    }

    fn tag(&mut self) {
        static TAGGER: LazyLock<std::sync::Arc<harper_brill::BrillTagger<harper_brill::FreqDict>>> =
            LazyLock::new(brill_tagger);
        // In a headline with a capital on each word, capitals say nothing.
        let shouting = self.shouting();
        let form = |i: usize| if shouting { self.word(i) } else { tagger_form(self.word(i), self.form(i)) };
        let words: Vec<String> = (0..self.len()).map(|i| form(i).to_owned()).collect();
        let known = TAGGER.tag_sentence(&words);
        for (i, tag) in known.into_iter().enumerate() {
            let guess = self.shape(i, tag.map(Tag::from));
            self.items[i].tag = guess;
        }
        // *the referees' chief wrote*: an adjective where only a noun can stand.
        for i in 1..self.len().saturating_sub(1) {
            let before = self.items[i - 1].tag;
            let bare = matches!(self.items[i + 1].tag, Tag::Verb | Tag::Aux);
            // *said its general secretary, Lloyd Amadi*
            let described =
                before == Tag::Adj && i > 1 && self.items[i - 2].tag == Tag::Det && self.word(i + 1) == ",";
            // *a senior official said*, *the general neither accepted nor refused*
            let pair = matches!(before, Tag::Adj | Tag::Propn | Tag::Noun)
                && i > 1
                && matches!(self.items[i - 2].tag, Tag::Det | Tag::Num | Tag::Adj | Tag::Propn | Tag::Punct)
                && self.items[i + 1].tag == Tag::Verb;
            let neither =
                before == Tag::Det && matches!(self.word(i + 1), "neither" | "nor" | "also" | "has");
            if self.items[i].tag == Tag::Adj
                && (bare && matches!(before, Tag::Det | Tag::Part) || described || pair || neither)
                && self.word(i - 1) != "not"
                && !self.word(i).ends_with("ed")
            {
                self.items[i].tag = Tag::Noun;
            }
        }
        // *“…”, says premier*
        for i in 1..self.len() {
            let last = i + 1 == self.len() || i + 2 == self.len() && self.kind(i + 1) == Kind::Mark;
            if last && self.items[i].tag == Tag::Adj && matches!(self.word(i - 1), "said" | "says") {
                self.items[i].tag = Tag::Noun;
            }
        }
        // *called the round “useful”*: no preposition stands behind an article without a noun.
        for i in 1..self.len() {
            if self.items[i].tag == Tag::Adp
                && matches!(self.word(i - 1), "the" | "a" | "an" | "its" | "his" | "their" | "our")
                && !matches!(self.tag_of(i + 1), Tag::Noun | Tag::Num | Tag::Propn | Tag::Det)
                && !(self.tag_of(i + 1) == Tag::Adj
                    && matches!(self.tag_of(i + 2), Tag::Noun | Tag::Propn | Tag::Adj))
            {
                self.items[i].tag = Tag::Noun;
            }
        }
        // *her office*: a possessive before a noun.
        for i in 0..self.len().saturating_sub(1) {
            if self.word(i) == "her" && matches!(self.items[i + 1].tag, Tag::Noun | Tag::Adj | Tag::Propn) {
                self.items[i].tag = Tag::Det;
            }
        }
    }

    /// The tag of token `i` by closed class and shape, `known` where neither speaks.
    fn shape(&self, i: usize, known: Option<Tag>) -> Tag {
        let (word, form) = (self.word(i), self.form(i));
        match self.kind(i) {
            Kind::Quote | Kind::Mark => {
                return if matches!(word, "$" | "€" | "£" | "%" | "&") { Tag::Sym } else { Tag::Punct };
            }
            Kind::Number => return Tag::Num,
            Kind::Word => {}
        }
        // *Theresa May said*, *Will Ostrand*: a name, not a modal.
        let named = matches!(word, "may" | "will" | "can")
            && form.starts_with(char::is_uppercase)
            && !self.shouting()
            && if i > 0 { self.items[i - 1].tag == Tag::Propn } else { false };
        if named {
            return Tag::Propn;
        }
        // *The US said*, *the WHO warned*
        if matches!(form, "US" | "WHO" | "IT") && !self.shouting() {
            return Tag::Propn;
        }
        if let Some(tag) = closed_class(word) {
            return tag;
        }
        if word == "'" {
            return Tag::Part;
        }
        if word == "'s" {
            let verb = i > 0
                && (self.items[i - 1].tag == Tag::Pron
                    || matches!(
                        self.word(i - 1),
                        "there" | "here" | "that" | "what" | "who" | "let" | "how" | "where"
                    ));
            let verb = verb
                && !matches!(
                    self.word(i - 1),
                    "his" | "her" | "their" | "one" | "everyone" | "someone" | "anyone"
                );
            return if verb { Tag::Aux } else { Tag::Part };
        }
        let capital = form.starts_with(char::is_uppercase);
        let first = self.opens(i);
        match known {
            // A known common noun or adjective, capitalised in mid-sentence, is part of a name.
            Some(Tag::Noun | Tag::Adj | Tag::Verb) if capital && !first && !self.shouting() => Tag::Propn,
            Some(Tag::Propn) if !capital && word.len() > 3 => suffix_tag(word),
            Some(tag) => tag,
            None if capital && !(first && word.ends_with("ing")) => Tag::Propn,
            None => suffix_tag(word),
        }
    }

    /// Whether token `i` opens the sentence or a quotation.
    pub fn opens(&self, i: usize) -> bool {
        i == 0
            || matches!(self.kind(i - 1), Kind::Quote)
            || (self.kind(i - 1) == Kind::Mark
                && matches!(self.word(i - 1), ":" | "—" | "–" | "--" | "." | "?" | "!" | "•" | "-"))
    }

    /// Whether most words are capitalised, as in some headlines.
    pub fn shouting(&self) -> bool {
        let words = self.items.iter().filter(|t| t.kind == Kind::Word && t.span.len() > 3);
        let (mut all, mut capital) = (0, 0);
        for token in words {
            all += 1;
            capital += usize::from(token.span.of(self.text).starts_with(char::is_uppercase));
        }
        all >= 3 && capital * 10 >= all * 8
    }
}

/// Whether `c` is a quotation mark of any kind.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '\'' | '‘' | '’' | '‚' | '`' | '＂')
}

/// The form that the tagger's dictionary has for a word.
fn tagger_form<'a>(lower: &'a str, form: &'a str) -> &'a str {
    if form.is_ascii() { form } else { lower }
}

fn word_end(s: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = s[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, n)| *n);
        let inside = match c {
            _ if c.is_alphanumeric() => true,
            '\u{301}' | '\u{300}' | '\u{308}' | '\u{ad}' => true,
            '\'' | '’' | 'ʼ' | '-' | '‑' | '&' | '@' => {
                at > 0 && next.is_some_and(char::is_alphanumeric)
            }
            '.' => {
                let dotted = next.is_some_and(char::is_alphabetic);
                let short = s[start..start + at].rsplit('.').next().is_some_and(|p| p.chars().count() <= 2);
                // A full stop inside the sentence belongs to the abbreviation before it.
                let closes = (short && s[start..start + at].contains('.'))
                    || (next.is_some_and(|n| n == ' ')
                        && s[start + at + 1..].trim_start().starts_with(char::is_alphanumeric));
                if !dotted && closes && at <= 6 {
                    return start + at + 1;
                }
                dotted
            }
            _ => false,
        };
        if !inside {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

fn number_end(s: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = s[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, n)| *n);
        let inside = c.is_alphanumeric()
            || c == '%'
            || (matches!(c, '.' | ',' | ':' | '-' | '–' | '/')
                && next.is_some_and(|n| n.is_ascii_alphanumeric()));
        if !inside {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

/// The end of the apostrophe of *the referees' chief*: behind an s, before a
/// word, with no single quotation mark open.
fn plural_possessive(s: &str, at: usize) -> Option<usize> {
    let mark = s[at..].chars().next().filter(|c| matches!(c, '\'' | '’'))?;
    let rest = &s[at + mark.len_utf8()..];
    let word = rest.strip_prefix(' ').is_some_and(|r| r.starts_with(char::is_alphabetic));
    let open = s[..at].contains(" '") || s[..at].contains('‘') || s.starts_with('\'');
    (s[..at].ends_with('s') && word && !open).then_some(at + mark.len_utf8())
}

/// The end of a clitic (`'s`, `’ll`) that begins at `at`.
fn clitic_end(s: &str, at: usize) -> Option<usize> {
    let quote = s[at..].chars().next()?;
    if !matches!(quote, '\'' | '’') {
        return None;
    }
    let tail = &s[at + quote.len_utf8()..];
    let len = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
    let clitic = ["s", "ll", "re", "ve", "d", "m", "t"].iter().any(|c| tail[..len].eq_ignore_ascii_case(c));
    clitic.then_some(at + quote.len_utf8() + len)
}

/// Function words have one tag, whatever stands around them.
fn closed_class(word: &str) -> Option<Tag> {
    Some(match word {
        "he" | "she" | "it" | "they" | "we" | "i" | "you" | "him" | "them" | "us" | "me" | "himself"
        | "herself" | "itself" | "themselves" | "ourselves" | "myself" | "yourself" | "who" | "whom"
        | "nobody" | "everyone" | "everybody" | "someone" | "anyone" | "nothing" | "something"
        | "everything" | "anything" | "what" | "whoever" | "ours" | "theirs" | "mine" | "none" => Tag::Pron,
        "the" | "a" | "an" | "its" | "his" | "their" | "our" | "my" | "your" | "these" | "those" | "this"
        | "every" | "each" | "whose" | "both" => Tag::Det,
        "and" | "or" | "but" | "nor" => Tag::Cconj,
        "is" | "are" | "was" | "were" | "be" | "been" | "being" | "am" | "'re" | "'m" | "will" | "would"
        | "can" | "could" | "may" | "might" | "must" | "shall" | "should" | "'ll" | "'ve" | "'d"
        | "cannot" | "won't" | "wouldn't" | "can't" | "couldn't" | "mustn't" | "shouldn't" | "isn't"
        | "aren't" | "wasn't" | "weren't" | "ain't" | "has" | "have" | "had" | "having" | "hasn't"
        | "haven't" | "hadn't" | "does" | "do" | "did" | "don't" | "doesn't" | "didn't" | "mightn't"
        | "needn't" | "shan't" => Tag::Aux,
        "not" | "n't" => Tag::Part,
        "said" | "says" => Tag::Verb,
        "if" | "because" | "although" | "though" | "unless" | "whether" | "while" | "whereas" => Tag::Sconj,
        "of" | "in" | "at" | "by" | "for" | "with" | "from" | "into" | "during" | "against" | "among"
        | "between" | "without" | "under" | "upon" | "amid" | "despite" | "toward" | "towards" => Tag::Adp,
        _ => return None,
    })
}

/// A guess for an unknown lower-case word.
fn suffix_tag(word: &str) -> Tag {
    const BY_SUFFIX: &[(&str, Tag)] = &[
        ("ly", Tag::Adv),
        ("ing", Tag::Verb),
        ("ed", Tag::Verb),
        ("able", Tag::Adj),
        ("ible", Tag::Adj),
        ("ous", Tag::Adj),
        ("ful", Tag::Adj),
        ("less", Tag::Adj),
        ("ish", Tag::Adj),
        ("ic", Tag::Adj),
        ("ive", Tag::Adj),
        ("ary", Tag::Adj),
        ("ize", Tag::Verb),
        ("ise", Tag::Verb),
        ("ify", Tag::Verb),
    ];
    BY_SUFFIX
        .iter()
        .find(|(suffix, _)| word.len() > suffix.len() + 2 && word.ends_with(suffix))
        .map_or(Tag::Noun, |(_, tag)| *tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let tokens = Tokens::new(text, Span::new(0, text.len()));
        (0..tokens.len()).map(|i| tokens.form(i)).collect()
    }

    #[test]
    fn contractions_abbreviations_and_quotes() {
        assert_eq!(
            words("Mr. Ostrand’s “plan” can't wait, we'll see."),
            ["Mr.", "Ostrand", "’s", "“", "plan", "”", "can't", "wait", ",", "we", "'ll", "see", "."]
        );
        assert_eq!(
            words("The U.S. paid $3.5m (1,300 km) – no 'deal'"),
            ["The", "U.S.", "paid", "$", "3.5m", "(", "1,300", "km", ")", "–", "no", "'", "deal", "'"]
        );
    }

    #[test]
    fn unknown_words_are_tagged_by_shape() {
        let text = "Kovrigan obstrufied the demilitarisation";
        let tokens = Tokens::new(text, Span::new(0, text.len()));
        assert_eq!(
            (0..4).map(|i| tokens.tag_of(i)).collect::<Vec<_>>(),
            [Tag::Propn, Tag::Verb, Tag::Det, Tag::Noun]
        );
    }
}
