"""From Chinese text to facts."""
