//! Parts of speech, and the words that have one whatever stands around them.
//!
//! The build script reads this file too: it makes the dictionary.

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

impl Tag {
    /// All tags.
    pub const ALL: [Self; 16] = [
        Self::Adj,
        Self::Adp,
        Self::Adv,
        Self::Aux,
        Self::Cconj,
        Self::Det,
        Self::Intj,
        Self::Noun,
        Self::Num,
        Self::Part,
        Self::Pron,
        Self::Propn,
        Self::Punct,
        Self::Sconj,
        Self::Sym,
        Self::Verb,
    ];
}

/// Function words have one tag, whatever stands around them.
pub const CLOSED: &[(Tag, &[&str])] = &[
    (
        Tag::Pron,
        &[
            "he", "she", "it", "they", "we", "i", "you", "him", "them", "us", "me", "himself", "herself",
            "itself", "themselves", "ourselves", "myself", "yourself", "who", "whom", "nobody", "everyone",
            "everybody", "someone", "anyone", "nothing", "something", "everything", "anything", "what",
            "whoever", "ours", "theirs", "mine", "none",
        ],
    ),
    (
        Tag::Det,
        &[
            "the", "a", "an", "its", "his", "their", "our", "my", "your", "these", "those", "this", "every",
            "each", "whose", "both",
        ],
    ),
    (Tag::Cconj, &["and", "or", "but", "nor"]),
    (
        Tag::Aux,
        &[
            "is", "are", "was", "were", "be", "been", "being", "am", "'re", "'m", "will", "would", "can",
            "could", "may", "might", "must", "shall", "should", "'ll", "'ve", "'d", "cannot", "won't",
            "wouldn't", "can't", "couldn't", "mustn't", "shouldn't", "isn't", "aren't", "wasn't", "weren't",
            "ain't", "has", "have", "had", "having", "hasn't", "haven't", "hadn't", "does", "do", "did",
            "don't", "doesn't", "didn't", "mightn't", "needn't", "shan't",
        ],
    ),
    (Tag::Part, &["not", "n't"]),
    (Tag::Sconj, &["if", "because", "although", "though", "unless", "whether", "while", "whereas"]),
    (
        Tag::Adp,
        &[
            "of", "in", "at", "by", "for", "with", "from", "into", "during", "against", "among", "between",
            "without", "under", "upon", "amid", "despite", "toward", "towards",
        ],
    ),
];
