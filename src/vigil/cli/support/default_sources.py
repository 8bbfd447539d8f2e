"""The list of sources with which a new installation begins."""

from importlib.resources import files

from vigil.cli.support.data_folder import data_folder
from vigil.reading.intake.lines import replacing


def state_default_sources() -> None:
    """Copy the shipped list of feeds to a new installation, which may then edit it."""
    path = data_folder() / "sources.toml"
    if not path.exists():
        shipped = files("vigil.reading.intake.sources").joinpath("default.toml").read_bytes()
        with replacing(path) as stream:
            stream.write(shipped)
