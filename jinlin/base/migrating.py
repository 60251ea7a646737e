"""What migrations are made of where Django's own operations cost more than the work they do.

Django renders the whole web of related models again for every table, column and index, which made a fresh
database of some 220 tables cost 28,000 classes. These operations render the one model they change. What else
points to it keeps the class of before, as with Django's own delayed operations: so the state is marked delayed,
and code that runs in a migration gets every model rendered anew. Schema, state and autodetector see no difference.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations


class _Alone:
    """The operation behind it in the order of classes, with one model rendered after it."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)  # type: ignore[misc]
        if rendered is None:
            return
        name = self._changed()
        if name in rendered.all_models[app_label]:
            rendered.unregister_model(app_label, name)
            state.is_delayed = True
        rendered.render_multiple([state.models[app_label, name]])
        state.apps = rendered

    def _changed(self) -> str:
        return str(self.model_name_lower)  # type: ignore[attr-defined]


class CreateModel(_Alone, migrations.CreateModel):
    """A new table; those it points to gain a reverse relation, which rendering it adds."""

    def _changed(self) -> str:
        return str(self.name_lower)


class AddField(_Alone, migrations.AddField):
    """A new column."""


class AddIndex(_Alone, migrations.AddIndex):
    """A new index."""


class RemoveIndex(_Alone, migrations.RemoveIndex):
    """An index less."""


class AddConstraint(_Alone, migrations.AddConstraint):
    """A new constraint."""


class RemoveConstraint(_Alone, migrations.RemoveConstraint):
    """A constraint less."""
