"""Result table: what was measured, as a table that reads well as plain text and as Markdown."""
import statistics


def aligned(rows):
    """Rows of cells as a Markdown table with columns of one width. The first row is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [line(row, widths) for row in rows]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def line(row, widths):
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"


class Results:
    """The runs of each work by name, and what they come to."""

    def __init__(self):
        self.runs = {}  # name: [Run]
        self.left_out = {}  # name: why

    def add(self, name, run):
        self.runs.setdefault(name, []).append(run)

    def median(self, name, of="wall"):
        """None when it was never run."""
        runs = self.runs.get(name)
        return statistics.median(getattr(run, of) for run in runs) if runs else None

    def ratio(self, name, to, of="wall"):
        mine, other = self.median(name, of), self.median(to, of)
        return mine / other if mine and other else None

    def row(self, name, relative_to):
        """name, rounds, median, from–to, processor, peak, ratio."""
        if name in self.left_out:
            return [name, "0", "–", "–", "–", "–", self.left_out[name]]
        walls = [run.wall for run in self.runs[name]]
        ratio = self.ratio(name, relative_to)
        return [name, str(len(walls)), seconds(self.median(name)),
                f"{seconds(min(walls))} – {seconds(max(walls))}", seconds(self.median(name, "cpu")),
                f"{self.median(name, 'peak'):.0f}", f"{ratio:.3f}" if ratio else "–"]


def seconds(value):
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def runs_table(results, rows, ratio_head):
    """`rows`: pairs of a work and the one its last column compares it with."""
    head = ["work", "rounds", "median s", "from – to s", "processor s", "peak MiB", ratio_head]
    return aligned([head, *(results.row(name, other) for name, other in rows)])


class Goal:
    """A limit for a figure. `figure` is nothing when it could not be measured."""

    def __init__(self, what, figure, limit, unit):
        self.what, self.figure, self.limit, self.unit = what, figure, limit, unit

    def row(self):
        goal = f"≤ {self.limit:g} {self.unit}"
        if self.figure is None:
            return [self.what, "–", goal, "not measured"]
        figure = f"{self.figure:,.0f}" if abs(self.figure) >= 100 else f"{self.figure:.3g}"
        return [self.what, f"{figure} {self.unit}", goal,
                "met" if self.figure <= self.limit else "MISSED"]


def goals_table(goals):
    return aligned([["goal", "measured", "at most", "verdict"], *(goal.row() for goal in goals)])
