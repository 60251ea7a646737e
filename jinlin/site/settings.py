"""Django's settings, all from the typed environment of ``env.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from csp.constants import NONE, SELF

from jinlin.site import env as _env
from jinlin.site import social as _social

try:
    ENV = _env.read_env()
    SOCIAL = _social.read_social()
    SECRET_KEY = _env.secret_key(ENV.data)
    SECRET_KEY_FALLBACKS = _env.older_secrets(ENV.data)
    SECRET_HASH_KEYS = _env.hash_keys(ENV.data)
except _env.BadSettings as bad:
    for fault in bad.faults:
        print(f"jinlin: {fault}", file=sys.stderr)
    raise

ROOT = Path(__file__).resolve().parent.parent.parent
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)
ROOT_URLCONF = "jinlin.site.urls"
WSGI_APPLICATION = "jinlin.site.wsgi.application"

INSTALLED_APPS = [
    "jinlin.base",
    "jinlin.places",
    "jinlin.people",
    "jinlin.organisations",
    "jinlin.matters",
    "jinlin.venues",
    "jinlin.volunteering",
    "jinlin.visits",
    "jinlin.ballots",
    "jinlin.insight",
    "jinlin.publicity",
    "jinlin.deliberation",
    "jinlin.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.weixin",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "jinlin.site.middleware.ActorMiddleware",
    "jinlin.site.middleware.AccessMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "jinlin.site.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "jinlin.base.templatetags.ui",
            ],
        },
    }
]

DATABASES = {"default": _env.database(ENV)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "jinlin.people.passwords.PredictablePasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "jinlin" / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
STATICFILES_DIRS = [
    ("vendor/htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
    ("vendor/leaflet", ROOT / "node_modules" / "leaflet" / "dist"),
    ("vendor/echarts", ROOT / "node_modules" / "echarts" / "dist"),
]
# The charts need one file of that folder; the others (50 MB) are not collected.
STATIC_LEFT_OUT = [
    "echarts.js*",
    "echarts.min.js.map",
    "echarts.common*",
    "echarts.simple*",
    "echarts.esm*",
    "extension",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MAP_TILES, MAP_TILES_CRS, MAP_TILES_CREDIT = ENV.map_tiles, ENV.map_tiles_crs, ENV.map_tiles_credit
SERVICE_PHONE = ENV.service_phone
MEDIA_ROOT = ENV.data / "files"
WHITENOISE_MAX_AGE = 31536000

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-jinlin" if ENV.https else "jinlin"
SESSION_COOKIE_SECURE = ENV.https
CSRF_FAILURE_VIEW = "jinlin.site.unsent.refused"
CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-jinlin-csrf" if ENV.https else "jinlin-csrf"
LANGUAGE_COOKIE_NAME = "jinlin-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if ENV.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_env.tile_hosts(ENV)],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *_social.hosts(SOCIAL)],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "autoplay", "fullscreen")
} | {"camera": ["self"], "geolocation": ["self"]}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "jinlin.base.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 12
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "notices", "imports"]}
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# How long the public page of a place's numbers shows what was counted; it says when that was. 0: not kept.
FIGURES_KEPT_SECONDS = 60

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "home"
# Only a demo world, marked by its own file, can do without the second factor; a real deployment never can.
SECOND_FACTOR = ENV.second_factor or not (ENV.data / "demo.json").exists()
SESSION_COOKIE_AGE = 30 * 24 * 3600
ACCOUNT_ADAPTER = "jinlin.people.web.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "jinlin.people.web.adapter.SocialAdapter"
MFA_ADAPTER = "jinlin.people.web.adapter.FactorAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Tries are counted in the database: by account and address (axes), so that nobody can lock another person out of
# their own office, and by account in people.commands.factors. The library's own counter slows one address down.
ACCOUNT_RATE_LIMITS = {"login_failed": "50/h/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "近邻 Jinlin"
# At setting up as at sign-in: a code that ran out while it was being typed still counts (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "jinlin.people.web.forms.FactorForm",
    "reauthenticate": "jinlin.people.web.forms.FactorAgainForm",
    "activate_totp": "jinlin.people.web.forms.FirstFactorForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = _social.providers(SOCIAL)
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "jinlin.people.web.library.locked_out"
AXES_CLIENT_IP_CALLABLE = "jinlin.base.address.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # The queue's library warns of every ordinary end of its process.
    "loggers": {"jinlin": {"level": "INFO"}, "django_tasks_db": {"level": "ERROR"}},
}
