"""Every word of an index in memory, so that a word with a typing error can be compared with all."""

import threading

from vigil.publication.models import PublicTextWord, PublicWord
from vigil.publication.record.columns import Columns, cases_changed_since


class Vocabulary:
    """The words of one index table. After a change only the words of the changed cases are read.

    A word that no case has any more may stay listed: it is in no row, and so it finds nothing.
    """

    def __init__(self, table: type[PublicWord] | type[PublicTextWord]) -> None:
        """Take the table. Its words are read when they are first asked for."""
        self._rows = table._default_manager.order_by()
        self._lock = threading.Lock()
        self._version, self._token = 0, ""
        self._words: dict[str, None] = {}
        self._listed: list[str] = []

    def words(self, columns: Columns) -> list[str]:
        """Return the words of the version of the public record that the columns are of."""
        with self._lock:
            if not columns.token or self._token != columns.token:
                self._read(columns)
            return self._listed

    def _read(self, columns: Columns) -> None:
        changed = cases_changed_since(self._version, self._token, columns.version)
        rows = self._rows.all() if changed is None else self._rows.filter(public__in=changed)
        found = dict.fromkeys(rows.values_list("word", flat=True).distinct())
        self._words = found if changed is None else {**self._words, **found}
        self._listed = list(self._words)
        self._version, self._token = columns.version, columns.token
