//! Claims → JSON lines, one a claim, as `tests/schema/classify.json` has them.

use demarche::classify::LabelledClaim;
use demarche::error::Error;

/// The lines of an article's claims.
///
/// # Errors
/// Never for claims; serde's types ask for it.
pub fn lines(claims: &[LabelledClaim]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    for claim in claims {
        serde_json::to_writer(&mut out, claim).map_err(|error| Error::input("output", error.to_string()))?;
        out.push(b'\n');
    }
    Ok(out)
}
