"""Executes a notebook from top to bottom in a kernel of its own and writes its outputs into it; stops where a cell fails."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SECONDS_A_CELL = 600

path = Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
client = NotebookClient(
    notebook,
    kernel_name='python3',
    timeout=SECONDS_A_CELL,
    # Times of execution would change the file each time.
    record_timing=False,
    resources={'metadata': {'path': str(path.parent)}},
)
client.execute()
nbformat.validate(notebook)
nbformat.write(notebook, path)
