// Placeholder until the first file of Archives.
