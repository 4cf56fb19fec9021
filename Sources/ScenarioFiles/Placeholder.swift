// Placeholder until the first file of ScenarioFiles.
