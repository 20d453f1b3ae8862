"""The frame of the signed-in site: what waits for me, navigation, notices, set-up, signing in, the look."""
