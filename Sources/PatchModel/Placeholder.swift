// Placeholder until the first file of PatchModel.
