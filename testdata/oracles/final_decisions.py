"""Rates of final human decisions with their 95 % limits, and the gap between groups
with its one-sided limits: Clopper-Pearson limits by scipy.stats.beta, MOVER with the
quartile guard over all ordered pairs, as statistics of the gate are defined.

    python3 testdata/oracles/final_decisions.py > testdata/oracles/final_decisions.json
"""
import itertools
import json
import math

import scipy
from scipy.stats import beta

ALPHA, GUARD = 0.05, 0.25

# group: model positive and finally positive, positive/negative, negative/positive,
# negative/negative, and people without a final decision by prediction.
CASES = {
    "two groups": {"F": (850, 150, 40, 940, 10, 10), "M": (960, 50, 45, 930, 5, 10)},
    "nobody overrules": {"a": (40, 0, 0, 60, 0, 0), "b": (75, 0, 0, 25, 3, 0)},
    "no positive advice": {"a": (0, 0, 3, 60, 2, 1), "b": (30, 10, 0, 45, 0, 0)},
    "four groups": {"a": (33, 9, 4, 61, 0, 0), "b": (310, 22, 18, 420, 7, 9), "c": (5, 25, 20, 1, 0, 0), "d": (1200, 4, 2, 1800, 0, 0)},
    "one group": {"a": (10, 20, 30, 40, 0, 0)},
}


def rates(pp, pn, np, nn, *_):
    return {
        "override_rate": (pn + np, pp + pn + np + nn),
        "positive_acceptance_rate": (pp, pp + pn),
        "negative_acceptance_rate": (nn, np + nn),
        "final_selection_rate": (pp + np, pp + pn + np + nn),
    }


def limits(x, n, a):
    lower = beta.ppf(a, x, n - x + 1) if x > 0 else 0.0
    upper = beta.isf(a, x + 1, n - x) if x < n else 1.0
    return float(lower), float(upper)


def difference(p, q, a):
    """Limits of p - q, each one-sided at a."""
    (l1, u1), (l2, u2) = limits(*p, a), limits(*q, a)
    (g1, h1), (g2, h2) = limits(*p, GUARD), limits(*q, GUARD)
    x, y = p[0] / p[1], q[0] / q[1]
    lower = min(x - y - math.hypot(x - l1, u2 - y), l1 - h2, g1 - u2)
    upper = max(x - y + math.hypot(u1 - x, y - l2), u1 - g2, h1 - l2)
    return lower, upper


def gap(counts):
    """Over the groups of at least 30 people in the denominator."""
    assessed = [c for c in counts if c[1] >= 30]
    if len(assessed) < 2:
        return None
    pairs = list(itertools.permutations(assessed, 2))
    values = [x / n for x, n in assessed]
    return {
        "comparisons": len(pairs),
        "estimate": max(values) - min(values),
        "lower": max(0.0, *(difference(p, q, ALPHA / len(pairs))[0] for p, q in pairs)),
        "upper": max(difference(p, q, ALPHA)[1] for p, q in pairs),
    }


def main():
    cases = []
    for name, groups in CASES.items():
        measured = {g: rates(*cells) for g, cells in groups.items()}
        out = {"groups": {}, "gaps": {}}
        for g, of in measured.items():
            out["groups"][g] = {
                rate: {"num": x, "den": n, "limits": list(limits(x, n, 0.025)) if n else None} for rate, (x, n) in of.items()
            }
        for rate in rates(0, 0, 0, 0):
            out["gaps"][rate] = gap([of[rate] for of in measured.values()])
        cases.append({"id": name, "in": {"cells": groups}, "out": out})
    print(json.dumps({
        "schema": "fairaudit-oracle/1",
        "topic": "rates of final human decisions and their gaps",
        "method": __doc__,
        "producer": {"package": "scipy", "version": scipy.__version__, "function": "scipy.stats.beta.ppf and isf"},
        "tolerance": {"abs": 1e-9, "rel": 1e-9},
        "cases": cases,
    }, indent=1))


main()
