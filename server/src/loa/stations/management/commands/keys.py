"""Make, change and take back the keys with which the site speaks.

    loa keys setup AREA …          everything at once, root included: demo and trial sites
    loa keys root FOLDER           make a root key in a folder, offline; prints its fingerprint
    loa keys adopt KEY             begin to trust that root on this site
    loa keys delegate ROLE AREA    make a key; the root in --root lets it speak, else the key above
    loa keys rotate KID            change a key in good time (--root if only the root stands above)
    loa keys revoke KID            take a key back at once (--root as well, for the root's own list)
    loa keys replace KID           the key was stolen: revoke it and put another in its place
    loa keys root-change OLD NEW   name a new root: OLD and NEW are folders
    loa keys renew                 sign every list of revoked keys anew, as each night does
    loa keys list                  every key, how long it holds, what is wrong with it

The root may also work on a machine that the site never sees: `delegate`, `rotate` and `replace`
write what they wish for (--ask FILE), `loa keys answer FILE --root FOLDER` signs it there, and
`loa keys take FILE` takes the answer in.
"""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from loa_protocol.enrolment import fingerprint
from loa_protocol.errors import Refusal
from loa_protocol.messages import Authority
from loa_protocol.signing import Envelope, VerifyKey

from loa.domain.areas import path_of
from loa.domain.permissions import SYSTEM
from loa.stations import actions, queries
from loa.stations.models import AuthorityKey
from loa.stations.root import Root, Wish, read_wishes
from loa.stations.signer.keyring import CannotOpenError
from loa.web import refusals

STEPS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "setup": [("areas", {"nargs": "*", "metavar": "AREA"})],
    "root": [("folder", {"type": Path})],
    "adopt": [("key", {})],
    "delegate": [("role", {"choices": [role.value for role in Authority]}), ("area", {})],
    "rotate": [("kid", {})],
    "revoke": [("kid", {})],
    "replace": [("kid", {})],
    "root-change": [("old", {"type": Path}), ("new", {"type": Path})],
    "answer": [("file", {"type": Path})],
    "take": [("file", {"type": Path})],
    "renew": [],
    "list": [],
}  # fmt: skip


