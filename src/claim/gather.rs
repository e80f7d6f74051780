//! Attributions and quotations of all sentences → claims, each with its speaker.

use super::Parsed;
use super::attribution::Attribution;
use super::furniture::furniture;
use super::sentence_claims::{Heard, claims, turn_claim};
use super::speaker::{Speakers, speakers};
use super::speech::{carry, extend_content};
use super::turn::turns;
use rustc_hash::FxHashMap;

/// Makes the claims of each sentence: of its turn in a transcript, else of its
/// attributions, its speech and its narration; none of furniture of the page.
pub(super) fn gather(parsed: &mut Parsed, found: &[Vec<Attribution>]) {
    let text = parsed.text;
    let Speakers { sources, mut voices, register } = speakers(parsed, found);
    let carried = carry(text, &parsed.quotes, &mut voices);
    let turns = turns(text);
    let mut names: FxHashMap<&str, String> = FxHashMap::default();
    for turn in &turns {
        let label = turn.label.of(text);
        names.entry(label).or_insert_with(|| register.named(label).unwrap_or_else(|| label.to_owned()));
    }
    let heard = Heard { text, quotes: &parsed.quotes, voices: &voices };
    for (n, sentence) in parsed.sentences.iter_mut().enumerate() {
        let start = sentence.tokens.span.start;
        let after = turns.partition_point(|t| t.label.start <= sentence.tokens.span.end);
        let turn = after.checked_sub(1).map(|t| &turns[t]).filter(|t| start < t.body.end);
        sentence.claims = match turn {
            Some(turn) => turn_claim(text, sentence, turn, &names[turn.label.of(text)]),
            None if furniture(&sentence.tokens) => Vec::new(),
            None => claims(&heard, sentence, &found[n], &sources[n]),
        };
    }
    extend_content(text, parsed, &carried);
}
