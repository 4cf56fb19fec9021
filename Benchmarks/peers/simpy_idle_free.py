"""The reference world in SimPy by somebody who knows it well: no event for a device for which nothing waits.

A device gets its process when its ring opens. Periods are memoryless, so that the state it is in then can be drawn.

    python simpy_idle_free.py DEVICES SEED
"""

from random import Random

import simpy
from law import *
from measure import main
from rollout import Rollout


def gate(env, rollout, random):
    start(env, rollout, 0, random)
    while not rollout.halted:
        yield env.timeout(1)
        newest = rollout.open - 1
        if must_halt(rollout.attempts, rollout.failures):
            rollout.halted = True
        elif rollout.open < 4 and may_advance(
            rollout.successes[newest], rollout.sizes[newest], rollout.attempts, rollout.failures
        ):
            rollout.open += 1
            start(env, rollout, newest + 1, random)


def start(env, rollout, ring, random):
    for _ in range(rollout.sizes[ring]):
        env.process(device(env, rollout, ring, random))


def first_contact(now, random):
    """Time to the first check-in of a device that is met in equilibrium."""
    if random.random() >= ON_SHARE:
        return random.expovariate(1 / OFF_MEAN)
    age = random.random() * CHECK_IN if now == 0 else random.expovariate(1 / ON_MEAN) % CHECK_IN
    left = random.expovariate(1 / ON_MEAN)
    return CHECK_IN - age if CHECK_IN - age < left else left + random.expovariate(1 / OFF_MEAN)


def time_to_contact(span, random):
    """Of a device that was on: time from `span` later to its next contact; none if it is on then."""
    time = random.expovariate(1 / ON_MEAN)
    while time <= span:
        time += random.expovariate(1 / OFF_MEAN)
        if time > span:
            return time - span
        time += random.expovariate(1 / ON_MEAN)
    return 0.0


def device(env, rollout, ring, random):
    yield env.timeout(first_contact(env.now, random))
    for tries in range(1, ATTEMPTS + 1):
        if rollout.halted:
            return
        span = INSTALL_LEAST + random.expovariate(1 / INSTALL_MEAN)
        yield env.timeout(span)
        if random.random() >= FAILURE:
            rollout.done_in_time += env.now <= DEADLINE
            rollout.attempts += 1
            rollout.successes[ring] += 1
            return
        undoing = random.expovariate(1 / REVERT_MEAN)
        yield env.timeout(undoing)
        rollout.attempts += 1
        rollout.failures += 1
        if tries < ATTEMPTS:
            yield env.timeout(time_to_contact(span + undoing, random))


def run(devices, seed):
    random = Random(seed)
    env = simpy.Environment()
    rollout = Rollout(devices)
    env.process(gate(env, rollout, random))
    env.run(until=HORIZON)
    return rollout.done_in_time / devices


main(run, "DEVICES SEED")
