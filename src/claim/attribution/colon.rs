//! A name before a colon or behind a dash → the attribution: *Minister: no deal*, *“…” — Lena Marsh*.

use super::Attribution;
use super::boundary::sentence_end;
use crate::claim::sense::Sense;
use crate::lexicon::Class;
use crate::token::{Kind, Tag, Tokens};

/// A name or role before a colon: *Minister: no deal*, *WALLACE: Let's start.*
pub(super) fn colon(tokens: &Tokens, senses: &[Sense]) -> Option<Attribution> {
    let limit = sentence_end(tokens);
    // *No deal without the islands: minister*
    let behind = (limit.saturating_sub(5)..limit)
        .find(|k| matches!(tokens.word(*k), ":" | "–" | "—" | "-"))
        .filter(|k| *k > 2 && *k + 1 < limit && limit == tokens.len());
    if let Some(k) = behind {
        let speaks = senses.iter().any(|s| {
            s.end == limit
                && s.start > k
                && matches!(s.class, Class::Person | Class::Org | Class::Party | Class::Document)
        }) || (k + 1..limit).all(|t| tokens.tag_of(t) == Tag::Propn) && tokens.word(k) != "-";
        let clean =
            (k + 1..limit).all(|t| !matches!(tokens.tag_of(t), Tag::Verb | Tag::Aux | Tag::Num | Tag::Punct));
        if speaks && clean {
            return Some(Attribution {
                sense: None,
                cue: (k, k + 1),
                source: Some((k + 1, limit)),
                shared: false,
                content: vec![(0, k)],
                act: false,
            });
        }
    }
    let k = (1..tokens.len().min(9)).find(|k| tokens.word(*k) == ":")?;
    let clean = (0..k).all(|t| {
        matches!(tokens.tag_of(t), Tag::Propn | Tag::Noun | Tag::Adj | Tag::Det | Tag::Part)
            || matches!(tokens.word(t), "of" | "for" | "&" | "-" | ".")
    });
    let named = matches!(tokens.tag_of(k - 1), Tag::Propn)
        || senses.iter().any(|s| {
            s.end == k && matches!(s.class, Class::Person | Class::Org | Class::Party | Class::Document)
        });
    let source = (0, k);
    let label = LABELS.contains(&tokens.word(0)) || LABELS.contains(&tokens.word(k - 1));
    (clean && !label && named && limit > k + 2).then_some(Attribution {
        sense: None,
        cue: (k, k + 1),
        source: Some(source),
        shared: false,
        content: vec![(k + 1, limit)],
        act: false,
    })
}

/// A name behind a quotation and a dash: *“Time they went.” ― Lena Marsh*.
pub(super) fn signature(tokens: &Tokens) -> Option<Attribution> {
    let dash =
        (1..tokens.len()).rev().take(14).find(|k| matches!(tokens.word(*k), "―" | "—" | "–" | "--" | "-"))?;
    let end = sentence_end(tokens);
    let named = dash + 1 < end
        && tokens.tag_of(dash + 1) == Tag::Propn
        && (dash + 1..end).all(|k| {
            tokens.tag_of(k) != Tag::Verb && tokens.tag_of(k) != Tag::Aux && tokens.kind(k) != Kind::Quote
        });
    let closed = tokens.kind(dash - 1) == Kind::Quote && dash > 2;
    (named && closed).then(|| Attribution {
        sense: None,
        cue: (dash, dash + 1),
        source: Some((dash + 1, end)),
        shared: false,
        content: vec![(0, dash)],
        act: false,
    })
}

/// What stands before a colon on a page and names no speaker.
pub const LABELS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "picture",
    "pictures",
    "image",
    "images",
    "video",
    "videos",
    "source",
    "sources",
    "credit",
    "credits",
    "caption",
    "graphic",
    "map",
    "chart",
    "related",
    "read",
    "more",
    "update",
    "updates",
    "updated",
    "note",
    "correction",
    "clarification",
    "contact",
    "email",
    "phone",
    "tel",
    "fax",
    "watch",
    "listen",
    "tags",
    "topics",
    "share",
    "follow",
    "via",
    "see",
    "also",
    "live",
    "breaking",
    "exclusive",
    "analysis",
    "opinion",
    "date",
    "time",
    "when",
    "where",
    "venue",
    "tickets",
    "price",
    "rating",
    "score",
    "result",
    "results",
    "location",
    "address",
    "website",
    "link",
    "links",
    "by",
    "text",
    "transcript",
    "subscribe",
    "download",
    "cast",
    "genre",
    "director",
    "edition",
    "published",
    "story",
    "twitter",
    "facebook",
    "instagram",
    "pic",
    "claim",
    "example",
    "origins",
    "posted",
    "warning",
    "spoiler",
    "background",
    "summary",
    "fact",
];
