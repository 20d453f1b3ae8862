"""A procedure running on a subject: its case, the moves people make, the clocks, the signatures."""
