"""Accounts from what was judged: the same assembly as by rules, with learnt persons and roles."""

from collections.abc import Sequence
from itertools import pairwise

from vigil.reading.intake.extraction.account_builder import AccountBuilder
from vigil.reading.intake.extraction.account_values import single_blanks
from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.attack_splitting import Attack, split_attacks
from vigil.reading.intake.extraction.dates import FoundDate
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.candidate_features import ReportLayout, report_features
from vigil.reading.intake.extraction.learned.candidates import Candidate, CandidateMention
from vigil.reading.intake.extraction.learned.classifiers import (
    ReportProbabilities,
    attacks,
    classify,
)
from vigil.reading.intake.extraction.learned.date_choice import LearnedDates
from vigil.reading.intake.extraction.learned.feature_vectors import (
    ROLES,
    Role,
    candidates_of,
    judged,
    judged_telling,
    kind_of,
    settings_of,
)
from vigil.reading.intake.extraction.learned.model_files import Models
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene
from vigil.reading.intake.extraction.name_forms import same_person, written_name
from vigil.reading.intake.extraction.person_mentions import Span
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.extraction.victim_gathering import CALLED_AGAIN
from vigil.reading.intake.extraction.victims import FoundAt, Victim
from vigil.reading.records import Account, Evidence