class Command(BaseCommand):
    """Carry out one step with keys."""

    help = "Make, change and take back the keys with which the site speaks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """List the steps."""
        steps = parser.add_subparsers(dest="step", required=True)
        for step, arguments in STEPS.items():
            one = steps.add_parser(step)
            for name, options in arguments:
                one.add_argument(name, **options)
            one.add_argument("--root", type=Path, help="the folder with the root key")
            one.add_argument("--ask", type=Path, help="write what the root is asked for")
            one.add_argument("--reason", default="", help="why a key is taken back")

    def handle(self, *_args: Any, step: str, **options: Any) -> None:
        """Do it, or say in a sentence why not."""
        try:
            getattr(self, f"_{step.replace('-', '_')}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusals.words(refusal)} [{refusal}]") from refusal
        except CannotOpenError as fault:
            raise CommandError(str(fault)) from fault

    def _setup(self, options: dict[str, Any]) -> None:
        folder = options["root"] or Path(os.environ.get("LOA_HOME", ".loa")) / "offline-root"
        for area in options["areas"]:
            path_of(area)
        actions.set_up_keys(folder, options["areas"])
        self.stdout.write(
            f"Keys are set up. The ROOT KEY lies in {folder}, on this machine: good for a demo or"
            " a trial. A site that people rely on makes its root elsewhere (loa keys root)."
        )

    def _root(self, options: dict[str, Any]) -> None:
        root = Root.make(options["folder"], passphrase=_passphrase())
        sealed = "sealed with your passphrase" if _passphrase() else "NOT sealed"
        self.stdout.write(f"Root key made in {options['folder']}, {sealed}.")
        self.stdout.write(f"public key   {root.key.text}\nfingerprint  {_readable(root.key)}")

    def _adopt(self, options: dict[str, Any]) -> None:
        root = actions.adopt_root(SYSTEM, VerifyKey.from_text(options["key"]))
        key = VerifyKey.from_text(root.public_key)
        self.stdout.write(f"This site trusts the root {_readable(key)}.")

    @transaction.atomic
    def _delegate(self, options: dict[str, Any]) -> None:
        path_of(options["area"])
        role = Authority(options["role"])
        if options["root"] is None and options["ask"] is None:
            key = actions.make_key(SYSTEM, role, options["area"])
        else:
            key = actions.ask_for_key(SYSTEM, role, options["area"])
            self._ask_root([key], options)
        self.stdout.write(f"{key.kid}  {key.role}  {key.area}")

    @transaction.atomic
    def _rotate(self, options: dict[str, Any]) -> None:
        if options["root"] is None and options["ask"] is None:
            key = actions.rotate(SYSTEM, options["kid"])
        else:
            old = queries.key(options["kid"])
            role = Authority(old.role)
            key = actions.ask_for_key(SYSTEM, role, old.area, replaces=old.kid)
            self._ask_root([key], options)
        self.stdout.write(f"{key.kid} takes the place of {options['kid']}; both hold meanwhile.")

    @transaction.atomic
    def _revoke(self, options: dict[str, Any]) -> None:
        actions.revoke(SYSTEM, options["kid"], reason=options["reason"])
        if options["root"] is not None:
            told = _open(options["root"]).revoke([options["kid"]], now=timezone.now())
            actions.take(SYSTEM, [told])
        self.stdout.write(f"{options['kid']} is taken back. Boxes that are online hear of it now.")

    @transaction.atomic
    def _replace(self, options: dict[str, Any]) -> None:
        kid, reason = options["kid"], options["reason"]
        if options["root"] is None and options["ask"] is None:
            key = actions.replace_stolen(SYSTEM, kid, reason=reason)
        else:
            old = actions.revoke(SYSTEM, kid, reason=reason)
            role = Authority(old.role)
            key = actions.ask_for_key(SYSTEM, role, old.area, replaces=kid)
            self._ask_root([key], options, revoked=(kid,))
        self.stdout.write(f"{kid} is taken back; {key.kid} takes its place.")

    @transaction.atomic
    def _root_change(self, options: dict[str, Any]) -> None:
        """Name the new root, and let it delegate anew to all that the old one let speak."""
        old, new, now = _open(options["old"]), _open(options["new"]), timezone.now()
        below = queries.held_by(old.key.kid)
        wishes = [Wish(key=k.public_key, role=Authority(k.role), area=k.area) for k in below]
        change = old.name_successor(new, now=now)
        actions.take(SYSTEM, [change, *new.delegate(wishes, now=now)])
        self.stdout.write(f"The root is now {_readable(new.key)}; the old one holds for 90 days.")

    def _answer(self, options: dict[str, Any]) -> None:
        """Sign, on the root's own machine, what a site wishes for. Needs no database."""
        file: Path = options["file"]
        asked = json.loads(file.read_text(encoding="utf-8"))
        wishes, revoked = read_wishes(asked), asked["revoke"]
        envelopes = _open(options["root"]).delegate(wishes, revoked, now=timezone.now())
        answer = file.with_suffix(".answer.json")
        _write(answer, {"envelopes": [one.as_json() for one in envelopes]})
        for wish in wishes:
            self.stdout.write(f"let speak: {wish.role} {wish.area}  {wish.key}")
        for kid in revoked:
            self.stdout.write(f"taken back: {kid}")
        self.stdout.write(f"Take {answer} back to the site: loa keys take {answer.name}")

    def _take(self, options: dict[str, Any]) -> None:
        value = json.loads(options["file"].read_text(encoding="utf-8"))
        count = actions.take(SYSTEM, [Envelope.from_json(one) for one in value["envelopes"]])
        self.stdout.write(f"{count} taken in.")

    def _renew(self, _options: dict[str, Any]) -> None:
        self.stdout.write(f"{actions.renew_lists()} lists signed.")

    def _list(self, _options: dict[str, Any]) -> None:
        for key in queries.keys_for(SYSTEM):
            self.stdout.write(f"{key.kid}  {key.role:<8}  {key.area:<16}  {queries.standing(key)}")

    def _ask_root(
        self, keys: list[AuthorityKey], options: dict[str, Any], *, revoked: tuple[str, ...] = ()
    ) -> None:
        wishes = [Wish(key=k.public_key, role=Authority(k.role), area=k.area) for k in keys]
        if options["root"] is not None:
            told = _open(options["root"]).delegate(wishes, revoked, now=timezone.now())
            actions.take(SYSTEM, told)
            return
        asked = [{"key": w.key, "role": w.role.value, "area": w.area} for w in wishes]
        _write(options["ask"], {"wishes": asked, "revoke": list(revoked)})
        self.stdout.write(f"Take {options['ask']} to the root's machine: loa keys answer FILE")


def _open(folder: Path) -> Root:
    return Root(folder, passphrase=_passphrase())


def _passphrase() -> str:
    if path := os.environ.get("LOA_ROOT_PASSPHRASE_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get("LOA_ROOT_PASSPHRASE", "")


def _readable(key: VerifyKey) -> str:
    digits = fingerprint(key).hex()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
