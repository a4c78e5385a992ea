"""A fit shown: as text, as HTML, as JSON."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from catspaw.fit.rem.result import Fit

_HEAD = ("", "coefficient", "std. error", "z", "p")
_LIKELIHOODS = {
    "ordinal": "order of events (conditional logit)",
    "interval": "waiting times (exponential)",
    "counts": "counts by period (Poisson)",
}
_MODELS = {"tie": "dyads", "choice": "receivers, given the sender", "rate": "senders"}
_MOST_LEVELS = 8


def rows(fit: Fit) -> list[dict[str, Any]]:
    """Give one row for each coefficient."""
    return [
        {"term": name, "coefficient": float(c), "se": float(s), "z": float(z), "p": float(p)}
        for name, c, s, z, p in zip(fit.names, fit.coef, fit.se, fit.z, fit.p, strict=True)
    ]


def _cells(fit: Fit) -> list[tuple[str, ...]]:
    return [(r["term"], f"{r['coefficient']:.6f}", f"{r['se']:.6f}", f"{r['z']:.3f}", _p(r["p"])) for r in rows(fit)]


def _p(p: float) -> str:
    return "<.0001" if p < 1e-4 else f"{p:.4f}".removeprefix("0")


def _title(fit: Fit) -> str:
    return f"Relational event model of {_MODELS[fit.model]}: {_LIKELIHOODS[fit.likelihood]}"


def _facts(fit: Fit) -> list[str]:
    shrunk = " effective" if fit.levels else ""
    facts = [
        f"{fit.events:,} events, {fit.actors:,} actors, {fit.choices:,} choices, {fit.alternatives:,} alternatives",
        f"log-likelihood {fit.loglik:.4f}, deviance {fit.deviance:.4f}, null deviance {fit.null_deviance:.4f}",
        f"AIC {fit.aic:.3f}, AICc {fit.aicc:.3f}, BIC {fit.bic:.3f} ({fit.parameters:.4g}{shrunk} parameters)",
    ]
    if fit.plan.sample is not None:
        facts.append(f"{fit.plan.sample} controls drawn for each choice, seed {fit.plan.seed}{_robust(fit)}")
    if any(fit.ridge):
        facts.append("ridge " + ", ".join(f"{n} {r:g}" for n, r in zip(fit.names, fit.ridge, strict=True) if r))
    if fit.dispersion is not None:
        facts.append(str(fit.dispersion))
    facts += [f"({name}): standard deviation {sd:.4f}" for name, sd in fit.spread.items()]
    facts += _extremes(fit)
    return facts


def _robust(fit: Fit) -> str:
    return "; robust standard errors" if fit.robust else ""


def _extremes(fit: Fit) -> list[str]:
    """Name the levels that stand out most, for each varying coefficient."""
    said = []
    for name in fit.spread:
        mine = sorted((one for one in fit.levels if one.coefficient == name), key=lambda one: -abs(one.deviation))
        shown = ", ".join(f"{one.level} {one.deviation:+.3f}" for one in mine[:_MOST_LEVELS])
        said.append(f"({name}): furthest {shown}")
    return said


def as_text(fit: Fit) -> str:
    """Show a fit as plain text."""
    cells = [_HEAD, *_cells(fit)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(_HEAD))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in cells
    ]
    notes = [f"note: {note}" for note in fit.notes]
    return "\n".join([_title(fit), fit.formula, "", *lines, "", *_facts(fit), *notes])


def as_html(fit: Fit) -> str:
    """Show a fit as an HTML table; all text is escaped."""
    head = "".join(f"<th>{escape(h)}</th>" for h in _HEAD)
    body = "".join(
        f"<tr><th style='text-align:left'>{escape(row[0])}</th>{''.join(f'<td>{escape(c)}</td>' for c in row[1:])}</tr>"
        for row in _cells(fit)
    )
    below = "<br>".join(escape(line) for line in [*_facts(fit), *(f"note: {note}" for note in fit.notes)])
    return (
        f"<table><caption>{escape(_title(fit))}<br><code>{escape(fit.formula)}</code></caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{below}</p>"
    )


def as_json(fit: Fit) -> str:
    """Show a fit as JSON."""
    dispersion = None
    if fit.dispersion is not None:
        one = fit.dispersion
        dispersion = {"pearson": one.pearson, "score": one.score, "p": one.p, "over": one.over}
    held = {
        "formula": fit.formula,
        "model": fit.model,
        "likelihood": fit.likelihood,
        "coefficients": rows(fit),
        "covariance": fit.cov.tolist(),
        "loglik": fit.loglik,
        "null_loglik": fit.null_loglik,
        "deviance": fit.deviance,
        "null_deviance": fit.null_deviance,
        "aic": fit.aic,
        "aicc": fit.aicc if fit.aicc != float("inf") else None,
        "bic": fit.bic,
        "events": fit.events,
        "actors": fit.actors,
        "choices": fit.choices,
        "alternatives": fit.alternatives,
        "parameters": fit.parameters,
        "ridge": dict(zip(fit.names, fit.ridge, strict=True)),
        "robust": fit.robust,
        "sample": fit.plan.sample,
        "seed": fit.plan.seed,
        "steps": fit.steps,
        "dispersion": dispersion,
        "spread": dict(fit.spread),
        "levels": [
            {"coefficient": v.coefficient, "level": v.level, "deviation": v.deviation, "error": v.error}
            for v in fit.levels
        ],
        "notes": list(fit.notes),
    }
    return json.dumps(held, indent=1, ensure_ascii=False, allow_nan=False)
