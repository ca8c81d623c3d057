"""Rules about the repository itself, checked without Odoo and without a database.

A check is a function ``check_…`` that yields one sentence for each violation.
``source`` reads an addon, ``checks_*`` hold the checks, ``test_contracts`` runs
them on the repository, and ``test_seeded`` proves that each of them bites.
"""
