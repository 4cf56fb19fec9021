"""PatchLab as a Gymnasium environment: the trainer has the loop, `patchlab serve-env` the simulation.

    env = PatchLabEnv("rare-laptops")
    observation, info = env.reset(seed=1)
    observation, reward, terminated, truncated, info = env.step(env.action_space.sample())

It steers the rollout that began last and is not through; every release begins one, with the rings that were named. The reward is
minus what the step has cost, at the scenario's prices.
"""
import json
import os
import select
import subprocess
import time

import gymnasium
import numpy as np

WAIT, OPEN, STOP = 0, 1, 2


class PatchLabEnv(gymnasium.Env):
    metadata = {"render_modes": []}

    def __init__(
        self,
        world,
        shares=(0.01, 0.1, 0.5),
        horizon_steps=1000,
        step_seconds=6 * 3600,
        command=("patchlab", "serve-env"),
        timeout=60.0,
    ):
        self.shares = tuple(shares)
        self.rings = len(self.shares) + 1
        self.horizon_steps = horizon_steps
        self.step_seconds = step_seconds
        self.command = [*command, world]
        self.timeout = timeout
        # What is done, and whether a stop takes the patches off the devices that have them.
        self.action_space = gymnasium.spaces.MultiDiscrete([3, 2])
        self.observation_space = gymnasium.spaces.Box(0, 1, (self.rings, 8), np.float32)
        self.child = None

    # What Gymnasium asks for

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if seed is None:
            seed = int(self.np_random.integers(2**31))
        self.steps = 0
        self._start()
        self.state = self._ask({"type": "reset", "seed": seed})
        return self._observation(), self._info()

    def step(self, action):
        what, rolls_back = int(action[0]), int(action[1])
        rollout = self._current()
        todo = self._begun()
        if rollout is not None and self._mask()[0][what]:
            number = rollout["rollout"]
            if what == OPEN:
                ring = sum(ring["opened"] is not None for ring in rollout["rings"])
                todo.append({"do": "open", "rollout": number, "ring": ring})
            elif what == STOP:
                installed = "roll-back" if rolls_back else "keep"
                todo.append({"do": "stop", "rollout": number, "installed": installed})
        now = self.state["observation"]["now"]
        self.state = self._ask({"type": "step", "actions": todo, "wake": now + self.step_seconds})
        self.steps += 1
        ended = bool(self.state["ended"])
        truncated = not ended and self.steps >= self.horizon_steps
        return self._observation(), -float(self.state["costSince"]), ended, truncated, self._info()

    def close(self):
        if self.child is None:
            return
        child, self.child = self.child, None
        try:
            child.stdin.close()
            child.wait(timeout=1)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            child.kill()
            child.wait()
        child.stdout.close()

    # What is asked of PatchLab

    def _start(self):
        if self.child is not None:
            return
        self.child = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self.buffer = b""
        self.hello = self._line()
        if self.hello.get("type") != "hello":
            raise RuntimeError(f"{self.command}: expected hello, not {self.hello}")

    def _ask(self, message):
        self.child.stdin.write(json.dumps(message).encode() + b"\n")
        self.child.stdin.flush()
        answer = self._line()
        if answer.get("type") == "error":
            raise RuntimeError(answer["text"])
        return answer

    def _line(self):
        limit = time.monotonic() + self.timeout
        while b"\n" not in self.buffer:
            left = limit - time.monotonic()
            ready, _, _ = select.select([self.child.stdout], [], [], max(0, left))
            if not ready:
                self.child.kill()
                raise TimeoutError(f"no answer within {self.timeout} s")
            more = os.read(self.child.stdout.fileno(), 1 << 16)
            if not more:
                raise EOFError(f"{' '.join(self.command)} has ended")
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    # What the trainer sees

    def _current(self):
        """The rollout that began last and is not through; None: there is none."""
        for rollout in reversed(self.state["observation"]["rollouts"]):
            if rollout["rings"][-1]["opened"] is None:
                return rollout
        return None

    def _begun(self):
        """The orders that begin a rollout of what was released."""
        seen = self.state["observation"]
        if not seen["released"]:
            return []
        rings = [{"name": f"ring {n}", "share": share} for n, share in enumerate(self.shares)]
        rings.append({"name": "rest", "rest": True})
        return [
            {"do": "begin", "patches": seen["released"], "rings": rings},
            {"do": "open", "rollout": len(seen["rollouts"]), "ring": 0},
        ]

    def _mask(self):
        """For each part of the action which of its values can have an effect."""
        rollout = self._current()
        can = rollout is not None and rollout["stopped"] is None
        return (np.array([1, can, can], dtype=np.int8), np.array([1, 1], dtype=np.int8))

    def _info(self):
        return {"action_mask": self._mask()}

    def _observation(self):
        seen = self.state["observation"]
        horizon = max(1, self.hello["horizon"])
        result = np.zeros((self.rings, 8), np.float32)
        result[:, 7] = seen["now"] / horizon
        rollout = self._current()
        if rollout is None:
            return result
        everybody = max(1, sum(ring["targets"] for ring in rollout["rings"]))
        for row, ring in zip(result, rollout["rings"]):
            targets, reporting = max(1, ring["targets"]), max(1, ring["reporting"])
            row[0] = ring["targets"] / everybody
            row[1] = ring["opened"] is not None
            row[2] = ring["seen"] / targets
            row[3] = ring["reporting"] / targets
            row[4] = ring["succeeded"] / targets
            row[5] = ring["unhealthy"] / reporting
            row[6] = (seen["now"] - rollout["began"]) / horizon
        return np.clip(result, 0, 1)
