"""`loa audit verify`: walk every chain and say whether the log is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loa.audit.models import Anchor
from loa.audit.verify import Wrong, verify

SENTENCES = {
    Wrong.ALTERED: "entry {n} was altered after it was written",
    Wrong.MISSING: "entry {n} is missing",
    Wrong.UNLINKED: "entry {n} does not follow from the one before it",
    Wrong.CUT: "the log ends before entry {n}, which was once there",
    Wrong.HEAD: "the head of the chain is not its last entry, {n}",
    Wrong.ANCHOR: "the daily anchor does not fit entry {n}",
    Wrong.URGENT: "an emergency entry was never linked, or differs from its link ({n})",
}


class Command(BaseCommand):
    """Verify the audit log; exit 1 and name the unit and the entry where it does not hold."""

    help = "Verify the audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take digests of anchors kept elsewhere, such as in a log file or on paper."""
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="DIGEST",
            help="one kept elsewhere",
        )

    def handle(self, *_args: Any, anchor: list[str], **_options: Any) -> None:
        """Print one line for each fault, then the sum."""
        finding = verify()
        for fault in finding.faults:
            where = fault.unit or "anchors"
            self.stdout.write(f"{where}: {SENTENCES[fault.wrong].format(n=fault.n)}")
        lost = [digest for digest in anchor if not Anchor.objects.filter(digest=digest).exists()]
        for digest in lost:
            self.stdout.write(f"anchors: the anchor {digest} is not in this database")
        self.stdout.write(
            f"{finding.entries} entries, {finding.chains} chains, {finding.anchors} anchors: "
            + (f"{len(finding.faults) + len(lost)} faults" if finding.faults or lost else "whole")
        )
        if finding.faults or lost:
            raise SystemExit(1)
