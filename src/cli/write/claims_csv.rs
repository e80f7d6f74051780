//! Claims → a table for spreadsheets, R and pandas: one row a claim, UTF-8, a header.

use demarche::classify::LabelledClaim;
use demarche::error::Error;

/// The header; one column for the probability of each label.
///
/// # Errors
/// Never for claims; the csv crate's types ask for it.
pub fn header(labels: &[String], explain: bool) -> Result<Vec<u8>, Error> {
    let fixed = [
        "article",
        "claim",
        "sentence",
        "start",
        "end",
        "label",
        "probability",
        "abstained",
        "speaker",
        "speaker_text",
        "speaker_kind",
        "cue",
        "text",
    ];
    let mut row: Vec<String> = fixed.map(str::to_owned).to_vec();
    row.extend(labels.iter().map(|label| format!("p_{label}")));
    if explain {
        row.extend(["runner_up".to_owned(), "evidence".to_owned()]);
    }
    bytes(&[row])
}

/// The rows of an article's claims.
///
/// # Errors
/// As [`header`].
pub fn rows(claims: &[LabelledClaim], explain: bool) -> Result<Vec<u8>, Error> {
    let rows: Vec<Vec<String>> = claims.iter().map(|claim| row(claim, explain)).collect();
    bytes(&rows)
}

fn row(claim: &LabelledClaim, explain: bool) -> Vec<String> {
    let speaker = claim.speaker.as_ref();
    let words = speaker.and_then(|s| s.text.clone()).unwrap_or_default();
    let mut row = vec![
        claim.article.clone(),
        claim.claim.to_string(),
        claim.sentence.to_string(),
        claim.start.to_string(),
        claim.end.to_string(),
        claim.label.clone(),
        claim.probability.to_string(),
        if claim.abstained { "true".to_owned() } else { String::new() },
        speaker.and_then(|s| s.resolved.clone()).unwrap_or_default(),
        words,
        speaker.map(|s| s.kind.to_owned()).unwrap_or_default(),
        claim.cue.as_ref().map(|c| c.text.clone()).unwrap_or_default(),
        claim.text.clone(),
    ];
    row.extend(claim.probabilities.iter().map(|(_, p)| p.to_string()));
    if explain {
        row.push(claim.runner_up.clone().unwrap_or_default());
        row.push(evidence(claim));
    }
    row
}

/// The features that decided, as `unaccept +1.70; act=refuse +0.93`.
pub fn evidence(claim: &LabelledClaim) -> String {
    let terms: Vec<String> =
        claim.evidence.iter().map(|e| format!("{} {:+.2}", e.feature, e.weight)).collect();
    terms.join("; ")
}

/// Rows as comma-separated values.
///
/// # Errors
/// As [`header`].
pub fn bytes(rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let fail = |message: String| Error::input("output", message);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| fail(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| fail(error.to_string()))
}
