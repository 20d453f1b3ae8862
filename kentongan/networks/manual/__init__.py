"""Networks that a person publishes on by hand: Kentongan prepares, the officer publishes and records the evidence."""
