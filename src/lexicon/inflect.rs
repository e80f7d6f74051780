//! Base form → the inflected forms that may stand in a text.
//!
//! Regular English spelling rules and a table of irregular verbs; both past
//! forms are given where usage has two.

/// The form in which a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Base form of a verb; singular of a noun; anything that does not inflect.
    Base,
    /// Third person singular.
    Third,
    /// Past tense.
    Past,
    /// Past participle.
    Participle,
    /// Past tense or past participle, alike.
    PastOrParticiple,
    /// *-ing*.
    Gerund,
    /// Plural of a noun.
    Plural,
}

impl Form {
    /// All forms, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Base,
        Self::Third,
        Self::Past,
        Self::Participle,
        Self::PastOrParticiple,
        Self::Gerund,
        Self::Plural,
    ];
}

/// base, past, past participle
const IRREGULAR: &[(&str, &str, &str)] = &[
    ("arise", "arose", "arisen"),
    ("awake", "awoke", "awoken"),
    ("be", "was", "been"),
    ("bear", "bore", "borne"),
    ("beat", "beat", "beaten"),
    ("become", "became", "become"),
    ("begin", "began", "begun"),
    ("bend", "bent", "bent"),
    ("bet", "bet", "bet"),
    ("bid", "bid", "bid"),
    ("bind", "bound", "bound"),
    ("bite", "bit", "bitten"),
    ("bleed", "bled", "bled"),
    ("blow", "blew", "blown"),
    ("break", "broke", "broken"),
    ("breed", "bred", "bred"),
    ("bring", "brought", "brought"),
    ("broadcast", "broadcast", "broadcast"),
    ("build", "built", "built"),
    ("burst", "burst", "burst"),
    ("buy", "bought", "bought"),
    ("cast", "cast", "cast"),
    ("catch", "caught", "caught"),
    ("choose", "chose", "chosen"),
    ("cling", "clung", "clung"),
    ("come", "came", "come"),
    ("cost", "cost", "cost"),
    ("creep", "crept", "crept"),
    ("cut", "cut", "cut"),
    ("deal", "dealt", "dealt"),
    ("dig", "dug", "dug"),
    ("do", "did", "done"),
    ("draw", "drew", "drawn"),
    ("drink", "drank", "drunk"),
    ("drive", "drove", "driven"),
    ("eat", "ate", "eaten"),
    ("fall", "fell", "fallen"),
    ("feed", "fed", "fed"),
    ("feel", "felt", "felt"),
    ("fight", "fought", "fought"),
    ("find", "found", "found"),
    ("flee", "fled", "fled"),
    ("fling", "flung", "flung"),
    ("fly", "flew", "flown"),
    ("forbid", "forbade", "forbidden"),
    ("forecast", "forecast", "forecast"),
    ("foresee", "foresaw", "foreseen"),
    ("forget", "forgot", "forgotten"),
    ("forgive", "forgave", "forgiven"),
    ("forgo", "forwent", "forgone"),
    ("forsake", "forsook", "forsaken"),
    ("forswear", "forswore", "forsworn"),
    ("freeze", "froze", "frozen"),
    ("get", "got", "got"),
    ("give", "gave", "given"),
    ("go", "went", "gone"),
    ("grind", "ground", "ground"),
    ("grow", "grew", "grown"),
    ("hang", "hung", "hung"),
    ("have", "had", "had"),
    ("hear", "heard", "heard"),
    ("hide", "hid", "hidden"),
    ("hit", "hit", "hit"),
    ("hold", "held", "held"),
    ("hurt", "hurt", "hurt"),
    ("keep", "kept", "kept"),
    ("know", "knew", "known"),
    ("lay", "laid", "laid"),
    ("lead", "led", "led"),
    ("leave", "left", "left"),
    ("lend", "lent", "lent"),
    ("let", "let", "let"),
    ("lie", "lay", "lain"),
    ("light", "lit", "lit"),
    ("lose", "lost", "lost"),
    ("make", "made", "made"),
    ("mean", "meant", "meant"),
    ("meet", "met", "met"),
    ("mislead", "misled", "misled"),
    ("mistake", "mistook", "mistaken"),
    ("outdo", "outdid", "outdone"),
    ("overcome", "overcame", "overcome"),
    ("overdo", "overdid", "overdone"),
    ("override", "overrode", "overridden"),
    ("oversee", "oversaw", "overseen"),
    ("overtake", "overtook", "overtaken"),
    ("overthrow", "overthrew", "overthrown"),
    ("pay", "paid", "paid"),
    ("plead", "pleaded", "pleaded"),
    ("plead", "pled", "pled"),
    ("prove", "proved", "proven"),
    ("put", "put", "put"),
    ("quit", "quit", "quit"),
    ("read", "read", "read"),
    ("rebuild", "rebuilt", "rebuilt"),
    ("repay", "repaid", "repaid"),
    ("ride", "rode", "ridden"),
    ("ring", "rang", "rung"),
    ("rise", "rose", "risen"),
    ("run", "ran", "run"),
    ("say", "said", "said"),
    ("see", "saw", "seen"),
    ("seek", "sought", "sought"),
    ("sell", "sold", "sold"),
    ("send", "sent", "sent"),
    ("set", "set", "set"),
    ("shake", "shook", "shaken"),
    ("shed", "shed", "shed"),
    ("shine", "shone", "shone"),
    ("shoot", "shot", "shot"),
    ("show", "showed", "shown"),
    ("shrink", "shrank", "shrunk"),
    ("shut", "shut", "shut"),
    ("sing", "sang", "sung"),
    ("sink", "sank", "sunk"),
    ("sit", "sat", "sat"),
    ("slay", "slew", "slain"),
    ("sleep", "slept", "slept"),
    ("slide", "slid", "slid"),
    ("sling", "slung", "slung"),
    ("slit", "slit", "slit"),
    ("speak", "spoke", "spoken"),
    ("speed", "sped", "sped"),
    ("spend", "spent", "spent"),
    ("spin", "spun", "spun"),
    ("split", "split", "split"),
    ("spread", "spread", "spread"),
    ("spring", "sprang", "sprung"),
    ("stand", "stood", "stood"),
    ("steal", "stole", "stolen"),
    ("stick", "stuck", "stuck"),
    ("sting", "stung", "stung"),
    ("stride", "strode", "stridden"),
    ("strike", "struck", "struck"),
    ("strive", "strove", "striven"),
    ("swear", "swore", "sworn"),
    ("sweep", "swept", "swept"),
    ("swim", "swam", "swum"),
    ("swing", "swung", "swung"),
    ("take", "took", "taken"),
    ("teach", "taught", "taught"),
    ("tear", "tore", "torn"),
    ("tell", "told", "told"),
    ("think", "thought", "thought"),
    ("throw", "threw", "thrown"),
    ("thrust", "thrust", "thrust"),
    ("tread", "trod", "trodden"),
    ("undercut", "undercut", "undercut"),
    ("undergo", "underwent", "undergone"),
    ("understand", "understood", "understood"),
    ("undertake", "undertook", "undertaken"),
    ("undo", "undid", "undone"),
    ("uphold", "upheld", "upheld"),
    ("upset", "upset", "upset"),
    ("wake", "woke", "woken"),
    ("wear", "wore", "worn"),
    ("weep", "wept", "wept"),
    ("win", "won", "won"),
    ("wind", "wound", "wound"),
    ("withdraw", "withdrew", "withdrawn"),
    ("withhold", "withheld", "withheld"),
    ("withstand", "withstood", "withstood"),
    ("wring", "wrung", "wrung"),
    ("write", "wrote", "written"),
    ("rewrite", "rewrote", "rewritten"),
    ("redo", "redid", "redone"),
    ("retake", "retook", "retaken"),
    ("reset", "reset", "reset"),
    ("rethink", "rethought", "rethought"),
    ("backslide", "backslid", "backslid"),
    ("offset", "offset", "offset"),
    ("partake", "partook", "partaken"),
    ("foreswear", "foreswore", "foresworn"),
    ("hold", "held", "held"),
    ("behold", "beheld", "beheld"),
];

