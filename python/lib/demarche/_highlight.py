"""Claims to coloured text, for notebooks."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._demarche import Claim

#: Colours by label that people without red-green vision can tell apart (Okabe and Ito).
COLORS = {
    "assessment": "#56b4e9",
    "concession": "#009e73",
    "demand": "#e69f00",
    "none": "#bbbbbb",
    "rejection": "#d55e00",
}
_MORE = ("#0072b2", "#cc79a7", "#f0e442", "#999999")


class Highlighted(str):
    """HTML that a notebook shows as it is."""

    def _repr_html_(self) -> str:
        return str(self)


def highlight(
    text: str, claims: Iterable[Claim], colors: Mapping[str, str] | None = None
) -> Highlighted:
    """An article with its claims marked in the colour of their label.

    Parameters
    ----------
    text : str
        The article.
    claims : iterable of Claim
        Its claims; where one stands inside another, the inner one is marked on top.
    colors : mapping of str to str, optional
        A colour for each label, as ``#rrggbb``.

    Returns
    -------
    Highlighted
        A string of HTML that notebooks show.
    """
    from html import escape

    claims = list(claims)
    labels = sorted({claim.label for claim in claims})
    known = {**COLORS, **(colors or {})}
    spare = iter(_MORE * (1 + len(labels) // len(_MORE)))
    known = {label: known.get(label) or next(spare) for label in labels}
    # What ends first is opened last.
    marks: list[tuple[int, int, int, str]] = []
    for claim in claims:
        speaker = str(claim.speaker) if claim.speaker else "unknown"
        title = escape(f"{claim.label} {claim.probability:.2f}, {speaker}", quote=True)
        style = f"background:{known[claim.label]}40;border-bottom:2px solid {known[claim.label]}"
        marks.append((claim.start, -claim.end, claim.end, f'<mark title="{title}" style="{style}">'))
    marks.sort()
    out: list[str] = []
    open_: list[tuple[int, str]] = []
    at = 0

    def text_to(end: int) -> None:
        nonlocal at
        out.append(escape(text[at:end]).replace("\n", "<br>"))
        at = end

    def close_until(start: int) -> None:
        while open_ and min(end for end, _ in open_) <= start:
            end = min(end for end, _ in open_)
            text_to(end)
            # Marks that reach further are closed and opened again.
            again = []
            while open_:
                one = open_.pop()
                out.append("</mark>")
                if one[0] > end:
                    again.append(one)
            for one in reversed(again):
                out.append(one[1])
                open_.append(one)

    for start, _, end, tag in marks:
        close_until(start)
        text_to(start)
        out.append(tag)
        open_.append((end, tag))
    close_until(len(text))
    text_to(len(text))
    legend = " ".join(
        f'<span style="background:{known[label]}40;border-bottom:2px solid {known[label]};'
        f'padding:0 .4em;margin-right:.6em">{escape(label)}</span>'
        for label in labels
    )
    body = "".join(out)
    return Highlighted(
        f'<div style="line-height:1.7;max-width:46em"><p>{legend}</p><p>{body}</p></div>'
    )
