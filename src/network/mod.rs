//! Claims in; networks of who shares what, or is at odds over it, out.
//!
//! The options are named, and the weights counted, as in Discourse Network Analyzer
//! (Leifeld 2017). [`Reader`] takes claims one by one, [`networks`] ties their statements,
//! and `write` puts them into GraphML, GEXF and tables. Nothing here reads a file.
//!
//! ```
//! use demarche::network::{Options, Reader, Variables, networks};
//!
//! let variables = Variables::default(); // speakers and labels
//! let mut reader = Reader::new(&variables, Default::default());
//! reader.line(r#"{"article": "a", "speaker": {"resolved": "Ana Petrel"}, "label": "demand"}"#, "claims:1")?;
//! let statements = reader.finish("claims")?;
//! let network = &networks(&statements, &variables, &Options::default())?[0];
//! assert_eq!((network.nodes.len(), network.edges[0].weight), (2, 1.0));
//! # Ok::<(), demarche::error::Error>(())
//! ```

mod build;
mod day;
mod options;
mod record;
mod statements;
pub mod write;

pub use build::{Edge, Network, Node, events, networks};
pub use day::{Day, Unit};
pub use options::{Aggregation, Duplicates, Mode, Normalization, Options, Window};
pub use record::{Record, TableRow};
pub use statements::{ABOUT, Document, MENTIONS, Reader, Statement, Statements, Variables, documents};