/// Verbs of two syllables and more whose last consonant doubles.
const DOUBLING: &[&str] = &[
    "admit",
    "commit",
    "permit",
    "omit",
    "submit",
    "transmit",
    "refer",
    "defer",
    "confer",
    "deter",
    "infer",
    "prefer",
    "transfer",
    "occur",
    "incur",
    "concur",
    "abhor",
    "regret",
    "rebut",
    "remit",
    "acquit",
    "equip",
    "compel",
    "expel",
    "repel",
    "propel",
    "rebel",
    "quell",
    "control",
    "patrol",
    "extol",
    "cancel",
    "label",
    "signal",
    "model",
    "travel",
    "quarrel",
    "counsel",
    "channel",
    "fuel",
    "level",
    "marvel",
    "shovel",
    "unravel",
    "total",
    "backpedal",
    "back-pedal",
    "kidnap",
    "handicap",
    "program",
    "format",
    "worship",
    "unplug",
    "debug",
    "recap",
    "embed",
    "forget",
    "begin",
    "upset",
    "nonplus",
    "bedevil",
    "swivel",
    "dial",
    "equal",
    "rival",
    "cavil",
    "imperil",
    "enrol",
    "fulfil",
    "instil",
    "appal",
    "annul",
];

fn vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn ends_vowel_y(w: &str) -> bool {
    let b = w.as_bytes();
    b.len() >= 2 && b[b.len() - 1] == b'y' && vowel(b[b.len() - 2])
}

