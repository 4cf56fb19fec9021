import Foundation

/// A policy in Python to start from: a small helper and a policy that uses it.
package enum PolicyTemplate {
    /// Name of the helper's file, which lies beside the policy.
    package static let helperName = "patchlab_policy.py"

    /// A module of the standard library alone, so that nothing need be installed.
    package static let helper = #"""
        """What a policy for PatchLab needs to speak patchlab-policy/1. Nothing but the standard library.

        Copy this file and change it as you like: it is yours. docs/policies.md describes the protocol.
        """
        import json
        import os
        import sys
        import traceback


        class Observation:
            """A question: what the console shows. Its keys are attributes: obs.now, obs.rollouts, obs.released."""

            def __init__(self, message, hello):
                self.__dict__.update(message)
                self.message = message
                self.hello = hello
                self.grid = hello["grid"]

            def begin(self, patches, rings, **rest):
                return {"do": "begin", "patches": patches, "rings": rings, **rest}

            def open(self, rollout, ring, why=""):
                return {"do": "open", "rollout": rollout, "ring": ring, "why": why}

            def stop(self, rollout, why="", **switches):
                return {"do": "stop", "rollout": rollout, "why": why, **switches}

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
                        try:
                            actions, wake = policy.decide(Observation(message, hello))
                        except Exception:
                            traceback.print_exc()
                            actions, wake = [], message["now"] + hello["grid"]
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

        """#

    /// A policy that uses it.
    package static let policy = #"""
        #!/usr/bin/env python3
        """A pilot of 5 %, and everybody after two days if the pilot is well.

            patchlab run SCENARIO --policy ./NAME
            patchlab policy check ./NAME
        """
        from patchlab_policy import Policy, serve

        DAY = 86400


        class Mine(Policy):
            name = "two rings"

            def episode(self, seed):
                pass

            def decide(self, obs):
                actions = []
                if obs.released:
                    rings = [{"name": "pilot", "share": 0.05}, {"name": "rest", "rest": True}]
                    actions.append(obs.begin(obs.released, rings))
                    actions.append(obs.open(len(obs.rollouts), 0, "released"))
                for rollout in obs.rollouts:
                    number = rollout["rollout"]
                    pilot, rest = rollout["rings"]
                    if rollout["stopped"] is not None:
                        continue
                    if pilot["unhealthy"] > max(2, 0.02 * pilot["reporting"]):
                        actions.append(obs.stop(number, f"{pilot['unhealthy']} of {pilot['reporting']}"))
                    elif rest["opened"] is None and obs.now - rollout["began"] >= 2 * DAY:
                        actions.append(obs.open(number, 1, "two days are over"))
                waiting = any(r["stopped"] is None and r["rings"][-1]["opened"] is None for r in obs.rollouts)
                return actions, obs.now + (obs.grid if waiting or obs.released else 6 * obs.grid)


        serve(Mine())

        """#

    /// The policy under the name of its file.
    package static func policy(named path: String) -> String {
        policy.replacingOccurrences(of: "NAME", with: URL(fileURLWithPath: path).lastPathComponent)
    }
}
