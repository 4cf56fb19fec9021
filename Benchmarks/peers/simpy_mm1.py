"""The queue M/M/1 with a load of 0.8 in SimPy; the answer is the mean wait in mean service times.

    python simpy_mm1.py CUSTOMERS SEED
"""

from random import Random

import simpy
from measure import main

LOAD = 0.8


def run(customers, seed):
    random = Random(seed)
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    total = 0.0

    def customer():
        nonlocal total
        arrived = env.now
        with server.request() as turn:
            yield turn
            total += env.now - arrived
            yield env.timeout(random.expovariate(1.0))

    def source():
        for _ in range(customers):
            yield env.timeout(random.expovariate(LOAD))
            env.process(customer())

    env.process(source())
    env.run()
    return total / customers


main(run, "CUSTOMERS SEED")
