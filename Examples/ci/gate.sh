#!/bin/sh
# The same gate for any CI: ends with the status of `patchlab suite run`, whatever else is written.
#
#     PATCHLAB_HIDDEN_SEED=... ./gate.sh suites/laptops.yaml ./my-policy.py
set -eu
suite=${1:?"usage: gate.sh SUITE POLICY"}
policy=${2:?"usage: gate.sh SUITE POLICY"}
status=0
patchlab suite run "$suite" --policy "$policy" --junit gate.xml --markdown gate.md -o gate.result || status=$?
case $status in
    0) echo "gate: pass" ;;
    1) echo "gate: the policy loses more than it may; see gate.md" ;;
    2) echo "gate: a mistake in a file or an option; nothing was decided" ;;
    3) echo "gate: the program misbehaved; the verdict is withheld" ;;
    4) echo "gate: inconclusive; see gate.md for what would decide it" ;;
    5) echo "gate: runs differ when they are made again" ;;
    75) echo "gate: the time was over before the end" ;;
    *) echo "gate: patchlab ended with status $status" ;;
esac
exit "$status"