class LearnedBuilder(AccountBuilder):
    """Builds the accounts of one reading by learnt judgements."""

    _numbers_decide = True

    def __init__(
        self, reading: ReportFindings, places: PlaceNames, score: float, models: Models
    ) -> None:
        scene = LearnedScene(reading, places, models.place)
        super().__init__(reading, scene, score)
        self._judges = models.judges
        self._second = models.judges.second(kind_of(reading))
        self._days = LearnedDates(reading, scene.page, models.date)
        page = ReportLayout(reading, self.ruled_victims())
        self._found = candidates_of(reading, places.gazetteer)
        page.join(self._found["victim"])
        self._judgement: ReportProbabilities = classify(
            models.judges,
            self.kills(),
            report_features(page),
            [judged_telling(page, hit) for hit in reading.hits],
            {role: [judged(page, c, role) for c in self._found[role]] for role in ROLES},
            kind_of(reading),
        )

    def accounts(self) -> list[Account]:
        """Return the accounts; killings only where the report as a whole tells of one."""
        attacks = self._attacks()
        told = [hit for own in attacks for hit in own]
        victims = self._named(told)
        others = self._unnamed(told) or self._ruled_unnamed()
        # Labels that teach this are of texts in capitals; elsewhere the rules keep their promise.
        nobody = not self._taught_capitals() and not victims and self._gathering.of_nobody()
        found = bool(victims) or any(v.age for v in others)
        if nobody or not self._tells_of_an_attack(found=found):
            ruled = AccountBuilder(self._r, self._scene, self._score).accounts()
            return [a for a in ruled if a.event != "killing"]
        if len(attacks) < 2:
            split = self._split(victims or others, others)
            if len(split) > 1:
                return [
                    self._account(
                        number, own, own, [h for o, _ in split if o is not own for h in o], who
                    )
                    for number, (own, who) in enumerate(split, start=1)
                ]
            every = list(self._r.hits)  # place and day were learnt beside all tellings
            return [self._account(1, told, every, [], self._all(told, victims, others))]
        shares = _shared(attacks, victims, others)
        if not self._r.upper and not all(named or unnamed for named, unnamed in shares):
            # A telling without anybody of its own tells of the same attack again.
            every = list(self._r.hits)
            return [self._account(1, told, every, [], self._all(told, victims, others))]
        return [
            self._account(
                number, own, own, [h for h in told if h not in own], self._all(own, *share)
            )
            for number, (own, share) in enumerate(zip(attacks, shares, strict=True), start=1)
        ]

    def _tells_of_an_attack(self, *, found: bool) -> bool:
        """Return whether the report tells of an attack that is to be put together here.

        In texts in capitals: a killing, as was learnt. Elsewhere labels without a killing are
        few, so two of three must say so: what was learnt of reports, the screening, and that
        somebody is the victim, by the rules or as a person `found` by name or age. In kinds of
        text of which nothing was learnt the rules decide.
        """
        killing = self._judgement.killing >= self._second.killing.enough.first
        if self._taught_capitals():
            return killing
        ruled = bool(self._gathering.by_rules)
        if not self._taught_kind():
            return ruled or (self._r.upper and killing and found)
        if ruled and self._gathering.found_dead:
            return True  # graves and bound bodies: labels with these are few
        return [killing, ruled or found, self._score >= _PASSED].count(True) > 1

    def _attacks(self) -> list[list[AttackMention]]:
        """Return the mentions of each attack, in the order of the text."""
        found = attacks(
            self._judges,
            settings_of(self._r, self._scene),
            self._judgement.tellings,
            kind_of(self._r),
        )
        told = [[self._r.hits[n] for n in heap] for heap in found]
        return told if len(told) > 1 else self._attacks_of_total() or told

    def _split(self, victims: list[Victim], others: list[Victim]) -> list[Attack]:
        """Return the attacks that the rules tell apart, where labels taught nothing of it."""
        if self._taught_capitals():
            return []
        return split_attacks(self._r, self._scene, victims, others)

    def _attacks_of_total(self) -> list[list[AttackMention]]:
        """Return the mentions of attacks whose numbers of dead make the total the report states."""
        parts = self._counts.parts_of_total()
        attacks = [
            [
                h
                for h in self._r.hits
                if start <= h.number < end and h.sentence.part == "text" and h.outcome == "killed"
            ]
            for start, end in pairwise([*parts, len(self._r.sentences)])
        ]
        return attacks if all(attacks) else []

    def _all(
        self, told: Sequence[AttackMention], named: list[Victim], unnamed: list[Victim]
    ) -> list[Victim]:
        """Return the victims of one attack; unnamed ones beside named ones only by another age."""
        if named:
            victims = named + self._aged(named, unnamed)
        else:
            victims = unnamed[:1] + self._aged(unnamed[:1], unnamed[1:])
        if len(victims) == 1:
            self._gathering.age_of_only(victims[0])
        killed = any(v.outcome == "killed" for v in victims)
        if self._r.upper and not killed and any(h.outcome == "killed" for h in told):
            return [*victims, _somebody(told)]  # those named were hurt, others died
        return victims or [_somebody(told)]

    def _taught(self, role: Role) -> bool:
        """Return whether labelled reports of this kind teach a role; else the rules decide it."""
        return self._second.roles[role].enough.f1 > 0

    def _accepted(self, role: Role) -> list[tuple[Candidate, float]]:
        """Return the candidates that have a role, likeliest first."""
        enough = self._second.roles[role].enough
        ranked = sorted(
            zip(self._found[role], self._judgement.roles[role], strict=True), key=lambda c: -c[1]
        )
        taken: list[tuple[Candidate, float]] = []
        for candidate, chance in ranked:
            if chance < (enough.further if taken else enough.first):
                break
            taken.append((candidate, chance))
        return taken

    # -- victims ---------------------------------------------------------------------------

    def _named(self, told: Sequence[AttackMention]) -> list[Victim]:
        accepted = [c for c, _ in self._accepted("victim")] + self._listed_by_rules()
        accepted = [c for c in _once(accepted) if self._may_be_victim(c)]
        named = [self._victim_of(c, told, named=True) for c in accepted]
        return sorted(named, key=lambda v: (v.first.part == "title", v.first.start))

    def _listed_by_rules(self) -> list[Candidate]:
        """Whom the rules list; not in texts in capitals of which labels taught better."""
        names = [] if self._taught_capitals() else self.ruled_victims()
        return [c for c in self._found["victim"] if any(same_person(c.text, n) for n in names)]

    def _ruled_unnamed(self) -> list[Victim]:
        """Whom the rules take for the victim without a name, where nobody was accepted."""
        return [v for v in self._gathering.by_rules if not v.name]

    def _may_be_victim(self, candidate: Candidate) -> bool:
        """No accused and no speaker; where no labels taught who is a victim, none without a rule.

        In texts in capitals the names beside each other are too many for the rules: there what was
        learnt decides alone.
        """
        if self._likelier_doer(candidate):
            return False
        if self._r.upper:
            return True
        if self._gathering.roles.excludes(candidate.text):
            return False
        return self._taught_kind() or any(
            _is_victim(t, h) for t in candidate.told for h in self._r.hits
        )

    def _likelier_doer(self, candidate: Candidate) -> bool:
        """Return whether a person may have done it, at least half as likely as to be its victim."""
        chances = {
            role: {
                id(c): chance
                for c, chance in zip(self._found[role], self._judgement.roles[role], strict=True)
            }
            for role in (_VICTIM, _DOER)
        }
        own = id(candidate)
        least = max(_SUSPECT, chances[_VICTIM][own] / 2)
        return self._taught("doer") and chances[_DOER][own] >= least

    def _taught_kind(self) -> bool:
        """Return whether labelled reports of this kind of text taught who is a victim."""
        return kind_of(self._r) in self._judges.seconds

    def _taught_capitals(self) -> bool:
        """Return whether this is a text in capitals, and labels of such texts taught who is who."""
        return self._r.upper and self._taught_kind()

    def _unnamed(self, told: Sequence[AttackMention]) -> list[Victim]:
        return [self._victim_of(c, told, named=False) for c, _ in self._accepted("unnamed")]

    def _aged(self, victims: list[Victim], others: list[Victim]) -> list[Victim]:
        """Of persons without a name beside named ones, those whose age says they are others.

        The age of the only person with a name who has none is that person's.
        """
        known = {v.age[0] for v in victims if v.age}
        aged = [v for v in others if v.age and v.age[0] not in known]
        if len(victims) == 1 and victims[0].age is None and aged and not aged[0].plural:
            victims[0].age = aged.pop(0).age
        return aged

    def _victim_of(
        self, candidate: Candidate, told: Sequence[AttackMention], *, named: bool
    ) -> Victim:
        own = [h for h in self._r.hits if any(_is_victim(t, h) for t in candidate.told)]
        hits = own + self._taken_up(candidate, own, told) if named else own
        hits = hits or [h for h in told if any(t.number == h.number for t in candidate.told)]
        killed = [h for h in hits if h.outcome == "killed"]
        main = (killed or hits or list(told))[0]
        outcome = main.outcome if hits or len(self._accepted("victim")) < 2 else "unknown"
        first = self._full(candidate) if named else candidate.first
        victim = Victim(
            written_name(candidate.text, self._r.language.code) if named else None,
            outcome,
            FoundAt(main.sentence.part, main.start, main.end),
            first,
            told=hits or [main],
        )
        victim.plural = bool(candidate.told[0].mention and candidate.told[0].mention.plural)
        for place in candidate.told:
            if place.mention is not None:
                self._gathering.describe(victim, place.at.part, place.mention)
        self._gathering.settle(victim)
        return victim

    def _taken_up(
        self, candidate: Candidate, own: Sequence[AttackMention], told: Sequence[AttackMention]
    ) -> list[AttackMention]:
        """Return words of death behind those of a wound, of whom they call "she" or "the man".

        Only of the one person with a name who was accepted.
        """
        if len(self._accepted("victim")) != 1 or any(h.outcome == "killed" for h in own):
            return []
        return [
            h
            for h in told
            if h.outcome == "killed"
            and h.victims
            and all(v.pronoun or v.head_word in CALLED_AGAIN for v in h.victims)
            and any(0 <= h.number - t.number <= _NEXT for t in candidate.told)
        ]

    def _full(self, candidate: Candidate) -> FoundAt:
        """Where the whole name of a person stands first."""
        return next(
            (
                t.at
                for t in candidate.told
                if single_blanks(self._r.slice(t.at.part, t.at.start, t.at.end)) == candidate.text
            ),
            candidate.first,
        )

    # -- the rest --------------------------------------------------------------------------

    def _choose_date(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[FoundDate, FoundAt] | None:
        return self._days.choose(hits, others)

    def _accused(self, victims: list[Victim]) -> list[list[Span]]:
        """Return where each person is named who was learnt to have done it, else those by rule."""
        if not self._taught("doer"):
            return super()._accused(victims)
        dead = [v.name for v in victims if v.name] + [c.text for c, _ in self._accepted("victim")]
        return [
            _spans(candidate)
            for candidate, _ in self._accepted("doer")
            if any(t.mention and t.mention.name for t in candidate.told)
            and not any(same_person(name, candidate.text) for name in dead)
        ]

    def _groups(self) -> list[list[Span]]:
        return [_spans(candidate) for candidate in self._found["group"]]

    def _weapons(self, hits: list[AttackMention], evidence: list[Evidence]) -> list[str]:
        if not self._taught("weapon"):
            return super()._weapons(hits, evidence)
        texts: list[str] = []
        for candidate, _ in self._accepted("weapon"):
            at = candidate.first
            evidence.append(self._evidence(f"/weapons/{len(texts)}", at))
            texts.append(single_blanks(self._r.slice(at.part, at.start, at.end)))
        return texts


_SUSPECT = 0.1
"""Probability of having done it below which nobody is held for a suspect."""

_PASSED = 0.5
"""Score of a report that screening passes: likelier than not about a killing or an attempt."""

_NEXT = 2
"""Sentences behind a name that may still speak of it."""

_VICTIM: Role = "victim"
_DOER: Role = "doer"

Share = tuple[list[Victim], list[Victim]]
"""Victims with and without a name."""


def _shared(
    attacks: Sequence[Sequence[AttackMention]], named: list[Victim], unnamed: list[Victim]
) -> list[Share]:
    """Each victim with the attack whose tellings name them, or stand nearest to them."""
    shares: list[Share] = [([], []) for _ in attacks]
    for kind, victims in enumerate((named, unnamed)):
        for victim in victims:
            numbers = {h.number for h in victim.told}
            away = [min(abs(h.number - n) for h in own for n in numbers) for own in attacks]
            shares[away.index(min(away))][kind].append(victim)
    return shares


def _once(candidates: Sequence[Candidate]) -> list[Candidate]:
    return list({id(c): c for c in candidates}.values())


def _is_victim(told: CandidateMention, hit: AttackMention) -> bool:
    """Return whether the rules take a mention for the victim of a telling."""
    m = told.mention
    return m is not None and any(v.start < m.end and m.start < v.end for v in hit.victims)


def _somebody(told: Sequence[AttackMention]) -> Victim:
    """Return the victim of a killing where the report calls them by nothing."""
    main = next((h for h in told if h.outcome == "killed"), told[0])
    at = FoundAt(main.sentence.part, main.start, main.end)
    return Victim(None, main.outcome, at, at, told=[main])


def _spans(candidate: Candidate) -> list[Span]:
    """Return where the text names a candidate."""
    return [(t.at.start, t.at.end) for t in candidate.told if t.at.part == "text"]
