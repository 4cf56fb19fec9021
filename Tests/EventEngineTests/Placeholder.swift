// Placeholder until the first test of EventEngine.
