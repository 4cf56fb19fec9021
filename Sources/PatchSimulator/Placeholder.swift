// Placeholder until the first file of PatchSimulator.
