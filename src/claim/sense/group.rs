//! Predicate → its verb group: auxiliaries, mood, voice, modality and negation.

use super::verbal::is_past;
use super::{Modal, Mood, Sense};
use crate::claim::time::past_time;
use crate::lexicon::Pos;
use crate::token::{Kind, Tag, Tokens};

/// Fills in group, mood, voice, negation and modality.
pub(super) fn complete(tokens: &Tokens, sense: &mut Sense) {
    let verb = sense.pos == Pos::Verb;
    let mut group = sense.start;
    let mut seen_be = false;
    let mut seen_aux = false;
    let mut negations = 0;
    let mut to = false;
    while group > 0 {
        let k = group - 1;
        let word = tokens.word(k);
        let take = match tokens.tag_of(k) {
            Tag::Aux => true,
            Tag::Adv => !matches!(word, "when" | "why" | "how" | "then" | "however" | "where") && (k > 0),
            Tag::Part => word == "not" || word == "to" || word == "n't",
            Tag::Adp => word == "to" && verb,
            _ => {
                word == "to" && verb
                    || (word == "not")
                    || (!verb && is_copula(word))
                    || (!verb
                        && matches!(word, "a" | "an" | "the" | "no")
                        && k > 0
                        && is_copula(tokens.word(k - 1)))
                    || (word == "longer" && k > 0 && tokens.word(k - 1) == "no")
                    || (word == "no" && tokens.word(k + 1) == "longer")
            }
        };
        let quote = !verb
            && tokens.kind(k) == Kind::Quote
            && k > 0
            && (is_copula(tokens.word(k - 1)) || matches!(tokens.word(k - 1), "a" | "an" | "the"));
        if !take && !quote || sense.start - k > 8 {
            break;
        }
        group = k;
        if word == "to" {
            to = true;
            break;
        }
        seen_be |= matches!(
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
                | "remains"
                | "remained"
                | "remain"
        );
        seen_aux |= tokens.tag_of(k) == Tag::Aux || is_copula(word);
        if matches!(word, "not" | "n't" | "never" | "hardly" | "scarcely" | "neither" | "nor")
            || word.ends_with("n't")
            || word == "cannot"
            || (word == "no" && (!verb || tokens.word(k + 1) == "longer"))
        {
            negations += 1;
        }
        sense.modal = match word {
            "must" | "mustn't" => Some(Modal::Must),
            "should" | "shouldn't" | "shall" | "ought" => Some(Modal::Should),
            "will" | "'ll" | "won't" => Some(Modal::Will),
            "would" | "wouldn't" | "'d" => Some(Modal::Would),
            "can" | "can't" | "cannot" | "could" | "couldn't" => Some(Modal::Can),
            "may" | "might" | "mightn't" => Some(Modal::May),
            _ => sense.modal,
        };
    }
    // Leading adverbs belong to the subject's side.
    while group < sense.start
        && tokens.tag_of(group) == Tag::Adv
        && !matches!(tokens.word(group), "never" | "no" | "hardly" | "scarcely")
    {
        group += 1;
    }
    let word = tokens.word(sense.start);
    let gerund = word.ends_with("ing");
    let participle = word.ends_with("ed") || word.ends_with("en") || is_past(word);
    // *he's sought to*: an object or infinitive shows that *'s* is *has*.
    let perfect = sense.group_of_has(tokens, group);
    sense.passive = verb && seen_be && !gerund && participle && !felt(word) && !perfect
        || verb && urged(tokens, sense, group);
    sense.negated = negations % 2 == 1;
    // *is in favour of*: a fixed phrase is a predicate where a copula stands right before it.
    let fixed = sense.pos == Pos::Fixed
        && sense.end > sense.start + 1
        && sense.start > 0
        && is_copula(tokens.word(sense.start - 1));
    sense.predicate = verb || seen_aux && sense.pos != Pos::Fixed || fixed;
    if sense.predicate {
        sense.group = group;
    }
    sense.mood = if !verb {
        Mood::Finite
    } else if to {
        Mood::Infinitive
    } else if gerund && !seen_aux {
        Mood::Gerund
    } else if participle && !seen_aux && reduced(tokens, sense) {
        Mood::Participle
    } else {
        Mood::Finite
    };
}

/// Whether a bare past form is a reduced relative: *a demand rejected by Moscow*, *rejected by both, the plan*.
fn reduced(tokens: &Tokens, sense: &Sense) -> bool {
    let next = past_time(tokens, sense.end);
    tokens.word(next) == "by"
        && !matches!(tokens.tag_of(next + 1), Tag::Verb | Tag::Num)
        && !tokens.word(next + 1).ends_with("ing")
}

/// Forms of *be* and of verbs that link a subject to what is said of it.
pub fn is_copula(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "am"
            | "'re"
            | "'m"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "weren't"
            | "remain"
            | "remains"
            | "remained"
            | "remaining"
            | "seem"
            | "seems"
            | "seemed"
            | "appear"
            | "appears"
            | "appeared"
            | "look"
            | "looks"
            | "looked"
            | "become"
            | "becomes"
            | "became"
            | "feel"
            | "feels"
            | "felt"
            | "stay"
            | "stays"
            | "stayed"
            | "sound"
            | "sounds"
            | "sounded"
            | "proved"
    )
}

impl Sense {
    /// Whether *'s* in its group is *has*: *he's sought to protect*, *she's called for*.
    fn group_of_has(&self, tokens: &Tokens, group: usize) -> bool {
        tokens.word(group) == "'s"
            && group + 1 == self.start
            && (tokens.word(self.end) != "by")
            && (matches!(tokens.word(self.end - 1), "to" | "for" | "on")
                || matches!(tokens.tag_of(self.end), Tag::Det | Tag::Noun | Tag::Propn | Tag::Pron))
    }
}

/// Whether a headline leaves out *are* before a verb of asking or judging:
/// *Wineries urged to sell*, *Ministry accused of hiding losses*.
fn urged(tokens: &Tokens, sense: &Sense, group: usize) -> bool {
    let next = tokens.word(sense.start + 1);
    group == sense.start
        && match tokens.word(sense.start) {
            "urged" | "told" | "ordered" | "forced" | "warned" | "advised" | "invited" | "allowed"
            | "required" => next == "to" && sense.end == sense.start + 1,
            "accused" | "suspected" => next == "of",
            "blamed" | "criticised" | "criticized" | "praised" | "condemned" | "slammed" => {
                matches!(next, "for" | "over")
            }
            "charged" => next == "with",
            _ => false,
        }
}

/// Participles of what somebody feels or means: their subject holds it, *is concerned that*.
pub(super) fn felt(word: &str) -> bool {
    matches!(
        word,
        "concerned"
            | "worried"
            | "disappointed"
            | "convinced"
            | "pleased"
            | "satisfied"
            | "outraged"
            | "surprised"
            | "alarmed"
            | "shocked"
            | "committed"
            | "prepared"
            | "opposed"
            | "determined"
            | "inclined"
            | "dedicated"
            | "devoted"
            | "interested"
            | "encouraged"
            | "frustrated"
            | "angered"
            | "troubled"
            | "disturbed"
            | "appalled"
            | "dismayed"
            | "delighted"
            | "thrilled"
            | "saddened"
            | "puzzled"
            | "persuaded"
            | "resolved"
            | "resigned"
    )
}
