"""The figures of `tests.benchmark_growth --keep` as a plot: python -m tests.growth_plot TABLE PLOT.

Each line is what a figure is at a size, as times of what it is at the smallest, both axes logarithmic: what costs the
document alone lies flat, what costs the graph goes up with it.
"""

import csv
import math
import sys
from collections.abc import Sequence
from pathlib import Path

SHOWN = {
    "quads": "#999999",
    "add one more (s)": "#0b7a75",
    "review queue, one more (ms)": "#d1495b",
    "point query (ms)": "#3066be",
    "query over all facts (ms)": "#b07c00",
    "VoID (s)": "#7b4fa6",
    "memory of add (MiB)": "#333333",
}
WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT = 640, 360, 50, 40, 220


def plot(rows: Sequence[dict[str, float]]) -> str:
    """The plot as SVG; figures that are below the smallest are drawn at it."""
    sizes = [row["articles"] for row in rows]
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    top = max(math.log10(row[name] / rows[0][name]) for row in rows for name in SHOWN)

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(times: float) -> float:
        return HEIGHT - BOTTOM - max(0.0, math.log10(times)) / top * (HEIGHT - BOTTOM - 20)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for power in range(math.ceil(top) + 1):
        if power <= top:
            at = y(10**power)
            parts += [
                f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>',
                f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">×{10**power}</text>',
            ]
    for size in sizes:
        parts.append(f'<text x="{x(size):.1f}" y="{HEIGHT - 20}" text-anchor="middle">{size:,.0f}</text>')
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 4}" text-anchor="middle">articles</text>'
    )
    ends = sorted(SHOWN, key=lambda name: -rows[-1][name] / rows[0][name])
    for place, name in enumerate(ends):
        line = " ".join(f"{x(row['articles']):.1f},{y(row[name] / rows[0][name]):.1f}" for row in rows)
        parts += [
            f'<polyline points="{line}" fill="none" stroke="{SHOWN[name]}" stroke-width="2"/>',
            f'<text x="{WIDTH - RIGHT + 12}" y="{30 + 18 * place}" fill="{SHOWN[name]}">{name.rpartition(" (")[0] or name}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def main(table: Path, target: Path) -> None:
    """Draws the plot of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: float(value) for name, value in row.items()}
            for row in csv.DictReader(file, dialect="excel-tab")
        ]
    target.write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
