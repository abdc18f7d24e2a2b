"""Verdicts of random policies on random audits of one attribute, written from the method
notes alone: MOVER on Clopper-Pearson limits (scipy.special.betaincinv) with the quartile
guard, p-values by bisection of these limits, weighted Holm or Bonferroni over all
comparisons of a family, and the modes of fail and pass. Audits in which a limit or an
adjusted p-value nearly touches what it is compared with are left out, and so are ratios
with a denominator of 0.

    python3 testdata/oracles/policies.py > testdata/oracles/policies.json
"""
import json
import math
import random
from fractions import Fraction

import scipy
from scipy.special import betainc, betaincc, betaincinv, betainccinv

CASES, SEED, GUARD, NEAR = 160, 3, 0.25, 1e-6
CELLS = ("tp", "fp", "fn", "tn", "selected", "not_selected")  # the last two without an actual outcome
RATES = {  # numerator and denominator
    "selection_rate": ("tp fp selected", "tp fp selected fn tn not_selected"),
    "tpr": ("tp", "tp fn"), "fpr": ("fp", "fp tn"), "ppv": ("tp", "tp fp"), "npv": ("tn", "fn tn"),
    "accuracy": ("tp tn", "tp fp fn tn"), "fp_share": ("fp", "tp fp fn tn"),
}
BOUNDS = {"max-min": ("0.02", "0.1", "0.2"), "min/max": ("4/5", "0.9", "0.5"), "max/min": ("5/4", "1.1", "2")}


def low(x, n, a):
    return 0.0 if x == 0 else float(betaincinv(x, n - x + 1, a))


def high(x, n, a):
    return 1.0 if x == n else float(betainccinv(x + 1, n - x, a))


def difference_low(x, n, y, m, a, g):
    """The lower limit of x/n - y/m at level a, with the guard at g."""
    p, q = x / n, y / m
    mover = p - q - math.hypot(p - low(x, n, a), high(y, m, a) - q)
    return min(mover, low(x, n, a) - high(y, m, g), low(x, n, g) - high(y, m, a))


def ratio_low(x, n, y, m, a, g):
    """The lower limit of (x/n) / (y/m)."""
    p, q = x / n, y / m
    l, u = low(x, n, a), high(y, m, a)
    of_p, of_q = l * (2 * p - l), u * (2 * q - u)
    root = p * q + math.sqrt(max(0.0, (p * q) ** 2 - of_p * of_q))
    return min(of_p / root if root > 0 else 0.0, l / high(y, m, g), low(x, n, g) / u)


def p_value(x, n, y, m, rho, tau):
    """The least level at which x/n - rho*y/m <= tau is rejected."""
    p, q = x / n, y / m
    gap = p - rho * q - tau
    if gap <= 1e-15:
        return 1.0

    def rejects(a):
        return gap >= math.hypot(p - low(x, n, a), rho * (high(y, m, a) - q))

    least, most = math.log(1e-300), math.log(0.5)
    for _ in range(100):
        middle = (least + most) / 2
        least, most = (least, middle) if rejects(math.exp(middle)) else (middle, most)
    p_mover = math.exp(most)
    reach, floor = rho * high(y, m, GUARD) + tau, (low(x, n, GUARD) - tau) / rho
    first = 0.0 if reach <= 0 else 1.0 if reach >= 1 or x == 0 else float(betainc(x, n - x + 1, reach))
    second = 0.0 if floor >= 1 else 1.0 if floor <= 0 or y == m else float(betaincc(y + 1, m - y, floor))
    return max(p_mover, first, second)


def counts(group, rate):
    return tuple(sum(group[cell] for cell in cells.split()) for cells in RATES[rate])


