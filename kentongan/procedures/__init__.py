"""Agencies' own SOPs: composed from a base, approved and set by decree; and which one runs today (K12, W12, B11)."""
