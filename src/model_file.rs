//! The model as bytes.
//!
//! `DEMARCHE`, format version (u32), CRC-32 of the rest (u32), all little-endian,
//! then a safetensors container: a JSON head in its metadata (labels, settings,
//! facts, calibration, intercepts) and the tensors `names` (UTF-8), `ends`
//! (u32), `families` (u8), `idf` (f32), `weights` (f32, features × labels).
//! Everything is checked before a model is built; nothing in it can run.

use crate::calibration::Calibration;
use crate::error::Error;
use crate::features::vocabulary::Vocabulary;
use crate::features::{Family, TextSettings};
use crate::label::Labels;
use crate::model::{Facts, Model};
use crate::words::WordList;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 8] = b"DEMARCHE";

/// The format version that this program writes.
pub const VERSION: u32 = 1;

/// The longest file that is read, in bytes: room for millions of features. The
/// memory that reading takes grows with it.
pub const LONGEST: u64 = 256 << 20;

/// No sound weight, intercept or inverse document frequency comes near this;
/// with it no score can overflow.
const LARGEST: f32 = 1e6;

#[derive(Serialize, Deserialize)]
struct Head {
    labels: Vec<String>,
    settings: TextSettings,
    intercept: Vec<f64>,
    calibration: Calibration,
    facts: Facts,
}

/// The bytes of a model; the same model gives the same bytes.
///
/// # Errors
/// [`Error::Model`] where the container cannot hold it (more than 2^32 features).
pub fn to_bytes(model: &Model) -> Result<Vec<u8>, Error> {
    let fail = |message: String| Error::Model { path: "model".into(), message };
    let head = Head {
        labels: model.labels.names().to_vec(),
        settings: model.settings.clone(),
        intercept: model.intercept.clone(),
        calibration: model.calibration.clone(),
        facts: model.facts.clone(),
    };
    let head = serde_json::to_string(&head).map_err(|e| fail(e.to_string()))?;
    let (names, ends) = model.vocabulary.names().parts();
    let ends: Vec<u8> = ends.iter().flat_map(|end| end.to_le_bytes()).collect();
    let families: Vec<u8> = model
        .vocabulary
        .families()
        .iter()
        .map(|f| Family::ALL.iter().position(|a| a == f).unwrap_or(0) as u8)
        .collect();
    let floats = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let (idf, weights) = (floats(model.vocabulary.weights()), floats(&model.weights));
    let n = model.vocabulary.len();
    let view =
        |dtype, shape: Vec<usize>, data| TensorView::new(dtype, shape, data).map_err(|e| fail(e.to_string()));
    let tensors = [
        ("ends", view(Dtype::U32, vec![n], &ends)?),
        ("families", view(Dtype::U8, vec![n], &families)?),
        ("idf", view(Dtype::F32, vec![n], &idf)?),
        ("names", view(Dtype::U8, vec![names.len()], names.as_bytes())?),
        ("weights", view(Dtype::F32, vec![n, model.labels.len()], &weights)?),
    ];
    let metadata = std::iter::once(("demarche".to_owned(), head)).collect();
    let body = safetensors::serialize(tensors, Some(metadata)).map_err(|e| fail(e.to_string()))?;
    let mut out = Vec::with_capacity(body.len() + 16);
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend(crc32fast::hash(&body).to_le_bytes());
    out.extend(body);
    Ok(out)
}

