"""Accounts to proposed cases: profiles, candidates, comparison, probability, clustering."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vigil.linkage.blocking import candidates
from vigil.linkage.clustering import Group, cluster
from vigil.linkage.comparing import Compared, compare
from vigil.linkage.constraints import Constraints
from vigil.linkage.model import Model, shipped_model
from vigil.linkage.profiles import Profile, profiles
from vigil.linkage.records import Judgement, Linking, Pair, ProposedCase
from vigil.linkage.texts import Floats, near_duplicates, vectors
from vigil.records import Account, Report

KEPT = 0.05
"""Pairs less probable than this are compared but not answered."""
FORBIDDEN = -30.0
"""The share of the log-odds that a forbidden pair is shown with."""


def link(
    accounts: Sequence[Account],
    reports: Mapping[str, Report],
    judgements: Iterable[Judgement] = (),
    placed: Mapping[str, str] | None = None,
    model: Model | None = None,
) -> Linking:
    """Propose which accounts tell of the same attack.

    `reports` are the accounts' reports by id (one that is missing leaves the account to what was
    read from it). `judgements` in force always hold: "same" within one proposed case, "different"
    never, also through others. `placed` gives, for accounts that people put in a case, that case:
    accounts of one case stay together, of two cases apart, and others may be proposed for it.
    What contradicts is listed: see `vigil.linkage.constraints` for which word yields.

    The answer depends on the arguments alone: not on their order, the clock or earlier calls.
    Raises ValueError when two accounts have one key.
    """
    model = model or shipped_model()
    batch = profiles(accounts, reports)
    people = Constraints(judgements, placed or {})
    compared = compared_pairs(batch)
    odds = model.probabilities(compared.features)
    return Linking(
        cases=proposals(batch, compared, odds, model.join, people),
        pairs=_pairs(batch, compared, odds, model),
        contradictions=people.contradictions,
    )


def proposals(
    batch: Sequence[Profile],
    compared: Compared,
    probabilities: Floats,
    join: float,
    people: Constraints | None = None,
) -> list[ProposedCase]:
    """Cluster compared pairs into proposed cases, sorted by key, under people's word."""
    rows = list(zip(compared.left.tolist(), compared.right.tolist(), strict=True))
    likely = dict(zip(rows, probabilities.tolist(), strict=True))
    forbidden = {rows[number] for number in compared.vetoes}
    likely.update(dict.fromkeys(forbidden, 0.0))
    groups = _groups(batch, people or Constraints((), {}), forbidden)
    cases = [_proposed(batch, group) for group in cluster(groups, likely, join)]
    return sorted(cases, key=lambda case: case.key)


def compared_pairs(batch: Sequence[Profile]) -> Compared:
    """Compare every candidate pair of a batch; pairs come sorted by their rows."""
    weighed = vectors(batch) if batch else None
    if weighed is None:
        return compare([], vectors([]), {}, [])
    copies = {(a, b): likeness for a, b, likeness in near_duplicates(batch)}
    pairs = sorted(candidates(batch, weighed) | set(copies))
    return compare(batch, weighed, copies, pairs)


def _groups(
    batch: Sequence[Profile],
    people: Constraints,
    forbidden: set[tuple[int, int]],
) -> list[Group]:
    """Start from what people joined; hold apart what they, or the facts, forbid."""
    members: dict[str, list[int]] = defaultdict(list)
    for row, profile in enumerate(batch):
        members[people.group(profile.key)].append(row)
    number = {name: n for n, name in enumerate(members)}
    groups = [
        Group(
            rows=rows,
            scores=dict.fromkeys(rows, 1.0),
            case=people.case(name),
            main=people.case(name) is not None or any(batch[row].main for row in rows),
        )
        for name, rows in members.items()
    ]
    of_row = {row: n for n, group in enumerate(groups) for row in group.rows}
    for name, n in number.items():
        groups[n].apart.update(number[other] for other in people.apart(name) if other in number)
    for x, y in forbidden:
        a, b = of_row[x], of_row[y]
        if a != b:
            groups[a].apart.add(b)
            groups[b].apart.add(a)
    return groups


def _proposed(batch: Sequence[Profile], group: Group) -> ProposedCase:
    keys = [batch[row].key for row in group.rows]
    scores = {batch[row].key: round(group.scores[row], 4) for row in group.rows}
    return ProposedCase(key=group.case or keys[0], accounts=keys, scores=scores, case=group.case)


def _pairs(batch: Sequence[Profile], compared: Compared, odds: Floats, model: Model) -> list[Pair]:
    """Return the pairs worth showing: the probable, and the probable but forbidden (as 0)."""
    answer = []
    for number, probability in enumerate(odds.tolist()):
        if probability < KEPT:
            continue
        reasons = model.reasons(compared.features[number])
        why = compared.vetoes.get(number)
        if why:
            reasons[f"forbidden_{why}"] = FORBIDDEN
        a, b = batch[compared.left[number]].key, batch[compared.right[number]].key
        answer.append(
            Pair(a=a, b=b, probability=0.0 if why else round(probability, 4), reasons=reasons)
        )
    return answer
