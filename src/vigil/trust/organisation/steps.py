"""The items of the list of what is to be done before an installation is used."""

from typing import Final

NAME: Final = "name"
LOOK: Final = "look"
LANGUAGES: Final = "languages"
MAIL: Final = "mail"
TEST_LETTER: Final = "test_letter"
SECOND_PERSON: Final = "second_person"
KEYS: Final = "keys"
BACKUP: Final = "backup"
SOURCES: Final = "sources"
POLICY: Final = "policy"
LATER: Final = "later"
"""No item: somebody wants to sign in without being led to the list."""

ITEMS: Final = (
    *(NAME, LOOK, LANGUAGES, MAIL, TEST_LETTER),
    *(SECOND_PERSON, KEYS, BACKUP, SOURCES, POLICY),
)
CONFIRMED: Final = (LANGUAGES, KEYS, SOURCES, POLICY, LATER)
"""What the installation cannot know: a person says that it is done."""
OPTIONAL: Final = (LOOK, LANGUAGES, SOURCES, TEST_LETTER)
"""What may be put aside."""
