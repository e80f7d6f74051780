#![allow(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use demarche::*;
use std::io::Write;
fn articles(dir: &str) -> Vec<article::Article> {
    let mut p: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    p.sort();
    p.iter()
        .map(|p| {
            article::Article::new(
                p.file_stem().unwrap().to_string_lossy(),
                std::fs::read_to_string(p).unwrap(),
            )
        })
        .collect()
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    match a[1].as_str() {
        "parse" => {
            for art in articles(&a[2]) {
                let lex = lexicon::Lexicon::english();
                let p = claim::parse(&art.text, lex);
                let pts = span::CodePoints::new(&art.text);
                for (n, s) in p.sentences.iter().enumerate() {
                    let t = &s.tokens;
                    let sp = |r: &(usize, usize)| pts.span(t.span_of(r.0, r.1));
                    let neg: Vec<_> = s
                        .negations
                        .iter()
                        .map(|g| {
                            let mut cue = t.span_of(g.cue[0].0, g.cue[0].1);
                            let mut scope: Vec<[usize; 2]> = g.scope.iter().map(|r| sp(r)).collect();
                            if let Some((f, to)) = g.affix {
                                cue = span::Span::new(cue.start + f, cue.start + to);
                                let c = pts.span(cue);
                                scope = scope
                                    .iter()
                                    .flat_map(|s| {
                                        [[s[0], c[0].max(s[0]).min(s[1])], [c[1].min(s[1]).max(s[0]), s[1]]]
                                    })
                                    .filter(|s| s[0] < s[1])
                                    .collect();
                            }
                            serde_json::json!({"cue": [pts.span(cue)], "scope": scope})
                        })
                        .collect();
                    let [st, en] = pts.span(t.span);
                    let claims: Vec<_> = s.claims.iter().map(|c| serde_json::json!({"text": c.span.of(&art.text), "source": c.source.as_ref().map(|s| (s.span.map(|s| s.of(&art.text)), s.resolved.clone(), s.kind.name())), "cue": c.cue.map(|s| s.of(&art.text)), "content": c.content.iter().map(|s| s.of(&art.text)).collect::<Vec<_>>(), "head": c.head.map(|h| format!("{:?} {}", s.senses[h].class, s.senses[h].lemma(t, lex)))})).collect();
                    let senses: Vec<String> = s
                        .senses
                        .iter()
                        .map(|x| {
                            format!(
                                "{}:{}{}{}",
                                x.lemma(t, lex),
                                x.class.name(),
                                if x.negated { "-" } else { "" },
                                if x.predicate { "!" } else { "" }
                            )
                        })
                        .collect();
                    let tags: Vec<String> =
                        (0..t.len()).map(|i| format!("{}/{:?}", t.form(i), t.tag_of(i))).collect();
                    writeln!(out, "{}", serde_json::json!({"article": art.id, "sentence": n, "start": st, "end": en, "text": t.span.of(&art.text), "negation": neg, "claims": claims, "senses": senses, "tags": tags.join(" ")})).unwrap();
                }
            }
        }
        "attr" => {
            for art in articles(&a[2]) {
                let lex = lexicon::Lexicon::english();
                let p = claim::parse(&art.text, lex);
                let pts = span::CodePoints::new(&art.text);
                for s in &p.sentences {
                    for c in &s.claims {
                        let o = |s: span::Span| {
                            let [a, b] = pts.span(s);
                            serde_json::json!({"start": a, "end": b})
                        };
                        writeln!(out, "{}", serde_json::json!({"article": art.id, "text": c.span.of(&art.text), "speaker": c.source.as_ref().map(|s| match s.span { Some(x) => { let [a,b]=pts.span(x); serde_json::json!({"start":a,"end":b,"text":x.of(&art.text),"resolved":s.resolved})}, None => serde_json::json!({"start":null,"end":null,"text":null,"resolved":s.resolved}) }), "cue": c.cue.map(o), "content": c.content.iter().map(|s| o(*s)).collect::<Vec<_>>(), "class": c.head.map(|h| s.senses[h].class.name()), "pos": c.head.map(|h| format!("{:?}{:?}", s.senses[h].pos, s.senses[h].mood))})).unwrap();
                    }
                }
            }
        }
        "classify" => {
            let m = model_file::from_bytes(&std::fs::read(&a[2]).unwrap(), &a[2]).unwrap();
            for art in articles(&a[3]) {
                for c in classify::classify(
                    &art,
                    &m,
                    &classify::Options {
                        include_none: a.get(4).is_some(),
                        explain: Some(5),
                        min_probability: None,
                    },
                ) {
                    writeln!(out, "{}", serde_json::to_string(&c).unwrap()).unwrap();
                }
            }
        }
        "train" => {
            // train rows.csv model alpha ngramweight families splits
            let t = std::fs::read_to_string(&a[2]).unwrap();
            let d = dataset::read(&t, &a[2], &Default::default(), true).unwrap();
            let sp = d.header.iter().position(|h| h == "split");
            let keep = a.get(7).map(|s| s.as_str()).unwrap_or("train,dev");
            let rows: Vec<_> = d
                .rows
                .into_iter()
                .filter(|r| sp.is_none_or(|i| keep.split(',').any(|k| k == r.fields[i])))
                .collect();
            let mut o = train::Options::default();
            o.alphas = a[4].split(',').map(|x| x.parse().unwrap()).collect();
            o.settings.ngram_weight = a[5].parse().unwrap();
            o.settings.mask_names = true;
            if let Some(f) = a.get(6).filter(|f| *f != "all") {
                o.settings.families = features::Family::ALL
                    .into_iter()
                    .filter(|x| f.split(',').any(|y| y == x.name()))
                    .collect();
            }
            o.min_df = std::env::var("MINDF").ok().and_then(|x| x.parse().ok()).unwrap_or(2);
            if std::env::var("BAL").is_ok() {
                o.class_weight = params::ClassWeight::Balanced;
            }
            if let Ok(k) = std::env::var("FOLDS") {
                o.folds = k.parse().unwrap();
            }
            let started = std::time::Instant::now();
            let tr = train::train(&rows, &o, Default::default()).unwrap();
            for t in &tr.trials {
                eprintln!(
                    "alpha {} cv macro {:.3} acc {:.3} loss {:.3}",
                    t.alpha,
                    t.confusion.macro_average().f1.unwrap(),
                    t.confusion.accuracy().unwrap(),
                    t.log_loss
                );
            }
            eprintln!(
                "rows {} features {} {:?} {:?}",
                rows.len(),
                tr.model.vocabulary.len(),
                tr.convergence,
                started.elapsed()
            );
            std::fs::write(&a[3], model_file::to_bytes(&tr.model).unwrap()).unwrap();
        }
        "eval" => {
            let m = model_file::from_bytes(&std::fs::read(&a[2]).unwrap(), &a[2]).unwrap();
            let t = std::fs::read_to_string(&a[3]).unwrap();
            let d = dataset::read(&t, &a[3], &Default::default(), true).unwrap();
            let sp = d.header.iter().position(|h| h == "split");
            let rows: Vec<_> = d
                .rows
                .into_iter()
                .filter(|r| match (sp, a.get(4).filter(|x| *x != "-")) {
                    (Some(i), Some(k)) => r.fields[i] == *k,
                    _ => true,
                })
                .collect();
            let mut c = metrics::Confusion::new(m.labels.len());
            for r in &rows {
                let Some(y) = m.labels.id(&r.label) else { continue };
                let parsed = claim::parse(&r.text, m.lexicon());
                let v = features::View::of_row(&parsed, &r.speaker, m.lexicon());
                let p = m.predict(&v, &mut m.scratch());
                c.add(y, p.label);
                if a.get(5).is_some() && p.label != y {
                    let e = m.explain(&v, &p);
                    let ev: Vec<String> = e
                        .evidence
                        .iter()
                        .take(7)
                        .map(|e| format!("{} {:+.2}", m.vocabulary.name(e.feature), e.weight))
                        .collect();
                    writeln!(
                        out,
                        "{} -> {} {:.2} | {} | {}\n      {}",
                        r.label,
                        m.labels.name(p.label),
                        p.probabilities[p.label],
                        r.speaker,
                        r.text,
                        ev.join("; ")
                    )
                    .unwrap();
                }
            }
            writeln!(
                out,
                "n {} macro-F1 {:.3} accuracy {:.3}",
                rows.len(),
                c.macro_average().f1.unwrap(),
                c.accuracy().unwrap()
            )
            .unwrap();
            for l in 0..m.labels.len() {
                let s = c.scores(l);
                writeln!(
                    out,
                    "  {:11} P {:.3} R {:.3} F {:.3} n {}",
                    m.labels.name(l),
                    s.precision.unwrap_or(0.),
                    s.recall.unwrap_or(0.),
                    s.f1.unwrap_or(0.),
                    s.support
                )
                .unwrap();
            }
        }
        _ => panic!(),
    }
}
