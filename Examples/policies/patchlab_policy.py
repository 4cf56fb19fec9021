"""What a policy for PatchLab needs to speak patchlab-policy/1. Nothing but the standard library.

Copy this file and change it as you like: it is yours. docs/policies.md describes the protocol.
"""
import json
import os
import sys


def keys(options):
    """Names of the protocol have hyphens: stop_rule is "stop-rule"."""
    return {name.replace("_", "-"): value for name, value in options.items()}


class Observation:
    """A question: what the console shows. Its keys are attributes: obs.now, obs.rollouts, obs.released."""

    def __init__(self, message, hello):
        self.__dict__.update(message)
        self.message = message
        self.hello = hello
        self.grid = hello["grid"]

    def begin(self, patches, rings, **rest):
        """Such as begin([0], [{"rest": True, "pace": {"devices": 50, "per": 3600}}], stop_rule={"unhealthy": 0.02})."""
        return {"do": "begin", "patches": patches, "rings": rings, **keys(rest)}

    def open(self, rollout, ring, why=""):
        return {"do": "open", "rollout": rollout, "ring": ring, "why": why}

    def stop(self, rollout, why="", **switches):
        return {"do": "stop", "rollout": rollout, "why": why, **keys(switches)}

    def resume(self, rollout, why=""):
        return {"do": "resume", "rollout": rollout, "why": why}


class Policy:
    """Overwrite what you need. All that is kept between questions belongs into episode(), which forgets it."""

    name = "my policy"
    needs = []
    subscribe = []

    def hello(self, hello):
        """Called once, with what is known beforehand."""

    def episode(self, seed):
        """A run begins: forget everything that was before. `seed` is a number for your own dice."""

    def decide(self, obs):
        """Returns the actions and the time of the next question (None: at events only)."""
        return [], None

    def error(self, message):
        """Called when something was wrong with an answer."""
        print(f"{message['incident']}: {message['text']}", file=sys.stderr)

    def end(self, message):
        """A run is over."""


def serve(policy):
    """Answers until there are no more questions."""
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")

    def say(message):
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    hello = {}
    try:
        for line in questions:
            message = json.loads(line)
            kind = message["type"]
            if kind == "hello":
                hello = message
                policy.hello(hello)
                say(
                    {
                        "type": "ready",
                        "protocol": "patchlab-policy/1",
                        "name": policy.name,
                        "needs": policy.needs,
                        "subscribe": policy.subscribe,
                    }
                )
            elif kind == "episode":
                policy.episode(int(message["seed"], 16))
            elif kind == "observation":
                # A mistake in it ends the program, so that the run counts an incident: a policy that fails at every
                # question must not look like one that had nothing to do.
                actions, wake = policy.decide(Observation(message, hello))
                say({"type": "actions", "seq": message["seq"], "actions": actions, "wake": wake})
            elif kind == "error":
                policy.error(message)
            elif kind == "end":
                policy.end(message)
            elif kind == "bye":
                break
    except BrokenPipeError:
        pass
    os._exit(0)
