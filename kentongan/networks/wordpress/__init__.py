"""WordPress through its own REST interface, signed in with an application password."""
