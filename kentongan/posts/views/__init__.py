"""Pages of posts: reading, writing, moving through the procedure, delivering, papers."""
