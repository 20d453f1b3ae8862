"""Settings. At most four environment variables in production: DATABASE_URL, SECRET_KEY, ENCRYPTION_KEYS, PUBLIC_URL.

Where wanted, EMAIL_URL and EMAIL_FROM for mail, and NOTIFY_HOSTS for chat servers of one's own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

from kentongan.config import embedded, keys

django_stubs_ext.monkeypatch()  # generic forms and managers, as the type checker knows them

PACKAGE = Path(__file__).resolve().parent.parent
DATA = embedded.data_folder()
FILES = DATA / "files"
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
_https = _public.scheme == "https"

SECRET_KEY = keys.secret_key(DATA)
ENCRYPTION_KEYS = keys.encryption_keys(DATA)
DEBUG = False
ALLOWED_HOSTS = [_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _https else []
KENTONGAN_PACKS = [PACKAGE / "packs", *map(Path, filter(None, os.environ.get("KENTONGAN_PACKS", "").split(os.pathsep)))]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "kentongan.ledger",
    "kentongan.offices",
    "kentongan.cases",
    "kentongan.procedures",
    "kentongan.accounts",
    "kentongan.posts",
    "kentongan.inbox",
    "kentongan.portal",
    "kentongan.workspace",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "kentongan.workspace.middleware.PersonMiddleware",
]
ROOT_URLCONF = "kentongan.config.urls"
WSGI_APPLICATION = "kentongan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "workspace" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kentongan.workspace.context.frame",
            ],
            "builtins": [
                "kentongan.workspace.templatetags.words",
                "kentongan.inbox.templatetags.inbox_words",
            ],
        },
    }
]

_database: dict[str, Any]
if embedded.is_embedded():
    _database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "kentongan",
        "USER": "postgres",
        "HOST": str(embedded.database_folder()),
    }
else:
    _database = {key: value for key, value in dj_database_url.parse(os.environ["DATABASE_URL"]).items() if value}
# Pages ask small questions: compiling them, or starting workers for them, takes longer than answering.
_asking = {**_database.pop("OPTIONS", {}), "options": "-c jit=off -c max_parallel_workers_per_gather=0"}
DATABASES = {"default": {**_database, "OPTIONS": _asking, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "offices.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
ACCOUNT_ADAPTER = "kentongan.workspace.sign_in.InvitedOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by a link that was sent to that address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kentongan"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https
USERSESSIONS_TRACK_ACTIVITY = True

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "workspace" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
UPLOAD_LIMIT_PICTURE = 25 * 1024 * 1024
UPLOAD_LIMIT_VIDEO = 300 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy in front ends TLS; it also redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

EMAIL_CONFIG = os.environ.get("EMAIL_URL", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_CONFIG else "kentongan.workspace.outbox.FileBackend"
)
if EMAIL_CONFIG:
    _mail = urlsplit(EMAIL_CONFIG)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", f"kentongan@{_public.hostname or 'localhost'}")

NOTIFY_HOSTS = os.environ.get("NOTIFY_HOSTS", "").split()  # chat gateways of one's own that people may name

LEASE_SECONDS = int(os.environ.get("LEASE_SECONDS", "120"))  # how long a delivery belongs to the worker that claimed it
SETTLE_SECONDS = int(
    os.environ.get("SETTLE_SECONDS", "30")
)  # how long an unknown attempt rests before anyone looks for it on the network

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"kentongan": {"level": os.environ.get("LOG_LEVEL", "INFO")}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS follows PUBLIC_URL
    "security.W008",  # the proxy in front redirects
]
