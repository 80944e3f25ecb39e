# SPDX-License-Identifier: Apache-2.0
"""What a verifier may have to say of a run."""


class Damage(Exception):
    """Something that does not hold: where, then what."""

    def __init__(self, place, what):
        super().__init__(f"{place}: {what}")


class NotExecuted(Exception):
    """Something that these rules do not know: where, then what."""

    def __init__(self, place, what):
        super().__init__(f"{place}: {what}")
