"""What goes wrong with program data, said so that the person who edits the file can mend it."""

from __future__ import annotations


class PackError(Exception):
    """A program file that cannot be used, or a question the program data cannot answer.

    `str()` is one line that names the file, the key (or line), what is wrong and the mend.
    """

    def __init__(self, file: str, key: str, what: str, mend: str) -> None:
        self.file = file
        self.key = key
        self.what = what
        self.mend = mend
        super().__init__(file, key, what, mend)

    def __str__(self) -> str:
        return " ".join(f"{self.file}: {self.key}: {self.what}. {self.mend}.".split())
