//! `demarche evaluate --gold`: articles with marked claims in, an end-to-end report out.

use super::args::{Evaluate, ReportFormat};
use super::terminal::Terminal;
use super::write::{self, Output};
use super::{Status, report};
use demarche::error::Error;
use demarche::gold::{self, Options};
use demarche::report::EndToEnd;
use demarche::report::gold::{Aligned, html, to_markdown};
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// Where the folder or the model cannot be read, or the report not be written.
pub fn run(args: &Evaluate, folder: &Path, terminal: &Terminal) -> Result<Status, Error> {
    report::check(args)?;
    let mut output = Output::open(args.output.as_deref())?;
    let articles = gold::read_folder(folder)?;
    let (model, name) = super::model(args.model.as_deref())?;
    terminal.detail(|| format!("{} articles of {}, {name}", articles.len(), folder.display()));
    terminal.working(|| format!("reading {} articles", articles.len()));
    let options = Options { bootstrap: report::bootstrap(args), ..Options::default() };
    let found = gold::find(&articles, &model, args.min_probability);
    let (scores, errors) = gold::score(&articles, &found, &options)?;
    terminal.clear();
    let text = match args.format {
        ReportFormat::Text => format!("{name} on {}\n\n{scores}", folder.display()),
        ReportFormat::Json => json(&scores)?,
    };
    let missed = scores.missed(&args.fail_under)?;
    if !args.report.is_empty() {
        let aligned = |(article, found): (_, &Vec<_>)| {
            Aligned::new(article, gold::align(article, found, options.min_dice))
        };
        let whole = EndToEnd {
            title: format!(
                "End to end on {}",
                folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy()
            ),
            model: name,
            command: super::command_line(),
            cautions: cautions(args, articles.len()),
            articles: articles.iter().zip(&found).map(aligned).collect(),
            scores,
            model_card: report::model_card(&model),
        };
        report::each(args, || html(&whole), || to_markdown(&whole), || json(&whole))?;
    }
    output.put(text.as_bytes())?;
    output.finish()?;
    if let Some(path) = &args.errors {
        let mut table = Vec::new();
        gold::write_errors(&errors, &mut table)?;
        write::file(path, &table)?;
    }
    for line in &missed {
        terminal.note(line);
    }
    Ok(if missed.is_empty() { Status::Done } else { Status::Missed })
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    let fail = |error: serde_json::Error| Error::input("report", error.to_string());
    Ok(serde_json::to_string_pretty(value).map_err(fail)? + "\n")
}

fn cautions(args: &Evaluate, articles: usize) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(least) = args.min_probability {
        out.push(format!("claims whose probability stays below {least} count as not found"));
    }
    if articles < 10 {
        out.push(format!("{articles} articles are few; mind the intervals"));
    }
    out
}
