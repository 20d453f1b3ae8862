"""Keeping what a post said."""

from __future__ import annotations

from kentongan.law import clock
from kentongan.offices.models import Person
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.models import Post, PostVersion


def keep_version(post: Post, *, by: Person) -> PostVersion:
    """The version that says what the post says now; made unless the last one says it."""
    content = content_of(post)
    digest = hash_of(content)
    last = post.versions.order_by("-number").first()
    if last is not None and last.content_hash == digest:
        return last
    return PostVersion.objects.create(
        government_id=post.government_id,
        post=post,
        number=last.number + 1 if last else 1,
        content=content,
        content_hash=digest,
        by=by,
        at=clock.now(),
    )
