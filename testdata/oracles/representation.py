"""Verdicts of a rule on representation: the share of each group among the people
against its share of a population that is taken as exact, the smaller over the larger.
One-sided exact binomial tests by scipy.stats.binomtest, Holm over two tests a group,
Clopper-Pearson limits by scipy.stats.binomtest too, in both directions.

    python3 testdata/oracles/representation.py > testdata/oracles/representation.json
"""
import json
from fractions import Fraction

import scipy
from scipy.stats import binomtest

ALPHA, BOUND = 0.05, Fraction(4, 5)

# people by group, the population's counts or shares
CASES = {
    "as the population": ({"F": 4800, "M": 5200}, {"F": "0.48", "M": "0.52"}),
    "one group too few": ({"a": 150, "b": 4000, "c": 5850}, {"a": "400", "b": "4000", "c": "5600"}),
    "one group too many": ({"a": 700, "b": 4000, "c": 5300}, {"a": "400", "b": "4000", "c": "5600"}),
    "a group of nobody": ({"a": 600, "b": 400}, {"a": "0.5", "b": "0.4", "c": "0.1"}),
    "few people": ({"a": 20, "b": 40}, {"a": "0.5", "b": "0.5"}),
    "too few people": ({"a": 9, "b": 20}, {"a": "0.5", "b": "0.5"}),
    "at the bound": ({"a": 4000, "b": 6000}, {"a": "0.5", "b": "0.5"}),
    "within, not shown": ({"a": 450, "b": 550}, {"a": "0.5", "b": "0.5"}),
    "beyond, perhaps by chance": ({"a": 16, "b": 84}, {"a": "0.22", "b": "0.78"}),
    "all in one group": ({"a": 1000}, {"a": "0.7", "b": "0.3"}),
    "five groups": ({"a": 1010, "b": 2020, "c": 2985, "d": 3005, "e": 980}, {"a": "1", "b": "2", "c": "3", "d": "3", "e": "1"}),
}


def ratio(p, q):
    return min(p, q) / max(p, q)


def verdict(people, population):
    total = sum(Fraction(x) for x in population.values())
    shares = {g: Fraction(x) / total for g, x in population.items()}
    n = sum(people.values())
    if n < 30:
        return {"verdict": "inconclusive", "reason": "too_few_rows"}
    tests, groups, limits = [], {}, []
    for g, share in shares.items():
        x = people.get(g, 0)
        lower = binomtest(x, n, alternative="greater").proportion_ci(1 - ALPHA, method="exact").low
        upper = binomtest(x, n, alternative="less").proportion_ci(1 - ALPHA, method="exact").high
        q = float(share)
        estimate = ratio(Fraction(x, n), share)
        both = min(ratio(lower, q), ratio(upper, q))
        groups[g] = {"num": x, "den": n, "estimate": float(estimate), "limit": both}
        limits.append(both)
        for alternative in ("greater", "less"):
            tests.append((binomtest(x, n, q, alternative=alternative).pvalue, g, estimate < BOUND))
    tests.sort()
    fails, adjusted = False, 0.0
    for i, (p, g, beyond) in enumerate(tests):
        adjusted = max(adjusted, min(1.0, p * (len(tests) - i)))
        groups[g].setdefault("p", p)
        groups[g].setdefault("adjusted", adjusted)
        fails = fails or (adjusted <= ALPHA and beyond)
    worst = min(g["estimate"] for g in groups.values())
    limit = min(limits)
    out = {"groups": groups, "estimate": worst, "limit": limit, "comparisons": len(tests)}
    beyond = any(t[2] for t in tests)
    if fails:
        return {**out, "verdict": "fail"}
    if beyond:
        return {**out, "verdict": "inconclusive", "reason": "beyond_may_be_chance"}
    if limit >= float(BOUND):
        return {**out, "verdict": "pass"}
    return {**out, "verdict": "inconclusive", "reason": "within_not_shown"}


print(json.dumps({
    "schema": "fairaudit-oracle/1",
    "topic": "representation against a population",
    "method": __doc__,
    "producer": {"package": "scipy", "version": scipy.__version__, "function": "scipy.stats.binomtest"},
    "tolerance": {"abs": 1e-9, "rel": 1e-6},
    "cases": [{"id": name, "in": {"people": people, "population": population}, "out": verdict(people, population)} for name, (people, population) in CASES.items()],
}, indent=1))
