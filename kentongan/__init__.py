"""Kentongan: a local government's social media, run the way its own regulation says."""
