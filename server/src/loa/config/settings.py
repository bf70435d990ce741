"""Everything Django needs to know, from one environment read once."""

from pathlib import Path

from loa.config import alone, database, speech
from loa.config.env import load
from loa.config.home import Home

ENV = load()
HOME = Home(root=Path(ENV.LOA_HOME).absolute())
CODE = Path(__file__).resolve().parent.parent

DEBUG = ENV.LOA_DEBUG == "1"
LOA_DEMO = ENV.LOA_DEMO == "1" or HOME.demo_mark.exists()
SECRET_KEY = ENV.SECRET_KEY or HOME.secret("secret.key")
LOA_URL = (ENV.LOA_URL or f"http://{ENV.LOA_LISTEN}").rstrip("/")
IS_ENCRYPTED = LOA_URL.startswith("https://")
ALLOWED_HOSTS = [LOA_URL.split("://")[-1].split("/")[0].rsplit(":", 1)[0], "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [LOA_URL]
LOA_PROXIES = [one.strip() for one in ENV.LOA_PROXIES.split(",")]

# --- Apps. Ground first; an app may only import from those above it. -----------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",  # asked for by auth
    "django.contrib.auth",  # passwords and sign-in; permissions are ours (loa.domain.permissions)
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    "loa.audit",
    "loa.orgs",
    "loa.web",
    "loa.office",
    "loa.media",
    "loa.bulletins",
    "loa.stations",
    "loa.broadcast",
    "loa.desk",
    "loa.production",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "loa.web.headers.HeadersMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "loa.web.language.LanguageMiddleware",  # what was chosen; the browser's wish is not asked
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "loa.web.signin.visits.DoorMiddleware",  # unless the view says otherwise
    "django.contrib.messages.middleware.MessageMiddleware",
    "loa.web.signin.visits.VisitMiddleware",
    "loa.web.throttle.PostLimitMiddleware",
    "loa.web.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a lockout into its page
]

FORM_RENDERER = "loa.web.forms.Renderer"

ROOT_URLCONF = "loa.config.urls"
ASGI_APPLICATION = "loa.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "loa.web.context.shell",
            ],
        },
    },
]

# --- Database and jobs ---------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database_url() -> str:
    """Return DATABASE_URL, or where the embedded database says it is."""
    if ENV.DATABASE_URL:
        return ENV.DATABASE_URL
    if HOME.database_url_file.exists():
        return HOME.database_url_file.read_text(encoding="utf-8").strip()
    return "postgresql://loa@127.0.0.1:1/loa"  # nothing runs; `loa` starts it where it is needed


DATABASES = {"default": database.from_url(_database_url(), pool=int(ENV.DATABASE_POOL))}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each app's jobs.py

# --- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "orgs.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:sign-in"
AXES_LOCKOUT_CALLABLE = "loa.web.signin.views.locked_out"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where is not kept for ever beside the audit log
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code"]

SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = IS_ENCRYPTED
SESSION_COOKIE_NAME = "__Host-loa" if IS_ENCRYPTED else "loa"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_ENCRYPTED
SECURE_SSL_REDIRECT = False  # the proxy in front does that; boxes inside may speak plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_ENCRYPTED else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_ENCRYPTED else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],  # what was just recorded, before it is sent
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

RELEASE_ALONE = alone.policy(ENV)
SPEECH_SERVICE = speech.service(ENV)

# --- Language, time, files -----------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = HOME.root / "static"
STORAGES = {
    "staticfiles": {"BACKEND": "loa.config.gathered.HashedNames"}
}  # ours are in LOA_FILES_URL
LOA_FILES_URL = ENV.LOA_FILES_URL or (HOME.root / "files").as_uri()
LOA_RUN = HOME.root / "run"
"""Sockets and addresses of what runs now."""
NATS_URL, NATS_AUTH_URL, NATS_SYS_URL = ENV.NATS_URL, ENV.NATS_AUTH_URL, ENV.NATS_SYS_URL
NATS_ISSUER_SEED = ENV.NATS_ISSUER_SEED
MQTT_URL = ENV.MQTT_URL
MOSQUITTO_FOLDER, MOSQUITTO_PID_FILE = ENV.MOSQUITTO_FOLDER, ENV.MOSQUITTO_PID_FILE
LOA_SIGNER_SOCKET = Path(ENV.LOA_SIGNER_SOCKET or LOA_RUN / "signer.sock")
BOX_BROKER_URL = ENV.BOX_BROKER_URL

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Log: a sentence and its facts, to standard error --------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"sentence": {"()": "loa.config.logs.Sentence"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "sentence"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        # a stranger who names another host would write a traceback each time
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
