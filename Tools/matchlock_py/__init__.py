# SPDX-License-Identifier: Apache-2.0
"""Matchlock's formats and rules for outsiders, in Python: nothing here knows more than the published
schema and pages. `sbe` is a codec for whoever speaks the wire, `sbe_strict` a reader for whoever judges
every byte of a record."""
