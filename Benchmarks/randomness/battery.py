"""Tests of randomness on the words of PatchLab's keyed generator.

    python battery.py [KEYS]       (1,000 by default; docs/randomness.md shows what it prints)

For each part of the key (device, purpose, occurrence, its upper half, replication, seed, and the further words of one
draw) and each of the numbered keys, a stream of 2^20 bits in which that part counts up by one goes through tests of
NIST SP 800-22 rev. 1a ("A statistical test suite for random and pseudorandom number generators for cryptographic
applications", 2010; the section is named with each test). Of a good generator each test's p-values over the keys are
uniform, which the test of Kolmogorov and Smirnov judges, and one in a hundred is below 0.01.

Then neighbouring keys are compared: the number of bits in which their words differ, and, bit by bit of the key, how often
each bit of the word turns over with it (avalanche).
"""

import math
import pathlib
import subprocess
import sys

import numpy as np
from scipy import special, stats

WORDS = pathlib.Path(__file__).resolve().parents[1] / ".build/release/randomwords"
PARTS = ("entity", "purpose", "occurrence", "upper", "replication", "seed", "position")
BITS = 1 << 20


def monobit(bits):
    """2.1"""
    return special.erfc(abs(2 * int(bits.sum()) - BITS) / math.sqrt(2 * BITS))


def block_frequency(bits):
    """2.2, blocks of 128"""
    share = bits.reshape(-1, 128).mean(axis=1)
    return special.gammaincc(len(share) / 2, 2 * 128 * float(((share - 0.5) ** 2).sum()))


def runs(bits):
    """2.3"""
    share = bits.mean()
    count = 1 + int(np.count_nonzero(bits[1:] != bits[:-1]))
    spread = share * (1 - share)
    return special.erfc(abs(count - 2 * BITS * spread) / (2 * math.sqrt(2 * BITS) * spread))


# The exact chances that the longest run of ones in 10,000 bits is at most 10, 11 to 15, and more; NIST prints four digits.
def _longest_run_chances(length=10_000, least=10, most=16):
    def at_most(run):
        # Strings without run + 1 ones in a row, as a share of all: a renewal recurrence.
        tail = [1.0] * (run + 1) + [0.0] * (length - run)
        for n in range(run + 1, length + 1):
            tail[n] = sum(tail[n - 1 - k] * 0.5 ** (k + 1) for k in range(run + 1))
        return tail[length]

    cumulative = [at_most(run) for run in range(least, most)]
    return np.diff([0.0, *cumulative, 1.0])


LONGEST = _longest_run_chances()


