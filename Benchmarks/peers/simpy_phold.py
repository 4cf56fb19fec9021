"""PHOLD in SimPy: see Benchmarks/Models/PHOLD.swift. The answer is an estimate of the mean delay, 1.1.

    python simpy_phold.py PENDING EVENTS SEED
"""

from random import Random

import simpy
from measure import main


def run(pending, events, seed):
    random = Random(seed)
    env = simpy.Environment()
    served = [0] * pending
    chance, span, timeout = random.random, random.expovariate, env.timeout

    # Timeouts with a callback, not processes: the fastest that SimPy can do.
    def serve(event):
        served[event._value] += 1
        plan()

    def plan():
        timeout(0.1 + span(1.0), int(chance() * pending)).callbacks.append(serve)

    for _ in range(pending):
        plan()
    step = env.step
    for _ in range(events):
        step()
    return env.now / (events / pending - (1 / 1.21 - 1) / 2)


main(run, "PENDING EVENTS SEED")
