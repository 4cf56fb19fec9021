"""What was aimed for, and how far it is: a table made from the measurements."""

from document_parts import found, grid, over, power, shown


def row(work, target, measured, words=None):
    """One line; `measured` and `target` as figures of which more is better."""
    if measured is None:
        return None
    distance = "met" if measured >= target else f"{measured / target:.0%} of it"
    return [work, words[0] if words else shown(target), words[1] if words else shown(measured), distance]


def less(work, target, measured, unit):
    """One line; less is better."""
    if measured is None:
        return None
    distance = "met" if measured <= target else f"{measured / target:.2g} times as much"
    return [work, f"{target:g} {unit}", f"{measured:.3g} {unit}", distance]


def targets_table(data):
    world, phold, commands = data["world"], data["phold"], data["commands"]

    def rate(program, size):
        return found(world, program, size)

    lines = []
    for size, target in [(10**4, 55e6), (10**5, 50e6), (10**6, 50e6), (10**7, 15e6)]:
        lines.append(row(f"PHOLD, {power(size)} pending, events a second", target, found(phold, "patchlab", size)))
    slowest = min(
        (r for s in (10**4, 10**5, 10**6) if (r := over(found(phold, "patchlab", s), found(phold, "simpy", s)))),
        default=None,
    )
    lines.append(row("PHOLD to SimPy, at the worst size", 60, slowest))
    ours, theirs = (next(r["rate"] for r in data["mm1"] if r["program"] == p) for p in ("patchlab", "simpy"))
    lines.append(row("M/M/1 to SimPy", 100, ours / theirs))
    for size in (10**5, 10**6, 10**7):
        mine = rate("patchlab", size)
        for peer, name, target in [
            ("simpy-naive", "SimPy, a process a device", 1000),
            ("simpy-idle-free", "SimPy, idle events removed", 100),
            ("numpy-64", "NumPy, double precision", 1),
        ]:
            lines.append(row(f"reference world, {power(size)} devices, to {name}", target, over(mine, rate(peer, size))))
    for size in (10**7, 10**8):
        memory = found(world, "patchlab", size, "memory")
        lines.append(less(f"reference world, {power(size)} devices, memory a device", 16, memory and memory / size, "B"))
    large = found(world, "patchlab", 10**8, "memory")
    lines.append(less("reference world, 10⁸ devices, memory", 2, large and large / 2**30, "GiB"))
    huge = found(world, "patchlab", 10**9, "memory")
    lines.append(less("reference world, 10⁹ devices in one replication, memory", 14, huge and huge / 2**30, "GiB"))
    both = over(rate("patchlab-2", 10**6), rate("numpy-32", 10**6))
    lines.append(row("reference world, 10⁶ devices, two threads by the clock, to NumPy, single precision", 1, both))
    lines.append(row("reference world in exact order, 10⁷ devices, devices a second", 3e6, rate("patchlab-exact", 10**7)))
    lines.append(row("replications on two threads to one", 1.9, data["two-cores"]["ratio"]))
    spread = [r for s in (10**4, 10**5, 10**6, 10**7) if (r := rate("patchlab", s))]
    lines.append(less("cost a device, 10⁴ to 10⁷ devices, greatest to least", 1.5, max(spread) / min(spread), ""))
    lines.append(less("Debian estate, 3 × 50 replications, `compare`", 1.5, commands["compare"]["wall"], "s"))
    lines.append(less("`patchlab --help`", 0.05, commands["help"]["wall"], "s"))
    lines.append(less("`patchlab validate` of the Debian estate", 0.05, commands["validate"]["wall"], "s"))
    return grid(["", "aimed for", "measured", ""], [line for line in lines if line])
