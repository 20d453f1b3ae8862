"""The public site: official accounts, published posts, feeds; also the built-in network "website"."""
