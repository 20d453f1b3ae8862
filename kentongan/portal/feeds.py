"""What was published, as RSS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from kentongan.offices.models import Government
from kentongan.portal.published import Publication, latest


class PostFeed(Feed[Publication, Government]):
    """The latest posts on a government's website."""

    def get_object(self, request: HttpRequest, *args: object, **kwargs: int) -> Government:
        return get_object_or_404(Government, pk=kwargs["pk"])

    def title(self, obj: Government) -> str:
        return obj.name

    def link(self, obj: Government) -> str:
        return f"/pemda/{obj.pk}/"

    def description(self, obj: Government) -> str:
        return obj.name

    def items(self, obj: Government) -> Iterable[Publication]:
        return latest(obj)[:20]

    def item_title(self, item: Publication) -> str:
        return item.title

    def item_description(self, item: Publication) -> str:
        return item.summary

    def item_link(self, item: Publication) -> str:
        return item.path

    def item_pubdate(self, item: Publication) -> dt.datetime:
        return item.at
