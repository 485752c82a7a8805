"""The tutorial: ``python -m sim.docs tutorial`` runs the cells of examples/tutorial.ipynb, and writes what they show beside them."""

import ast
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from sim.base.files import write_text
from sim.base.paths import ROOT

FILE = ROOT / "examples" / "tutorial.ipynb"


def read(path: Path = FILE) -> dict[str, Any]:
    """A notebook."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that hold code."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(notebook: dict[str, Any]) -> None:
    """Run the cells one after the other, in an empty folder, and set beside each what a notebook would show; what goes wrong is raised."""
    from IPython.core.formatters import DisplayFormatter

    formatter: Any = DisplayFormatter()
    known: dict[str, Any] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        for number, cell in enumerate(cells(notebook), start=1):
            printed, value = _done("".join(cell["source"]), f"cell {number}", known)
            cell["execution_count"], cell["outputs"] = number, []
            if printed:
                cell["outputs"].append({"name": "stdout", "output_type": "stream", "text": printed.splitlines(keepends=True)})
            if value is not None:
                shown, about = formatter.format(value)
                data = {kind: text.splitlines(keepends=True) for kind, text in shown.items()}
                cell["outputs"].append(
                    {"data": data, "execution_count": number, "metadata": about, "output_type": "execute_result"}
                )


def _done(text: str, where: str, known: dict[str, Any]) -> tuple[str, Any]:
    """What a cell prints, and the value of its last line."""
    parsed, value = ast.parse(text, where), None
    last = parsed.body.pop() if parsed.body and isinstance(parsed.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(parsed, where, "exec"), known)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), where, "eval"), known)
    return printed.getvalue(), value


def main() -> int:
    """Run the shipped tutorial and write it anew."""
    notebook = read()
    run(notebook)
    write_text(FILE, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")
    print(f"{FILE.relative_to(ROOT)}: {len(cells(notebook))} cells run", file=sys.stderr)
    return 0
