"""Who may, by role. Deny by default: a permission that is not listed is refused."""

from collections.abc import Callable

from rules import Predicate, add_perm, predicate  # type: ignore[attr-defined]

from vigil.trust.models import GUARDED_ROLES, Role, User


def roles_of(user: object) -> frozenset[str]:
    """Return the roles of an active user; an anonymous visitor has none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cached = getattr(user, "_roles", None)
    if cached is None:
        cached = frozenset(user.grants.values_list("role", flat=True))
        user._roles = cached  # type: ignore[attr-defined]
    return cached


def forget_roles(user: User) -> None:
    """Let the roles of a user be read anew: they were granted or revoked in this very call."""
    user.__dict__.pop("_roles", None)


def is_guarded(user: object) -> bool:
    """Say whether somebody holds a role that needs a second factor."""
    return bool(roles_of(user) & GUARDED_ROLES)


def has_role(*roles: Role) -> Predicate:
    """Build the rule that a user holds at least one of these roles."""
    wanted = frozenset(str(role) for role in roles)

    @predicate(name="has_role:" + ",".join(sorted(wanted)))
    def holds(user: object) -> bool:
        return bool(roles_of(user) & wanted)

    return holds


_OUTSIDE: list[Callable[[User, object], str]] = []


def tell_limits(words: Callable[[User, object], str]) -> None:
    """Let a room say that a thing lies outside the limits of somebody's roles, else ""."""
    _OUTSIDE.append(words)


def outside_limits(user: User, item: object) -> str:
    """Return the sentence that a thing lies outside the limits of somebody's roles, or ""."""
    return next((said for words in _OUTSIDE if (said := words(user, item))), "")


add_perm("trust.grant_role", has_role(Role.ADMINISTRATOR))
add_perm("trust.close_account", has_role(Role.ADMINISTRATOR))
add_perm("trust.reset_access", has_role(Role.ADMINISTRATOR))
add_perm("trust.end_sessions", has_role(Role.ADMINISTRATOR))
add_perm("trust.lock_down", has_role(Role.ADMINISTRATOR))
add_perm("trust.read_decisions", has_role(Role.ADMINISTRATOR, Role.AUDITOR, Role.ADJUDICATOR))

_OPENERS: dict[str, frozenset[str]] = {}


def let_open(kind: str, *roles: Role) -> None:
    """Let these roles open what the vault holds for subjects of a kind. Others stay sealed."""
    _OPENERS[kind] = frozenset(map(str, roles))


@predicate(name="opens_the_kind")
def opens_the_kind(user: object, sealed: object = None) -> bool:
    """Say whether the user holds a role that opens values of this kind of subject."""
    return bool(roles_of(user) & _OPENERS.get(getattr(sealed, "subject_kind", ""), frozenset()))


_SPEAKING: dict[str, Predicate] = {}
_TAKING_AWAY: dict[str, Predicate] = {}


def let_speak_for(kind: str, rule: Predicate) -> None:
    """Let whom a rule of another room names agree for subjects of a kind, and give files of them.

    The rule is asked with the user and the subject: a person agrees for themself, for example.
    """
    _SPEAKING[kind] = rule


def let_take_away(kind: str, rule: Predicate) -> None:
    """Let whom a rule names end what was agreed for subjects of a kind, and remove their files."""
    _TAKING_AWAY[kind] = rule


@predicate(name="speaks_for_the_subject")
def speaks_for_the_subject(user: object, subject: object = None) -> bool:
    """Say whether the room of the subject lets this user speak for it."""
    return _asked(_SPEAKING, user, subject)


@predicate(name="takes_away_from_the_subject")
def takes_away_from_the_subject(user: object, subject: object = None) -> bool:
    """Say whether the room of the subject lets this user end what was agreed."""
    return _asked(_TAKING_AWAY, user, subject)


_PROTECTING: dict[str, Predicate] = {}


def let_protect(kind: str, rule: Predicate) -> None:
    """Let whom a rule names set how far subjects of a kind may be seen, and nobody else."""
    _PROTECTING[kind] = rule


def protects(*roles: Role) -> Predicate:
    """Build the rule that the subject's room lets the user protect it; of other rooms, roles."""
    others = has_role(*roles)

    @predicate(name="protects:" + ",".join(sorted(roles)))
    def holds(user: object, subject: object = None) -> bool:
        rule = _PROTECTING.get(getattr(subject, "kind", ""), others)
        return rule.test(user, subject)

    return holds


_RELEASING: dict[str, Predicate] = {}


def let_release(kind: str, rule: Predicate) -> None:
    """Let whom a rule names release and discard letters about a kind, and nobody else."""
    _RELEASING[kind] = rule


def releases(*roles: Role) -> Predicate:
    """Build the rule that the room a letter is about lets the user release it; of others, roles."""
    others = has_role(*roles)

    @predicate(name="releases:" + ",".join(sorted(roles)))
    def holds(user: object, letter: object = None) -> bool:
        rule = _RELEASING.get(getattr(letter, "about_kind", ""), others)
        return rule.test(user, letter)

    return holds


def _asked(rules: dict[str, Predicate], user: object, subject: object) -> bool:
    rule = rules.get(getattr(subject, "kind", ""))
    return rule is not None and rule.test(user, subject)


add_perm("trust.open_sealed", opens_the_kind)
add_perm("trust.shred", opens_the_kind)
add_perm("trust.rotate_keys", has_role(Role.ADMINISTRATOR))
let_open("request", Role.ADJUDICATOR)

# What can show somebody takes an adjudicator; what only takes away, fewer.
add_perm("trust.record_consent", has_role(Role.ADJUDICATOR) | speaks_for_the_subject)
add_perm(
    "trust.withdraw_consent",
    has_role(Role.ADJUDICATOR, Role.CODER, Role.EDITOR) | takes_away_from_the_subject,
)
add_perm("trust.set_protection", protects(Role.ADJUDICATOR, Role.CODER, Role.EDITOR))
add_perm("trust.loosen_protection", protects(Role.ADJUDICATOR))

# Of all countries and languages: somebody's safety does not wait for the right colleague.
add_perm("trust.withdraw", has_role(Role.ADJUDICATOR))
add_perm("trust.lift_withdrawal", has_role(Role.ADJUDICATOR))
# What waits for a second person. Of it each sees what they hold the permission of the act for.
add_perm(
    "trust.see_confirmations",
    has_role(
        *(Role.ADJUDICATOR, Role.EDITOR, Role.FUND_OFFICER, Role.PROGRAMME_HOST),
        *(Role.PANEL_CHAIR, Role.ADMINISTRATOR),
    ),
)
add_perm("trust.see_requests", has_role(Role.ADJUDICATOR))
add_perm("trust.answer_request", has_role(Role.ADJUDICATOR))

# What a file is about, and who reaches that, is asked by the room it belongs to.
add_perm("trust.upload", has_role(Role.CODER, Role.ADJUDICATOR) | speaks_for_the_subject)
add_perm("trust.read_upload", has_role(Role.CODER, Role.ADJUDICATOR))
add_perm(
    "trust.remove_upload", has_role(Role.CODER, Role.ADJUDICATOR) | takes_away_from_the_subject
)
add_perm("trust.open_original", has_role(Role.ADJUDICATOR))
let_open("upload", Role.ADJUDICATOR)

add_perm("trust.see_outbox", has_role(Role.ADMINISTRATOR, Role.ADJUDICATOR))
add_perm("trust.release_letter", releases(Role.ADJUDICATOR))
add_perm("trust.discard_letter", releases(Role.ADMINISTRATOR, Role.ADJUDICATOR))
