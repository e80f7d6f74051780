"""Claims: the same as the command's, offsets, threads, signals, pickles, bad input."""

import json
import pickle
import signal
import subprocess
import sys
import threading
import time

import pytest

import demarche

TEXT = (
    "🙂 Mayor Ana Petrel demanded on Monday that the dam be opened. "
    "“We will not accept it,” said Bo Lund, who heads the union."
)


def test_claims_are_those_of_the_command(classifier, binary, articles):
    lines = [json.loads(line) for line in binary(
        "classify", *(f"datasets/articles/{id}.txt" for id in articles), "--format", "jsonl", "--explain=5", "--include-none"
    ).splitlines()]
    by_article = {}
    for line in lines:
        by_article.setdefault(line["article"], []).append(line)
    ours = {
        id: [claim.to_dict() for claim in claims]
        for id, claims in zip(
            articles,
            classifier.classify_many(
                articles.values(), ids=articles, explain=5, include_none=True
            ),
        )
    }
    for id, claims in ours.items():
        assert claims == by_article[id]
    assert len(ours) >= 10


def test_offsets_count_what_python_counts(classifier):
    claims = classifier.classify(TEXT, include_none=True)
    assert len(claims) >= 2
    for claim in claims:
        assert TEXT[claim.start : claim.end] == claim.text
        for part in (claim.cue, claim.speaker):
            if part is not None and part.start is not None:
                assert TEXT[part.start : part.end] == part.text


def test_a_claim_says_who_what_and_how_sure(classifier):
    claim = classifier.classify(TEXT, article="a1")[0]
    assert (claim.article, claim.label, str(claim.speaker)) == ("a1", "demand", "Ana Petrel")
    assert claim.cue.text == "demanded"
    assert claim.probability == max(claim.probabilities.values())
    assert sum(claim.probabilities.values()) == pytest.approx(1, abs=1e-5)
    assert list(claim.to_dict())[:4] == ["article", "claim", "sentence", "start"]
    assert json.loads(claim.to_json()) == claim.to_dict()
    assert claim == classifier.classify(TEXT, article="a1")[0]
    assert claim != classifier.classify(TEXT, article="a2")[0]
    assert repr(claim).startswith("Claim(demand, 0.")


def test_any_number_of_threads_gives_the_same(classifier, articles):
    texts = list(articles.values()) * 3
    one = classifier.classify_many(texts, n_jobs=1)
    for n_jobs in (2, 7, -1, None):
        assert classifier.classify_many(iter(texts), n_jobs=n_jobs) == one
    assert one[0] == classifier.classify(texts[0], article="0")


def test_least_probability_leaves_out_the_rest(classifier, articles):
    text = articles["harbor-strike"]
    every, sure = classifier.classify(text), classifier.classify(text, min_probability=0.9)
    assert [c for c in every if c.probability >= 0.9] == sure
    assert 0 < len(sure) < len(every)
    marked = classifier.classify(text, min_probability=0.9, include_none=True)
    assert {c.probability < 0.9 for c in marked if c.abstained} == {True}


def test_an_explanation_adds_up_and_points_into_the_text(classifier, articles):
    text = articles["harbor-strike"]
    for claim in classifier.classify(text)[:5]:
        found = classifier.explain(claim, top=3)
        assert found.label == claim.label != found.runner_up
        assert 0 < len(found.evidence) <= 3
        weights = [abs(e.weight) for e in found.evidence]
        assert weights == sorted(weights, reverse=True)
        for one in found.evidence:
            if one.start is not None:
                assert claim.start - 200 <= one.start < one.end <= len(text)
    row = classifier.label_claims(["We reject the offer."], ["Bo Lund"])[0]
    assert classifier.explain(row).label == row.label == "rejection"


def test_parse_gives_what_the_command_gives(classifier, binary):
    line = binary("parse", "-", "--format", "jsonl", input=TEXT.encode()).splitlines()[0]
    assert classifier.parse(TEXT, article="stdin")[0] == json.loads(line)


def test_models_go_through_files_and_pickles(classifier, tmp_path):
    path = tmp_path / "m.demarche"
    classifier.save(path)
    loaded = demarche.Classifier.load(path)
    copied = pickle.loads(pickle.dumps(loaded))
    assert type(copied) is demarche.Classifier
    assert copied.to_bytes() == classifier.to_bytes() == path.read_bytes()
    assert demarche.Classifier(path).classify(TEXT) == classifier.classify(TEXT)
    assert [p.name for p in tmp_path.iterdir()] == ["m.demarche"]
    assert classifier.facts["label_rows"].keys() == set(classifier.labels)
    assert classifier.strongest("demand", 3)[0][2] > 0


