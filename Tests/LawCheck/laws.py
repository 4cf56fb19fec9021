"""Values as scenario files write them, and laws of probability drawn with Python's own generator.

Written from docs/scenario-reference.md alone. Every duration is in seconds.
"""

import math
import re
from datetime import datetime, timedelta

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SIZES = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
RATES = {"bit/s": 1 / 8, "kbit/s": 125.0, "Mbit/s": 125e3, "Gbit/s": 125e6, "kB/s": 1e3, "MB/s": 1e6}


def duration(text):
    """A duration in seconds: `90s`, `1h30m`, `0.62d`, `-12d`."""
    sign = -1 if text.startswith("-") else 1
    parts = re.findall(r"([0-9.]+)([smhdw])", text)
    if not parts or "".join(a + b for a, b in parts) != text.lstrip("-"):
        raise ValueError(f"not a duration: {text}")
    return sign * sum(float(number) * UNITS[unit] for number, unit in parts)


def share(value):
    """A share as a fraction of one: `40%` or 0.4."""
    if isinstance(value, str):
        return float(value.rstrip("%")) / 100 if value.endswith("%") else float(value)
    return float(value)


def size(text):
    number, unit = text.split()
    return round(float(number) * SIZES[unit])


def bandwidth(text):
    """Bytes a second."""
    number, unit = text.split()
    return float(number) * RATES[unit]


def rate(value):
    """Events a second."""
    if value in (0, "0", None):
        return 0.0
    number, unit = value.split("/")
    return share(number) / {"hour": 3600, "day": 86400, "week": 604800, "year": 365.25 * 86400}[unit]


def whole(x):
    """The nearest second, halves away from zero."""
    return math.floor(x + 0.5)


def as_list(value):
    return value if isinstance(value, list) else [value]


def take_keys(spec, allowed):
    """The map itself, if it has no key but these: a key that is passed over in silence would falsify the check."""
    unknown = set(spec) - set(allowed.split())
    if unknown:
        raise ValueError(f"keys that this check does not know: {sorted(unknown)}")
    return spec


class Law:
    """A law for a duration; `draw` gives it as a real number of seconds."""

    def __init__(self, spec):
        if not isinstance(spec, dict):
            spec = {"constant": spec}
        ((self.kind, value),) = spec.items()
        if self.kind == "constant":
            self.a = duration(value)
        elif self.kind in ("uniform", "triangular", "empirical"):
            self.a = [duration(x) for x in value]
        elif self.kind == "exponential":
            self.a, self.b = duration(value["mean"]), duration(value.get("plus", "0s"))
        elif self.kind == "weibull":
            self.a, self.b = duration(value["scale"]), float(value["shape"])
        elif self.kind == "gamma":
            self.a, self.b = duration(value["scale"]), float(value["shape"])
        elif self.kind == "lognormal":
            self.a, self.b = math.log(duration(value["median"])), float(value["sigma"])
        elif self.kind == "mixture":
            self.a = [(share(part["weight"]), Law(part["of"])) for part in value]
        else:
            raise ValueError(f"unknown law: {self.kind}")

    def real(self, random):
        kind = self.kind
        if kind == "constant":
            return self.a
        if kind == "uniform":
            return random.uniform(*self.a)
        if kind == "triangular":
            low, mode, high = self.a
            return random.triangular(low, high, mode)
        if kind == "empirical":
            return random.choice(self.a)
        if kind == "exponential":
            return self.b + random.expovariate(1 / self.a)
        if kind == "weibull":
            return random.weibullvariate(self.a, self.b)
        if kind == "gamma":
            return random.gammavariate(self.b, self.a)
        if kind == "lognormal":
            return random.lognormvariate(self.a, self.b)
        return random.choices([law for _, law in self.a], [weight for weight, _ in self.a])[0].real(random)

    def draw(self, random):
        """A duration in whole seconds."""
        return whole(self.real(random))

    def mean(self):
        if self.kind == "constant":
            return self.a
        if self.kind == "uniform":
            return sum(self.a) / 2
        if self.kind == "exponential":
            return self.a + self.b
        if self.kind == "weibull":
            return self.a * math.gamma(1 + 1 / self.b)
        if self.kind == "gamma":
            return self.a * self.b
        if self.kind == "lognormal":
            return math.exp(self.a + self.b**2 / 2)
        raise ValueError(f"no mean for {self.kind}")

    def length_biased(self, random):
        """The period that is under way at a fixed instant: density proportional to x f(x)."""
        if self.kind == "constant":
            return self.a
        if self.kind == "exponential" and self.b == 0:
            return random.gammavariate(2, self.a)
        if self.kind == "gamma":
            return random.gammavariate(self.b + 1, self.a)
        if self.kind == "weibull":
            return self.a * random.gammavariate(1 + 1 / self.b, 1) ** (1 / self.b)
        if self.kind == "lognormal":
            return random.lognormvariate(self.a + self.b**2, self.b)
        if self.kind == "uniform":
            low, high = self.a
            return math.sqrt(low**2 + random.random() * (high**2 - low**2))
        raise ValueError(f"no equilibrium for {self.kind}")


DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def alternating(spec):
    """A function that draws the sessions (begin, end, away) up to a horizon, in equilibrium at 0."""
    on, off, away = Law(spec["on"]), Law(spec["off"]), share(spec.get("away", 0))

    def sessions(random, horizon):
        result, time = [], 0.0
        if random.random() < on.mean() / (on.mean() + off.mean()):
            length = on.length_biased(random)
            begin = -random.random() * length
            time = begin + length
            result.append((whole(begin), whole(time), random.random() < away))
        else:
            time = off.length_biased(random) * random.random()
        while not result or time < horizon:
            if result:
                time = result[-1][1] + max(1, off.draw(random))
            time = whole(time)
            if time >= horizon:
                break
            end = time + max(1, on.draw(random))
            result.append((time, end, random.random() < away))
        return [each for each in result if each[1] > 0]

    return sessions


def weekly(spec, start):
    """The same for a weekly pattern, in UTC, from a week before the start."""
    spec = spec["weekly"]
    days = [DAYS.index(day) for day in spec.get("days", DAYS[:5])]
    opening, closing = [60 * (60 * int(t[:2]) + int(t[3:])) for t in spec["hours"].split("-")]
    attendance, arrival = share(spec.get("attendance", 1)), duration(spec.get("arrival", "0s"))
    absent = spec.get("absent", "off")
    midnight = start.replace(hour=0, minute=0, second=0)

    def sessions(random, horizon):
        result = []
        for day in range(-1, int(horizon // 86400) + 2):
            date = midnight + timedelta(days=day)
            if date.weekday() not in days:
                continue
            base = (date - start).total_seconds()
            late = whole(random.uniform(0, arrival))
            if random.random() < attendance:
                result.append((base + opening + late, base + closing, False))
            elif absent == "away":
                result.append((base + opening + late, base + closing, True))
        return [(int(a), int(b), c) for a, b, c in result if b > 0 and a < horizon]

    return sessions


def moment(value, start):
    """A moment in seconds after the start, from a duration."""
    if isinstance(value, str) and re.match(r"^\d{4}-", value):
        return int((datetime.fromisoformat(value) - start).total_seconds())
    return whole(duration(value))
