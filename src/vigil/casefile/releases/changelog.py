"""Compare two releases, and write the changelog and the README of a release. Pure.

A release is compared with the last one by digests of its fields. The case file keeps these
digests. So the changelog needs no old files, and no value of a withdrawn case has to be kept.
"""

import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vigil.casefile.releases.files import CaseLine, Manifest, line_bytes

Digests = Mapping[str, Mapping[str, str]]
"""Case id -> field -> digest of its value."""

NESTED = ("values", "support")
"""Parts of a line whose entries are compared one by one."""
WIDTH = 96


@dataclass(frozen=True)
class ReleaseChanges:
    """Case ids that were added, ids that were removed, and the changed fields of other cases."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)


def digests_of(line: CaseLine) -> dict[str, str]:
    """Return a digest for each field of a case: `place`, `victims`, `values.method`, ..."""
    flat: dict[str, Any] = {}
    for name, value in line.items():
        if name in NESTED:
            flat.update({f"{name}.{key}": entry for key, entry in value.items()})
        elif name != "id":
            flat[name] = value
    return {name: _digest({"value": value}) for name, value in flat.items()}


def _digest(value: CaseLine) -> str:
    return hashlib.sha256(line_bytes(value)).hexdigest()[:16]


def compare(before: Digests, after: Digests) -> ReleaseChanges:
    """Return what changed from one release to the next. Ids are in the order of their numbers."""
    common = sorted(before.keys() & after.keys(), key=by_number)
    fields = {
        case: sorted(
            name
            for name in before[case].keys() | after[case].keys()
            if before[case].get(name) != after[case].get(name)
        )
        for case in common
    }
    return ReleaseChanges(
        added=sorted(after.keys() - before.keys(), key=by_number),
        removed=sorted(before.keys() - after.keys(), key=by_number),
        changed={case: names for case, names in fields.items() if names},
    )


def by_number(case: str) -> tuple[int, str]:
    """Return a sort key that orders case ids by their numbers: V-0999 before V-10000."""
    return len(case), case


def changelog(
    changes: ReleaseChanges,
    *,
    number: int,
    previous: int | None,
    codebooks: tuple[str, str] | None = None,
    led_to: Mapping[str, str],
    told: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Write the changelog. `led_to` maps a removed case to the released case that it leads to.

    `codebooks` are the versions before and after, if they differ. `told` has, by case, what two
    people changed from what to what (`told_changes`).
    """
    against = (
        f"Against release {previous}." if previous else "The first release: every case is new."
    )
    parts = [f"# Changes of release {number}\n", f"{against}\n"]
    if codebooks:
        parts.append(f"The codebook changed from version {codebooks[0]} to {codebooks[1]}.\n")
    parts.append(_section("Added", changes.added))
    gone = [
        f"{case} (now part of {led_to[case]})" if case in led_to else case
        for case in changes.removed
    ]
    parts.append(_section("Removed", gone))
    changed = [
        "\n  - ".join([f"- {case}: {', '.join(names)}", *(told or {}).get(case, ())])
        for case, names in changes.changed.items()
    ]
    parts.append(f"## Changed ({len(changed)})\n\n" + ("\n".join(changed) or "None.") + "\n")
    return "\n".join(parts)


def _section(title: str, entries: list[str]) -> str:
    text = textwrap.fill(", ".join(entries) or "None.", WIDTH, break_on_hyphens=False)
    return f"## {title} ({len(entries)})\n\n{text}\n"


KINDS = {
    "provisional": "PROVISIONAL: frozen as the record stood, without a further review as a whole.",
    "vetted": "VETTED: whoever froze it states that it was reviewed as a whole before.",
}

FIELDS = """\
id              permanent number of the case; never given to another one
formerly        numbers of records that were merged into this case
basis           adjudicated: settled by one person and verified by another;
                compiled: compiled from published sources, not yet verified by the
                installation; confirmed: compiled, then each value confirmed by two people;
                imported: imported from a team's own sheet, not double-coded
codebook        version of the codebook that the values follow
contested       whether the case is marked as contested
headline        whether the headline count counts it
values          accepted values of the case, by field of the codebook
support         how many reports and outlets give a value (field), how many reports say
                otherwise, and which sources (numbers in `sources`)
coded_by_us     why a value of a compiled record is coded so where no source states it
place           name, first-order division, country (ISO 3166-1 alpha-3), precision, and
                coordinates (degrees, WGS 84); coarsened: more is known than is shown
justice         what is known of courts, with the year of the last check
victims         the people in the case; names only of adults who were killed; `support` and
                `coded_by_us` of each as above
sources         publisher, title, address, date, language; captured and sha256 where the
                installation holds a copy. protected: parts that spell a name which is not
                public; the title is then a neutral one, and the address null
related         other cases of this release that hang together with this one
summary, disagreements    sentences of a compiled record
"""


def readme(manifest: Manifest) -> str:
    """Write the README: what a reader must know before using the numbers."""
    c = manifest.counts
    compiled = c.headline_compiled or 0
    verified = c.headline_cases - compiled
    return f"""\
VIGIL, RELEASE {manifest.number}
{KINDS[manifest.kind]}

{c.cases} cases with {c.people_killed} people killed.
Headline count: {c.headline_cases} cases with {c.headline_people_killed} people killed.
Of these cases, {verified} are verified by this installation, and
{compiled} are compiled from published sources and not yet verified here.

{_filled("Included: " + manifest.filter.included)}

{_filled("Headline count: " + manifest.filter.headline)}

{_filled("Units: " + "; ".join(f"{k}: {v}" for k, v in sorted(manifest.filter.units.items())))}

{c.compiled} cases were compiled from published sources and are not yet verified by this
installation; {c.confirmed} were compiled, and two of its people checked each value;
{c.imported} were imported from a team's own sheet and not double-coded by it;
{c.adjudicated} were settled by one person and verified by another.

These are the killings that this record documents. They are no sample and no complete list:
a country or a year with few cases or none says nothing about what happened there, and no
rate and no ranking can be made from them.

FILES
cases.jsonl     one case a line, JSON, UTF-8, in the order of the numbers
CHANGELOG.md    what changed against the last release
agreement.json  how far the two coders of a case agree, by field, pair and language:
                Krippendorff's alpha with intervals, which values met, and apart the
                cases in which both began from what a machine read. No coder is named;
                of too few units only their number is stated
agreement.csv   the same as a table
manifest.json   the SHA-256 and size of each file, and the counts
README.txt      this text

FIELDS OF A CASE
{FIELDS}
The fields and their values are defined in version {manifest.codebook_version} of the codebook.
What is left out, and why, stands in the publication policy.

CHECKING
`vigil release verify FOLDER` names each file that is missing, changed or not part of the
release. It needs nothing but these files. The SHA-256 of manifest.json was shown when the
release was frozen: compare it too, since nothing in the folder vouches for the manifest.
"""


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)
