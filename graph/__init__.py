"""From facts to a graph in a store."""
