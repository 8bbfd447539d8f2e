"""Format lines of the log as JSON, for programs that collect them (VIGIL_LOG=json)."""

import json
import logging
from typing import Final

from vigil.site.installation.logs import WithoutPersonalData
from vigil.site.watching.request_ids import request_id

OF_REQUESTS: Final = ("route", "status", "ms")
"""What `site.watching.middleware` says of a request."""


class JsonWithoutPersonalData(WithoutPersonalData):
    """Writes one object a line, as free of personal data as the plain lines are."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, object] = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "logger": record.name,
            "event": self.safe_message(record),
        }
        if asked := request_id():
            said["request"] = asked
        if record.name == "vigil.requests":  # others may mean something else by these words
            said |= {name: value for name in OF_REQUESTS if (value := getattr(record, name, None))}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
