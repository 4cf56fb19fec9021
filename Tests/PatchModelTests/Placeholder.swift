// Placeholder until the first test of PatchModel.
