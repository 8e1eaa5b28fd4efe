"""Settings for the suite: a data folder of its own, fast password hashes, mail in memory."""

import os
import tempfile

os.environ["HANDRAIL_VAR"] = tempfile.mkdtemp(prefix="handrail-tests-")

from handrail.config.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True)  # noqa: F405 - the folder that serving expects
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = False
