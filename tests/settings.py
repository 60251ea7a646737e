"""The platform's settings, with a data folder of its own for each test process."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="jinlin-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["JINLIN_DATA"] = _folder
os.mkdir(os.path.join(_folder, "static"))

from jinlin.site.settings import *  # noqa: E402, F403
from jinlin.site.settings import DATABASES, STORAGES  # noqa: E402

# Pages are rendered without a collected folder of hashed file names.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in service: the in-memory database locks whole tables and knows no write-ahead log, so that
    # threads would meet another database than the one people use. Nothing here has to outlive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# A test reads what it just wrote; the one about keeping sets this itself.
FIGURES_KEPT_SECONDS = 0
