"""The reference world's figures, shared by all peers; the same as reference-world/law.yaml. Hours, and shares."""

ON_MEAN = 4.0
OFF_MEAN = 8.0
ON_SHARE = ON_MEAN / (ON_MEAN + OFF_MEAN)
CHECK_IN = 0.5
INSTALL_LEAST = 2 / 60
INSTALL_MEAN = 15 / 60
FAILURE = 0.01
REVERT_MEAN = 30 / 60
ATTEMPTS = 3
RINGS = (0.01, 0.09, 0.40)
HORIZON = 168.0
DEADLINE = 48.0
SECOND = 1 / 3600


def ring_sizes(devices):
    """Sizes of the four rings; shares are rounded up."""
    sizes = []
    for share in RINGS:
        exact = round(share * devices, 6)
        sizes.append(int(-(-exact // 1)))
    return sizes + [devices - sum(sizes)]


def must_halt(attempts, failures):
    return attempts >= 50 and failures > 0.10 * attempts


def may_advance(successes, size, attempts, failures):
    return successes >= 0.90 * size and failures <= 0.05 * attempts
