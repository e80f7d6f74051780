//! Folders of brat standoff in, articles with their marked claims out; and back.
//!
//! What stands in the lines of a file is [`crate::brat`]'s business.

use super::GoldArticle;
use crate::article::Article;
use crate::brat::{self, AnnotatedClaim};
use crate::classify::LabelledClaim;
use crate::error::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The articles of a folder of brat standoff (`NAME.txt` with `NAME.ann`), by name.
///
/// Folders in it, and texts without annotation, are passed over.
///
/// # Errors
/// [`Error::Io`], [`Error::Encoding`] and [`Error::Input`] for what cannot be read, a
/// `.ann` without its text, and a folder without any.
pub fn read_folder(folder: &Path) -> Result<Vec<GoldArticle>, Error> {
    let name = folder.display().to_string();
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io(&name))? {
        let path = entry.map_err(Error::io(&name))?.path();
        if path.extension().is_some_and(|e| e == "ann") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::input(
            name,
            "no .ann file in this folder; expected brat standoff, NAME.txt with NAME.ann",
        ));
    }
    files.iter().map(|ann| read_article(ann)).collect()
}

fn read_article(ann: &Path) -> Result<GoldArticle, Error> {
    let txt = ann.with_extension("txt");
    if !txt.is_file() {
        return Err(Error::input(
            ann.display().to_string(),
            format!("its text {} is missing", txt.display()),
        ));
    }
    let text = read_text(&txt)?;
    let claims = brat::read(&text, &read_text(ann)?, &ann.display().to_string())?;
    let id = ann.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(GoldArticle { article: Article::new(id, text), claims })
}

fn read_text(path: &Path) -> Result<String, Error> {
    let name = path.display().to_string();
    let mut bytes = fs::read(path).map_err(Error::io(&name))?;
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = format!("byte {}", error.utf8_error().valid_up_to());
        Error::Input {
            path: name,
            message: format!("{place} is not valid UTF-8; brat knows no other encoding"),
        }
    })
}

/// A folder that labelled articles go to as brat standoff.
#[derive(Debug)]
pub struct BratFolder {
    path: PathBuf,
    /// How often each file name was asked for.
    names: BTreeMap<String, usize>,
}

impl BratFolder {
    /// Makes the folder, with the settings that brat wants for claims of these labels.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Input`] where the folder has annotations already:
    /// nobody's work is written over.
    pub fn create<'a>(path: &Path, labels: impl IntoIterator<Item = &'a str> + Clone) -> Result<Self, Error> {
        let name = path.display().to_string();
        fs::create_dir_all(path).map_err(Error::io(&name))?;
        for entry in fs::read_dir(path).map_err(Error::io(&name))? {
            let file = entry.map_err(Error::io(&name))?.path();
            if file.extension().is_some_and(|e| e == "ann") {
                return Err(Error::input(
                    file.display().to_string(),
                    "the folder has annotations already; choose an empty one",
                ));
            }
        }
        let folder = Self { path: path.to_owned(), names: BTreeMap::new() };
        folder.put("annotation.conf", &brat::annotation_conf(labels.clone()))?;
        folder.put("visual.conf", &brat::visual_conf(labels))?;
        Ok(folder)
    }

    /// Writes an article's text, as read, and its claims; gives the name of the files.
    ///
    /// Characters of the id that no file name takes become `-`; a name that is taken
    /// gets a number.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&mut self, article: &Article, claims: &[LabelledClaim]) -> Result<String, Error> {
        let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '-' };
        let stem: String = article.id.chars().map(kept).take(100).collect();
        let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
        let mut name = if stem.is_empty() { "article".to_owned() } else { stem.to_owned() };
        while let Some(times) = self.names.get_mut(&name.to_lowercase()) {
            *times += 1;
            name = format!("{name}-{times}");
        }
        self.names.insert(name.to_lowercase(), 1);
        let annotated: Vec<AnnotatedClaim> = claims.iter().map(AnnotatedClaim::from).collect();
        self.put(&format!("{name}.txt"), &article.text)?;
        self.put(&format!("{name}.ann"), &brat::write(&article.text, &annotated))?;
        Ok(name)
    }

    fn put(&self, name: &str, content: &str) -> Result<(), Error> {
        let path = self.path.join(name);
        // Aside first, so that no name stands for half an article.
        let aside = self.path.join(format!(".{name}.part"));
        let written = fs::write(&aside, content).and_then(|()| fs::rename(&aside, &path));
        if written.is_err() {
            let _ = fs::remove_file(&aside);
        }
        written.map_err(Error::io(path.display().to_string()))
    }
}
