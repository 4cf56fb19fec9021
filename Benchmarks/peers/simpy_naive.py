"""The reference world as an analyst writes it in SimPy: a process for each device that lives through every event.

    python simpy_naive.py DEVICES SEED
"""

from random import Random

import simpy
from law import *
from measure import main
from rollout import Rollout


def gate(env, rollout):
    while not rollout.halted:
        yield env.timeout(1)
        newest = rollout.open - 1
        if must_halt(rollout.attempts, rollout.failures):
            rollout.halted = True
        elif rollout.open < 4 and may_advance(
            rollout.successes[newest], rollout.sizes[newest], rollout.attempts, rollout.failures
        ):
            rollout.open += 1


def device(env, rollout, ring, random):
    """On and off, checking in while on, until nothing is left to do."""
    begin = 0.0
    poll = random.random() * CHECK_IN
    if random.random() >= ON_SHARE:
        yield env.timeout(random.expovariate(1 / OFF_MEAN))
        begin = poll = env.now
    end = env.now + random.expovariate(1 / ON_MEAN)
    tries = 0
    while True:
        if poll >= end:
            yield env.timeout(end - env.now)
            yield env.timeout(random.expovariate(1 / OFF_MEAN))
            begin = poll = env.now
            end = begin + random.expovariate(1 / ON_MEAN)
            continue
        yield env.timeout(poll - env.now)
        poll += CHECK_IN
        while True:
            # In contact: take what is offered.
            if ring >= rollout.open or rollout.halted:
                break
            yield env.timeout(INSTALL_LEAST + random.expovariate(1 / INSTALL_MEAN))
            tries += 1
            if random.random() >= FAILURE:
                rollout.done_in_time += env.now <= DEADLINE
                rollout.attempts += 1
                rollout.successes[ring] += 1
                return
            yield env.timeout(random.expovariate(1 / REVERT_MEAN))
            rollout.attempts += 1
            rollout.failures += 1
            if tries == ATTEMPTS:
                return
            # But for the installation it would have gone off, and perhaps on again, meanwhile.
            while end <= env.now:
                begin = poll = end + random.expovariate(1 / OFF_MEAN)
                end = begin + random.expovariate(1 / ON_MEAN)
            if begin > env.now:
                yield env.timeout(begin - env.now)
            while poll <= env.now:
                poll += CHECK_IN


def run(devices, seed):
    random = Random(seed)
    env = simpy.Environment()
    rollout = Rollout(devices)
    env.process(gate(env, rollout))
    for ring, size in enumerate(rollout.sizes):
        for _ in range(size):
            env.process(device(env, rollout, ring, random))
    env.run(until=HORIZON)
    return rollout.done_in_time / devices


main(run, "DEVICES SEED")
