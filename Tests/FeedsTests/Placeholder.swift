// Placeholder until the first test of Feeds.
