"""The reference world as an expert writes it in NumPy: no events at all, whole rings at once between two gates.

Periods are memoryless, and devices are alike and meet only through the gates; so a ring's contacts, installs and reports
are columns that can be drawn when it opens, and the gate reads them as histograms by the hour. Which devices fail does
not matter, only how many: those that do are the first rows.

    python numpy_vectorised.py DEVICES SEED BITS

BITS is 64 for double precision and NumPy's default generator, as most would write it, or 32 for single precision and the
fastest generator that NumPy has.
"""

import numpy as np
from law import *
from measure import main

HOURS = int(HORIZON)
RELAXATION = 1 / ON_MEAN + 1 / OFF_MEAN
REAL = np.float64


class Columns:
    """Attempts of one ring: when each began and, if it succeeded, ended; hours are those of the whole run."""

    def __init__(self):
        self.successes = np.zeros(HOURS + 2, np.int64)
        self.failures = np.zeros(HOURS + 2, np.int64)
        self.begun = []
        self.done = []


def spans(rng, count, mean):
    column = rng.standard_exponential(count, dtype=REAL)
    column *= REAL(mean)
    return column


def by_the_hour(times):
    """How many fall before each gate: index h counts those that the gate of hour h is the first to see."""
    hours = np.ceil(times)
    np.minimum(hours, HOURS + 1, out=hours)
    return np.bincount(hours.astype(np.int16), minlength=HOURS + 2)


def next_contact(rng, times, span):
    """The first contact after jobs that took `span` and ended at `times`; devices were on when they began."""
    chance = np.expm1(-RELAXATION * span) * (ON_SHARE - 1)
    off = np.flatnonzero(rng.random(len(times)) < chance)
    contact = times.copy()
    contact[off] += spans(rng, len(off), OFF_MEAN)
    return contact


def ring(rng, opening, count):
    columns = Columns()
    # First contact: at once off for a while, or on with a check-in ahead if the period lasts that long.
    begin = spans(rng, count, OFF_MEAN)
    on = np.flatnonzero(rng.random(count, dtype=REAL) < REAL(ON_SHARE))
    if opening == 0:
        age = rng.random(len(on), dtype=REAL) * REAL(CHECK_IN)
    else:
        age = np.fmod(spans(rng, len(on), ON_MEAN), REAL(CHECK_IN))
    ahead = REAL(CHECK_IN) - age
    left = spans(rng, len(on), ON_MEAN)
    begin[on] = np.where(ahead < left, ahead, left + begin[on])
    begin += REAL(opening)
    for attempt in range(ATTEMPTS):
        count = len(begin)
        failed = rng.binomial(count, FAILURE)
        span = spans(rng, count, INSTALL_MEAN)
        span += REAL(INSTALL_LEAST)
        undoing = spans(rng, failed, REVERT_MEAN)
        done = begin[failed:] + span[failed:]
        columns.begun.append(begin)
        columns.done.append(done)
        columns.successes += by_the_hour(done)
        # Those that failed report when that is undone, and try again.
        again = span[:failed] + undoing
        reported = begin[:failed] + again
        columns.failures += by_the_hour(reported)
        begin = next_contact(rng, reported, again)
    return columns


def run(devices, seed, bits):
    global REAL
    if bits == 32:
        REAL = np.float32
        rng = np.random.Generator(np.random.SFC64(seed))
    else:
        rng = np.random.default_rng(seed)
    sizes = ring_sizes(devices)
    rings = [ring(rng, 0, sizes[0])]
    halted = HORIZON
    for hour in range(1, HOURS + 1):
        newest = len(rings) - 1
        failures = sum(int(r.failures[: hour + 1].sum()) for r in rings)
        attempts = failures + sum(int(r.successes[: hour + 1].sum()) for r in rings)
        if must_halt(attempts, failures):
            halted = hour
            break
        if len(rings) < 4 and may_advance(
            int(rings[newest].successes[: hour + 1].sum()), sizes[newest], attempts, failures
        ):
            rings.append(ring(rng, hour, sizes[newest + 1]))
    in_time = 0
    for columns in rings:
        for begun, done in zip(columns.begun, columns.done):
            counts = done <= REAL(DEADLINE)
            if halted < HORIZON:
                counts &= begun[len(begun) - len(done) :] <= halted
            in_time += int(np.count_nonzero(counts))
    return in_time / devices


main(run, "DEVICES SEED BITS")
