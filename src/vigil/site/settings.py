"""Settings. Everything an installation may change comes from the environment."""

import os
from pathlib import Path

import dj_database_url
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from vigil.site.installation.mail_server import mailers
from vigil.trust.demonstration.mark import is_marked
from vigil.trust.vault.key_files import secret_key

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("VIGIL_DATA") or ROOT / "data").resolve()
DEBUG = False
VIGIL_DEMONSTRATION = is_marked(DATA)
"""Whether everything here is invented (`vigil demo`). Then no setting of a real installation counts
that could let it write to somebody, or open what is real: keys and database are its own."""
VIGIL_KEYS = (
    DATA.with_name("keys")
    if VIGIL_DEMONSTRATION
    else Path(os.environ.get("VIGIL_KEYS") or ROOT / "keys").resolve()
)
"""All keys of the installation. Not with the data: whoever copies one must not have the other."""
TESTING = "PYTEST_VERSION" in os.environ

SECRET_KEY = (
    "only-for-tests"
    if TESTING
    else os.environ.get("VIGIL_SECRET_KEY") or secret_key(VIGIL_KEYS, DATA)
)
"""Empty until the first keys are made (`vigil up`, `vigil keys make`): what needs it refuses."""
VIGIL_DIGEST_COST = 2 if TESTING else 2**14
"""scrypt's n for digests of people (`trust.vault.digests`). Changing it makes them useless."""
VIGIL_RECEIPT_COST = 2 if TESTING else 2**15
"""scrypt's n for receipt codes (`witness.testimony.receipts`). Changing it closes every mailbox."""
ALLOWED_HOSTS = os.environ.get("VIGIL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SECURE = os.environ.get("VIGIL_HTTPS", "") == "1"
"""Served over HTTPS behind a proxy: cookies and redirects then insist on it."""
VIGIL_PROXIES = os.environ.get("VIGIL_PROXIES", "")
"""Addresses and networks of the proxies in front, or `unix`: nobody else's word is taken on who
asks, and over which scheme (`vigil.site.web.proxies`)."""
VIGIL_SITE_IS_NAMED = TESTING or bool(os.environ.get("VIGIL_SITE"))
"""Whether somebody said which address this site has; else it is that of `vigil up`, or a guess."""
VIGIL_SITE = (
    os.environ.get("VIGIL_SITE") or os.environ.get("VIGIL_SERVED_AT") or "http://localhost:8000"
).rstrip("/")
"""The address of the site. Letters ask `trust.addresses`, which knows when not to believe it."""

VIGIL_LINK_PATH = "/account/link/%s/"
"""Where a link that signs somebody in once leads, by its token."""

# What an organisation is: stated here, or else on the page /desk/setup/. What is in force is asked
# of `trust.organisation.queries.organisation`, never of these.
VIGIL_CONTACT = os.environ.get("VIGIL_CONTACT", "")
"""Who answers a request to correct or remove: shown on the policy page."""
VIGIL_ACCENT = os.environ.get("VIGIL_ACCENT", "")
VIGIL_ACCENT_DARK = os.environ.get("VIGIL_ACCENT_DARK", "")
"""Colours of the organisation for what is pressed or chosen, as #rrggbb: on light and on dark
ground. One that is hard to read is not used, and `vigil check` says so."""
VIGIL_LOGO = os.environ.get("VIGIL_LOGO", "")
"""Its logo, a PNG or JPEG file of at most 30 kB, shown 32 pixels high on dark ground."""
VIGIL_MENU_SECONDS = 0 if TESTING else 15
"""How long the menu remembers which rooms have anything public."""
VIGIL_EXIT = os.environ.get("VIGIL_EXIT") or "https://www.wikipedia.org/"
"""Where "Leave this page" leads from the pages on which people tell us something."""
VIGIL_DISK_RESERVE = int(os.environ.get("VIGIL_DISK_RESERVE") or 512)
"""Megabytes that stay free on the disk of the data, whatever strangers send. Files stop at four
times as many, so that there is still room for words when there is none for files."""
VIGIL_RECORDING_GIGABYTES = int(os.environ.get("VIGIL_RECORDING_GIGABYTES") or 8)
"""Gigabytes of the largest recording that a programme host may send in pieces."""
VIGIL_BACKUP = os.environ.get("VIGIL_BACKUP", "")
"""Where `vigil backup` puts backups: a folder, or a repository of restic or borg."""
VIGIL_BACKUP_PASSWORD_FILE = os.environ.get("VIGIL_BACKUP_PASSWORD_FILE", "")
"""A file with the password under which the keys are backed up, and that of such a repository."""
VIGIL_BACKUP_HOURS = int(os.environ.get("VIGIL_BACKUP_HOURS") or 26)
"""Hours after which the newest backup is too old: `vigil check` says so."""
VIGIL_REFERRALS = os.environ.get("VIGIL_REFERRALS", "")
"""A TOML file with what stands at doors behind which nobody answers; without it, `referrals.toml`
in the data folder, or else the words that are shipped."""
VIGIL_DATA_LICENCE = os.environ.get("VIGIL_DATA_LICENCE", "")
"""Terms under which the record may be used again (SPDX): stated in every file and answer."""
VIGIL_PUBLISHER = os.environ.get("VIGIL_PUBLISHER", "")
"""The organisation that runs this installation: on every page, and in files for others."""
VIGIL_PUBLISHER_ID = "" if VIGIL_DEMONSTRATION else os.environ.get("VIGIL_PUBLISHER_ID", "").strip()
"""Its identifier in a register (org-id.guide), for IATI and 360Giving. Without one no IATI file is
published: nobody else's, and no invented one, is given out as ours."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Editorial pages. Its images, documents, redirects and sites are not used.
    "modelcluster",
    "taggit",
    "wagtail.users",
    "wagtail.admin",
    "wagtail",
    "vigil.trust.apps.TrustConfig",
    "vigil.casefile.apps.CasefileConfig",
    "vigil.desk.apps.DeskConfig",
    "vigil.publication.apps.PublicationConfig",
    "vigil.network.apps.NetworkConfig",
    "vigil.programme.apps.ProgrammeConfig",
    "vigil.witness.apps.WitnessConfig",
    "vigil.fund.apps.FundConfig",
    "vigil.outlook.apps.OutlookConfig",
    "vigil.site.apps.SiteConfig",
]

ROOMS = [
    *("vigil.trust", "vigil.casefile", "vigil.desk", "vigil.publication", "vigil.network"),
    *("vigil.programme", "vigil.witness", "vigil.fund", "vigil.outlook"),
]
"""Our apps in the order of their floors, the lowest first. Each has its `ROOM` in `room.py`."""

MIDDLEWARE = [
    "vigil.site.watching.middleware.Watching",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "vigil.site.web.address_middleware.redirect_without_marks",
    "vigil.site.web.address_middleware.remember_site_address",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vigil.site.styles.middleware.answer_sheets_to_anybody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "vigil.site.web.organisation_middleware.OrganisationMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vigil.site.sessions.middleware.SessionsMiddleware",
    "vigil.site.sign_in.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "vigil.site.urls"
if VIGIL_DEMONSTRATION:
    ROOT_URLCONF = "vigil.site.demonstration.urls"
    MIDDLEWARE.insert(0, "vigil.site.demonstration.middleware.mark_answers")
WSGI_APPLICATION = "vigil.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "vigil.site.web.template_loading.FolderLoader",
                        "vigil.site.web.template_loading.AppLoader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# A panel asks on one page whatever it asks, matrices of many cells too: nothing that was typed is
# refused for being much. How many bytes are taken is limited as before.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

DATABASES = {
    "default": dj_database_url.parse(
        (not VIGIL_DEMONSTRATION and os.environ.get("DATABASE_URL"))
        or f"sqlite:///{DATA / 'vigil.sqlite3'}"
    )
}
if not TESTING:
    # A thread keeps its connection: a new one for each answer costs more than most questions.
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 60,
        "transaction_mode": "IMMEDIATE",
        # FULL: what was acknowledged survives a power cut, not only a crash.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # Compiling a plan takes longer than any question of a page.
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c jit=off",
        **DATABASES["default"].get("OPTIONS", {}),
    }

FORM_RENDERER = "vigil.site.web.form_rendering.QuickListRenderer"
AUTH_USER_MODEL = "trust.User"
AUTHENTICATION_BACKENDS = [
    "vigil.trust.access.permissions.RoomPermissions",
    "vigil.site.sign_in.adapter.SignIn",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "vigil.site.sign_in.adapter.ClosedAccountAdapter"
ACCOUNT_FORMS = {
    "login": "vigil.site.sign_in.forms.FocusedLoginForm",
    "user_token": "vigil.site.sign_in.forms.ResetTokenForm",
    "add_email": "vigil.site.sign_in.forms.NoFurtherAddressForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
# Whoever sits down at an open session changes neither the address nor the password.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up here, so that no stranger can lock the owner of an address out with a factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "mine"  # by name: it is then in the language of the page
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Never by address: behind a proxy everybody comes from one, and whoever types wrong passwords there
# would shut all others out. What is guessed at is an account, so tries are counted for the account.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "reset_password": "5/m/key",
    "reset_password_from_key": None,  # the keys are too long to be guessed
    "signup": None,  # nobody signs up
}
MFA_FORMS = {
    "authenticate": "vigil.site.sign_in.forms.FocusedCodeForm",
    "login_webauthn": "vigil.site.sign_in.forms.PasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # nothing to be guessed
CACHES = {
    # allauth counts tries here. All processes on all machines must count together, or N of them
    # would allow N times as many.
    "default": {"BACKEND": "vigil.site.sign_in.shared_cache.SharedCache"},
    # What may differ between processes for some seconds: the menu, languages of the search.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
    # Pages of the public record, each while the record is the same: at most about 5 MB.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 256},
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("ar", _("Arabic")),
]
FORMAT_MODULE_PATH = ["vigil.site.languages"]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
STATIC_ROOT = None  # served as they stand, by the finders
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Names of typefaces contain a digest of the file.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/fonts/[a-z-]+\.[0-9a-f]{8}\.woff2$"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Other hosts learn nothing. "no-referrer" would make browsers send `Origin: null` with our own
# forms, which the CSRF check rightly refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "vigil.site.sessions.store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # by whatever way somebody signed in
CSRF_COOKIE_AGE = None  # with the window: whoever wrote to us has no trace of it in the browser
SECURE_SSL_REDIRECT = SECURE
# Asked on the machine itself, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0

# Wagtail is where editors write, and nothing else: it asks no other host, mails nobody, searches
# nothing and publishes nothing. Which of its addresses answer stands in
# `vigil.witness.editors.access`.
WAGTAIL_SITE_NAME = "Vigil"
WAGTAILADMIN_BASE_URL = VIGIL_SITE
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 0
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
}

MAILERS = mailers("" if TESTING or VIGIL_DEMONSTRATION else os.environ.get("VIGIL_MAIL_URL", ""))
VIGIL_MAIL_FROM = os.environ.get("VIGIL_MAIL_FROM", "")
"""The bare address that letters come from. It must not tell what this installation does."""
VIGIL_DOI = os.environ.get("VIGIL_DOI", "") == "1"
VIGIL_LEARNING = os.environ.get("VIGIL_LEARNING", "1") == "1"
"""Whether the queue shows a little of what the machine would learn most from."""
VIGIL_EXPLORE_PERCENT = int(os.environ.get("VIGIL_EXPLORE_PERCENT") or 10)
"""How many rows, in a hundred, the first page of the queue adds from what scores low."""
VIGIL_BLIND_PERCENT = int(os.environ.get("VIGIL_BLIND_PERCENT") or (0 if TESTING else 10))
"""How many first codings, in a hundred, are done without the values that the machine read."""
VIGIL_METRICS = os.environ.get("VIGIL_METRICS", "").strip()
"""Where metrics for Prometheus are served (host:port), never on the public site; empty: nowhere."""
VIGIL_ASKS_APART = not TESTING
"""Whether what may hang is asked in threads with connections of their own (`watching.patient`)."""
VIGIL_LETTER_DAYS = int(os.environ.get("VIGIL_LETTER_DAYS") or 30)
"""Days after which the text of a letter that went out is removed."""
LOG_AS_JSON = os.environ.get("VIGIL_LOG", "") == "json"
VIGIL_COLLECT_HOURS = float(os.environ.get("VIGIL_COLLECT_HOURS") or 6)
"""Hours between two times at which workers collect the sources; 0: they never do."""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "vigil.site.installation.logs.WithoutPersonalData"},
        "json": {"()": "vigil.site.installation.json_logs.JsonWithoutPersonalData"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOG_AS_JSON else "plain",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django gives the log of its own server a handler and a format.
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # One line for each request, for programs that read them.
        "vigil.requests": {"level": "INFO" if LOG_AS_JSON else "WARNING"},
    },
}
