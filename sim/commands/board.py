"""``sim claims``: what becomes of the claims, from the board that came with the program, or computed anew."""

from pathlib import Path

from sim.base.errors import InputError
from sim.base.paths import data
from sim.verdicts import checks, matrix, register, shipped
from sim.verdicts.words import HEADS, Verdicts


def claims(
    *ids: str,
    again: bool = False,
    seeds: int | None = None,
    draws: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    texts: str | Path | None = None,
    force: bool = False,
    plain: bool = False,
) -> Verdicts:
    """What becomes of the claims (all of them, or these), as ``sim claims`` says it: at once, from the shipped board.

    ``again``, or whatever says how to run, computes it: ``seeds`` (8), ``draws`` (40 points of the hypercube, beside which there are the
    closures; with 0 there are none), ``plain`` (points move everything by a fifth, shares too), ``jobs``, ``cluster``, ``out``, ``texts``
    (another folder with a register).
    """
    if lang not in HEADS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(HEADS)}")
    how = {"seeds": seeds, "draws": draws, "jobs": jobs, "cluster": cluster, "out": out, "texts": texts}
    if again or plain or any(value is not None for value in how.values()):
        from sim.commands.claims import computed

        return computed(*ids, **how, quiet=quiet, lang=lang, force=force, plain=plain)  # type: ignore[arg-type]
    declared = register.read()
    board = shipped.board(ids, declared.claims)
    file = data(shipped.FILE)
    crossed = matrix.read(file)
    notes = [*shipped.notes(board, declared, lang), *(crossed.notes(lang) if crossed else ())]
    return Verdicts(board, None, lang=lang, asked=ids, checks=checks.read(file), notes=notes, matrix=crossed, shipped=True)
