"""The door for a WSGI server."""

from jinlin.site.web import begin, load

application = begin(load())
