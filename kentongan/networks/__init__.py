"""How each network speaks: pure input and output, one folder a network, no database."""
