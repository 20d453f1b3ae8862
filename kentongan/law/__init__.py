"""What a regulation says: packs, procedures, steps, deadlines. Pure Python, no Django."""
