import os
import sys

collect_ignore = []
if "AVA_ONBOARD_CHROOT" not in os.environ:
    collect_ignore.append("test_in_chroot.py")  # run by delivery/chroot, which makes the system that it needs
if sys.platform == "win32":
    collect_ignore.append("test_strace.py")
