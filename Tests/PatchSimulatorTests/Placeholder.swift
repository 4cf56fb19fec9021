// Placeholder until the first test of PatchSimulator.
