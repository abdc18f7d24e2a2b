"""Verdicts of a rule on change: how much the gap of two groups by the selection rate has
widened between two audits of different people, |p_g - p_h| - |q_g - q_h|. Both
p_g - p_h -+ (q_g - q_h) have limits by MOVER on Clopper-Pearson limits (scipy.stats.beta)
with the quartile guard over four terms; a widening is proven at alpha over the ordered
pairs by both, and disproven at alpha/2 by the one that the earlier estimate points to.
The p-value of an ordered pair is the smallest level at which both limits reach 0, found
by bisection; those of pairs beyond the bound are given with Holm's adjustment.

    python3 testdata/oracles/change.py > testdata/oracles/change.json
"""
import itertools
import json
import math

import scipy
from scipy.stats import beta

ALPHA, GUARD, BOUND = 0.05, 0.25, 0.05

# group: selected and people now, then in the earlier audit
CASES = {
    "no change": {"F": (4000, 10000, 4010, 10000), "M": (4100, 10000, 4090, 10000)},
    "wider": {"F": (3000, 10000, 4000, 10000), "M": (4000, 10000, 4100, 10000)},
    "turned round": {"F": (3000, 10000, 4200, 10000), "M": (4000, 10000, 4000, 10000)},
    "turned round and no wider": {"F": (3900, 10000, 4200, 10000), "M": (4200, 10000, 3900, 10000)},
    "narrower": {"F": (4000, 10000, 3000, 10000), "M": (4100, 10000, 4000, 10000)},
    "wide before and now": {"F": (20000, 50000, 20000, 50000), "M": (30000, 50000, 30000, 50000)},
    "beyond, perhaps by chance": {"F": (30, 100, 40, 100), "M": (40, 100, 40, 100)},
    "within, not shown": {"F": (300, 1000, 300, 1000), "M": (330, 1000, 310, 1000)},
    "three groups": {"a": (900, 3000, 900, 3000), "b": (1200, 3000, 930, 3000), "c": (905, 3000, 910, 3000)},
    "four groups": {"a": (900, 3000, 900, 3000), "b": (1220, 3000, 930, 3000), "c": (905, 3000, 910, 3000), "d": (1060, 3000, 905, 3000)},
    "unequal sizes": {"a": (12, 40, 30000, 100000), "b": (30000, 100000, 14, 45)},
}


def limits(x, n, a):
    return (float(beta.ppf(a, x, n - x + 1)) if x else 0.0, float(beta.isf(a, x + 1, n - x)) if x < n else 1.0)


def lower(terms, a):
    """Of the sum of c * x/n over the terms (c, x, n)."""
    at = [c * limits(x, n, a)[c < 0] for c, x, n in terms]
    guard = [c * limits(x, n, GUARD)[c < 0] for c, x, n in terms]
    value = [c * x / n for c, x, n in terms]
    mover = sum(value) - math.sqrt(sum((v - l) ** 2 for v, l in zip(value, at)))
    return min(mover, *(sum(guard) - g + l for g, l in zip(guard, at)))


def p_value(limit):
    """The smallest level at which the limit reaches 0."""
    if limit(0.5) < 0:
        return 1.0
    least, most = math.log(1e-200), math.log(0.5)
    for _ in range(200):
        middle = (least + most) / 2
        if limit(math.exp(middle)) >= 0:
            most = middle
        else:
            least = middle
    return math.exp(most)


def verdict(groups):
    pairs = list(itertools.permutations(groups, 2))
    out = {}
    for g, h in pairs:
        x, n, y, m = groups[g]
        u, v, w, k = groups[h]
        sums = [[(1, x, n), (-1, u, v), (-s, y, m), (s, w, k)] for s in (1, -1)]
        earlier = sums[1 if y / m < w / k else 0]
        out[g, h] = {
            "estimate": x / n - u / v - abs(y / m - w / k),
            "lower": lambda a, sums=sums: min(lower(terms, a) for terms in sums),
            "upper": -lower([(-c, a, b) for c, a, b in earlier], ALPHA / 2),
        }
    # Holm by level over pairs of one check: reject while the limit at alpha over those left is above 0.
    rejected = set()
    while True:
        level = ALPHA / max(1, len(pairs) - len(rejected))
        more = {p for p in pairs if p not in rejected and out[p]["lower"](level) > 0}
        if not more:
            break
        rejected |= more
    result = {"estimate": max(o["estimate"] for o in out.values()), "lower": max(o["lower"](ALPHA / len(pairs)) for o in out.values()),
              "upper": max(o["upper"] for o in out.values()), "comparisons": len(pairs)}
    if any(out[p]["estimate"] > BOUND + 1e-12 for p in rejected):
        p = sorted((p_value(out[pair]["lower"]), pair) for pair in pairs)
        adjusted, least = {}, 0.0
        for i, (value, pair) in enumerate(p):
            least = max(least, min(1.0, value * (len(pairs) - i)))
            adjusted[pair] = {"higher": pair[0], "lower": pair[1], "p": value, "p_adjusted": least}
        offenders = sorted((p for p in rejected if out[p]["estimate"] > BOUND + 1e-12), key=lambda p: -out[p]["estimate"])
        return {**result, "verdict": "fail", "offenders": [adjusted[p] for p in offenders]}
    if result["estimate"] > BOUND + 1e-12:
        return {**result, "verdict": "inconclusive", "reason": "beyond_may_be_chance"}
    if result["upper"] <= BOUND:
        return {**result, "verdict": "pass"}
    return {**result, "verdict": "inconclusive", "reason": "within_not_shown"}


print(json.dumps({
    "schema": "fairaudit-oracle/1",
    "topic": "change of gaps since an earlier audit",
    "method": __doc__,
    "producer": {"package": "scipy", "version": scipy.__version__, "function": "scipy.stats.beta.ppf and isf"},
    "tolerance": {"abs": 1e-9, "rel": 1e-9},
    "cases": [{"id": name, "in": {"groups": groups}, "out": verdict(groups)} for name, groups in CASES.items()],
}, indent=1))
