"""What the templates of the public record ask for."""

from django import template

from vigil.language import punctuation
from vigil.publication.cases.texts import in_its_language

register = template.Library()
register.filter("in_a_row", punctuation.in_a_row)
register.filter("one_by_one", punctuation.one_by_one)
register.filter("in_its_language", in_its_language)
