#!/usr/bin/env python3
"""Agreement of the two annotation passes: `python3 agreement.py` in this folder.

Claims of both passes are matched one to one, best Dice overlap of the spans
first, from .5 on. Prints a line for each figure.
"""
import collections, pathlib, re

HERE = pathlib.Path(__file__).resolve().parent
LABELS = "assessment concession demand rejection".split()
TITLES = set("""the a an of and to in for his her its their mr mrs ms dr sir sen rep president minister prime foreign
secretary spokesman spokeswoman spokesperson chief leader official officials government""".split())

def flat(text):
    return re.sub(r"\s+", " ", text).strip()

def claims(article, which):
    """Each line's span in the text with white space flattened, and its fields."""
    folder = next(f for f in (HERE.parent, HERE.parent / "train") if (f / f"{article}.txt").is_file())
    text, at, out = flat((folder / f"{article}.txt").read_text(encoding="utf-8")), 0, []
    for line in (HERE / f"{article}.{which}.tsv").read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        claim = flat(fields[0])
        edge = lambda c: r"\b" if c.isalnum() else ""
        pattern = re.compile(edge(claim[0]) + re.escape(claim) + edge(claim[-1]))
        hit = pattern.search(text, max(0, at - 400) if len(claim) > 12 else at)
        if hit is None:
            raise SystemExit(f"{article}.{which}.tsv: not in the text: {claim}")
        at = hit.start()
        out.append((hit.start(), hit.end(), fields))
    return out

def dice(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * shared / (a[1] - a[0] + b[1] - b[0]) if shared > 0 else 0.0

def matches(a, b):
    pairs = [(dice(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b) if dice(x, y) >= 0.5]
    pairs.sort(key=lambda p: (-p[0], abs(p[1] - p[2]), p[1], p[2]))
    used_a, used_b = set(), set()
    for d, i, j in pairs:
        if i not in used_a and j not in used_b:
            used_a.add(i); used_b.add(j)
            yield d, a[i], b[j]

def kappa(pairs):
    n = len(pairs)
    same = sum(x == y for x, y in pairs) / n
    left, right = collections.Counter(x for x, _ in pairs), collections.Counter(y for _, y in pairs)
    chance = sum(left[l] * right[l] for l in left) / n ** 2
    return (same - chance) / (1 - chance)

def same_speaker(a, b):
    a, b = (set(re.findall(r"\w+", x.lower())) for x in (a, b))
    return bool(a & b - TITLES) or a == b

def main():
    n_a = n_b = 0
    found = []
    for path in sorted(HERE.glob("*.A.tsv")):
        article = path.name[: -len(".A.tsv")]
        a, b = claims(article, "A"), claims(article, "B")
        n_a, n_b = n_a + len(a), n_b + len(b)
        found += matches(a, b)
    n = len(found)
    labels = [(x[2][4], y[2][4]) for _, x, y in found]
    print(f"claims of pass A {n_a}, of pass B {n_b}, matched {n}: F1 {2 * n / (n_a + n_b):.3f}")
    print(f"span the same {sum(d == 1 for d, _, _ in found) / n:.3f}, mean Dice {sum(d for d, _, _ in found) / n:.3f}")
    print(f"label the same {sum(x == y for x, y in labels) / n:.3f}, kappa {kappa(labels):.3f}, end-to-end F1 "
          f"{2 * sum(x == y for x, y in labels) / (n_a + n_b):.3f}")
    for label in LABELS:
        rows = sum(x == label for x, _ in labels), sum(y == label for _, y in labels)
        print(f"  {label:<11} kappa {kappa([(x == label, y == label) for x, y in labels]):.3f}  (A {rows[0]}, B {rows[1]})")
    stances = [(x[2][5], y[2][5]) for _, x, y in found]
    print(f"stance the same {sum(x == y for x, y in stances) / n:.3f}, kappa {kappa(stances):.3f}")
    print(f"speaker the same {sum(same_speaker(x[2][6], y[2][6]) for _, x, y in found) / n:.3f}")
    print(f"source words the same {sum(flat(x[2][1]) == flat(y[2][1]) for _, x, y in found) / n:.3f}, "
          f"cue {sum(flat(x[2][2]) == flat(y[2][2]) for _, x, y in found) / n:.3f}, "
          f"content {sum(flat(x[2][3]) == flat(y[2][3]) for _, x, y in found) / n:.3f}")

if __name__ == "__main__":
    main()
