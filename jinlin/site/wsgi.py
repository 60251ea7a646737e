"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from jinlin.site import patience
from jinlin.site.doorstep import WORKING_THREADS, Doorstep
from jinlin.site.standing import settle
from jinlin.site.supervision import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinlin.site.settings")
patience.seconds = patience.WEB_SECONDS
_served = get_wsgi_application()
settle()
application = Doorstep(_served, WORKING_THREADS)
