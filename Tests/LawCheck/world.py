"""A scenario file read into plain objects, as far as the worlds of this check need it.

Written from docs/scenario-reference.md alone, in which every key stands. A key that is not known here is an
error, so that nothing in a world is passed over in silence.
"""

import re

import yaml

from laws import Law, alternating, as_list, bandwidth, duration, moment, rate, share, size, take_keys, weekly, whole

SEVERITY = {"critical": 4, "high": 3, "medium": 2, "low": 1}


class Loader(yaml.SafeLoader):
    """YAML in which only true and false are truth values: `on` and `off` are keys here."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


class Record:
    """The keys of one map of a scenario, with defaults; what is left over is an error."""

    def __init__(self, **values):
        self.__dict__.update(values)


def constraint(text, components, versions):
    """`name`, or `name < version` and so on, as (component, the versions in the range)."""
    parts = text.split()
    component = components.index(parts[0])
    known = versions[component]
    if len(parts) == 1:
        return component, frozenset(range(len(known)))
    place = known.index(parts[2])
    meets = {"<": lambda i: i < place, "<=": lambda i: i <= place, "=": lambda i: i == place,
             ">": lambda i: i > place, ">=": lambda i: i >= place}[parts[1]]
    return component, frozenset(i for i in range(len(known)) if meets(i))


class World:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            spec = yaml.load(file, Loader)
        take_keys(spec, "patchlab question start timezone horizon software connectivity fleet vulnerabilities patches "
                   "repair strategies measure")
        if spec.get("timezone", "UTC") != "UTC":
            raise ValueError("this check knows UTC only")
        self.start = spec["start"]
        self.horizon = whole(duration(spec["horizon"]))
        self.read_software(spec["software"])
        self.profiles = {"always-on": lambda random, horizon: [(float("-inf"), horizon + 1, False)]}
        for name, profile in spec.get("connectivity", {}).items():
            self.profiles[name] = weekly(profile, self.start) if "weekly" in profile else alternating(profile)
        self.groups = [self.group(each) for each in spec["fleet"]]
        self.patch_names = list(spec["patches"])
        self.patches = [self.patch(name, each) for name, each in spec["patches"].items()]
        self.flaws = [self.flaw(name, each) for name, each in spec.get("vulnerabilities", {}).items()]
        repair = spec.get("repair")
        self.repair = None
        if repair:
            take_keys(repair, "technicians duration travel noticed-after handles")
            self.repair = Record(
                technicians=repair["technicians"], duration=Law(repair["duration"]),
                travel=Law(repair.get("travel", "0s")), notice=Law(repair.get("noticed-after", "0s")),
                handles=repair.get("handles", "all"))
        self.strategies = spec["strategies"]
        sla = spec.get("measure", {}).get("sla", {})
        for patch in self.patches:
            patch.severity = patch.severity or "medium"
            patch.deadline = patch.released + whole(duration(sla[patch.severity])) if patch.severity in sla else None

    def read_software(self, spec):
        self.components = list(spec["components"])
        self.versions = [[str(v) for v in spec["components"][c]["versions"]] for c in self.components]
        direct = [[constraint(text, self.components, self.versions)[0]
                   for text in as_list(spec["components"][c].get("requires", []))] for c in self.components]
        self.needs = direct
        # steps[c][x]: how many steps of `requires` lead from component c to x, or none.
        self.steps = []
        for component in range(len(self.components)):
            distance, edge = {component: 0}, [component]
            while edge:
                following = []
                for each in edge:
                    for needed in direct[each]:
                        if needed not in distance:
                            distance[needed] = distance[each] + 1
                            following.append(needed)
                edge = following
            self.steps.append(distance)
        self.images = {}
        for name, content in spec["images"].items():
            self.images[name] = {self.components.index(each.split()[0]): self.version(each) for each in content}

    def version(self, text):
        name, number = text.split()
        return self.versions[self.components.index(name)].index(number)

    def group(self, spec):
        take_keys(spec, "group count class image criticality exposure site tags connectivity check-in bandwidth "
                        "background-failures")
        check_in = spec.get("check-in", {})
        push = check_in == "push"
        every = duration("1h" if push else check_in.get("every", "1h"))
        return Record(
            name=spec["group"], count=spec["count"], kind=spec["class"], image=spec["image"],
            connectivity=spec.get("connectivity", "always-on"), push=push, every=every,
            jitter=0.0 if push else share(check_in.get("jitter", "10%")),
            corporate_only=not push and check_in.get("reach", "internet") == "corporate",
            bandwidth=bandwidth(spec["bandwidth"]) if "bandwidth" in spec else None,
            noise=rate(spec.get("background-failures", 0)))

    def patch(self, name, spec):
        take_keys(spec, "updates fixes released severity requires size install restart rollback regressions vendor-fix")
        install = take_keys(spec["install"], "duration failure-chance attempts backoff revert brick-chance interrupts")
        restart = spec.get("restart", {})
        rollback = spec.get("rollback", {})
        updates = []
        for text in as_list(spec["updates"]):
            component, number = text.split(" -> ")
            component = self.components.index(component)
            updates.append((component, self.versions[component].index(number)))
        fix = spec.get("vendor-fix")
        return Record(
            name=name, updates=updates, fixes=as_list(spec.get("fixes", [])),
            released=moment(spec.get("released", "0d"), self.start), severity=spec.get("severity"), severity_given="severity" in spec,
            after=[self.patch_names.index(each) for each in as_list(spec.get("requires", []))],
            size=size(spec.get("size", "0 B")), duration=Law(install["duration"]),
            failure=share(install.get("failure-chance", 0)), attempts=install.get("attempts", 3),
            backoff=duration(install.get("backoff", "1h")), revert=Law(install.get("revert", "5m")),
            bricks=share(install.get("brick-chance", 0)), interrupts=install.get("interrupts", False),
            restart=["none", "service", "reboot"].index(restart.get("kind", "none")),
            restart_time=Law(restart.get("duration", "0s")), wait=Law(restart.get("wait", "0s")),
            rollback=None if rollback is False else Law(rollback.get("duration", install["duration"])),
            rollback_failure=share(rollback.get("failure-chance", 0)) if rollback else 0.0,
            regressions=[self.regression(each) for each in spec.get("regressions", [])],
            fix_after=Law(fix["after"]) if fix else None, fix_reports=fix.get("reports", 1) if fix else 0)

    def regression(self, spec):
        take_keys(spec, "name chance where onset effect telemetry help-desk")
        where, effect = spec.get("where", {}), spec["effect"]
        take_keys(where, "component class group image share")
        onset = spec.get("onset", "at-once")
        telemetry, desk = spec.get("telemetry"), spec.get("help-desk")
        kind, component, lost = effect, None, 1.0
        if isinstance(effect, dict):
            kind = "down" if "down" in effect else "degraded"
            component = self.components.index(effect[kind])
            lost = share(effect["share"]) if kind == "degraded" else 1.0
        return Record(
            name=spec["name"], chance=share(spec.get("chance", 1)), share=share(where.get("share", 1)),
            where=where, conditions=[constraint(text, self.components, self.versions)
                                     for text in as_list(where.get("component", []))],
            onset=onset if onset in ("at-once", "restart") else Law(onset),
            kind=kind, component=component, lost=lost,
            shows=share(telemetry["shows"]) if telemetry else 0.0,
            shows_after=Law(telemetry.get("after", "0s")) if telemetry else None,
            calls=share(desk["reports"]) if desk else 0.0,
            calls_after=Law(desk.get("after", "0s")) if desk else None)

    def flaw(self, name, spec):
        take_keys(spec, "affects severity disclosed exploited exploitation")
        affected = {}
        if "affects" in spec:
            for text in as_list(spec["affects"]):
                component, versions = constraint(text, self.components, self.versions)
                affected[component] = versions
        severity = spec.get("severity", "medium")
        for patch in self.patches:
            if name in patch.fixes:
                if "affects" not in spec:
                    for component, version in patch.updates:
                        affected[component] = frozenset(range(version))
                if not patch.severity_given and SEVERITY[severity] > SEVERITY.get(patch.severity, 0):
                    patch.severity = severity
        exploited = spec.get("exploited", "never")
        return Record(
            name=name, affected=affected, weight=SEVERITY[severity],
            disclosed=moment(spec.get("disclosed", "0d"), self.start),
            exploited=None if exploited == "never" else Law(exploited) if isinstance(exploited, dict) else
            moment(exploited, self.start), chance=share(spec.get("exploitation", 1)))
