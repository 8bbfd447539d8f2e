"""What the templates of the public record ask for."""

from django import template

from vigil.language import punctuation as wording

register = template.Library()
register.filter("in_a_row", wording.in_a_row)
register.filter("one_by_one", wording.one_by_one)
