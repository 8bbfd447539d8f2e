"""Put what was found in a report together: its accounts, with evidence for every value."""

from vigil.reading.intake.extraction.account_values import AccountValues
from vigil.reading.intake.extraction.attack_splitting import split_attacks
from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.victim_gathering import VictimGathering
from vigil.reading.records import (
    Account,
)


class AccountBuilder(AccountValues):
    """Builds the accounts of one report by the rules."""

    def __init__(self, reading: ReportFindings, scene: Scene, score: float) -> None:
        super().__init__(reading, scene, score)
        self._gathering = VictimGathering(reading)

    def accounts(self) -> list[Account]:
        """Return the accounts: one for the report, or one for each attack on different victims."""
        told, hits = self._gathering.attack_mentions()
        victims, unnamed = self._gathering.victims(hits)
        if not victims:
            return self._of_nobody_named()
        attacks = split_attacks(self._r, self._scene, victims, unnamed)
        if not attacks:
            return [self._account(1, hits, told, [], victims)]
        return [
            self._account(number, own, own, [h for o, _ in attacks if o is not own for h in o], who)
            for number, (own, who) in enumerate(attacks, start=1)
        ]

    def _of_nobody_named(self) -> list[Account]:
        """Return an armed attack of which the report states where and when, but not on whom."""
        hits = self._r.attacks()
        return [self._account(1, hits, hits, [], [])] if hits else []

    def kills(self) -> bool:
        """Return whether the report tells of a killing at all, by the rules."""
        victims = self._gathering.by_rules
        _, hits = self._gathering.attack_mentions()
        return bool(victims) and self._event(hits, victims) == "killing"

    def ruled_victims(self) -> list[str]:
        """Return the names of those whom the rules list as victims."""
        return [v.name for v in self._gathering.by_rules if v.name]
