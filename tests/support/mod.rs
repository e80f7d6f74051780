//! What the tests of the command line share: running it, and holding JSON to a schema.

#![allow(dead_code)] // each test file uses its part

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a run ended.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Run {
    /// Standard output as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Holds the run to success without a word on standard error.
    pub fn ok(self) -> Self {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.text());
        self
    }

    /// Holds the run to failure with one line that has all of `words`.
    pub fn fails(self, words: &[&str]) -> Self {
        self.says(2, words)
    }

    /// Holds the run to an exit status and one line on standard error that has all of `words`.
    pub fn says(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        let line = self.stderr.strip_suffix('\n').unwrap();
        assert!(line.starts_with("demarche: ") && !line.contains('\n') && !line.ends_with('.'), "{line:?}");
        for word in words {
            assert!(line.contains(word), "{word:?} is not in {line:?}");
        }
        self
    }
}

/// The command, as a user without a terminal has it.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command
        .args(args)
        .env_remove("COLUMNS")
        .env_remove("CLICOLOR_FORCE")
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs with nothing on standard input.
pub fn run(args: &[&str]) -> Run {
    fed(args, b"")
}

/// Runs with bytes on standard input.
pub fn fed(args: &[&str], input: &[u8]) -> Run {
    let mut child =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A run that stops early does not read to the end.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Run {
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder that is gone after the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The path of a file in it, as an argument.
    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = PathBuf::from(self.path(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The names of all files in it, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// The lines of JSON lines.
pub fn lines(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Reads a schema of `tests/schema`.
pub fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Holds `value` to `schema`: the part of JSON Schema that our schemas use.
pub fn conforms(value: &Value, schema: &Value) {
    check(value, schema, schema, "$");
}

fn check(value: &Value, schema: &Value, root: &Value, at: &str) {
    const KNOWN: [&str; 15] = [
        "$schema",
        "title",
        "description",
        "$defs",
        "$ref",
        "type",
        "enum",
        "minimum",
        "maximum",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
    ];
    let rules = schema.as_object().unwrap();
    for (rule, wanted) in rules {
        assert!(KNOWN.contains(&rule.as_str()), "the check does not know {rule}");
        match rule.as_str() {
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                check(value, root.pointer(pointer).unwrap(), root, at);
            }
            "type" => {
                let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                assert!(types.iter().any(|t| is(value, t.as_str().unwrap())), "{at}: {value} is no {wanted}");
            }
            "enum" => {
                assert!(wanted.as_array().unwrap().contains(value), "{at}: {value} is none of {wanted}");
            }
            "minimum" => {
                assert!(value.as_f64().is_none_or(|v| v >= wanted.as_f64().unwrap()), "{at}: {value}");
            }
            "maximum" => {
                assert!(value.as_f64().is_none_or(|v| v <= wanted.as_f64().unwrap()), "{at}: {value}");
            }
            "minItems" => {
                assert!(value.as_array().is_none_or(|a| a.len() as u64 >= wanted.as_u64().unwrap()), "{at}");
            }
            "maxItems" => {
                assert!(value.as_array().is_none_or(|a| a.len() as u64 <= wanted.as_u64().unwrap()), "{at}");
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    let name = name.as_str().unwrap();
                    assert!(
                        value.as_object().is_none_or(|o| o.contains_key(name)),
                        "{at}: no {name} in {value}"
                    );
                }
            }
            _ => {}
        }
    }
    if let Some(object) = value.as_object() {
        for (name, inner) in object {
            let at = format!("{at}.{name}");
            match (rules.get("properties").and_then(|p| p.get(name)), rules.get("additionalProperties")) {
                (None, Some(Value::Bool(false))) => panic!("{at} is not in the schema"),
                (Some(schema), _) | (None, Some(schema)) => check(inner, schema, root, &at),
                (None, None) => {}
            }
        }
    }
    if let (Some(array), Some(items)) = (value.as_array(), rules.get("items")) {
        for (n, inner) in array.iter().enumerate() {
            check(inner, items, root, &format!("{at}[{n}]"));
        }
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}