/// Reads a model from bytes; `path` names it in errors.
///
/// # Errors
/// [`Error::Model`] for anything that is not a whole, sound model of this version.
pub fn from_bytes(bytes: &[u8], path: &str) -> Result<Model, Error> {
    let fail = |message: &str| Error::Model { path: path.to_owned(), message: message.to_owned() };
    let damaged = |what: &str| {
        fail(&format!("the model file is damaged ({what}); train it again or fetch another copy"))
    };
    let Some((magic, rest)) = bytes.split_first_chunk::<8>() else {
        return Err(fail("not a demarche model: the file is too short"));
    };
    if magic != MAGIC {
        return Err(fail("not a demarche model: it does not begin with DEMARCHE"));
    }
    let Some((version, rest)) = rest.split_first_chunk::<4>() else {
        return Err(damaged("it ends in its head"));
    };
    let Some((sum, body)) = rest.split_first_chunk::<4>() else { return Err(damaged("it ends in its head")) };
    let version = u32::from_le_bytes(*version);
    if version != VERSION {
        return Err(fail(&format!(
            "model format {version}, this program reads format {VERSION}; use the demarche that wrote it, or train again"
        )));
    }
    if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
        return Err(damaged("its checksum does not fit"));
    }
    let (_, metadata) =
        SafeTensors::read_metadata(body).map_err(|_| damaged("its container cannot be read"))?;
    let tensors = SafeTensors::deserialize(body).map_err(|_| damaged("its container cannot be read"))?;
    let head = metadata
        .metadata()
        .as_ref()
        .and_then(|m| m.get("demarche"))
        .ok_or_else(|| damaged("it has no description"))?;
    let head: Head =
        serde_json::from_str(head).map_err(|e| damaged(&format!("its description cannot be read: {e}")))?;
    let labels = Labels::of(head.labels.iter().map(String::as_str))
        .map_err(|_| damaged("it has fewer than two labels"))?;
    if labels.names() != head.labels
        || head.intercept.len() != labels.len()
        || !head.intercept.iter().all(|v| v.abs() <= f64::from(LARGEST))
    {
        return Err(damaged("labels and intercepts do not fit"));
    }
    let tensor = |name: &str, dtype: Dtype| {
        let view = tensors.tensor(name).map_err(|_| damaged(&format!("it has no {name}")))?;
        if view.dtype() == dtype { Ok(view) } else { Err(damaged(&format!("{name} is of another type"))) }
    };
    let floats = |name: &str| -> Result<Vec<f32>, Error> {
        let values: Vec<f32> = tensor(name, Dtype::F32)?
            .data()
            .chunks_exact(4)
            .map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        if values.iter().all(|v| v.abs() <= LARGEST) {
            Ok(values)
        } else {
            Err(damaged(&format!("{name} holds a value out of bounds")))
        }
    };
    let names_view = tensor("names", Dtype::U8)?;
    let text = std::str::from_utf8(names_view.data()).map_err(|_| damaged("names are not UTF-8"))?;
    let ends = tensor("ends", Dtype::U32)?;
    let ends: Vec<u32> = ends.data().as_chunks::<4>().0.iter().map(|c| u32::from_le_bytes(*c)).collect();
    let mut start = 0;
    for end in &ends {
        text.get(start..*end as usize).ok_or_else(|| damaged("a name lies outside"))?;
        start = *end as usize;
    }
    let names = WordList::from_parts(text.get(..start).unwrap_or("").to_owned(), ends);
    let families = tensor("families", Dtype::U8)?
        .data()
        .iter()
        .map(|b| Family::ALL.get(*b as usize).copied())
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| damaged("a feature of no known family"))?;
    let weights = floats("weights")?;
    if weights.len() != names.len().saturating_mul(labels.len()) {
        return Err(damaged("weights and names do not fit"));
    }
    let vocabulary = Vocabulary::from_parts(names, families, floats("idf")?)
        .ok_or_else(|| damaged("its vocabulary is not sorted"))?;
    if !head.calibration.is_valid_for(labels.len()) {
        return Err(damaged("its calibration does not fit its labels"));
    }
    if !head.facts.thresholds.is_empty() && head.facts.thresholds.len() != labels.len() {
        return Err(damaged("thresholds and labels do not fit"));
    }
    Model::new(labels, head.settings, vocabulary, weights, head.intercept, head.calibration, head.facts)
        .map_err(|e| damaged(&e.to_string()))
}
