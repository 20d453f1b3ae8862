from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "kentongan.posts"

    def ready(self) -> None:
        from kentongan.cases.subjects import register
        from kentongan.posts.models import SUBJECT
        from kentongan.posts.subject import PostSubject

        register(SUBJECT, PostSubject())
