"""Templates of trees: which levels they have; the district adds, renames, moves and ends them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.base.files import download_header
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.commands import add_level, end_level, make_template, move_level, rename_level
from jinlin.organisations.commands.templates import may_change_templates
from jinlin.organisations.models import FormerLevel, Level, Template
from jinlin.organisations.templates_data import as_toml
from jinlin.organisations.web.doors import history, reader
from jinlin.places.public import level_words

keeper = staff(*sorted(rules.OVER_ALL))
"""The district's seats: they change templates."""
COVERS = ("district", "street", "community", "grid", "zone", "estate", "building", "stairwell", "dwelling")
CODE = Field(
    "code", "text", Words("代号", "Code"), limit=39,
    help=Words("给导入和接口用，小写字母、数字、下划线，定了不改", "For imports and the API; never changed later"),
)  # fmt: skip
ZH = Field("zh", "text", Words("中文名称", "Name in Chinese"), limit=60)
EN = Field("en", "text", Words("英文名称", "Name in English"), required=False, limit=80)
ON = Field("on", "date", Words("从哪天起", "From"))


def _covers() -> Field:
    choices = tuple(Choice(one, level_words(one)) for one in COVERS)
    return Field("covers", "choice", Words("设在哪一级地方", "Stands at places of level"), choices=choices)


@reader
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every template with its levels, how many organisations stand at each, and what levels were called before."""
    standing = Count("organisations", filter=Q(organisations__ended_on__isnull=True))
    levels = list(Level.objects.annotate(n=standing).order_by("template", "ended_on", "rank"))
    former: dict[int, list[FormerLevel]] = {}
    for one in FormerLevel.objects.order_by("-until_on"):
        former.setdefault(one.level_id, []).append(one)
    rows = [
        {
            "template": template,
            "levels": [
                {"level": one, "covers": level_words(one.covers), "former": former.get(one.pk, [])}
                for one in levels if one.template_id == template.pk
            ],
            "history": history("template", template) if template.trail_seq else [],
        }
        for template in Template.objects.order_by("pk")
    ]  # fmt: skip
    may = may_change_templates(request.actor) is None  # type: ignore[attr-defined]
    return render(request, "organisations/templates.html", {"rows": rows, "may": may})


@reader
@require_safe
def templates_export(request: HttpRequest) -> HttpResponse:
    """All templates as a file that can be brought in elsewhere."""
    sent = HttpResponse(
        as_toml(Template.objects.order_by("pk")), content_type="application/toml; charset=utf-8"
    )
    sent["Content-Disposition"] = download_header("organisations.toml")
    return sent


def _level(pk: int) -> Level:
    return get_object_or_404(Level.objects.select_related("template"), pk=pk, ended_on__isnull=True)


def _sheet(
    code: str, title: Words, button: Words, fields: tuple[Field, ...], write: Any, **more: Any
) -> Sheet:
    known = {"on": timezone.localdate()} | more.pop("known", {})
    return Sheet(
        code=code,
        title=title,
        button=button,
        fields=fields,
        write=write,
        back=reverse("templates"),
        known=known,
        **more,
    )


@keeper
def template_new(request: HttpRequest) -> HttpResponse:
    """A further kind of tree with its first level."""
    by = request.actor  # type: ignore[attr-defined]
    fields = (
        CODE, ZH, EN, Field("source", "text", Words("依据", "Basis"), required=False, limit=200),
        Field("first_code", "text", Words("第一级的代号", "Code of its first level"), limit=39),
        Field("first_zh", "text", Words("第一级的名称", "Name of its first level"), limit=60), _covers(),
    )  # fmt: skip

    def write(values: dict[str, Any]) -> str:
        first = (values["first_code"], values["first_zh"], "", values["covers"])
        make_template(
            code=values["code"],
            zh=values["zh"],
            en=values["en"] or "",
            source=values["source"] or "",
            first=first,
            by=by,
        )
        return reverse("templates")

    title = Words("新的组织体系", "A further kind of tree")
    return answer(request, _sheet("template-new", title, Words("新增", "Add it"), fields, write))


@keeper
def level_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a level to a template."""
    template = get_object_or_404(Template, code=code)
    by, last = request.actor, template.levels.filter(ended_on__isnull=True).count() + 1  # type: ignore[attr-defined]
    fields = (
        CODE,
        ZH,
        EN,
        _covers(),
        Field("rank", "integer", Words("排第几级", "Rank"), least=1, limit=12),
        ON,
    )

    def write(values: dict[str, Any]) -> str:
        add_level(
            template=template, code=values["code"], zh=values["zh"], en=values["en"] or "", covers=values["covers"],
            rank=values["rank"], on=values["on"], by=by,
        )  # fmt: skip
        return reverse("templates")

    title = Words(f"{template.zh}加一级", f"Add a level: {template.en}")
    return answer(
        request, _sheet("level-new", title, Words("加一级", "Add it"), fields, write, known={"rank": last})
    )


@keeper
def level_change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Rename, move or end a level."""
    level, by = _level(pk), request.actor  # type: ignore[attr-defined]
    rank = Field("rank", "integer", Words("排第几级", "Rank"), least=1, limit=12)
    forms: dict[str, tuple[Words, tuple[Field, ...], Any]] = {
        "rename": (
            Words("改名", "Rename"), (ZH, EN, ON),
            lambda v: rename_level(level=level, zh=v["zh"], en=v["en"] or v["zh"], on=v["on"], by=by),
        ),
        "move": (Words("调整次序", "Move"), (rank, ON), lambda v: move_level(level=level, rank=v["rank"], on=v["on"], by=by)),
        "end": (Words("停用", "End"), (ON,), lambda v: end_level(level=level, on=v["on"], by=by)),
    }  # fmt: skip
    if what not in forms:
        raise Http404
    words, fields, act = forms[what]

    def write(values: dict[str, Any]) -> str:
        act(values)
        return reverse("templates")

    title = Words(f"{words.zh}：{level.template.zh} {level.zh}", f"{words.en}: {level.en}")
    known = {"zh": level.zh, "en": level.en, "rank": level.rank}
    note = Words(
        "以前的名称和次序都留着；还有组织在运行的级别不能停用，也不能跨过去调整次序。",
        "Former names and ranks are kept; a level at which organisations stand is neither ended nor moved across.",
    )
    return answer(request, _sheet(f"level-{what}", title, words, fields, write, known=known, note=note))
