"""The app organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Register recurring duties; put who is in charge beside every place."""
        from jinlin.base.events import subscribe
        from jinlin.base.rest import who_holds
        from jinlin.organisations import (  # noqa: F401
            figures,
            finding,
            jobs,
            keeping,
            nodes,
            panels,
            pickers,
            queries,
            waiting,
        )
        from jinlin.organisations.gatherings import desk as gatherings
        from jinlin.organisations.gatherings import handover
        from jinlin.organisations.members import desk, exports, lists  # noqa: F401
        from jinlin.organisations.members import figures as members_figures
        from jinlin.organisations.members import panels as members_panels
        from jinlin.organisations.members.commands import forget_person
        from jinlin.organisations.members.merging import go_over
        from jinlin.organisations.partners import registering

        nodes.register()
        registering.register()
        desk.register_all()
        members_panels.offer()
        members_figures.register()
        exports.register()
        subscribe("person.erased", forget_person)
        subscribe("organisation.merged", go_over)
        panels.offer()
        pickers.register()
        finding.register()
        keeping.register()
        gatherings.register()
        figures.register()
        handover.listen()
        waiting.register()
        if queries.holder not in who_holds:
            who_holds.append(queries.holder)
