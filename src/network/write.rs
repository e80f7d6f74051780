//! Networks → GraphML, GEXF and tables; statements → the event list of Discourse Network Analyzer.
//!
//! Attributes are plain and typed, so that Gephi, igraph, networkx and visone read them.

use super::build::Network;
use super::statements::{ABOUT, Statement, Statements, Variables};
use crate::error::Error;
use std::fmt::Write;

/// A network as GraphML.
pub fn graphml(network: &Network) -> String {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" ",
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
        "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns ",
        "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    ));
    for (id, of, kind) in [
        ("label", "node", "string"),
        ("variable", "node", "string"),
        ("kind", "node", "string"),
        ("statements", "node", "int"),
        ("weight", "edge", "double"),
    ] {
        let _ = writeln!(out, "  <key id=\"{id}\" for=\"{of}\" attr.name=\"{id}\" attr.type=\"{kind}\"/>");
    }
    let graph_keys = [("start", "string"), ("stop", "string")];
    if network.days.is_some() {
        for (id, kind) in graph_keys {
            let _ =
                writeln!(out, "  <key id=\"{id}\" for=\"graph\" attr.name=\"{id}\" attr.type=\"{kind}\"/>");
        }
    }
    let _ = writeln!(out, "  <graph edgedefault=\"{}\">", direction(network));
    if let Some((start, stop)) = network.days {
        let _ = writeln!(out, "    <data key=\"start\">{start}</data>\n    <data key=\"stop\">{stop}</data>");
    }
    for (n, node) in network.nodes.iter().enumerate() {
        let _ = writeln!(out, "    <node id=\"n{n}\">");
        for (key, value) in [
            ("label", node.label.as_str()),
            ("variable", node.variable.as_str()),
            ("kind", node.kind.as_str()),
        ] {
            let _ = writeln!(out, "      <data key=\"{key}\">{}</data>", escaped(value));
        }
        let _ = writeln!(out, "      <data key=\"statements\">{}</data>\n    </node>", node.statements);
    }
    for edge in &network.edges {
        let _ = writeln!(
            out,
            "    <edge source=\"n{}\" target=\"n{}\"><data key=\"weight\">{}</data></edge>",
            edge.source, edge.target, edge.weight
        );
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

/// A network as GEXF 1.3, Gephi's own format.
pub fn gexf(network: &Network) -> String {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
        "xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n",
        "  <meta>\n    <creator>demarche</creator>\n",
    ));
    if let Some((start, stop)) = network.days {
        let _ = writeln!(out, "    <description>{start} to {stop}</description>");
    }
    let _ = writeln!(out, "  </meta>\n  <graph defaultedgetype=\"{}\" mode=\"static\">", direction(network));
    out.push_str("    <attributes class=\"node\">\n");
    for (id, kind) in [("variable", "string"), ("kind", "string"), ("statements", "integer")] {
        let _ = writeln!(out, "      <attribute id=\"{id}\" title=\"{id}\" type=\"{kind}\"/>");
    }
    out.push_str("    </attributes>\n    <nodes>\n");
    for (n, node) in network.nodes.iter().enumerate() {
        let _ =
            writeln!(out, "      <node id=\"n{n}\" label=\"{}\">\n        <attvalues>", escaped(&node.label));
        let statements = node.statements.to_string();
        for (key, value) in
            [("variable", node.variable.as_str()), ("kind", node.kind.as_str()), ("statements", &statements)]
        {
            let _ = writeln!(out, "          <attvalue for=\"{key}\" value=\"{}\"/>", escaped(value));
        }
        out.push_str("        </attvalues>\n      </node>\n");
    }
    out.push_str("    </nodes>\n    <edges>\n");
    for (n, edge) in network.edges.iter().enumerate() {
        let _ = writeln!(
            out,
            "      <edge id=\"e{n}\" source=\"n{}\" target=\"n{}\" weight=\"{}\"/>",
            edge.source, edge.target, edge.weight
        );
    }
    out.push_str("    </edges>\n  </graph>\n</gexf>\n");
    out
}

/// Networks as one table of ties; with windows their first and last day stand in front.
///
/// # Errors
/// Never for networks; the csv crate's types ask for it.
pub fn ties(networks: &[Network]) -> Result<String, Error> {
    let windows = networks.iter().any(|network| network.days.is_some());
    let mut rows = Vec::new();
    let mut header = if windows { vec!["window_start", "window_stop"] } else { Vec::new() };
    header.extend(["source", "target", "weight"]);
    rows.push(header.into_iter().map(str::to_owned).collect());
    for network in networks {
        for edge in &network.edges {
            let mut row = Vec::new();
            if windows {
                let days = network.days.map(|(start, stop)| [start.to_string(), stop.to_string()]);
                row.extend(days.unwrap_or_default());
            }
            row.push(network.nodes[edge.source].label.clone());
            row.push(network.nodes[edge.target].label.clone());
            row.push(edge.weight.to_string());
            rows.push(row);
        }
    }
    table(&rows, b',')
}

/// Statements with the columns of the event list of Discourse Network Analyzer: semicolons
/// between them, the variables of its statement type `DNA Statement` at the end. A source
/// that is no person stands under `organization`.
///
/// # Errors
/// As [`ties`].
pub fn event_list(
    events: &[(usize, &Statement)],
    statements: &Statements,
    variables: &Variables,
) -> Result<String, Error> {
    let mut header: Vec<String> = ["statement ID", "time", "document ID"].map(str::to_owned).to_vec();
    header.push("document title".to_owned());
    header.extend(ABOUT[1..].iter().map(|&name| name.to_owned()));
    header.extend(["text", "person", "organization", "concept", "agreement"].map(str::to_owned));
    let mut rows = vec![header];
    for (number, event) in events {
        let mut row = vec![(number + 1).to_string()];
        row.push(event.day.map(|day| format!("{day} 00:00:00")).unwrap_or_default());
        row.push(event.article.clone());
        let about = statements.documents.get(&event.article).map(|d| d.about.clone()).unwrap_or_default();
        row.extend(about);
        row.push(event.text.clone());
        let person = event.kind == "person" || event.kind.is_empty();
        row.push(if person { event.actor.clone() } else { String::new() });
        row.push(if person { String::new() } else { event.actor.clone() });
        row.push(event.concept.clone());
        row.push(if variables.qualifier.is_some() { event.qualifier.to_string() } else { String::new() });
        rows.push(row);
    }
    table(&rows, b';')
}

fn table(rows: &[Vec<String>], delimiter: u8) -> Result<String, Error> {
    let fail = |message: String| Error::input("output", message);
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|e| fail(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| fail(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| fail(e.to_string()))
}

fn direction(network: &Network) -> &'static str {
    if network.directed { "directed" } else { "undirected" }
}

/// Text as XML 1.0 takes it in content and attributes; characters that it cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
