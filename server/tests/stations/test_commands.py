"""`loa keys …` at the prompt, and what the worker does by itself."""

import logging
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from loa.orgs.testing import Places
from loa.stations import jobs, queries
from loa.stations.models import AuthorityKey, RevocationList, RootKey
from loa.stations.root import Root
from loa.stations.signer.keyring import CannotOpenError
from loa.stations.testing import Site, hold_keys


def run(step: str, *words: object, **options: object) -> str:
    said = StringIO()
    flags = [f"--{name}={value}" for name, value in options.items()]
    call_command("keys", step, *map(str, words), *flags, stdout=said)
    return said.getvalue()


def test_a_site_begins_with_a_root_that_it_never_holds(
    tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_keys(tmp_path)
    stick = tmp_path / "stick"
    monkeypatch.setenv("LOA_ROOT_PASSPHRASE", "con mèo trèo cây cau")

    made = run("root", stick)
    key = Root(stick, passphrase="con mèo trèo cây cau").key
    adopted = run("adopt", key.text)
    run("delegate", "centre", "vn", root=stick)
    run("delegate", "province", "vn/31")
    run("delegate", "link", "vn")
    run("delegate", "commune", "vn/31/11848")

    assert "sealed with your passphrase" in made
    assert key.text in made
    assert made.split("fingerprint")[1].strip() in adopted
    assert {stat.S_IMODE(path.stat().st_mode) for path in stick.iterdir()} == {0o600}
    with pytest.raises(CannotOpenError):
        Root(stick)
    assert RootKey.objects.get().kid == key.kid
    assert queries.signing_key(places.commune.path)
    assert queries.link_key()


def test_a_root_is_never_written_over(tmp_path: Path, db: None) -> None:
    run("root", tmp_path / "stick")

    with pytest.raises(CommandError, match="đã có khóa gốc"):
        run("root", tmp_path / "stick")
    with pytest.raises(CommandError, match="Không có khóa gốc"):
        run("delegate", "centre", "vn", root=tmp_path / "empty")


def test_a_wrong_passphrase_is_said(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passphrase"
    file.write_text("một\n", encoding="utf-8")
    monkeypatch.setenv("LOA_ROOT_PASSPHRASE_FILE", str(file))
    run("root", tmp_path / "stick")
    file.write_text("hai\n", encoding="utf-8")

    with pytest.raises(CommandError, match="another passphrase"):
        run("revoke", queries.governing_key("vn").kid, root=tmp_path / "stick")

    assert not AuthorityKey.objects.filter(revoked_at__isnull=False).exists()


def test_keys_are_changed_and_taken_back_at_the_prompt(site: Site, places: Places) -> None:
    commune = queries.signing_key(places.commune.path)

    changed = run("rotate", commune)
    taken = run("revoke", commune, reason="test")
    replaced = run("replace", queries.governing_key(places.commune.path).kid)

    assert "both hold meanwhile" in changed
    assert "is taken back" in taken
    assert "takes its place" in replaced
    with pytest.raises(CommandError, match="not_found"):
        run("rotate", "0" * 32)


def test_a_site_without_keys_says_so(places: Places, tmp_path: Path) -> None:
    hold_keys(tmp_path)

    with pytest.raises(CommandError, match="Chưa có khóa ký"):
        run("delegate", "province", "vn/31")
    for ask in (queries.current_root, queries.link_key, queries.trust_store):
        with pytest.raises(queries.NoKey):
            ask()


def test_the_worker_does_its_rounds(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    before = RevocationList.objects.count()

    for job in (jobs.renew_lists, jobs.rotate_due, jobs.follow_units, jobs.tidy):
        job(timestamp=0)

    assert RevocationList.objects.count() == before + 2
    assert "keys.lists_renewed" in {getattr(record, "action", "") for record in caplog.records}
