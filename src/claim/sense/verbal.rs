//! Whether a word stands where a verb stands, by its tag and its neighbours.

use super::frame::quote_at;
use super::group::is_copula;
use crate::claim::phrase::{opens_phrase, phrase_before};
use crate::token::{Kind, Tag, Tokens};

/// Whether token `i` stands where a verb stands, rather than a noun or modifier.
pub(super) fn verbal(tokens: &Tokens, i: usize) -> bool {
    let word = tokens.word(i);
    let tag = tokens.tag_of(i);
    if matches!(
        tag,
        Tag::Aux | Tag::Adp | Tag::Det | Tag::Pron | Tag::Sconj | Tag::Cconj | Tag::Part | Tag::Num
    ) {
        return tag == Tag::Aux
            && matches!(word, "has" | "have" | "had" | "does" | "do" | "did")
            && !verb_follows(tokens, i + 1);
    }
    // *which witnesses said*: the verb is the next word.
    if word.ends_with('s') && matches!(tokens.word(i + 1), "said" | "say" | "told") {
        return false;
    }
    let mut p = i;
    loop {
        let adverb = p > 0
            && tokens.tag_of(p - 1) == Tag::Adv
            && !matches!(tokens.word(p - 1), "more" | "most" | "longer");
        if adverb {
            p -= 1;
        } else if p > 1 && tokens.word(p - 1) == "longer" && tokens.word(p - 2) == "no" {
            p -= 2;
        } else {
            break;
        }
    }
    let (before, before_tag) =
        if p == 0 { ("", Tag::Punct) } else { (tokens.word(p - 1), tokens.tag_of(p - 1)) };
    let next_tag = tokens.tag_of(i + 1);
    let next = tokens.word(i + 1);
    let object_follows = matches!(next_tag, Tag::Det | Tag::Pron)
        || matches!(next, "to" | "that" | "for" | "on")
        || (next_tag == Tag::Propn);
    let noun_follows = matches!(next_tag, Tag::Noun | Tag::Propn | Tag::Adj) && i + 1 < tokens.len();
    let past = word.ends_with("ed") || is_past(word);
    let gerund = word.ends_with("ing") && word.len() > 4;
    match before_tag {
        Tag::Aux | Tag::Pron if before != "what" || past => {
            return !matches!(tag, Tag::Adj | Tag::Adv) || past;
        }
        _ if before == "to" => {
            return !past
                && (!gerund)
                && !(matches!(tag, Tag::Noun | Tag::Propn)
                    && !object_follows
                    && !noun_follows
                    && tag == Tag::Propn);
        }
        Tag::Det => {
            return (past
                && !noun_follows
                && tag == Tag::Verb
                && matches!(before, "this" | "that" | "which"))
                && !gerund;
        }
        _ if before == "'s" && before_tag == Tag::Part => return false,
        Tag::Adj | Tag::Num => {
            return past && tag == Tag::Verb && !noun_follows || tag == Tag::Verb && object_follows;
        }
        Tag::Adp if !matches!(before, "as" | "like" | "than") => {
            return gerund && tag != Tag::Noun || gerund && object_follows;
        }
        _ => {}
    }
    if gerund {
        return tag == Tag::Verb || object_follows;
    }
    if past {
        // *rejected applicants*: a participle before a bare noun is a modifier unless a subject stands before it.
        let subject = matches!(before_tag, Tag::Noun | Tag::Propn | Tag::Punct | Tag::Cconj) && p > 0;
        return match tag {
            Tag::Verb => subject || !noun_follows || object_follows,
            Tag::Adj => subject && object_follows && p > 0,
            _ => tag != Tag::Noun || object_follows,
        };
    }
    match before_tag {
        // *Moscow demands the return*; *the union demands*
        // *a firm offer*: a base form cannot follow a singular with an article.
        Tag::Noun
            if !word.ends_with('s')
                && !before.ends_with('s')
                && p > 1
                && matches!(tokens.word(p - 2), "a" | "an" | "this" | "each" | "every" | "the")
                && !matches!(
                    before,
                    "police"
                        | "people"
                        | "public"
                        | "majority"
                        | "rest"
                        | "government"
                        | "opposition"
                        | "team"
                        | "others"
                ) =>
        {
            false
        }
        Tag::Noun | Tag::Propn => {
            tag == Tag::Verb
                || word.ends_with('s') && behind_speech(tokens, i)
                || (word.ends_with('s') && (object_follows || next_tag == Tag::Adj && tag != Tag::Noun))
        }
        _ => tag == Tag::Verb,
    }
}

