//! Word → the negating affix in it: *un*acceptable, *in*complete, use*less*.

use crate::token::{Kind, Tag, Tokens};

/// A negating affix: bytes of it within the lower-case word.
pub(super) fn affix(tokens: &Tokens, i: usize) -> Option<(usize, usize)> {
    const UN: &[&str] = &[
        "able",
        "ible",
        "ed",
        "ing",
        "al",
        "ful",
        "fair",
        "just",
        "happy",
        "likely",
        "known",
        "seen",
        "usual",
        "certain",
        "like",
        "safe",
        "wise",
        "clear",
        "willing",
        "necessary",
        "lawful",
        "even",
        "til",
        "worthy",
        "ly",
        "ary",
        "ic",
        "ive",
        "sound",
        "kind",
        "fit",
        "true",
        "well",
    ];
    if tokens.kind(i) != Kind::Word || !tokens.form(i).starts_with(char::is_lowercase) {
        return None;
    }
    let word = tokens.word(i);
    let n = word.len();
    let adjectival = matches!(tokens.tag_of(i), Tag::Adj | Tag::Adv | Tag::Verb | Tag::Noun);
    if !adjectival || n < 6 || !word.is_ascii() {
        return None;
    }
    let stop = matches!(
        word,
        "until"
            | "under"
            | "unless"
            | "united"
            | "understand"
            | "understanding"
            | "understood"
            | "uncle"
            | "unite"
            | "uniting"
            | "unify"
            | "unified"
            | "union"
            | "unions"
            | "unit"
            | "units"
            | "unique"
            | "universal"
            | "university"
            | "undergo"
            | "undertake"
            | "undertaken"
            | "undertaking"
            | "undermine"
            | "underlying"
            | "undoubtedly"
            | "uncover"
            | "uncovered"
            | "unveil"
            | "unveiled"
            | "unleash"
            | "unleashed"
            | "unfold"
            | "unfolding"
            | "unfolded"
            | "unlock"
            | "unload"
            | "unpack"
            | "important"
            | "immediate"
            | "immediately"
            | "impressive"
            | "impressed"
            | "imported"
            | "imposed"
            | "improved"
            | "improving"
            | "implied"
            | "imposing"
            | "interesting"
            | "international"
            | "inside"
            | "indeed"
            | "instead"
            | "including"
            | "increasing"
            | "increased"
            | "inspired"
            | "indicated"
            | "involved"
            | "invited"
            | "inquiry"
            | "intense"
            | "intensive"
            | "internal"
            | "interior"
            | "initial"
            | "initiative"
            | "innocent"
            | "inevitable"
            | "inevitably"
            | "industrial"
            | "individual"
            | "informed"
            | "inclined"
            | "incredible"
            | "unlikely-"
            | "unanimous"
            | "unanimously"
            | "nevertheless"
            | "nonetheless"
            | "regardless"
            | "unless-"
            | "bless"
            | "useless-"
            | "wireless"
            | "discovered"
            | "discussed"
            | "displayed"
            | "distributed"
            | "disposed"
            | "disturbed"
            | "distinct"
            | "distant"
            | "dismissed"
            | "dispatched"
            | "irritable"
            | "irritated"
            | "illegal-"
    );
    if stop {
        return None;
    }
    if let Some(rest) = word.strip_prefix("un").filter(|r| r.len() >= 3) {
        return UN.iter().any(|s| rest.ends_with(s)).then_some((0, 2));
    }
    for prefix in ["im", "in", "ir", "il"] {
        if let Some(rest) = word.strip_prefix(prefix) {
            let assimilated = match prefix {
                "im" => rest.starts_with('p') || rest.starts_with('m'),
                "ir" => rest.starts_with('r'),
                "il" => rest.starts_with("le") || rest.starts_with("lo"),
                _ => !rest.starts_with(['p', 'm', 'r', 'l', 't']) || rest.starts_with("tol"),
            };
            let ending = [
                "able", "ible", "ably", "ibly", "able", "ect", "ent", "ant", "ate", "ite", "cal", "gal",
                "ular", "ture", "plete", "rect", "iency", "ience", "tient", "tiently", "perfect", "proper",
                "sible", "pure", "moral", "ctive", "icient", "logical",
            ];
            if assimilated
                && ending.iter().any(|e| rest.ends_with(e))
                && rest.len() >= 4
                && matches!(tokens.tag_of(i), Tag::Adj | Tag::Adv | Tag::Noun)
            {
                return Some((0, prefix.len()));
            }
            return None;
        }
    }
    if let Some(rest) = word.strip_prefix("non-").or_else(|| word.strip_prefix("non")) {
        return (word.starts_with("non-") && rest.len() > 3
            || matches!(rest, "existent" | "compliance" | "violent"))
        .then_some((0, 3));
    }
    if let Some(rest) = word.strip_prefix("dis") {
        let known = [
            "agree",
            "approve",
            "honest",
            "honour",
            "satisfied",
            "contented",
            "loyal",
            "obey",
            "appear",
            "appeared",
            "like",
            "liked",
            "pleased",
            "trust",
            "connected",
            "similar",
            "respect",
        ];
        return known.iter().any(|k| rest.starts_with(k)).then_some((0, 3));
    }
    if let Some(root) = word
        .strip_suffix("less")
        .or_else(|| word.strip_suffix("lessly"))
        .or_else(|| word.strip_suffix("lessness"))
    {
        return (root.len() >= 3).then(|| (root.len(), root.len() + 4));
    }
    None
}
