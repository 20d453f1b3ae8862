"""The append-only record: what was done, by whom, written in the same transaction as its effect."""