def test_damaged_models_are_refused_in_one_line(classifier, tmp_path):
    whole = classifier.to_bytes()
    for data in (b"", b"junk", whole[:100], whole[:-1], whole[:5000] + b"x" + whole[5001:]):
        with pytest.raises(ValueError, match="model"):
            demarche.Classifier(data)
        with pytest.raises(ValueError) as raised:
            path = tmp_path / "bad.demarche"
            path.write_bytes(data)
            demarche.Classifier.load(path)
        assert "bad.demarche" in str(raised.value) and "\n" not in str(raised.value)
    with pytest.raises(FileNotFoundError):
        demarche.Classifier.load(tmp_path / "none.demarche")


@pytest.mark.parametrize(
    ("texts", "kind", "words"),
    [
        (["a", None], TypeError, "texts\\[1\\]: found None"),
        (["a", float("nan")], TypeError, "texts\\[1\\]: found float, expected str"),
        (["a", 3], TypeError, "texts\\[1\\]: found int"),
        (["a", b"bytes"], TypeError, "texts\\[1\\]: found bytes"),
        ("a single text", TypeError, "texts: found str, expected a list"),
        (None, TypeError, "texts: found NoneType"),
        (7, TypeError, "texts: found int"),
        (["half \ud83d a pair"], ValueError, "texts\\[0\\]: a lone surrogate"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(classifier, texts, kind, words):
    with pytest.raises(kind, match=words):
        classifier.classify_many(texts)
    with pytest.raises(kind, match=words):
        classifier.label_claims(texts)


def test_senseless_options_are_refused(classifier):
    with pytest.raises(TypeError, match="text: found None"):
        classifier.classify(None)
    with pytest.raises(ValueError, match="min_probability: found 2"):
        classifier.classify("a", min_probability=2)
    with pytest.raises(ValueError, match="n_jobs: found 0"):
        classifier.classify_many(["a"], n_jobs=0)
    with pytest.raises(ValueError, match="ids: found 1, expected one for each"):
        classifier.classify_many(["a", "b"], ids=["x"])
    with pytest.raises(ValueError, match="ids: found more"):
        classifier.classify_many(["a"], ids=["x", "y"])
    with pytest.raises(ValueError, match="speakers: found 1, expected 2"):
        classifier.label_claims(["a", "b"], ["x"])
    with pytest.raises(ValueError, match='label: found "x", expected one of'):
        classifier.strongest("x")
    with pytest.raises(TypeError, match="to_dict"):
        pickle.dumps(classifier.classify(TEXT)[0])


def test_texts_without_words_have_no_claims(classifier):
    for text in ("", " ", "\n\n", "\x00", "…", "a" * 100_000):
        assert classifier.classify(text) == []
    assert classifier.classify_many([]) == []
    assert classifier.predict_proba([]).shape == (0, len(classifier.labels))


def test_an_error_in_the_iterable_comes_through(classifier):
    def texts():
        yield "one"
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        classifier.classify_many(texts())


def test_ctrl_c_ends_a_long_call(classifier, articles):
    texts = list(articles.values()) * 20_000
    timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    began = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        classifier.classify_many(texts)
    assert time.monotonic() - began < 10


def test_other_threads_run_while_claims_are_found(classifier, articles):
    """With the lock held the other thread would count nothing before the call is done."""
    texts = ["\n".join(articles.values()) * 4] * 8
    counted, stop = [0], threading.Event()

    def count():
        while not stop.wait(0.002):
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    classifier.classify_many(texts, n_jobs=1)
    during = counted[0] - before
    stop.set()
    thread.join()
    assert during >= 3


def test_import_is_fast():
    """Nothing heavy is imported along; the processor's time, the best of several, as machines are busy."""
    code = (
        "import time, sys; t = time.process_time(); import demarche; "
        "print(time.process_time() - t); "
        "print(*[m for m in ('numpy', 'pandas', 'sklearn', 'pyarrow') if m in sys.modules])"
    )
    best = 1.0
    for _ in range(7):
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        seconds, heavy = out.stdout.split("\n")[:2]
        assert heavy == ""
        best = min(best, float(seconds))
    assert best < 0.05


def test_highlighted_text_is_the_text(classifier):
    text = TEXT + " <b>Markup</b> & more."
    html = demarche.highlight(text, classifier.classify(text, include_none=True))
    assert html._repr_html_().count("<mark") == html.count("</mark>") >= 2
    import html as escapes
    import re

    body = html.split("</p><p>")[1]
    assert escapes.unescape(re.sub("<[^>]*>", "", body)) == text
