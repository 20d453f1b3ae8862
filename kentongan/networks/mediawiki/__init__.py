"""A MediaWiki as a network: pages out, talk pages in."""
