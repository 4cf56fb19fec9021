"""Figures and tables of docs/performance.md."""

import math


def power(size):
    exponent = round(math.log10(size))
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(exponent))


def shown(number):
    """About three significant digits."""
    if number is None:
        return "—"
    if number >= 1e6:
        return f"{number / 1e6:.3g} M"
    if number >= 1e3:
        return f"{number / 1e3:.3g} k"
    return f"{number:.3g}"


def ratio(number):
    if number is None:
        return "—"
    return f"{number:,.0f} ×" if number >= 10 else f"{number:.2g} ×"


def found(rows, program, size, key="rate"):
    return next((row[key] for row in rows if row["program"] == program and row["size"] == size), None)


def over(a, b):
    return a / b if a and b else None


def grid(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" + "---:|" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"
