"""`vigil setup`: state the organisation in a terminal, or from a file."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from vigil.cli.support.database import prepare_database, refuse_demonstration, set_up_django

TEXTS: Final = {
    "name": "Name of the organisation",
    "contact": "Contact (an email address, a link or a text)",
    "responsible": "Who is responsible, in one line",
    "data_licence": "Licence of the data (SPDX)",
    "publisher_id": "Identifier in a register (org-id.guide)",
    "accent": "Colour of links and buttons, as #8a3324",
    "accent_dark": "The same on dark ground",
    "default_language": "First language",
    "time_zone": "Time zone, such as America/Bogota",
}
"""Parts of one line -> what is asked for."""
LISTS: Final = {
    "languages": "Languages of the site, with commas between them",
    "closed_rooms": "Rooms to close, with commas between them",
}
MAIL: Final = ("host", "port", "security", "user", "password_file", "sender")
"""What the table [mail] of a file may state."""


@click.command("setup")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file that states the parts, so that nothing is asked.",
)
@click.option("--name", help="Name of the organisation.")
@click.option("--contact", help="How people reach it.")
@click.option("--responsible", help="Who is responsible, in one line.")
@click.option("--data-licence", help="Licence of the data (SPDX).")
@click.option("--publisher-id", help="Identifier in a register.")
@click.option("--accent", help="Colour of links and buttons.")
@click.option("--accent-dark", help="The same on dark ground.")
@click.option("--languages", help="Languages of the site, such as es,en.")
@click.option("--default-language", help="The first of them.")
@click.option("--time-zone", help="Time zone of events and reminders.")
@click.option("--closed-rooms", help="Rooms to close, such as fund,outlook.")
@click.option(
    "--logo",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PNG or JPEG file.",
)
@click.option("--check-mail", is_flag=True, help="Connect to the mail server and sign in.")
def command(file: Path | None, logo: Path | None, check_mail: bool, **options: str | None) -> None:
    """State who runs this installation. Without options it asks, and shows what holds now.

    It does the same as the page /desk/setup/, and may be repeated: what is not stated stays as it
    is. A file has these options as keys (`data_licence`, lists as arrays), and a table [mail] with
    host, port, security (starttls, tls, none), user, password_file and sender. What the
    environment states (VIGIL_PUBLISHER and others) wins over all of this.

    \b
    Examples:
      vigil setup
      vigil setup --name "Observatorio" --contact desk@example.org
      vigil setup --from organisation.toml --check-mail
    """
    stated: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    mail: Mapping[str, Any] = {}
    if file is not None:
        read = _read(file)
        mail = read.pop("mail", {})
        logo = logo or _beside(file, read.pop("logo", ""))
        stated = read | stated
    refuse_demonstration("it belongs to nobody.")
    set_up_django()
    prepare_database()
    if not (stated or mail or logo or check_mail):
        stated = dict(_asked())
    _state(stated, mail, logo, folder=file.parent if file else Path())
    if check_mail:
        _check()
    _tell()


def _read(file: Path) -> dict[str, Any]:
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}") from error
    known = {*TEXTS, *LISTS, "logo", "mail"}
    mail = read.get("mail", {})
    if not isinstance(mail, dict):
        raise click.ClickException(f"{file}: [mail] is a table")
    if unknown := sorted({*read} - known | {f"mail.{key}" for key in {*mail} - {*MAIL}}):
        raise click.ClickException(f"{file}: {', '.join(unknown)} is not known")
    return read


def _beside(file: Path, name: str) -> Path | None:
    return file.parent / name if name else None


def _asked() -> Iterator[tuple[str, str]]:
    """Ask for each part that the environment does not state; Enter keeps what holds."""
    from vigil.trust.organisation.queries import organisation, set_on_the_machine

    own, machine = organisation(), set_on_the_machine()
    for part, question in {**TEXTS, **LISTS}.items():
        if part in machine:
            click.echo(f"{question}: {getattr(own, part)} (set on the machine)")
            continue
        held = getattr(own, part)
        default = "" if part == "name" and not own.is_stated else held
        if part in LISTS:
            default = ",".join(sorted(held) if isinstance(held, frozenset) else held)
        yield part, click.prompt(question, default=default, show_default=bool(default))


def _state(
    stated: Mapping[str, Any], mail: Mapping[str, Any], logo: Path | None, *, folder: Path
) -> None:
    """State everything. What is not valid stops it with a sentence."""
    from vigil.trust.access.errors import NotPossible, Unfit
    from vigil.trust.decisions.verbs import COMMAND_LINE
    from vigil.trust.organisation.verbs.mail_server import set_mail_server
    from vigil.trust.organisation.verbs.stating import set_logo, state_organisation

    try:
        if stated:
            lists = {part: _listed(stated[part]) for part in LISTS if part in stated}
            state_organisation({**stated, **lists}, by=COMMAND_LINE)
        if logo is not None:
            set_logo(logo.read_bytes(), by=COMMAND_LINE)
        if mail:
            rest = dict(mail)
            host, password = rest.pop("host", ""), rest.pop("password_file", "")
            text = (folder / password).read_text("utf-8").strip() if password else None
            set_mail_server(host, by=COMMAND_LINE, password=text, **rest)
    except Unfit as error:
        raise click.ClickException(f"{error.field}: {error}") from error
    except (NotPossible, OSError) as error:
        raise click.ClickException(str(error)) from error


def _listed(value: Any) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else value
    return [one.strip() for one in parts if one.strip()]


def _check() -> None:
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.decisions.verbs import COMMAND_LINE
    from vigil.trust.organisation.verbs.mail_server import check_mail_server

    try:
        check_mail_server(by=COMMAND_LINE)
    except NotPossible as error:
        raise click.ClickException(str(error)) from error
    click.echo("The mail server answers and lets us sign in.")


def _tell() -> None:
    """Print what holds now, and what is left to do."""
    from vigil.site.setting_up.checklist import checklist
    from vigil.trust.organisation.queries import organisation

    own = organisation()
    click.echo(f"This installation is run by {own.name if own.is_stated else 'nobody yet'}.")
    left = [item for item in checklist() if item.is_left]
    for item in left:
        click.echo(f"left: {item.label}{' (optional)' if item.is_optional else ''}")
    if not left:
        click.echo("Nothing is left to set up.")
