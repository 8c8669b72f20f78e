"""Write what follows from the settings' types: JSON Schema for editors, the tables of configs/README.md.

python -m tradewinds.settings.generate
"""

import json
import re
from pathlib import Path

from tradewinds.errors import SettingsError
from tradewinds.settings.json_schema import groups, of_files
from tradewinds.settings.reference import sections, table_of_keys, table_of_options

_CONFIGS = Path(__file__).parents[3] / "configs"
_MARKED = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", flags=re.DOTALL)


def generated(configs: Path) -> dict[Path, str]:
    """Path → text of every file that follows from the types and from the options there are.

    Raises SettingsError where the README has no place for a section, or one for a section that is not there.
    """
    files = {configs / "schema" / f"{name}.json": _json(kind) for name, kind in groups().items()}
    readme = configs / "README.md"
    tables = {f"keys of {path}": table_of_keys(schema) for path, schema in sections()}
    tables["options"] = table_of_options(configs)
    return files | {readme: _filled(readme.read_text(encoding="utf-8"), tables)}


def _json(kind: object) -> str:
    return json.dumps(of_files(kind), ensure_ascii=False, indent=1) + "\n"


def _filled(text: str, tables: dict[str, str]) -> str:
    places = [name for _, name, _ in _MARKED.findall(text)]
    if sorted(places) != sorted(name for name, table in tables.items() if table):
        apart = sorted(set(places) ^ {name for name, table in tables.items() if table})
        raise SettingsError(
            f"configs/README.md: {', '.join(apart) or 'a table stands there twice'}",
            "one “<!-- generated: … -->” for each section with keys of its own",
        )
    return _MARKED.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


def main() -> None:
    for path, text in generated(_CONFIGS).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(_CONFIGS.parent))


if __name__ == "__main__":
    main()
