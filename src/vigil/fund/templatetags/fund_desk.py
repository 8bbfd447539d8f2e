"""What the templates of the fund's desk ask for."""

from django import template

from vigil.fund.payments import money

register = template.Library()
register.simple_tag(money.format_amount, name="money")


@register.filter
def percent(value: float | None) -> str:
    """Write a share in whole percent; nothing where there is none."""
    return "" if value is None else f"{value:.0f} %"


@register.filter
def one_digit(value: float) -> str:
    """Write a mean of points."""
    return f"{value:.1f}"
