//! The `demarche` command: reads arguments, files and terminals, and prints;
//! all else is the library's.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
