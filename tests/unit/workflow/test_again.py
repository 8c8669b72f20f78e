"""What lies already where experiments are made again is counted."""

from pathlib import Path

from again import lay_there


def test_files_that_lay_there_are_counted(tmp_path: Path):
    assert lay_there(tmp_path, ["small", "large"]) == 0
    for name in ("small/prepare/panel.parquet", "small/manifest.json", "other/x.nc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert lay_there(tmp_path, ["small", "large"]) == 2