/// Whether the last consonant doubles before *-ed* and *-ing*.
fn doubles(w: &str) -> bool {
    if DOUBLING.contains(&w) {
        return true;
    }
    let b = w.as_bytes();
    let n = b.len();
    if n < 3 {
        return false;
    }
    let closed = !vowel(b[n - 1])
        && !matches!(b[n - 1], b'w' | b'x' | b'y')
        && vowel(b[n - 2])
        && (!vowel(b[n - 3]) || (n > 3 && b[n - 3] == b'u' && b[n - 4] == b'q'));
    let groups = b.windows(2).filter(|p| vowel(p[0]) && !vowel(p[1])).count();
    closed && groups == 1
}

fn plural(w: &str) -> String {
    if w.ends_with(['s', 'x', 'z']) || w.ends_with("ch") || w.ends_with("sh") {
        format!("{w}es")
    } else if w.ends_with('y') && !ends_vowel_y(w) {
        format!("{}ies", &w[..w.len() - 1])
    } else if matches!(
        w,
        "veto"
            | "hero"
            | "echo"
            | "embargo"
            | "no"
            | "go"
            | "do"
            | "forgo"
            | "undergo"
            | "torpedo"
            | "potato"
            | "undo"
            | "redo"
            | "outdo"
            | "overdo"
    ) {
        format!("{w}es")
    } else {
        format!("{w}s")
    }
}

