"""Where a model may be asked: one address, named twice, checked before each request."""

import ipaddress

import ada_url

from vigil.reading.intake.extraction.language_model.errors import ModelSettingsError
from vigil.reading.intake.extraction.language_model.settings import ModelSettings
from vigil.reading.intake.fetching import Guard, RefusedError
from vigil.reading.intake.fetching.guard import parse, refused_address, resolve

PATH = "/chat/completions"
_LOOPBACK = "127.0.0.1"


class Endpoint:
    """The address of a model, and the guard that lets through this one and no other."""

    def __init__(self, url: str, guard: Guard, *, local: bool) -> None:
        self.url = url
        self.guard = guard
        self.local = local
        """Whether texts stay on this machine or in its own network."""


def endpoint_of(settings: ModelSettings) -> Endpoint:
    """Return the endpoint that settings name. Raises ModelSettingsError where it is not allowed.

    An address of this machine or of its network needs to be named in `allow`. So does every other
    one, which must be https besides: the texts leave the house.
    """
    try:
        url = parse(settings.endpoint)
    except RefusedError as error:
        raise ModelSettingsError(f"`endpoint`: {error.reason}") from error
    if url.protocol not in ("http:", "https:") or url.search or url.username or url.password:
        raise ModelSettingsError("`endpoint` must be an http(s) address without user and query")
    port = int(url.port) if url.port else (443 if url.protocol == "https:" else 80)
    host = url.hostname.removesuffix(".")
    if f"{host}:{port}" not in settings.allow:
        raise ModelSettingsError(
            f'`endpoint` {host}:{port} is not allowed: add "{host}:{port}" to `allow` if reports '
            "may be sent there"
        )
    address = url.href.rstrip("/") + PATH
    bare = _LOOPBACK if host == "localhost" else host.strip("[]")
    if _is_local(bare):
        guard = Guard(
            lookup=_to_loopback if host == "localhost" else resolve, allowed=[(bare, port)]
        )
        return Endpoint(address, guard, local=True)
    if url.protocol != "https:":
        raise ModelSettingsError(f"`endpoint` {host} is not of this network and must be https")
    if url.host_type == ada_url.HostType.DEFAULT and "." not in host:
        raise ModelSettingsError(f"`endpoint` {host}: write the IP address of a server of your own")
    return Endpoint(address, Guard(), local=False)


def _is_local(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return bool(refused_address(host))


def _to_loopback(host: str, port: int) -> list[str]:
    return [_LOOPBACK]
