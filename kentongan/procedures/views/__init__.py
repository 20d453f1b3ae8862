"""Pages of SOPs: reading, composing, on the way to the decree."""