class Rule:
    def __init__(self, r, name):
        self.name = name
        self.rates = r.choice([[rate] for rate in RATES] + [["tpr", "fpr"]])
        self.operation = "max-min" if len(self.rates) > 1 else r.choice(list(BOUNDS))
        self.bound = r.choice(BOUNDS[self.operation])
        self.fail, self.passes = r.choice(["supported", "supported", "demonstrated", "point"]), r.choice(["demonstrated", "point"])
        self.pairs, self.severity = r.choice(["all", "all", "reference"]), r.choice(["block", "block", "warn", "report"])
        self.min_group, self.min_coverage = r.choice([30, 30, 1, 100]), r.choice(["0.95", "0.95", "0", "0.5"])

    def text(self):
        what = "metric: equalized_odds_difference" if len(self.rates) > 1 else "rate: %s, %s: %s" % (
            self.rates[0], "difference" if self.operation == "max-min" else "ratio", self.operation)
        sign = ">=" if self.operation == "min/max" else "<="
        return f'  {self.name}: {{{what}, bound: "{sign} {self.bound}", fail: {self.fail}, pass: {self.passes}, pairs: {self.pairs}, ' \
               f'severity: {self.severity}, min_group: {self.min_group}, min_coverage: {self.min_coverage}}}\n'


def beyond(rule, p, q):
    bound = Fraction(rule.bound)
    return {"max-min": p - q > bound, "min/max": q < bound * p, "max/min": p > bound * q}[rule.operation]


def contrast(rule, p, q):
    return float({"max-min": lambda: p - q, "min/max": lambda: q / p, "max/min": lambda: p / q}[rule.operation]())


def compare(rule, groups, alpha):
    """All ordered pairs of a check, and the share of the people that it compares."""
    pairs, coverage = [], []
    for rate in rule.rates:
        sizes = {label: counts(g, rate)[1] for label, g in groups.items()}
        assessed = [label for label in groups if sizes[label] >= max(rule.min_group, 1)]
        if len(assessed) < 2:
            coverage.append(Fraction(0))
            continue
        coverage.append(Fraction(sum(sizes[x] for x in assessed), sum(sizes.values())))
        largest = min(assessed, key=lambda x: (-sum(groups[x].values()), x))
        pairs += [(rate, i, j) for i in assessed for j in assessed if i != j and (rule.pairs == "all" or largest in (i, j))]
    guard, bound = 0.1 if alpha < 0.02 else GUARD, float(Fraction(rule.bound))
    rho, tau = {"max-min": (1, bound), "min/max": (1 / bound, 0), "max/min": (bound, 0)}[rule.operation]
    if rule.fail != "demonstrated":
        rho, tau = 1, 0
    out = []
    for rate, i, j in pairs:
        (x, n), (y, m) = counts(groups[i], rate), counts(groups[j], rate)
        strict = alpha / len(pairs)
        if rule.operation == "max-min":
            lower, upper = difference_low(x, n, y, m, strict, GUARD), -difference_low(y, m, x, n, alpha, guard)
        elif rule.operation == "min/max":
            lower, upper = ratio_low(y, m, x, n, alpha, guard), 1 / ratio_low(x, n, y, m, strict, GUARD)
        else:
            lower, upper = ratio_low(x, n, y, m, strict, GUARD), 1 / ratio_low(y, m, x, n, alpha, guard)
        p, q = Fraction(x, n), Fraction(y, m)
        out.append({"rate": rate, "high": i, "low": j, "estimate": contrast(rule, p, q), "beyond": beyond(rule, p, q), "lower": lower,
                    "upper": upper, "p": p_value(x, n, y, m, rho, tau)})
    return out, min(coverage)


def adjust(pairs, weights, correction):
    """Sets the adjusted p-values of the pairs."""
    remaining, running = 1.0, 0.0
    for pair, weight in sorted(zip(pairs, weights), key=lambda x: x[0]["p"] / x[1]):
        if correction == "bonferroni":
            pair["adjusted"] = min(1, pair["p"] / weight)
            continue
        running = max(running, min(1, pair["p"] * remaining / weight))
        pair["adjusted"], remaining = running, remaining - weight


def near(a, b):
    return abs(a - b) <= NEAR * max(abs(a), abs(b))