/// Whether the clause ends with token `i` and speech ends before its subject: *“…,” the poster laments.*
fn behind_speech(tokens: &Tokens, i: usize) -> bool {
    let ends =
        i + 1 >= tokens.len() || tokens.kind(i + 1) == Kind::Quote || matches!(tokens.word(i + 1), "." | ",");
    ends && phrase_before(tokens, i).and_then(|run| run.0.checked_sub(1)).is_some_and(|k| {
        tokens.kind(k) == Kind::Quote || k > 0 && tokens.kind(k - 1) == Kind::Quote && tokens.word(k) == ","
    })
}

/// Whether token `i` can be the present-tense verb of a headline without another verb.
pub(super) fn headline_verb(tokens: &Tokens, i: usize) -> bool {
    let word = tokens.word(i);
    word.ends_with('s')
        && !word.ends_with("ss")
        && matches!(tokens.tag_of(i), Tag::Noun | Tag::Verb | Tag::Propn)
        && (matches!(tokens.tag_of(i - 1), Tag::Noun | Tag::Propn) || tokens.word(i - 1) == ",")
        && (opens_phrase(tokens, i + 1)
            || matches!(tokens.tag_of(i + 1), Tag::Adp | Tag::Part | Tag::Verb)
            || quote_at(tokens, i + 1))
}

fn verb_follows(tokens: &Tokens, i: usize) -> bool {
    (i..(i + 4).min(tokens.len()))
        .take_while(|k| matches!(tokens.tag_of(*k), Tag::Adv | Tag::Part | Tag::Verb | Tag::Aux))
        .any(|k| matches!(tokens.tag_of(k), Tag::Verb | Tag::Aux))
}

/// Whether token `i` follows a form of *be* or its like, adverbs apart.
pub(super) fn after_copula(tokens: &Tokens, i: usize) -> bool {
    let mut k = i;
    while k > 0 {
        k -= 1;
        match tokens.tag_of(k) {
            Tag::Adv | Tag::Part if tokens.word(k) != "'s" => {}
            Tag::Punct if tokens.kind(k) == Kind::Quote => {}
            _ => {
                return is_copula(tokens.word(k)) || (tokens.word(k) == "'s" && tokens.tag_of(k) == Tag::Aux);
            }
        }
    }
    false
}

pub(super) fn is_passive(tokens: &Tokens, i: usize) -> bool {
    let mut k = i;
    while k > 0 {
        k -= 1;
        let word = tokens.word(k);
        match tokens.tag_of(k) {
            Tag::Adv => {}
            Tag::Part if word == "not" => {}
            Tag::Aux => {
                return matches!(
                    word,
                    "is" | "are"
                        | "was"
                        | "were"
                        | "be"
                        | "been"
                        | "being"
                        | "am"
                        | "'s"
                        | "'re"
                        | "'m"
                        | "isn't"
                        | "aren't"
                        | "wasn't"
                        | "weren't"
                );
            }
            _ => return matches!(word, "got" | "gets" | "get"),
        }
    }
    false
}

pub(super) fn is_past(word: &str) -> bool {
    PASTS.binary_search(&word).is_ok()
}

/// Irregular past forms, sorted.
const PASTS: &[&str] = &[
    "ate",
    "beat",
    "became",
    "began",
    "bent",
    "bid",
    "bore",
    "bought",
    "bound",
    "broke",
    "brought",
    "built",
    "came",
    "caught",
    "chose",
    "cost",
    "cut",
    "dealt",
    "drew",
    "drove",
    "dug",
    "fed",
    "fell",
    "felt",
    "fled",
    "flew",
    "forgave",
    "forgot",
    "fought",
    "found",
    "freed",
    "froze",
    "gave",
    "got",
    "grew",
    "heard",
    "held",
    "hid",
    "hit",
    "hung",
    "hurt",
    "kept",
    "knew",
    "laid",
    "led",
    "left",
    "lent",
    "let",
    "lit",
    "lost",
    "made",
    "meant",
    "met",
    "overcame",
    "paid",
    "put",
    "quit",
    "ran",
    "rang",
    "read",
    "rode",
    "rose",
    "said",
    "sang",
    "sat",
    "saw",
    "sent",
    "set",
    "shook",
    "shot",
    "shut",
    "slept",
    "slid",
    "sold",
    "sought",
    "spent",
    "split",
    "spoke",
    "spread",
    "spun",
    "stole",
    "stood",
    "struck",
    "stuck",
    "swept",
    "swore",
    "swung",
    "taught",
    "thought",
    "threw",
    "told",
    "took",
    "tore",
    "understood",
    "undertook",
    "upheld",
    "vetoed",
    "went",
    "withdrew",
    "withheld",
    "withstood",
    "woke",
    "won",
    "wore",
    "wrote",
];
