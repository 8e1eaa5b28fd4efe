"""Django's settings, drawn from the typed environment."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from handrail.config import boot, environment

boot.prepare()

from csp.constants import NONE, SELF  # noqa: E402 - nothing that may load Django comes before boot
from django.utils.translation import gettext_lazy as _  # noqa: E402

ENV = environment.read()
VAR = ENV.var

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.hosts
BASE_URL = ENV.base_url
ROOT_URLCONF = "handrail.config.urls"
WSGI_APPLICATION = "handrail.config.wsgi.application"

INSTALLED_APPS = [
    "handrail.store",
    "handrail.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "handrail.web.middleware.acting.ActingMiddleware",
    "handrail.web.middleware.second_step.SecondStepMiddleware",
    "handrail.web.middleware.refusing.RefusingMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Every form says for whom its page was drawn.
            "builtins": ["handrail.web.templatetags.acting"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "handrail.web.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "handrail.web.forms.Renderer"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "handrail.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Writers queue instead of failing; an acknowledged commit survives a power cut.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16000;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
]  # fmt: skip
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "handrail.web.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "handrail.web.account.forms.SignInForm",
    "signup": "handrail.web.account.forms.SignUpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Handrail"
# A code that changes while it is typed, or a phone half a minute off, is taken (RFC 6238 5.2); each code works once.
MFA_TOTP_TOLERANCE = 1
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_NAME = "__Host-session" if ENV.secure else "session"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
CSRF_FAILURE_VIEW = "handrail.web.errors.form_code_missing"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.secure
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [SELF],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "en-ca"
LANGUAGES = [("en-ca", _("English"))]
USE_TZ = True
TIME_ZONE = "America/Edmonton"
DATE_FORMAT = "l j F Y"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_ROOT = VAR / "files"
KEYS_ROOT = VAR / "keys"
# A photo is at most 15 MB; a stack of twenty fits one request.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
DATA_UPLOAD_MAX_NUMBER_FILES = 40
UPLOAD_MAX_BYTES = 15 * 1024 * 1024

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
if ENV.mail_url:
    _mail = urlsplit(ENV.mail_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
# What carries texts to a phone: the dotted name of a class that keeps `integrations.texts.Texts`.
TEXTS = ENV.texts
TEXTS_ROOT = VAR / "texts"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_addresses": {"()": "handrail.config.log_lines.WithoutAddresses"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_addresses"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"handrail": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