def longest_run(bits):
    """2.4, blocks of 10,000"""
    blocks = bits[: BITS // 10_000 * 10_000].reshape(-1, 10_000)
    padded = np.zeros((len(blocks), 10_002), np.uint8)
    padded[:, 1:-1] = blocks
    rows, columns = np.nonzero(padded == 0)
    gaps = np.diff(columns) - 1
    longest = np.zeros(len(blocks), np.int64)
    inside = rows[1:] == rows[:-1]
    np.maximum.at(longest, rows[1:][inside], gaps[inside])
    seen = np.bincount(np.clip(longest, 10, 16) - 10, minlength=7)
    expected = len(blocks) * LONGEST
    return special.gammaincc(3, float(((seen - expected) ** 2 / expected).sum()) / 2)


def _rank_chances(size=32):
    def chance(rank):
        product = 2.0 ** (rank * (2 * size - rank) - size * size)
        for i in range(rank):
            product *= (1 - 2.0 ** (i - size)) ** 2 / (1 - 2.0 ** (i - rank))
        return product

    full, less = chance(size), chance(size - 1)
    return np.array([full, less, 1 - full - less])


RANKS = _rank_chances()


def matrix_rank(bits):
    """2.5, matrices of 32 x 32"""
    rows = np.packbits(bits).view(">u4").astype(np.uint32).reshape(-1, 32)
    count = len(rows)
    everyone = np.arange(count)
    rank = np.zeros(count, np.int64)
    free = np.ones((count, 32), bool)
    for column in range(32):
        bit = np.uint32(1 << (31 - column))
        has = ((rows & bit) != 0) & free
        pivot = has.argmax(axis=1)
        found = has[everyone, pivot]
        value = np.where(found, rows[everyone, pivot], np.uint32(0))
        has[everyone, pivot] = False
        rows = np.where(has, rows ^ value[:, None], rows)
        free[everyone[found], pivot[found]] = False
        rank += found
    seen = np.array([np.count_nonzero(rank == 32), np.count_nonzero(rank == 31), np.count_nonzero(rank < 31)])
    expected = count * RANKS
    return math.exp(-float(((seen - expected) ** 2 / expected).sum()) / 2)


def spectral(bits):
    """2.6, with the variance as corrected by Pareschi, Rovatti and Setti, "On statistical tests for randomness included in
    the NIST SP800-22 test suite", 2012"""
    heights = np.abs(np.fft.rfft(bits.astype(np.float64) * 2 - 1)[: BITS // 2])
    below = np.count_nonzero(heights < math.sqrt(math.log(1 / 0.05) * BITS))
    return special.erfc(abs(below - 0.95 * BITS / 2) / math.sqrt(BITS * 0.95 * 0.05 / 3.8) / math.sqrt(2))


def _patterns(bits, length):
    """How often each pattern of that length occurs, overlapping, around the end."""
    ring = np.concatenate([bits, bits[: length - 1]]).astype(np.uint32)
    values = np.zeros(BITS, np.uint32)
    for place in range(length):
        values = (values << 1) | ring[place : place + BITS]
    return np.bincount(values, minlength=1 << length).astype(np.float64)


def _shorter(counts):
    """Of patterns shorter by one bit: around the end, every pattern is the beginning of the two that are longer by one."""
    return counts[0::2] + counts[1::2]


def serial_and_entropy(bits):
    """2.11 with patterns of ten bits (two p-values), and 2.12, approximate entropy, with patterns of eight"""
    counts = {10: _patterns(bits, 10)}
    for length in (9, 8):
        counts[length] = _shorter(counts[length + 1])
    psi = {length: (1 << length) / BITS * float((c**2).sum()) - BITS for length, c in counts.items()}
    first = psi[10] - psi[9]
    second = psi[10] - 2 * psi[9] + psi[8]

    def phi(length):
        share = counts[length][counts[length] > 0] / BITS
        return float((share * np.log(share)).sum())

    entropy = 2 * BITS * (math.log(2) - (phi(8) - phi(9)))
    return (
        special.gammaincc(1 << 8, first / 2),
        special.gammaincc(1 << 7, second / 2),
        special.gammaincc(1 << 7, entropy / 2),
    )


def cumulative_sums(bits):
    """2.13, forward"""
    path = np.cumsum(bits.astype(np.int32) * 2 - 1)
    z = int(np.abs(path).max())
    root = math.sqrt(BITS)
    k = np.arange((-BITS // z + 1) // 4, (BITS // z - 1) // 4 + 1)
    total = 1 - float((special.ndtr((4 * k + 1) * z / root) - special.ndtr((4 * k - 1) * z / root)).sum())
    k = np.arange((-BITS // z - 3) // 4, (BITS // z - 1) // 4 + 1)
    return total + float((special.ndtr((4 * k + 3) * z / root) - special.ndtr((4 * k + 1) * z / root)).sum())


NAMES = (
    "frequency", "block frequency", "runs", "longest run", "matrix rank", "spectral", "cumulative sums",
    "serial, first", "serial, second", "approximate entropy",
)  # fmt: skip
SINGLE = (monobit, block_frequency, runs, longest_run, matrix_rank, spectral, cumulative_sums)


def p_values(part, keys):
    words = BITS // 64
    command = [WORDS, "stream", part, f"1-{keys}", str(words)]
    table = np.empty((keys, len(NAMES)))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for row in table:
            block = np.frombuffer(process.stdout.read(8 * words), np.uint8)
            bits = np.unpackbits(block, bitorder="little")
            row[:] = [test(bits) for test in SINGLE] + list(serial_and_entropy(bits))
    return table


def difference_of_neighbours(part):
    """Bits in which the words of 2^20 pairs of neighbouring keys differ, against the binomial law: a p-value."""
    count = (1 << 16 if part == "purpose" else 1 << 20) + (part != "purpose")
    data = subprocess.run([WORDS, "stream", part, "1", str(count)], stdout=subprocess.PIPE, check=True).stdout
    words = np.frombuffer(data, np.uint64)
    weights = np.bitwise_count(words[1:] ^ words[:-1])
    # Tails together, so that every class expects at least some dozens.
    seen = np.bincount(np.clip(weights, 18, 46) - 18, minlength=29)
    law = stats.binom(64, 0.5)
    chances = law.pmf(np.arange(18, 47))
    chances[0], chances[-1] = law.cdf(18), law.sf(45)
    return stats.chisquare(seen, chances * len(weights)).pvalue


def avalanche(part, samples=1 << 14):
    """How often a bit of the word turns with a bit of the key: least and greatest share, and the p-value of the greatest
    deviation of all pairs of bits."""
    data = subprocess.run([WORDS, "avalanche", part, str(samples)], stdout=subprocess.PIPE, check=True).stdout
    words = np.frombuffer(data, np.uint8).reshape(-1, samples, 8)
    turned = np.stack([np.unpackbits(rows, axis=1, bitorder="little").sum(axis=0, dtype=np.int64) for rows in words])
    worst = int(np.abs(turned - samples / 2).max())
    one = 2 * stats.binom(samples, 0.5).sf(samples / 2 + worst - 1)
    return turned.min() / samples, turned.max() / samples, 1 - (1 - one) ** turned.size, turned.size


def main():
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"p-values of Kolmogorov and Smirnov's test over {keys:,} keys; in brackets the share below 0.01, in per cent\n")
    print("| | " + " | ".join(PARTS) + " |")
    print("|---|" + "---:|" * len(PARTS))
    tables = {part: p_values(part, keys) for part in PARTS}
    judged = []
    for number, name in enumerate(NAMES):
        cells = []
        for part in PARTS:
            column = tables[part][:, number]
            fit = stats.kstest(column, "uniform").pvalue
            judged.append(fit)
            cells.append(f"{fit:.3f} ({(column < 0.01).mean():.1%})".replace("%)", ")"))
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    print(f"\nleast of the {len(judged)} p-values: {min(judged):.4f}; expected are {1 / (len(judged) + 1):.4f}")
    print(f"these p-values themselves against uniform ones: {stats.kstest(judged, 'uniform').pvalue:.3f}\n")
    print("| key part | neighbours: p-value | turned bits: least share | greatest share | p-value of the extreme |")
    print("|---|---:|---:|---:|---:|")
    for part in PARTS:
        near = difference_of_neighbours(part)
        judged.append(near)
        if part == "position":
            print(f"| {part} | {near:.3f} | | | |")
            continue
        least, greatest, extreme, pairs = avalanche(part)
        judged.append(extreme)
        print(f"| {part} | {near:.3f} | {least:.4f} | {greatest:.4f} | {extreme:.3f} |", flush=True)
    # One of so many p-values is below this in one battery of a thousand.
    limit = 0.001 / len(judged)
    if min(judged) < limit:
        sys.exit(f"battery: a p-value of {min(judged):.2g} is below {limit:.2g}")


main()
