"""What a device has to do with one update, and what can be wrong with it."""

from dataclasses import dataclass, field

NOT_RUN, FIRST, FIXED = 0, 1, 2
REBOOT = 2


@dataclass
class PatchState:
    """What a device has to do with one update."""

    runs: int = NOT_RUN
    since: int = 0
    before: dict = field(default_factory=dict)
    failures: int = 0
    again: int = 0
    for_good: bool = False
    held: bool = False
    reported: str = ""
    revision: int = NOT_RUN


@dataclass
class Trouble:
    """A defect that has taken effect, or a failure that left the device dead."""

    kind: str
    patch: int
    regression: object = None
    lost: float = 1.0
    ready: bool = False
    heard: bool = False
    on_way_back: bool = False
    of_fixed: bool = False


