"""Build the wheel and the source archive, and look inside: everything that runs must ship, nothing else."""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True)
        wheel = next(Path(folder).glob("*.whl"))
        archive = next(Path(folder).glob("*.tar.gz"))
        names = set(zipfile.ZipFile(wheel).namelist())
        with tarfile.open(archive) as tar:
            packed = {n.split("/", 1)[1] for n in tar.getnames() if "/" in n}
    tracked = subprocess.run(["git", "ls-files", "src"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    wanted = {f.removeprefix("src/") for f in tracked.splitlines()}
    missing = sorted(wanted - names) + sorted({f"src/{w}" for w in wanted} - packed)
    strange = sorted(n for n in names - wanted if ".dist-info/" not in n)
    print(f"{wheel.name}: {len(names)} files; missing {missing}; not ours {strange}")
    return 1 if missing or strange else 0


if __name__ == "__main__":
    raise SystemExit(main())
