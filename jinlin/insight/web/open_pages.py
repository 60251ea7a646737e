"""Open data for everybody: which data sets there are, what each column means, and the files themselves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.files import download_header
from jinlin.base.opendata import DataSet, data_set, data_sets
from jinlin.base.rest import stamp
from jinlin.base.spreadsheets.writing import FORMULA_START, GUARD
from jinlin.base.words import Words
from jinlin.insight.opendata.checking import faults

LICENCE = Words(
    "可以自由使用、转载和加工，请注明来源和截至时间。数据里没有任何个人的信息；请不要拿它和别的资料拼出某个人。",
    "Free to use, pass on and build upon, with the source and the moment named. It holds nothing about any person; "
    "please do not join it with other material to find one.",
)
FORMS = ("csv", "json")


def _known(code: str) -> DataSet:
    """The data set, unless it is unknown or something personal stands in it: then it is handed out to nobody."""
    found = data_set(code)
    if found is None or faults(found):
        raise Http404
    return found


@open_to_all
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The list of data sets with the description of their columns."""
    shown = [one for one in data_sets() if not faults(one)]
    return render(
        request, "insight/open_data.html", {"sets": shown, "licence": LICENCE, "at": timezone.now()}
    )


@open_to_all
@require_safe
def open_catalogue(request: HttpRequest) -> HttpResponse:
    """The same list for programs."""
    found = [{**_described(one), "files": {form: request.build_absolute_uri(reverse("open_file", args=[one.code, form])) for form in FORMS}} for one in data_sets() if not faults(one)]  # fmt: skip
    return JsonResponse(
        {"licence": str(LICENCE), "as_of": stamp(timezone.now()), "data_sets": found},
        json_dumps_params={"ensure_ascii": False},
    )


@open_to_all
@require_safe
def open_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """One data set as CSV (UTF-8 with its mark, so that office programs read it) or JSON; written row by row."""
    found = _known(code)
    if form not in FORMS:
        raise Http404
    write, kind = (_csv, "text/csv; charset=utf-8") if form == "csv" else (_json, "application/json")
    answer = StreamingHttpResponse(write(found), content_type=kind)
    answer["Content-Disposition"] = download_header(f"{found.words}.{form}")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _described(one: DataSet) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.words.zh, "name_en": one.words.en, "about": one.about.zh, "about_en": one.about.en,
        "guard": one.guard.zh,
        "columns": [
            {"code": c.code, "name": c.words.zh, "name_en": c.words.en, "kind": c.kind, "unit": c.unit.zh, "about": c.about.zh}
            for c in one.columns
        ],
    }  # fmt: skip


def _csv(one: DataSet) -> Iterator[str]:
    out = io.StringIO()
    sheet = csv.writer(out)

    def taken() -> str:
        text = out.getvalue()
        out.seek(0)
        out.truncate()
        return text

    out.write("\ufeff")
    sheet.writerow([column.code for column in one.columns])
    for row in one.rows():
        sheet.writerow([_cell(value) for value in row])
        if out.tell() > 60_000:
            yield taken()
    yield taken()


def _cell(value: Any) -> Any:
    """A value as an office program may read it: text never taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str) and FORMULA_START.match(value):
        return GUARD + value
    return value


def _json(one: DataSet) -> Iterator[str]:
    head = {**_described(one), "licence": LICENCE.zh, "as_of": stamp(timezone.now())}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    codes = [column.code for column in one.columns]
    between = ""
    for row in one.rows():
        yield between + json.dumps(dict(zip(codes, map(_plain, row), strict=True)), ensure_ascii=False)
        between = ",\n"
    yield "]}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
