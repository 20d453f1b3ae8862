"""Official accounts by decree, their credentials and custody, and the audience segments they are chosen for."""
