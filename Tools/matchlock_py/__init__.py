# SPDX-License-Identifier: Apache-2.0
"""Matchlock's formats and rules for outsiders: written from the schema and the pages, in Python."""
