"""``python -m tests.bench``: one run, one table; each figure beside its limit measured in the same run."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator

from tests.bench import figures, ground, items

SMALL = 10_000


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench", description=__doc__)
    parser.add_argument(
        "--matters", type=int, default=1_000_000, help="size of the large world (the small one has 10,000)"
    )
    parser.add_argument(
        "--only", action="append", choices=sorted(items.ITEMS), help="measure only this; may be given again"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument(
        "--seconds",
        type=float,
        default=5,
        help="length of one round of load; there are three, the median counts",
    )
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextlib.contextmanager
def _worlds(vendor: str, matters: int) -> Iterator[tuple[ground.World, ground.World]]:
    if vendor == "sqlite":
        yield ground.sqlite(SMALL), ground.sqlite(matters)
        return
    with ground.postgres() as url:
        yield ground.on_postgres(url, SMALL), ground.on_postgres(url, matters)


def main() -> int:
    """Measure, print, and answer 1 where a target is not met."""
    options, found, began = _options(), [], time.monotonic()
    chosen = options.only or list(items.ITEMS)
    # One item that needs only the small world does not make anybody wait for the large one.
    matters = options.matters if set(chosen) - {"tell", "import", "venues", "ballots", "soak"} else SMALL
    for vendor in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        with _worlds(vendor, matters) as (small, large):
            for name in chosen:
                print(f"bench: {vendor}, {name} …", file=sys.stderr, flush=True)
                new = list(items.ITEMS[name](items.Bench(small, large, options.seconds)))
                print(figures.table(new), file=sys.stderr, flush=True)
                found += new
    print(figures.as_json(found) if options.json else figures.table(found))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"bench: {time.monotonic() - began:.0f} s, {os.cpu_count()} cores, load {load}", file=sys.stderr)
    return int(any(figure.met is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
