//! Sentence → whether it belongs to the page and not to the article: *Read more:
//! …*, *Follow us on …*, *Photo: …*. Such a line is addressed to the reader and
//! would pass for a demand. Looks at the first words only.

use crate::token::{Kind, Tokens};

/// Beginnings that are enough by themselves, lower case, one space between words.
const BEGINNINGS: &[&str] = &[
    "read more",
    "read this story",
    "read the full",
    "read the original",
    "read also",
    "read next",
    "also read",
    "continue reading",
    "click here",
    "click to",
    "click for",
    "click on the",
    "share this",
    "share it in",
    "share on",
    "share your thoughts",
    "follow us",
    "follow me",
    "follow @",
    "like us on",
    "subscribe to our",
    "subscribe to my",
    "subscribe now",
    "sign up for our",
    "sign up to our",
    "sign up here",
    "sign up now",
    "watch the full",
    "watch the video",
    "watch video",
    "watch below",
    "watch :",
    "listen :",
    "see also",
    "see original",
    "see the original",
    "see the spanish",
    "see spanish",
    "see all related",
    "related :",
    "related stories",
    "related articles",
    "related coverage",
    "related links",
    "related content",
    "more stories",
    "more on this",
    "more details will follow",
    "more to follow",
    "more to come",
    "scroll down",
    "view gallery",
    "view on instagram",
    "have something to add",
    "have a story",
    "please enable",
    "please adhere",
    "please share this",
    "check back for",
    "story continues",
    "article continues",
    "advertisement",
    "all rights reserved",
    "copyright 20",
    "copyright (",
    "copyright ©",
    "© 20",
    "this story is from",
    "this story was originally",
    "this article was originally",
    "this article originally",
    "this story originally",
    "download our",
    "download the app",
    "get the latest",
    "get our",
    "join the conversation",
    "join the discussion",
    "visit our",
    "photo :",
    "photos :",
    "image :",
    "images :",
    "picture :",
    "video :",
    "tags :",
    "topics :",
    "source :",
    "sources :",
    "via :",
    "posted by",
    "posted on",
    "last updated",
    "updated :",
    "for more information ,",
    "for more information visit",
    "for more information on",
    "for more information about",
    "to read more",
    "to subscribe",
    "loading",
];

/// Whether a sentence is furniture of the page.
pub fn furniture(tokens: &Tokens) -> bool {
    let mut start = String::new();
    let first =
        (0..tokens.len()).find(|k| tokens.kind(*k) == Kind::Word || tokens.word(*k) == "©").unwrap_or(0);
    for k in first..tokens.len().min(first + 5) {
        if k > first {
            start.push(' ');
        }
        start.push_str(tokens.word(k));
    }
    let begins = |b: &str| {
        start
            .strip_prefix(b)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') || !b.ends_with(char::is_alphabetic))
    };
    // One word, such as *Loading*, must stand alone.
    BEGINNINGS.iter().any(|b| begins(b) && (b.contains(' ') || tokens.len() <= first + 2))
        || follows_somebody(tokens, first)
}

/// *Follow Lena Marsh on Twitter*
fn follows_somebody(tokens: &Tokens, first: usize) -> bool {
    matches!(tokens.word(first), "follow" | "like" | "find" | "join" | "contact")
        && (first + 1..tokens.len().min(first + 14)).any(|k| {
            matches!(
                tokens.word(k),
                "twitter" | "facebook" | "instagram" | "youtube" | "linkedin" | "whatsapp" | "telegram"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn is(text: &str) -> bool {
        furniture(&Tokens::new(text, Span::new(0, text.len())))
    }

    #[test]
    fn lines_of_the_page_are_told_from_demands() {
        assert!(
            is("Read more: Kesmar rejects the map")
                && is("» Follow Lena Marsh on Twitter")
                && is("Advertisement")
        );
        assert!(is("Photo: L. Marsh") && is("Click here to subscribe."));
        assert!(!is("Read the map again, the envoy told them.") && !is("Follow the law, the premier said."));
        assert!(!is("Advertisement of drugs must end."));
    }
}
