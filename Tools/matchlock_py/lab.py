# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces joined by a veth pair: an appliance in one, an ordinary host in the other.

    NAME-venue [ venue0  02:4d:4c:00:00:01, no address ]═══[ member0  02:4d:4c:00:00:02, 10.77.0.2/24 ] NAME-member

The kernel on the venue's side has no address and stays quiet: what answers there is the appliance. On
the member's side checksums are computed by the kernel (`tx off`): a veth leaves them to a NIC that is not
there, and every datagram would come with a wrong one.
"""
import os
import subprocess
import sys

VENUE_MAC, MEMBER_MAC = "02:4d:4c:00:00:01", "02:4d:4c:00:00:02"
VENUE_ADDRESS, MEMBER_ADDRESS = "10.77.0.1", "10.77.0.2"
INSIDE = "MATCHLOCK_LAB_INSIDE"


class LabError(Exception):
    """Why a lab cannot be made: one line."""


def missing():
    """What this machine lacks for a lab, or None."""
    if os.geteuid() != 0:
        return "not root"
    for program in ("ip", "ethtool", "unshare"):
        if subprocess.run(["sh", "-c", f"command -v {program}"], capture_output=True).returncode:
            return f"no {program}"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        # A plain chroot: its root is not a mount, so nothing below can be made private.
        return "no mount namespace to be had: not allowed here, or the root folder is no mount"
    return None


def isolate():
    """Runs this program again where labs, mounts and processes end with it, however it ends.

    Names of namespaces lie in a file system of its own, so labs of several runs do not meet.
    """
    if INSIDE in os.environ:
        subprocess.run(["mkdir", "-p", "/run/netns"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/netns"], check=True)
        del os.environ[INSIDE]
        return
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                          sys.executable, *sys.argv])


class Lab:
    SIDES = ("venue", "member")

    def __init__(self, name="mlk"):
        self.name = name

    def namespace(self, side):
        if side not in self.SIDES:
            raise LabError(f"{side!r} is no side of a lab; there are: {', '.join(self.SIDES)}")
        return f"{self.name}-{side}"

    def command(self, side, *words):
        """The command that runs `words` in a side's namespace."""
        return ["ip", "netns", "exec", self.namespace(side), *map(str, words)]

    def sh(self, *words):
        r = subprocess.run(list(map(str, words)), capture_output=True, text=True)
        if r.returncode:
            raise LabError(f"{' '.join(map(str, words))}: {(r.stderr or r.stdout).strip()}")
        return r.stdout

    def inside(self, side, *words):
        return self.sh(*self.command(side, *words))

    def exists(self):
        names = {line.split()[0] for line in self.sh("ip", "netns", "list").splitlines() if line}
        return any(self.namespace(side) in names for side in self.SIDES)

    def up(self):
        """Makes the lab, whole or not at all; one of the same name that is there is replaced."""
        self.down()
        try:
            for side in self.SIDES:
                self.sh("ip", "netns", "add", self.namespace(side))
                # Its announcements would be noise on the cable; not every kernel has it.
                self.inside(side, "sh", "-c", "for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do "
                            "if [ -e $f ]; then echo 1 >$f; fi; done")
                self.inside(side, "ip", "link", "set", "lo", "up")
            self.inside("venue", "ip", "link", "add", "venue0", "address", VENUE_MAC, "type", "veth",
                        "peer", "name", "member0", "address", MEMBER_MAC,
                        "netns", self.namespace("member"))
            self.inside("member", "ethtool", "-K", "member0", "tx", "off")
            self.inside("member", "ip", "address", "add", f"{MEMBER_ADDRESS}/24", "dev", "member0")
            self.inside("venue", "ip", "link", "set", "venue0", "up")
            self.inside("member", "ip", "link", "set", "member0", "up")
            self.inside("member", "ip", "route", "add", "239.0.0.0/8", "dev", "member0")
        except BaseException:
            self.down()
            raise

    def down(self):
        for side in self.SIDES:
            subprocess.run(["ip", "netns", "delete", self.namespace(side)], capture_output=True)

    def __enter__(self):
        self.up()
        return self

    def __exit__(self, *_):
        self.down()