/// Adds the forms of the verb `base`.
pub fn verb(base: &str, out: &mut Vec<(String, Form)>) {
    if base == "be" {
        for (form, kind) in [
            ("be", Form::Base),
            ("am", Form::Base),
            ("are", Form::Base),
            ("is", Form::Third),
            ("'s", Form::Third),
            ("'re", Form::Base),
            ("'m", Form::Base),
            ("was", Form::Past),
            ("were", Form::Past),
            ("been", Form::Participle),
            ("being", Form::Gerund),
        ] {
            out.push((form.to_owned(), kind));
        }
        return;
    }
    out.push((base.to_owned(), Form::Base));
    out.push((if base == "have" { "has".to_owned() } else { plural(base) }, Form::Third));
    if !base.is_ascii() || base.is_empty() {
        return;
    }
    let stem = if base.ends_with('e')
        && !base.ends_with("ee")
        && !base.ends_with("ye")
        && !base.ends_with("oe")
        && base.len() > 2
    {
        &base[..base.len() - 1]
    } else {
        base
    };
    let mut doubled = String::from(base);
    if doubles(base) {
        doubled.push(base.as_bytes()[base.len() - 1] as char);
    } else if base.ends_with('c') {
        doubled.push('k');
    }
    let gerund = if let Some(root) = base.strip_suffix("ie") {
        format!("{root}ying")
    } else if doubled.len() > base.len() {
        format!("{doubled}ing")
    } else {
        format!("{stem}ing")
    };
    out.push((gerund, Form::Gerund));
    if matches!(
        base,
        "cancel"
            | "label"
            | "signal"
            | "model"
            | "travel"
            | "counsel"
            | "channel"
            | "fuel"
            | "level"
            | "marvel"
            | "total"
            | "unravel"
            | "quarrel"
            | "focus"
            | "benefit"
            | "target"
    ) {
        let other = if doubled.len() > base.len() {
            base.to_owned()
        } else {
            format!("{base}{}", base.as_bytes()[base.len() - 1] as char)
        };
        out.push((format!("{other}ing"), Form::Gerund));
        out.push((format!("{other}ed"), Form::PastOrParticiple));
    }
    let mut irregular = false;
    for (_, past, participle) in IRREGULAR.iter().filter(|(b, _, _)| *b == base) {
        irregular = true;
        if past == participle {
            if *past != base {
                out.push(((*past).to_owned(), Form::PastOrParticiple));
            }
        } else {
            out.push(((*past).to_owned(), Form::Past));
            if *participle != base {
                out.push(((*participle).to_owned(), Form::Participle));
            }
        }
    }
    if base == "get" {
        out.push(("gotten".to_owned(), Form::Participle));
    }
    if !irregular {
        let past = if base.ends_with('e') {
            format!("{base}d")
        } else if base.ends_with('y') && !ends_vowel_y(base) {
            format!("{}ied", &base[..base.len() - 1])
        } else {
            format!("{doubled}ed")
        };
        out.push((past, Form::PastOrParticiple));
    }
}

/// Adds the forms of the noun `base`.
pub fn noun(base: &str, out: &mut Vec<(String, Form)>) {
    out.push((base.to_owned(), Form::Base));
    let many = match base {
        "man" => "men".to_owned(),
        "woman" => "women".to_owned(),
        "person" | "people" => "people".to_owned(),
        "child" => "children".to_owned(),
        "crisis" => "crises".to_owned(),
        "troops" | "talks" | "police" => return,
        _ => match base.strip_suffix("man") {
            Some(root) if base.len() > 5 => format!("{root}men"),
            _ => plural(base),
        },
    };
    out.push((many, Form::Plural));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(base: &str) -> Vec<String> {
        let mut out = Vec::new();
        verb(base, &mut out);
        out.into_iter().map(|(w, _)| w).collect()
    }

    #[test]
    fn spelling_rules() {
        assert_eq!(forms("reject"), ["reject", "rejects", "rejecting", "rejected"]);
        assert_eq!(forms("deny"), ["deny", "denies", "denying", "denied"]);
        assert_eq!(forms("refuse"), ["refuse", "refuses", "refusing", "refused"]);
        assert_eq!(forms("ban"), ["ban", "bans", "banning", "banned"]);
        assert_eq!(forms("admit"), ["admit", "admits", "admitting", "admitted"]);
        assert_eq!(forms("visit"), ["visit", "visits", "visiting", "visited"]);
        assert_eq!(forms("veto"), ["veto", "vetoes", "vetoing", "vetoed"]);
        assert_eq!(forms("agree"), ["agree", "agrees", "agreeing", "agreed"]);
        assert_eq!(forms("say"), ["say", "says", "saying", "said"]);
        assert_eq!(forms("withdraw"), ["withdraw", "withdraws", "withdrawing", "withdrew", "withdrawn"]);
        assert_eq!(forms("play"), ["play", "plays", "playing", "played"]);
        assert_eq!(forms("panic"), ["panic", "panics", "panicking", "panicked"]);
        assert_eq!(forms("quit"), ["quit", "quits", "quitting"]);
    }
}
