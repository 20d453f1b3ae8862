"""Files kept under their SHA-256: typed by their content, cleaned of metadata, stored once."""
