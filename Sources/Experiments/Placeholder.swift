// Placeholder until the first file of Experiments.
