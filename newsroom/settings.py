"""The one settings file: everything that differs between places comes from the environment.

Nothing set gives the embedded default: SQLite, cache and uploads in `var/`, mail on the
console, DEBUG off, a secret key generated into `var/`. `.env.example` lists the names.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from newsroom import buckets, env
from newsroom.security import READER_POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("NEWSROOM_VAR", BASE_DIR / "var"))

# --- Where the site stands -----------------------------------------------------------------
DEBUG = env.envbool("DEBUG")
SECRET_KEY = env.envsecret(VAR)
_host = os.environ.get("HOST", "127.0.0.1")
_here = "127.0.0.1" if _host in {"0.0.0.0", "::", ""} else _host  # noqa: S104
_here = f"[{_here}]" if ":" in _here else _here
SITE_URL = env.envorigin("SITE_URL", f"http://{_here}:{env.envint('PORT', 8000)}")
_site = urlsplit(SITE_URL)
IS_HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = env.envlist("ALLOWED_HOSTS") or [_site.hostname, "127.0.0.1", "localhost", "[::1]"]
TRUSTED_PROXIES = env.envnetworks("TRUSTED_PROXIES")
# Frames with scripts of advertisers and counters come from here, another host; unset, there are none.
ADS_ORIGIN = env.adsorigin(SITE_URL)
ALLOWED_HOSTS += [urlsplit(ADS_ORIGIN).hostname] if ADS_ORIGIN else []

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Applications, upper layers first (docs/architecture.md) -------------------------------
INSTALLED_APPS = [
    "newsroom",
    "newsroom.apps.DeskConfig",
    "frontpage",
    "comments",
    "articles",
    "adverts",
    "images",
    "people",
    "people.oidc",
    "paper",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "taggit",
    "django_prose_editor",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "newsroom.middleware.RequestLog",
    "newsroom.security.OnlyProxiesTellTheScheme",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "adverts.middleware.FrameHost",
    "newsroom.security.SecurityHeaders",
    "newsroom.middleware.KnownMethods",
    "newsroom.bodies.BodyLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "newsroom.middleware.DatabaseAway",
    "paper.middleware.ThisPaper",
    "articles.middleware.SectionTree",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.middleware.ChosenLanguage",
    "people.middleware.SecondStep",
    "people.middleware.DeskMark",
    "people.sessions.LastSeen",
    "people.devices.KnownDevice",
    "allauth.account.middleware.AccountMiddleware",
    "articles.middleware.PublishDue",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context_processors.page",
            ],
            "builtins": ["newsroom.templatetags.bangla"],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------
DATABASES = {"default": env.database(os.environ.get("DATABASE_URL", ""), VAR)}
CACHES = {"default": env.cache(os.environ.get("CACHE_URL", ""), VAR)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MAILERS = {"default": env.mailer(os.environ.get("EMAIL_URL", ""))}
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", f"newsroom@{_site.hostname}")
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Language and time ---------------------------------------------------------------------
# No LocaleMiddleware: a phone that says en-US still gets a Bangla paper (decisions.md, stack.md 4).
LANGUAGE_CODE = "bn"
LANGUAGES = [("bn", "বাংলা"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_upstream"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
TIME_ZONE = "Asia/Dhaka"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- People --------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backend.StaffBackend"]
PASSWORD_HASHERS = [
    "people.hashers.ThriftyArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of before: renewed at the next sign-in
]
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "people.passwords.NotOfThisPaper"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "people.adapter.StaffAdapter"
ACCOUNT_FORMS = {"login": "people.forms.SignInForm", "reset_password": "people.forms.ForgottenForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "people.tokens.NewPasswordTokens"  # noqa: S105
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # or anybody could have the paper write to anybody
# Wrong passwords and codes are counted by people/throttle.py (docs/decisions/0027).
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "",
    "reset_password": "20/m/ip,5/15m/key",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds

# Two-step sign-in (docs/decisions/0026).
MFA_ADAPTER = "people.two_step_adapter.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "people.two_step_forms.CodeForm",
    "reauthenticate": "people.two_step_forms.AgainCodeForm",
    "activate_totp": "people.two_step_forms.FirstCodeForm",
    "add_webauthn": "people.two_step_forms.PasskeyForm",
    "edit_webauthn": "people.two_step_forms.PasskeyNameForm",
    "authenticate_webauthn": "people.two_step_forms.PasskeyStepForm",
    "login_webauthn": "people.two_step_forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "people.two_step_forms.AgainPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by the administrator
MFA_TOTP_TOLERANCE = 1  # half minutes that a phone's clock may be wrong
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

# Single sign-on (docs/decisions/0027): off unless the environment names an issuer.
SOCIALACCOUNT_ADAPTER = "people.oidc.adapter.SingleSignOn"
SOCIALACCOUNT_PROVIDERS = env.single_sign_on()
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
OIDC_TWO_STEP = env.envbool("OIDC_TWO_STEP")
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# A browser takes such a cookie over https from this host alone: no neighbour can plant one.
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newsroom.views.csrf_failure"

# --- Headers -------------------------------------------------------------------------------
# The frames' origin is a constant of the place: the policy is the same whether adverts run or not.
_frames = {"frame-src": [ADS_ORIGIN]} if ADS_ORIGIN else {}
SECURE_CSP = {**READER_POLICY, **_frames}  # /admin/ and /accounts/: newsroom.security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# SecurityHeaders writes X-Frame-Options, and every policy has frame-ancestors.
SILENCED_SYSTEM_CHECKS = ["security.W002"]

# --- Static files --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": buckets.uploads(
        bucket=os.environ.get("S3_BUCKET", ""),
        endpoint=os.environ.get("S3_ENDPOINT_URL", ""),
        access_key=os.environ.get("S3_ACCESS_KEY", ""),
        secret_key=os.environ.get("S3_SECRET_KEY", ""),
        address=f"{SITE_URL}{MEDIA_URL}",
    ),
    "staticfiles": {"BACKEND": "newsroom.staticfiles.HashedFiles"},
}
WHITENOISE_MAX_AGE = 60

# --- Backups (docs/operations/backup.md) ----------------------------------------------------
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or VAR / "backups")
BACKUP_AT = env.envclock("BACKUP_AT", "03:30")
BACKUP_KEEP = env.envkept("BACKUP_KEEP", "7,4,6")
BACKUP_KEY = env.envpassphrase("BACKUP_KEY")
BACKUP_S3_BUCKET = os.environ.get("BACKUP_S3_BUCKET", "").strip()

# --- Tags ----------------------------------------------------------------------------------
TAGGIT_CASE_INSENSITIVE = True

# --- Operations: logs to standard error, each line with its request; metrics; Sentry -------
LOG_REQUESTS = env.envbool("LOG_REQUESTS")
LOG_FORMAT = env.envchoice("LOG_FORMAT", "line", {"line", "json"})
METRICS_TOKEN = env.envtoken("METRICS_TOKEN")
SENTRY_DSN = env.sentry(os.environ.get("SENTRY_DSN", ""))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "newsroom.operations.logs.Context"}},
    "formatters": {
        "line": {
            "()": "newsroom.operations.logs.OneLine",
            "format": "{asctime} {levelname} [{request_id}] {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        },
        "json": {"()": "newsroom.operations.logs.OneObject"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["context"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO", "handlers": [], "propagate": True},
        "django.server": {"level": "INFO", "handlers": [], "propagate": True},
    },
}
