//! What kind of source holds the claim; never who it is.
//!
//! *the transport union said* → `source=organisation`.

use super::view::View;
use super::{Family, Sink};

/// Writes the kind of source, and whether it stands in the claim.
pub fn write(view: &View, sink: &mut dyn Sink) {
    match view.source {
        Some(source) => {
            sink.joined(Family::Source, &["source=", source.kind.name()], None);
            if source.span.is_none() {
                sink.feature(Family::Source, "source=elsewhere", None);
            }
        }
        None => sink.feature(Family::Source, "source=missing", None),
    }
}