def judge(rule, pairs, coverage, alpha):
    worst, lower, upper = (max, max, max) if rule.operation != "min/max" else (min, min, min)
    out = {"comparisons": len(pairs), "estimate": worst(p["estimate"] for p in pairs),
           "lower": lower(p["lower"] for p in pairs), "upper": upper(p["upper"] for p in pairs)}
    if rule.operation == "min/max":
        out["upper"] = min(1, out["upper"])
    else:
        out["lower"] = max(0 if rule.operation == "max-min" else 1, out["lower"])
    offenders = [p for p in pairs if p["beyond"] and (rule.fail == "point" or p["adjusted"] <= alpha)]
    bound = float(Fraction(rule.bound))
    kept = out["lower"] >= bound if rule.operation == "min/max" else out["upper"] <= bound
    if rule.passes == "point":
        kept = not any(p["beyond"] for p in pairs)
    covered = coverage >= Fraction(rule.min_coverage) and {p["rate"] for p in pairs} == set(rule.rates)
    out["verdict"] = "fail" if offenders else "pass" if kept and covered else "inconclusive"
    out["coverage"] = float(coverage)
    out["offenders"] = [{"rate": p["rate"], "high": p["high"], "low": p["low"], "p_adjusted": p["adjusted"]} for p in offenders if rule.fail != "point"]
    close = any(near(p["adjusted"], alpha) for p in pairs if "adjusted" in p) or near(out["lower"], bound) or near(out["upper"], bound)
    return out, close


def audit(r, k):
    """Groups of random sizes and rates, some of them alike."""
    size, spread = r.choice([80, 400, 2000, 20000]), r.choice([0, 0.02, 0.1, 0.3])
    centre = [r.uniform(0.1, 0.9) for _ in range(3)]
    groups = {}
    for label in ("g%d" % i for i in range(k)):
        base, tpr, fpr = (min(1, max(0, c + r.uniform(-spread, spread))) for c in centre)
        group = dict.fromkeys(CELLS, 0)
        for _ in range(int(size * r.choice([1, 1, 0.3, 3, 0.05]))):
            if r.random() < 0.05:
                group["selected" if r.random() < tpr else "not_selected"] += 1
            elif r.random() < base:
                group["tp" if r.random() < tpr else "fn"] += 1
            else:
                group["fp" if r.random() < fpr else "tn"] += 1
        groups[label] = group
    return groups


def case(r):
    """One policy on one audit, or None where a comparison is too close to be one."""
    rules = [Rule(r, "r%d" % i) for i in range(r.choice([1, 2, 3]))]
    alpha, family, correction = r.choice([0.05, 0.05, 0.01, 0.2]), r.choice(["severity", "check"]), r.choice(["holm", "bonferroni"])
    groups = audit(r, r.choice([2, 2, 3, 4, 6]))
    try:
        checks = {rule: compare(rule, groups, alpha) for rule in rules}
    except ZeroDivisionError:
        return None
    families = {}
    for rule, (pairs, _) in checks.items():
        if not pairs:
            return None
        alone = family == "check" or rule.severity == "report"
        if rule.fail != "point":
            families.setdefault(rule.name if alone else rule.severity, []).append(pairs)
    for of in families.values():
        adjust([p for pairs in of for p in pairs], [1 / (len(of) * len(pairs)) for pairs in of for _ in pairs], correction)
    out = {}
    for rule, (pairs, coverage) in checks.items():
        out[rule.name], close = judge(rule, pairs, coverage, alpha)
        if close:
            return None
    text = f"error: {{alpha: {alpha}, family: {family}, correction: {correction}}}\nrules:\n" + "".join(rule.text() for rule in rules)
    return {"policy": text, "groups": {label: [g[cell] for cell in CELLS] for label, g in groups.items()}}, out


def main():
    r, cases = random.Random(SEED), []
    while len(cases) < CASES:
        drawn = case(r)
        if drawn:
            cases.append({"id": "audit %d" % len(cases), "in": drawn[0], "out": drawn[1]})
    head = {"schema": "fairaudit-oracle/1", "topic": "verdicts of random policies", "method": __doc__,
            "producer": {"package": "scipy", "version": scipy.__version__, "function": "scipy.special.betaincinv and betainccinv"},
            "tolerance": {"abs": 1e-9, "rel": 1e-6}}
    print(json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n  ' + ",\n  ".join(map(json.dumps, cases)) + "\n ]\n}")


main()
