// Placeholder until the first file of Feeds.
