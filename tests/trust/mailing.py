"""A mail server on this machine that keeps what it gets, and answers as it is told."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[[str], str | None]


@dataclass
class MailServer:
    """`answers` overrule an answer by the first word of a command; None closes the connection.

    `taken` is called once a letter has come in whole, before the server says so.
    """

    port: int
    letters: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str | None] = field(default_factory=dict)
    taken: Callable[[], None] = lambda: None

    def talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rwb") as stream:

            def say(line: str) -> None:
                stream.write(f"{line}\r\n".encode())
                stream.flush()

            if "CONNECT" in self.answers:
                return
            say("220 ready")
            for line in stream:
                words = line.decode().strip()
                verb = words.split(" ")[0].upper()
                if verb in self.answers:
                    answer = self.answers[verb]
                    if answer is None:
                        return
                    say(answer)
                elif verb == "DATA":
                    say("354 go on")
                    if not self._take(stream, say):
                        return
                elif verb == "QUIT":
                    say("221 bye")
                    return
                else:
                    if verb == "RCPT":
                        self.recipients.append(words)
                    say("250 yes")

    def _take(self, stream, say) -> bool:  # type: ignore[no-untyped-def]
        lines = []
        for line in stream:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        else:
            return False
        self.letters.append("".join(lines))
        self.taken()
        answer = self.answers.get("WHOLE", "250 taken")
        if answer is not None:
            say(answer)
        return answer is not None


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = MailServer(port=listener.getsockname()[1])

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                server.talk(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
