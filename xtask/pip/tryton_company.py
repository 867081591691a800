"""Founds the company that opportunities belong to, and lets the administrator work for it."""

import sys
from decimal import Decimal

from trytond import config

config.update_etc(sys.argv[1])

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

Pool.start()
pool = Pool("sonda")
pool.init()
with Transaction().start("sonda", 1):
    (euro,) = pool.get("currency.currency").create(
        [{"name": "Euro", "code": "EUR", "symbol": "€", "rates": [("create", [{"rate": Decimal(1)}])]}])
    (party,) = pool.get("party.party").create([{"name": "The company"}])
    (company,) = pool.get("company.company").create([{"party": party.id, "currency": euro.id}])
    User = pool.get("res.user")
    User.write([User(1)], {"companies": [("add", [company.id])], "company": company.id})
