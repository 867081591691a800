"""Fills corpus/ with what each target begins with: the checkout's own samples, and the public ones that lie beside
it in ../shared/data where they are there. Writes a dictionary of their words for each target that reads text."""

import json
import re
import zipfile
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
ROOT = FUZZ.parent
PUBLIC = ROOT.parent / "shared" / "data"
BETWEEN_PARTS = b"\x1f"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def definitions():
    folders = ("demo", "domain/tests/instruments", "e2e/forms", "widget/tests/forms", "fuzz/forms")
    for path in sorted(path for folder in folders for path in (ROOT / folder).glob("*.json")):
        document = read(path)
        yield path.stem, compact(document.get("content", document))


def logic_in(value):
    """The conditions of a definition."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("visible_if", "required_if", "valid_if", "default", "value") and isinstance(inner, dict):
                yield inner
            yield from logic_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from logic_in(inner)


def logic():
    for path in sorted((PUBLIC / "jsonlogic").glob("suites/**/*.json")):
        if path.name != "index.json":
            for number, case in enumerate(one for one in read(path) if isinstance(one, dict) and "rule" in one):
                yield f"{path.stem}-{number}", compact({"rule": case["rule"], "data": case.get("data")})
    for name, text in definitions():
        for number, rule in enumerate(logic_in(json.loads(text))):
            yield f"{name}-{number}", compact({"rule": rule, "data": {}})


def answers():
    for path in sorted((FUZZ / "forms" / "answers").glob("*.txt")):
        yield path.stem, path.read_bytes().rstrip(b"\n")


def xlsform():
    for path in sorted((FUZZ / "forms" / "cells").glob("*.txt")):
        sheets = path.read_bytes().rstrip(b"\n").split(b"\n\n")
        yield path.stem, b"C" + BETWEEN_PARTS.join(sheets)
    for path in sorted((PUBLIC / "xlsform").glob("*.xls*")):
        yield path.stem, b"F" + path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as file:
                names = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
                parts = [name.encode() + b"\n" + file.read(name) for name in names if "theme" not in name]
            yield f"{path.stem}-parts", b"P" + BETWEEN_PARTS.join(parts)


def surveyjs():
    for path in sorted((ROOT / "import" / "tests" / "surveyjs").glob("**/*.json")):
        yield path.stem, compact(read(path))


def words(seeds):
    """Names and short values, as libFuzzer's dictionaries have them."""
    found = set()
    for text in seeds:
        found.update(re.findall(rb'"[A-Za-z$.{][A-Za-z0-9_$.{}-]{1,24}"|[a-z_]{3,24}(?=[|\n(])', text))
    escaped = (word.replace(b"\\", b"\\\\").replace(b'"', b'\\"') for word in sorted(found))
    return b"".join(b'"' + word + b'"\n' for word in escaped)


for target in (definitions, logic, answers, xlsform, surveyjs):
    name = {"definitions": "definition"}.get(target.__name__, target.__name__)
    folder = FUZZ / "corpus" / name
    folder.mkdir(parents=True, exist_ok=True)
    seeds = dict(target())
    for seed, content in seeds.items():
        (folder / f"seed-{seed}").write_bytes(content)
    texts = [content for content in seeds.values() if content[:1] != b"F"]
    (FUZZ / "corpus" / f"{name}.dict").write_bytes(words(texts))
    print(f"{name}: {len(seeds)} seeds")
