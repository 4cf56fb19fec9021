// Placeholder until the first test of ScenarioFiles.
