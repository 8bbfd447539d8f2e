"""Template filters and tags of the fund's desk."""

from django import template

from vigil.fund.holds import queries as holds
from vigil.fund.models import Hold, Party
from vigil.fund.overview.entries import DeskEntries, desk_entries
from vigil.fund.payments import money

register = template.Library()
register.simple_tag(money.format_amount, name="money")


@register.filter
def percent(value: float | None) -> str:
    """Format a share as whole percent; empty for None."""
    return "" if value is None else f"{value:.0f} %"


@register.filter
def one_digit(value: float) -> str:
    """Format a mean with one decimal."""
    return f"{value:.1f}"


@register.simple_tag(takes_context=True, name="desk_entries")
def entries_of_page(context: template.Context) -> DeskEntries:
    """Return the entries of the fund's desk for the page that is shown."""
    return desk_entries(context["request"].path)


@register.filter
def held_by(party: Party) -> Hold | None:
    """Return the quiet stop that holds for a party, for officers who may know of them."""
    return holds.open_hold(party)


@register.filter
def two_digits(value: float) -> str:
    """Format a figure between -1 and 1 with two decimals."""
    return f"{value:.2f}"


@register.filter
def signed(value: float) -> str:
    """Format a difference with its sign and one decimal."""
    return f"{value:+.1f}".replace("-", "−")
