"""The graph on the web, and the command line."""
