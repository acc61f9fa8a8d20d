import os
import sys

from psycopg.conninfo import conninfo_to_dict

SECRET_KEY = "a bench signs nothing"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
INSTALLED_APPS = ["channels", "desk"]
ASGI_APPLICATION = "asgi.application"
# The default capacity of 100 drops messages under load.
_LAYER = {"capacity": 100_000, "expiry": 600}
_REDIS = os.environ.get("PEER_REDIS")
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [_REDIS], **_LAYER}}
    if _REDIS
    else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": _LAYER}
}
_given = conninfo_to_dict(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _given.get("dbname"),
        "USER": _given.get("user"),
        "HOST": _given.get("host"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"server_side_binding": os.environ.get("PEER_SERVER_SIDE_BINDING") == "1"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_THREADS = int(os.environ.get("PEER_THREADS", "8"))
if "PEER_SWITCH" in os.environ:
    sys.setswitchinterval(float(os.environ["PEER_SWITCH"]))
