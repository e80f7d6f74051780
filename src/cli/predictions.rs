//! `evaluate --predictions`: what was predicted for each row in, a table that `compare`
//! reads again out.

use super::evaluate::Judges;
use super::tables::Labelled;
use super::write::claims_csv;
use demarche::error::Error;
use demarche::report::Outcomes;

/// Every row with its label, its prediction and the probability of every label, in full;
/// a label that the model lacks has none.
///
/// # Errors
/// Never for predictions; the csv crate's types ask for it.
pub fn table(
    data: &Labelled,
    labels: &[String],
    judges: &Judges,
    outcomes: &Outcomes,
) -> Result<Vec<u8>, Error> {
    let fixed = ["file", "line", "id", "fold", "label", "predicted", "probability"];
    let mut header = fixed.map(str::to_owned).to_vec();
    header.extend(labels.iter().map(|name| format!("p_{name}")));
    let mut out = vec![header];
    for (n, row) in data.rows.iter().enumerate() {
        let probabilities = &outcomes.probabilities[n * labels.len()..(n + 1) * labels.len()];
        let fold = judges.split.as_ref().map(|split| (split.fold_of[n] + 1).to_string());
        let mut cells = vec![
            data.files[n].clone(),
            row.line.to_string(),
            row.id.clone(),
            fold.unwrap_or_default(),
            row.label.clone(),
            labels[outcomes.predicted[n]].clone(),
            probabilities[outcomes.predicted[n]].to_string(),
        ];
        cells.extend(probabilities.iter().map(f64::to_string));
        out.push(cells);
    }
    claims_csv::bytes(&out)
}
