//! `demarche network`: claims in, networks out.

pub mod args;

use super::Status;
use super::input::decode;
use super::terminal::Terminal;
use super::write::{self, Output};
use args::Format;
use demarche::error::Error;
use demarche::network::{
    self, Day, Mode, Network, Options, Reader, Statements, Variables, Window, documents, networks,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The longest claim as a line of JSON, in bytes.
const LONGEST: u64 = 16 << 20;

/// Runs the command.
///
/// # Errors
/// Where claims cannot be read, options do not go together, or the output not be written.
pub fn run(args: &args::Network, terminal: &Terminal) -> Result<Status, Error> {
    let options = options(args);
    options.check()?;
    let format = format(args)?;
    let folder = args.output.as_deref().filter(|_| args.window != Window::No && format != Format::Csv);
    if args.window != Window::No && format != Format::Csv && folder.is_none() {
        return Err(Error::Parameter {
            name: "output",
            found: "standard output for several windows".into(),
            expected: "a folder named with -o, or --format csv",
        });
    }
    let variables = variables(args);
    let documents = match &args.documents {
        None => BTreeMap::new(),
        Some(path) => {
            let name = path.display().to_string();
            let bytes = std::fs::read(path).map_err(Error::io(name.as_str()))?;
            documents(&decode::text(bytes, None, &name)?, &name)?
        }
    };
    let output = if folder.is_none() { Some(Output::open(args.output.as_deref())?) } else { None };
    let statements = read(args, &variables, documents)?;
    if args.mode == Mode::Events {
        let events = network::events(&statements, &options)?;
        said(&statements, terminal);
        return put(output, &network::write::event_list(&events, &statements, &variables)?);
    }
    let made = networks(&statements, &variables, &options)?;
    said(&statements, terminal);
    terminal.detail(|| {
        let edges: usize = made.iter().map(|n| n.edges.len()).sum();
        format!("{} networks, {edges} ties, {} statements", made.len(), statements.all.len())
    });
    match (format, folder) {
        (Format::Csv, _) => put(output, &network::write::ties(&made)?),
        (_, Some(folder)) => windows(folder, format, &made),
        (_, None) => put(output, &text(format, made.first().unwrap_or(&Network::default()))),
    }
}

fn put(output: Option<Output>, text: &str) -> Result<Status, Error> {
    if let Some(mut output) = output {
        output.put(text.as_bytes())?;
        output.finish()?;
    }
    Ok(Status::Done)
}

fn text(format: Format, network: &Network) -> String {
    if format == Format::Gexf { network::write::gexf(network) } else { network::write::graphml(network) }
}

/// Writes a file for each window into a folder of their own, which appears when it is complete.
fn windows(folder: &Path, format: Format, made: &[Network]) -> Result<Status, Error> {
    let name = folder.display().to_string();
    let fail = |source| Error::Io { path: name.clone(), source };
    if folder.exists() {
        let mut entries = std::fs::read_dir(folder).map_err(fail)?;
        if entries.next().is_some() {
            return Err(Error::input(name, "the folder is not empty; name a new one with -o"));
        }
        std::fs::remove_dir(folder).map_err(fail)?;
    }
    let beside = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let aside = tempfile::Builder::new().prefix(".demarche-").tempdir_in(beside).map_err(fail)?;
    let extension = if format == Format::Gexf { "gexf" } else { "graphml" };
    let digits = made.len().to_string().len();
    for (n, network) in made.iter().enumerate() {
        let days = network.days.map_or(String::new(), |(start, stop): (Day, Day)| format!("-{start}-{stop}"));
        let file = format!("{:0digits$}{days}.{extension}", n + 1);
        write::file(&aside.path().join(file), text(format, network).as_bytes())?;
    }
    open_to_all(aside.path()).map_err(fail)?;
    std::fs::rename(aside.path(), folder).map_err(fail)?;
    let _ = aside.keep();
    Ok(Status::Done)
}

/// Gives a folder that was made for its owner alone the rights of any new folder.
#[cfg(unix)]
fn open_to_all(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // A folder made the usual way shows what the umask leaves.
    let probe = folder.join(".probe");
    std::fs::create_dir(&probe)?;
    let mode = std::fs::metadata(&probe)?.permissions().mode();
    std::fs::remove_dir(&probe)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // as on Unix
fn open_to_all(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Says what gave no statement.
fn said(statements: &Statements, terminal: &Terminal) {
    let left: usize = statements.dropped.values().sum();
    if left > 0 {
        let reasons: Vec<String> = statements.dropped.iter().map(|(why, n)| format!("{n} {why}")).collect();
        terminal.note(&format!("{left} of {} claims left out: {}", statements.claims, reasons.join(", ")));
    }
    let undated = statements.all.iter().filter(|s| s.day.is_none()).count();
    if undated > 0 && undated < statements.all.len() {
        terminal.note(&format!("{undated} of {} statements have no date", statements.all.len()));
    }
}

fn format(args: &args::Network) -> Result<Format, Error> {
    let by_name = args.output.as_deref().and_then(|path| {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Format::Csv),
            "gexf" => Some(Format::Gexf),
            "graphml" => Some(Format::Graphml),
            _ => None,
        }
    });
    if args.mode == Mode::Events {
        return match args.format.or(by_name) {
            None | Some(Format::Csv) => Ok(Format::Csv),
            Some(other) => Err(Error::Parameter {
                name: "format",
                found: format!("{other:?} of events").to_lowercase(),
                expected: "csv",
            }),
        };
    }
    Ok(args.format.or(by_name).unwrap_or(Format::Graphml))
}

fn options(args: &args::Network) -> Options {
    Options {
        mode: args.mode,
        aggregation: args.qualifier_aggregation,
        normalization: args.normalization,
        duplicates: args.duplicates,
        window: args.window,
        window_size: args.window_size,
        isolates: args.isolates,
        start: args.start_date,
        stop: args.stop_date,
    }
}

fn variables(args: &args::Network) -> Variables {
    Variables {
        variable1: args.variable1.clone(),
        variable2: args.variable2.clone(),
        qualifier: args.qualifier.clone(),
        qualifier_values: args.qualifier_values.clone(),
        unresolved: args.unresolved,
        min_probability: args.min_probability,
        exclude: args.exclude.clone(),
    }
}

/// The statements of all files.
fn read(
    args: &args::Network,
    variables: &Variables,
    documents: BTreeMap<String, network::Document>,
) -> Result<Statements, Error> {
    let mut reader = Reader::new(variables, documents);
    let standard = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    let mut first = None;
    for path in files {
        let stdin = path.as_os_str() == "-";
        let name = if stdin { "standard input".to_owned() } else { path.display().to_string() };
        let source: Box<dyn Read> = if stdin {
            Box::new(std::io::stdin())
        } else {
            Box::new(File::open(path).map_err(Error::io(name.as_str()))?)
        };
        claims(BufReader::new(source), &name, &mut reader)?;
        first.get_or_insert(name);
    }
    reader.finish(&first.unwrap_or_default())
}

/// Hands a file's claims to the reader: lines of JSON one by one, a table as a whole.
fn claims(mut source: BufReader<Box<dyn Read>>, name: &str, reader: &mut Reader) -> Result<(), Error> {
    let fail = |source| Error::Io { path: name.to_owned(), source };
    let start = source.fill_buf().map_err(fail)?;
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.trim_ascii_start().first() != Some(&b'{') {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).map_err(fail)?;
        let text = decode::text(bytes, None, name)?;
        if text.trim().is_empty() {
            return Err(Error::input(name, "the file is empty; expected claims as JSON lines or CSV"));
        }
        return reader.table(&text, name);
    }
    let mut line = Vec::new();
    for n in 1_u64.. {
        line.clear();
        let read = (&mut source).take(LONGEST).read_until(b'\n', &mut line).map_err(fail)?;
        if read == 0 {
            break;
        }
        let place = format!("{name}:{n}");
        if read as u64 == LONGEST {
            return Err(Error::input(place, format!("the line is longer than {LONGEST} bytes")));
        }
        let text = std::str::from_utf8(&line)
            .map_err(|_| Error::input(place.as_str(), "not valid UTF-8; JSON lines are UTF-8"))?;
        reader.line(text.trim_start_matches('\u{feff}'), &place)?;
    }
    Ok(())
}
