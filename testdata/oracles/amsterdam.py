"""Verdicts of the policies charter and burden on the confusion matrices that the
City of Amsterdam gave for its Slimme Check, before and after reweighing. Pure
Python, from the decision rule alone: Clopper-Pearson limits by bisection of the
binomial tail, MOVER with the quartile guard, weighted Holm on sorted p-values.

    python3 testdata/oracles/amsterdam.py > testdata/oracles/amsterdam.json
"""
import json
import math
from fractions import Fraction
from functools import lru_cache

ALPHA = 0.05
GUARD = 0.25

# group: TN, FP, FN, TP. A positive prediction is a file flagged for investigation.
SETS = {
    "before": {
        "sex": {"M": (234, 110, 176, 173), "F": (199, 74, 144, 143)},
        "nationality": {"Dutch": (344, 120, 229, 183), "not Dutch": (78, 61, 84, 122)},
        "origin": {"Western": (373, 132, 266, 250), "not Western": (49, 49, 46, 55)},
        "parent": {"full-time": (78, 29, 41, 37), "not": (355, 156, 279, 280)},
    },
    "after": {
        "sex": {"M": (262, 82, 214, 135), "F": (221, 52, 169, 118)},
        "nationality": {"Dutch": (361, 103, 265, 147), "not Dutch": (109, 30, 108, 98)},
        "origin": {"Western": (391, 114, 310, 206), "not Western": (79, 19, 62, 39)},
    },
}
RATES = {  # successes and trials
    "selection_rate": lambda tn, fp, fn, tp: (fp + tp, tn + fp + fn + tp),
    "tpr": lambda tn, fp, fn, tp: (tp, fn + tp),
    "fpr": lambda tn, fp, fn, tp: (fp, tn + fp),
    "fp_share": lambda tn, fp, fn, tp: (fp, tn + fp + fn + tp),
}
POLICIES = {  # rule: rate, contrast, bound; all of severity block
    "charter": {
        "burden-ratio": ("selection_rate", "ratio", Fraction(5, 4)),
        "selection-gap": ("selection_rate", "difference", Fraction(1, 10)),
        "equal-opportunity": ("tpr", "difference", Fraction(1, 10)),
        "fpr-gap": ("fpr", "difference", Fraction(1, 10)),
        "fp-share-ratio": ("fp_share", "ratio", Fraction(5, 4)),
    },
    "burden": {
        "burden-ratio": ("selection_rate", "ratio", Fraction(5, 4)),
        "fp-share-ratio": ("fp_share", "ratio", Fraction(5, 4)),
        "fpr-gap": ("fpr", "difference", Fraction(1, 10)),
    },
}


def tail(x, n, p):
    """P(X >= x) of a binomial."""
    if x <= 0:
        return 1.0
    if p <= 0:
        return 0.0
    if p >= 1:
        return 1.0
    logs = (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p) for k in range(x, n + 1))
    return math.fsum(map(math.exp, logs))


@lru_cache(maxsize=None)
def lower(x, n, a):
    if x == 0:
        return 0.0
    lo, hi = 0.0, x / n
    while hi - lo > 1e-14:
        mid = (lo + hi) / 2
        if tail(x, n, mid) < a:
            lo = mid
        else:
            hi = mid
    return lo


def upper(x, n, a):
    return 1 - lower(n - x, n, a)


def proves(g, h, rho, a):
    """Whether H0: p_g <= rho p_h is rejected at one-sided level a."""
    (x, n), (y, m) = g, h
    p, q = x / n, y / m
    d = p - rho * q
    below, above = lower(x, n, a), upper(y, m, a)
    return (d > 0 and d * d >= (p - below) ** 2 + rho * rho * (above - q) ** 2
            and below >= rho * upper(y, m, GUARD) and lower(x, n, GUARD) >= rho * above)


def p_value(g, h, rho=1.0):
    if not proves(g, h, rho, GUARD):
        return 1.0
    lo, hi = math.log(1e-13), math.log(GUARD)
    if proves(g, h, rho, 1e-13):
        return 0.0
    while hi - lo > 1e-7:
        mid = (lo + hi) / 2
        if proves(g, h, rho, math.exp(mid)):
            hi = mid
        else:
            lo = mid
    return math.exp(hi)


def difference_upper(g, h, a):
    (x, n), (y, m) = g, h
    p, q = x / n, y / m
    u, l = upper(x, n, a), lower(y, m, a)
    mover = p - q + math.hypot(u - p, q - l)
    return max(mover, u - lower(y, m, GUARD), upper(x, n, GUARD) - l)


def ratio_upper(g, h, a):
    (x, n), (y, m) = g, h
    p, q = x / n, y / m
    u, l = upper(x, n, a), lower(y, m, a)
    k = p * q
    mover = (k + math.sqrt(k * k - u * (2 * p - u) * l * (2 * q - l))) / (l * (2 * q - l))
    return max(mover, u / lower(y, m, GUARD), upper(x, n, GUARD) / l)


def judge(policy, attributes):
    checks = []
    for rule, (rate, contrast, bound) in policy.items():
        for attribute, groups in attributes.items():
            (a, b) = (RATES[rate](*cells) for cells in groups.values())
            high, low = (a, b) if Fraction(*a) >= Fraction(*b) else (b, a)
            p, q = Fraction(*high), Fraction(*low)
            estimate = p - q if contrast == "difference" else p / q
            reach = difference_upper if contrast == "difference" else ratio_upper
            limit = max(reach(high, low, ALPHA), reach(low, high, ALPHA))
            checks.append({"rule": rule, "attribute": attribute, "estimate": estimate, "limit": limit, "bound": bound,
                           "p": [p_value(high, low), p_value(low, high)]})
    # weighted Holm: two comparisons a check, so that all weights are equal
    order = sorted((p, i, j) for i, c in enumerate(checks) for j, p in enumerate(c["p"]))
    worst = 0.0
    for at, (p, i, j) in enumerate(order):
        worst = max(worst, min(1.0, p * (len(order) - at)))
        if j == 0:
            checks[i]["adjusted"] = worst
    for c in checks:
        beyond = c["estimate"] > c["bound"]
        if beyond and c["adjusted"] <= ALPHA:
            c["verdict"] = "fail"
        elif not beyond and c["limit"] <= c["bound"]:
            c["verdict"] = "pass"
        else:
            c["verdict"] = "inconclusive"
    return [{"rule": c["rule"], "attribute": c["attribute"], "estimate": float(c["estimate"]), "limit": c["limit"],
             "adjusted": c["adjusted"], "verdict": c["verdict"]} for c in checks]


def main():
    cases = []
    for policy, rules in POLICIES.items():
        for name, attributes in SETS.items():
            cases.append({"id": f"{policy} {name}", "in": {"policy": policy, "cells": "TN FP FN TP", "attributes": attributes},
                          "out": judge(rules, attributes)})
    lines = ",\n".join("  " + json.dumps(c) for c in cases)
    head = {"schema": "fairaudit-oracle/1", "topic": "charter and burden on Amsterdam's Slimme Check",
            "method": "the blocking rules of a policy on all attributes together; see amsterdam.py",
            "producer": {"function": "amsterdam.py", "package": "Python standard library"},
            "source": "confusion matrices of the City of Amsterdam: Lighthouse-Reports/amsterdam_fairness@3f2e126",
            "tolerance": {"abs": 1e-9, "rel": 1e-4}}
    print(json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}")


main()
