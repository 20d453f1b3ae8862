"""Tests of the networks room."""
