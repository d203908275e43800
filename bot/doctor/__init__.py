"""What `kollega doctor` looks at: each part in a file of its own, in the order of `examination`."""

from bot.doctor.examination import Doctor
from bot.doctor.findings import Finding, Verdict

__all__ = ["Doctor", "Finding", "Verdict"]
