"""What a command says at the terminal, in the reader's language: Chinese, English, or both where the locale names neither."""

import os

import click


def text(zh: str, en: str) -> str:
    """`zh` or `en` by LC_ALL, LC_MESSAGES or LANG; both, Chinese first, where they say nothing (C, POSIX)."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if locale.startswith("zh"):
        return zh
    if locale.split(".")[0] in ("", "C", "POSIX"):
        return f"{zh} / {en}"
    return en


def tell(zh: str, en: str, *, colour: str | None = None) -> None:
    """Print one line of progress at once."""
    click.secho(text(zh, en), fg=colour)


def refusal(zh: str, en: str) -> click.ClickException:
    """An error that ends the command with exit code 1."""
    return click.ClickException(text(zh, en))
