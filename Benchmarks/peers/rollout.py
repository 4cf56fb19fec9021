from law import ring_sizes


class Rollout:
    """What the console knows, and the truth about who is done."""

    def __init__(self, devices):
        self.sizes = ring_sizes(devices)
        self.successes = [0] * 4
        self.attempts = 0
        self.failures = 0
        self.open = 1
        self.halted = False
        self.done_in_time = 0
