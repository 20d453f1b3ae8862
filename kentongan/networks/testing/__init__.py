"""Real servers and a faulty line for the tests of this room and of the rooms above. Never imported by the product."""
