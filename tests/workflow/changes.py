"""A change in a laboratory, and the jobs that it brings."""


def jobs(laboratory):
    """Announced jobs, the experiment's name left out."""
    name = laboratory.results.name
    return {job.replace(name, "").strip() for job in laboratory.would_run()}


def edit(laboratory, name, old, new):
    path = laboratory.folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def ask(laboratory, text):
    edit(laboratory, "configs/experiment/quickstart.yaml", "tier1:\n", f"{text}\ntier1:\n")
