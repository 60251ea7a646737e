"""Every address of the platform, app by app."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from jinlin.base.access import open_to_all


@open_to_all
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers, and its database too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


handler500 = "jinlin.site.faults.failed"

urlpatterns = [
    # First, because programs ask most often and every pattern before theirs would be tried each time.
    path("", include("jinlin.site.api")),
    path("healthz", healthz, name="healthz"),
    path("", include("jinlin.base.web.urls")),
    path("", include("jinlin.people.web.urls")),
    path("", include("jinlin.places.web.urls")),
    path("", include("jinlin.organisations.web.urls")),
    path("", include("jinlin.matters.web.urls")),
    path("", include("jinlin.ballots.web.urls")),
    path("", include("jinlin.deliberation.web.urls")),
    path("", include("jinlin.insight.web.urls")),
    path("", include("jinlin.publicity.web.urls")),
    path("", include("jinlin.deliberation.covenants.urls")),
    path("", include("jinlin.venues.web.urls")),
    path("", include("jinlin.volunteering.activities.urls")),
    path("", include("jinlin.volunteering.teams.urls")),
    path("", include("jinlin.volunteering.wishes.urls")),
    path("", include("jinlin.volunteering.claims.urls")),
    path("", include("jinlin.volunteering.points.urls")),
    path("", include("jinlin.visits.talents.urls")),
    path("open311/v2/", include("jinlin.matters.open311.urls")),
]
