#!/bin/sh
# Writes the reports of the built-in model that stand in this folder; run it after each
# change to the model, to the datasets or to what reports show. tests/reports.rs runs the
# same commands and fails where a file here is not what they write.
set -eu
cd "$(dirname "$0")/../.."
cargo run --release -- evaluate datasets/claims-en.csv --where split=test --slice domain --report models/reports/test.html --report models/reports/test.md
cargo run --release -- evaluate datasets/contrast-en.csv --slice change --report models/reports/contrast.html --report models/reports/contrast.md
cargo run --release -- evaluate --gold datasets/articles --report models/reports/articles.html --report models/reports/articles.md
