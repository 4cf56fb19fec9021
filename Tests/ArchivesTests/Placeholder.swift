// Placeholder until the first test of Archives.
