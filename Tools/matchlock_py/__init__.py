# SPDX-License-Identifier: Apache-2.0
"""What the outside programs of Tools share. None of it knows more than the published files and pages."""
