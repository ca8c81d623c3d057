"""Brings up a real Odoo 19 for this checkout: to try the suite, and to test it.

Run as ``python3 -m host <command>``; the Makefile holds the everyday ones.
Only the standard library is used, so that a bare machine can start it.
Everything it makes lives in the git-ignored ``.host/`` (and, for what may be
lost at a reboot, in the temporary folder of the machine).
"""
